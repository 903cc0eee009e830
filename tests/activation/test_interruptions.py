"""An interruption anywhere leaves the mock off, or wholly on; nothing in between."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from linecache import getline
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.credentials import CredentialResolver
from botocore.endpoint import Endpoint

import eventbridge_mock
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="earlier Pythons have no sys.monitoring"
)

PACKAGE = os.path.dirname(eventbridge_mock.__file__)  # noqa: PTH120 - a prefix of strings
METHODS = (
    (BaseClient, "_emit_api_params"),
    (BaseClient, "_make_api_call"),
    (Endpoint, "_send"),
    (CredentialResolver, "load_credentials"),
)
# Each line; one in twenty where a tracer makes them slow, as in `tox -e coverage`.
# `tox -e py313` has no tracer.
STEP = 20 if sys.gettrace() else 1
CLIENT = botocore.session.Session().create_client(
    "events",
    region_name="us-east-1",
    aws_access_key_id="testing",
    aws_secret_access_key="testing",
)


def what_is_patched() -> Any:
    """Return all that an activation changes outside of this package."""
    methods = [vars(owner)[name] for owner, name in METHODS]
    caches = sorted(vars(CLIENT._ruleset_resolver))  # noqa: SLF001 - where they are
    return methods, caches, dict(os.environ)


class Fault(Exception):  # noqa: N818 - a fault, as a library has one
    """An ordinary exception that nothing expects."""


class Interrupter:
    """Raises an *error* at one line of the package, counted from 1."""

    def __init__(self, error: type[BaseException]) -> None:
        self._error = error
        self._left = 0

    def on_line(self, code: CodeType, line: int) -> Any:
        """Count the lines of the package; others are not asked about again."""
        # Nothing is traced within a callback.
        if not code.co_filename.startswith(PACKAGE):  # pragma: no cover
            return sys.monitoring.DISABLE
        if self._left and self._may_raise_at(code, line):  # pragma: no cover
            self._left -= 1
            if not self._left:
                raise self._error(code.co_qualname, line)
        return None  # pragma: no cover

    def _may_raise_at(self, code: CodeType, line: int) -> bool:  # pragma: no cover
        """Return whether the line may raise the error; to let go of a lock does not."""
        text = getline(code.co_filename, line).lstrip()
        return self._error is KeyboardInterrupt or not text.startswith("with ")

    def interrupts(self, run: Callable[[], object], number: int) -> bool:
        """Run it; return whether it had so many lines."""
        self._left = number
        try:
            run()
        except self._error:
            return True
        finally:
            self._left = 0
        return False


@contextmanager
def interrupter(error: type[BaseException]) -> Iterator[Interrupter]:
    found = Interrupter(error)
    monitoring = sys.monitoring
    number = next(n for n in range(6) if monitoring.get_tool(n) is None)
    monitoring.use_tool_id(number, "interrupter")
    monitoring.register_callback(number, monitoring.events.LINE, found.on_line)
    monitoring.set_events(number, monitoring.events.LINE)
    try:
        yield found
    finally:
        monitoring.set_events(number, 0)
        monitoring.register_callback(number, monitoring.events.LINE, None)
        monitoring.free_tool_id(number)


def stop_what_is_left() -> None:
    """Stop a mock whose end an interruption came before."""
    try:
        current_mock().stop()
    except NotActiveError:
        return


def started_and_stopped() -> None:
    mock = mock_api_destinations(region_name="eu-west-1")
    mock.start()
    mock.stop()


def in_a_block() -> None:
    with mock_api_destinations(region_name="eu-west-1"):
        CLIENT.list_connections()


def nested() -> None:
    with mock_api_destinations(), mock_api_destinations(region_name="eu-west-1"):
        pass


@mock_api_destinations
def decorated() -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("run", "error"),
    [
        (started_and_stopped, KeyboardInterrupt),
        (in_a_block, KeyboardInterrupt),
        (nested, KeyboardInterrupt),
        (decorated, KeyboardInterrupt),
        (in_a_block, Fault),
    ],
)
def test_an_interruption_at_any_line_leaves_the_mock_off_or_wholly_on(
    run: Callable[[], None],
    error: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error of a library, too, though not every line can raise one."""
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-it")
    run()  # what the first run loads stays
    before = what_is_patched()

    lines = 0
    with interrupter(error) as at, ThreadPoolExecutor(max_workers=1) as another_thread:
        while at.interrupts(run, lines + STEP):
            lines += STEP
            for _ in range(2):
                stop_what_is_left()
            assert what_is_patched() == before, lines
            # No lock is left taken.
            another_thread.submit(started_and_stopped).result(timeout=30)
    assert lines > 100
