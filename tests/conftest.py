"""What every test stands on: no network, no AWS settings, one time zone."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import os
import pkgutil
import signal
import threading
import time
import unittest
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
import pytest_socket
from botocore.client import BaseClient
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.loaders import Loader
from freezegun import freeze_time

import eventbridge_mock
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from eventbridge_mock.options import suite_options
from eventbridge_mock.replies.scripted_replies import EndpointAdapter
from tests import requests_to_aws
from tests.aws.operations.times import NOW
from tests.local_server import LocalServer
from tests.read_once import share_what_is_read_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

pytest_plugins = ["pytester"]

ACCOUNT_ID = "123456789012"
REGION_NAME = "eu-west-1"
UNCHECKED = Config(parameter_validation=False)

# A zone that is neither UTC nor the developer's, so that nothing passes by luck.
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

# What a run of pytester imports first is imported anew after it: a mock that began
# then would be of two halves.
for module in pkgutil.walk_packages(eventbridge_mock.__path__, "eventbridge_mock."):
    if module.name != "eventbridge_mock.pytest_plugin":  # pytest rewrites it
        importlib.import_module(module.name)

share_what_is_read_once()

# Kept for the whole run, because it keeps the service models it has read.
_SESSION = botocore.session.Session()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector the million objects that live until the end.

    hypothesis comes before, because its import asks who refers to the generators of
    random numbers of others.
    """
    importlib.import_module("hypothesis")
    gc.freeze()


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Only this machine can be reached."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    pytest_socket._remove_restrictions()  # noqa: SLF001 - no public way back


def changed_by_a_mock() -> dict[str, Any]:
    """Return all that a mock changes while it is active."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    return {
        "environment": environment,
        "botocore's calls": BaseClient._make_api_call,  # noqa: SLF001 - what is replaced
        "botocore's requests": Endpoint._send,  # noqa: SLF001 - and this
        "requests of deliveries": EndpointAdapter.send,
        "options of the suite": dict(suite_options),
    }


@pytest.fixture(autouse=True)
def everything_is_restored() -> Iterator[None]:
    """Whatever a test did, the process is as it was and no mock is active."""
    before = changed_by_a_mock()
    yield
    after = changed_by_a_mock()
    left = []
    with contextlib.suppress(NotActiveError):
        while True:  # so that the next test does not suffer from this one
            left.append(current_mock())
            # Only after a test that left a mock active, which then fails.
            with contextlib.suppress(AssertionError):  # pragma: no cover
                left[-1].stop()

    assert (after, left) == (before, [])


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT interrupts, also if the shell that began the run has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def make_client() -> Callable[..., Any]:
    """Make a botocore client; without arguments one for `events`."""

    def make(service_name: str = "events", **settings: Any) -> Any:
        settings.setdefault("region_name", REGION_NAME)
        settings.setdefault("aws_access_key_id", "testing")
        settings.setdefault("aws_secret_access_key", "testing")
        return _SESSION.create_client(service_name, **settings)

    return make


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients made from now on have `list_wishes`, which nobody implements.

    It stands for the operations that a newer botocore has.
    """
    original = Loader.load_service_model

    def load(loader: Loader, service_name: str, *args: Any, **kwargs: Any) -> Any:
        model = original(loader, service_name, *args, **kwargs)
        if service_name != "events" or "operations" not in model:
            return model
        newest = {**model["operations"]["ListEndpoints"], "name": "ListWishes"}
        return {**model, "operations": {**model["operations"], "ListWishes": newest}}

    monkeypatch.setattr(Loader, "load_service_model", load)


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    """An active mock in the Region of the clients."""
    with mock_api_destinations(region_name=REGION_NAME) as active:
        yield active


@pytest.fixture(scope="session")
def shared_client(make_client: Callable[..., Any]) -> Callable[..., Any]:
    """Return a client that tests share, because making one takes longer than a call.

    A test that changes its client, such as by registering a handler, makes its own. One
    that sets variables of AWS, such as AWS_ENDPOINT_URL, shares none with the others.
    """

    @functools.cache
    def made_under(_: frozenset[tuple[str, str]], *given: Any, **options: Any) -> Any:
        return make_client(*given, **options)

    def shared(*given: Any, **options: Any) -> Any:
        variables = (each for each in os.environ.items() if each[0].startswith("AWS_"))
        return made_under(frozenset(variables), *given, **options)

    return shared


@pytest.fixture
def events(mock: EventBridgeMock, shared_client: Callable[..., Any]) -> Any:
    """A shared client for `events` while the mock is active."""
    return shared_client()


@pytest.fixture
def secretsmanager(mock: EventBridgeMock, shared_client: Callable[..., Any]) -> Any:
    """A shared client for `secretsmanager` while the mock is active."""
    return shared_client("secretsmanager")


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """It is `times.NOW` until the test moves on."""
    with freeze_time(NOW) as frozen:
        yield frozen


@pytest.fixture
def manual_mock() -> Iterator[EventBridgeMock]:
    """An active mock in which connections settle when the test says so."""
    with mock_api_destinations(region_name=REGION_NAME, transitions="manual") as active:
        yield active


@pytest.fixture
def manual_events(
    manual_mock: EventBridgeMock, shared_client: Callable[..., Any]
) -> Any:
    """A shared client for `events` while `manual_mock` is active."""
    return shared_client()


@pytest.fixture
def unchecked_events(mock: EventBridgeMock, shared_client: Callable[..., Any]) -> Any:
    """A shared client that sends what botocore's own validation would stop."""
    return shared_client(config=UNCHECKED)


@pytest.fixture
def make_orders(events: Any) -> Callable[..., None]:
    """Make the API destination `orders` on the connection `partner`.

    `auth` joins the AuthParameters of the connection, the other keywords are
    members of CreateApiDestination.
    """

    def make(
        authorization_type: str = "BASIC",
        *,
        auth: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        known = requests_to_aws.AUTH_PARAMETERS[authorization_type]
        connection = events.create_connection(
            **requests_to_aws.connection(
                authorization_type, AuthParameters={**known, **(auth or {})}
            )
        )
        events.create_api_destination(
            **requests_to_aws.api_destination(connection["ConnectionArn"], **changes)
        )

    return make


@pytest.fixture
def orders(make_orders: Callable[..., None]) -> str:
    """The name of an API destination on a BASIC connection."""
    make_orders()
    return "orders"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A server that is up while the test runs."""
    with LocalServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def run_unittest() -> Callable[[type[unittest.TestCase]], unittest.TestResult]:
    """Run a TestCase as `python -m unittest` does."""

    def run(case: type[unittest.TestCase]) -> unittest.TestResult:
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        return unittest.TextTestRunner(stream=io.StringIO()).run(suite)

    return run


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """A pytester whose runs keep the order of tests and leave no cache.

    The plugin of hypothesis would be imported anew by each, which takes a second, and
    that of pytest-asyncio warns of an option that has no value yet.
    """
    without = "-p no:randomly -p no:cacheprovider -p no:hypothesispytest -p no:asyncio"
    pytester.makeini(f"[pytest]\naddopts = {without}\n")
    return pytester
