"""Options of a mock, a marker and an ini file are taken, or refused by name."""

from __future__ import annotations

import signal
from contextlib import redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import options
from eventbridge_mock.__main__ import main
from tests.fuzz.conftest import PROFILE
from tests.fuzz.inputs import spliced, strings, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

names = st.sampled_from(list(options.OPTION_HELP))


def names_one_of(given_options: Iterable[str], message: str) -> bool:
    return any(name in message or repr(name) in message for name in given_options)


@PROFILE
@given(given_options=st.dictionaries(names | strings, values, max_size=3))
def test_an_option_is_taken_or_refused_by_its_name(
    given_options: dict[str, object],
) -> None:
    try:
        options.check(given_options)
    except (TypeError, ValueError) as error:
        assert names_one_of(given_options, str(error))  # noqa: PT017 - or none


@PROFILE
@given(
    ini=st.dictionaries(
        names, spliced("eager", "123456789012", "true", "s3", "-5"), max_size=4
    )
)
def test_an_ini_option_is_taken_or_refused_by_its_name(ini: dict[str, str]) -> None:
    try:
        options.from_ini(ini)
    except ValueError as error:
        assert names_one_of(ini, str(error))  # noqa: PT017 - or none


@pytest.fixture(scope="module")
def _signals() -> Iterator[None]:
    """Give signals back the handlers that the command replaces."""
    before = {number: signal.getsignal(number) for number in COMMAND_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


COMMAND_SIGNALS = (signal.SIGINT, signal.SIGTERM)
ARGUMENTS = [
    "--account",
    "--delivery",
    "--odd",
    "--port",
    "--quotas",
    "--region",
    "--template",
    "--unmatched-endpoint",
]


@pytest.mark.usefixtures("_signals")
@PROFILE
@given(
    arguments=st.dictionaries(
        st.sampled_from(ARGUMENTS),
        spliced("eager", "123456789012", "us-east-1", "targets=1,x", "4588") | strings,
        max_size=3,
    )
)
def test_an_argument_of_the_command_is_taken_or_refused(
    arguments: dict[str, str],
) -> None:
    """The last template is the one that counts, and it is not there."""
    given_arguments = [f"{name}={text}" for name, text in arguments.items()]
    with redirect_stderr(StringIO()) as said:
        try:
            status: object = main([*given_arguments, "--template=nowhere.yaml"])
        except SystemExit as error:
            status = error.code

    assert status in {1, 2}
    assert "eventbridge-mock: error: " in said.getvalue()
