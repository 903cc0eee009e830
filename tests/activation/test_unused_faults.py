"""What a test hears at its end about errors that it scripted in vain."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

import eventbridge_mock
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.activation.teardown_checks import where_to_read
from tests.connecting import connect

if TYPE_CHECKING:
    from collections.abc import Callable

UNUSED = f"""\
Scripted errors were never answered:
  CreateConnection: ThrottlingException
Remove them, or allow unused ones with assert_all_responses_were_used=False.
{where_to_read(Path(eventbridge_mock.__file__).parent)}"""


def script_a_fault() -> None:
    current_mock().fail("CreateConnection", "ThrottlingException")


def script_a_fault_and_break_off() -> None:
    script_a_fault()
    raise LookupError


def test_an_unused_fault_fails_the_test() -> None:
    mock = mock_api_destinations().start()
    mock.fail("CreateConnection", "ThrottlingException")

    with pytest.raises(AssertionError) as caught:
        mock.stop()

    assert str(caught.value) == UNUSED


def test_a_decorated_function_fails_by_itself() -> None:
    with pytest.raises(AssertionError) as caught:
        mock_api_destinations(script_a_fault)()

    assert str(caught.value) == UNUSED


def test_a_failed_test_gets_a_note() -> None:
    with pytest.raises(LookupError) as caught, mock_api_destinations():
        script_a_fault_and_break_off()

    assert caught.value.__notes__ == [UNUSED]


def test_with_the_fixture_it_fails_at_the_teardown(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        def test_in_vain(eventbridge_mock):
            eventbridge_mock.fail("CreateConnection", "ThrottlingException")
        """
    )

    result = inner.runpytest()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(UNUSED.splitlines())


def test_one_that_was_used_once_is_used() -> None:
    with mock_api_destinations() as mock:
        mock.fail("CreateConnection", "ThrottlingException", times=99)

        with pytest.raises(ClientError):
            connect()


def test_unused_faults_can_be_allowed() -> None:
    with mock_api_destinations(assert_all_responses_were_used=False):
        script_a_fault()


def test_reset_forgets_them() -> None:
    with mock_api_destinations() as mock:
        script_a_fault()
        mock.reset()

        assert connect() == ["partner"]


def test_replies_and_faults_are_told_together() -> None:
    mock = mock_api_destinations().start()
    mock.responses.post("https://api.partner.example/orders")
    script_a_fault()

    with pytest.raises(AssertionError) as caught:
        mock.stop()

    told = str(caught.value).splitlines()
    assert told[0] == "Scripted replies were never used:"
    assert told[-4:] == UNUSED.splitlines()


def test_a_fault_of_an_inner_mock_holds_in_the_outer() -> None:
    with mock_api_destinations():
        with mock_api_destinations():
            script_a_fault()
        connect()


def test_a_fault_does_not_last_beyond_its_mock() -> None:
    with mock_api_destinations(assert_all_responses_were_used=False):
        script_a_fault()
    with mock_api_destinations() as mock:
        connect()

    assert list(mock.connections) == ["partner"]


def test_a_fault_of_a_class_meets_the_first_test_that_calls(
    run_unittest: Callable[[type[unittest.TestCase]], unittest.TestResult],
) -> None:
    seen: list[Any] = []

    @mock_api_destinations
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            current_mock().fail("CreateConnection", "AccessDeniedException")

        def test_first(self) -> None:
            with pytest.raises(ClientError):
                connect()

        def test_second(self) -> None:
            seen.extend(connect())

    result = run_unittest(Case)

    assert result.wasSuccessful()
    assert seen == ["partner"]
