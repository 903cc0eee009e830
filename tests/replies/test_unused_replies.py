"""What a test hears at its end: unused replies, and endpoints that were refused."""

from __future__ import annotations

import inspect
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import eventbridge_mock
from eventbridge_mock import EventBridgeMock, current_mock, mock_api_destinations
from eventbridge_mock.activation.teardown_checks import where_to_read
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://api.partner.example/orders"
UNUSED = f"""\
Scripted replies were never used:
  POST {URL}
Remove the replies, or allow unused ones with assert_all_responses_were_used=False.
{where_to_read(Path(eventbridge_mock.__file__).parent)}"""
REFUSED = f"""\
Endpoints without a scripted reply were refused:
  POST {URL}
Script a reply with mock.responses, or answer all such endpoints with\
 unmatched_endpoint="accept"."""


def text_at_the_end_of(mock: EventBridgeMock) -> str:
    """Stop *mock* and return the text of the AssertionError it has to raise."""
    with pytest.raises(AssertionError) as caught:
        mock.stop()
    return str(caught.value)


@pytest.fixture
def deliver(make_client: Callable[..., Any]) -> Callable[[EventBridgeMock], Any]:
    """Make the API destination `orders` and invoke it."""

    def act(mock: EventBridgeMock) -> Any:
        events = make_client(region_name="us-east-1")
        connection = events.create_connection(**requests_to_aws.connection())
        events.create_api_destination(
            **requests_to_aws.api_destination(connection["ConnectionArn"])
        )
        return mock.invoke("orders")

    return act


def test_an_unused_reply_fails_the_test() -> None:
    mock = mock_api_destinations().start()
    mock.responses.post(URL)

    assert text_at_the_end_of(mock) == UNUSED


def test_a_used_reply_does_not(deliver: Callable[..., Any]) -> None:
    with mock_api_destinations() as mock:
        mock.responses.post(URL, status=202)
        invocation = deliver(mock)

    assert invocation.status == 202


def test_every_unused_reply_is_named() -> None:
    mock = mock_api_destinations().start()
    mock.responses.post(URL)
    mock.responses.get(re.compile(r"https://.*\.example/"))

    assert text_at_the_end_of(mock).splitlines()[1:3] == [
        f"  POST {URL}",
        "  GET https://.*\\.example/",
    ]


def test_requests_that_no_reply_fitted_are_named(deliver: Callable[..., Any]) -> None:
    mock = mock_api_destinations().start()
    mock.responses.put(URL)
    deliver(mock)

    assert text_at_the_end_of(mock).splitlines() == [
        "Scripted replies were never used:",
        f"  PUT {URL}",
        "Requests that did not match a reply:",
        f"  POST {URL}",
        *UNUSED.splitlines()[-2:],
    ]


def test_the_schedule_of_a_rule_is_no_event_that_is_pending(
    make_client: Callable[..., Any],
) -> None:
    mock = mock_api_destinations().start()
    mock.responses.post(URL)
    events = make_client(region_name="us-east-1")
    events.put_rule(Name="tick", ScheduleExpression="rate(5 minutes)")

    assert text_at_the_end_of(mock) == UNUSED


def test_no_more_than_ten_such_requests_are_named(
    deliver: Callable[..., Any],
) -> None:
    mock = mock_api_destinations().start()
    mock.responses.put(URL)
    deliver(mock)
    for _ in range(11):
        mock.invoke("orders")

    assert text_at_the_end_of(mock).count(f"  POST {URL}") == 10


def test_unused_replies_can_be_allowed() -> None:
    with mock_api_destinations(assert_all_responses_were_used=False) as mock:
        mock.responses.post(URL)

    assert not mock.invocations


def test_forgotten_replies_are_not_missed() -> None:
    with mock_api_destinations() as mock:
        mock.responses.post(URL)
        mock.reset()

    assert not mock.invocations


def test_a_refused_endpoint_fails_the_test(deliver: Callable[..., Any]) -> None:
    mock = mock_api_destinations(unmatched_endpoint="refuse").start()
    deliver(mock)

    assert text_at_the_end_of(mock) == REFUSED


def test_both_are_told(deliver: Callable[..., Any]) -> None:
    mock = mock_api_destinations(unmatched_endpoint="refuse").start()
    mock.responses.put(URL)
    deliver(mock)

    assert text_at_the_end_of(mock).splitlines() == [
        "Scripted replies were never used:",
        f"  PUT {URL}",
        "Requests that did not match a reply:",
        f"  POST {URL}",
        *UNUSED.splitlines()[-2:],
        *REFUSED.splitlines(),
    ]


def fail_with_an_unused_reply(error: Exception) -> None:
    current_mock().responses.post(URL)
    raise error


def test_a_failed_with_statement_gets_a_note() -> None:
    with pytest.raises(LookupError) as caught, mock_api_destinations():
        fail_with_an_unused_reply(LookupError())

    assert caught.value.__notes__ == [UNUSED]


def test_a_failed_function_gets_a_note() -> None:
    decorated = mock_api_destinations(fail_with_an_unused_reply)
    with pytest.raises(LookupError) as caught:
        decorated(LookupError())

    assert caught.value.__notes__ == [UNUSED]


def test_a_note_joins_others() -> None:
    error = LookupError()
    error.__notes__ = ["theirs"]
    with pytest.raises(LookupError), mock_api_destinations():
        fail_with_an_unused_reply(error)

    assert error.__notes__ == ["theirs", UNUSED]


def test_a_failure_without_unused_replies_has_no_note() -> None:
    with pytest.raises(LookupError) as caught, mock_api_destinations():
        raise LookupError

    assert not hasattr(caught.value, "__notes__")


def test_a_decorated_function_fails_by_itself() -> None:
    @mock_api_destinations
    def decorated() -> None:
        current_mock().responses.post(URL)

    with pytest.raises(AssertionError) as caught:
        decorated()

    assert str(caught.value) == UNUSED
    assert "decorated" in "".join(traceback.format_tb(caught.value.__traceback__))


def run(inner: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    """Run a module of tests in which `script` scripts a reply."""
    prelude = f"""
import pytest
from eventbridge_mock import current_mock, mock_api_destinations

def script():
    current_mock().responses.post("{URL}")

"""
    inner.makepyfile(test_module=prelude + inspect.cleandoc(body))
    return inner.runpytest(*arguments)


def test_with_the_fixture_it_fails_at_the_teardown(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        def test_it(eventbridge_mock):
            script()
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_it*", *UNUSED.splitlines()], consecutive=True
    )


def test_with_the_fixture_a_failed_test_gets_a_section(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_it(eventbridge_mock):
            script()
            raise LookupError("theirs")
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*- Captured eventbridge_mock teardown -*", *UNUSED.splitlines()],
        consecutive=True,
    )


def test_a_set_up_that_failed_is_a_failed_test(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.fixture
        def failing(eventbridge_mock):
            script()
            raise LookupError("theirs")

        def test_it(failing):
            pass
        """,
    )

    result.assert_outcomes(errors=1)


@pytest.mark.parametrize(
    ("statement", "outcomes"),
    [
        ('pytest.skip("not here")', {"skipped": 1}),
        ('pytest.xfail("known")', {"xfailed": 1}),
    ],
    ids=["skip", "xfail"],
)
@pytest.mark.parametrize("way", ["fixture", "decorator"])
def test_a_test_that_broke_off_does_not_fail(
    inner: pytest.Pytester, statement: str, outcomes: dict[str, int], way: str
) -> None:
    decorator, argument = {
        "fixture": ("", "eventbridge_mock"),
        "decorator": ("@mock_api_destinations", ""),
    }[way]
    result = run(
        inner,
        f"""
        {decorator}
        def test_it({argument}):
            script()
            {statement}
        """,
    )

    result.assert_outcomes(**outcomes)


def test_with_the_decorator_a_failed_test_shows_the_note(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        def test_it():
            script()
            raise LookupError("theirs")
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*LookupError: theirs", *(f"E*{line}" for line in UNUSED.splitlines())],
        consecutive=True,
    )


def test_with_the_decorator_it_fails_once(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        def test_it():
            script()
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [f"*{line}" for line in UNUSED.splitlines()], consecutive=True
    )


@pytest.mark.parametrize(
    ("options", "outcomes"),
    [
        ("assert_all_responses_were_used=False", {"passed": 1}),
        ("assert_all_responses_were_used=True", {"passed": 1, "errors": 1}),
    ],
)
def test_the_marker_decides_for_one_test(
    inner: pytest.Pytester, options: str, outcomes: dict[str, int]
) -> None:
    result = run(
        inner,
        f"""
        @pytest.mark.eventbridge_mock({options})
        def test_it():
            script()
        """,
    )

    result.assert_outcomes(**outcomes)


def test_what_comes_of_one_test_is_not_told_of_the_next(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_one(eventbridge_mock):
            raise LookupError("theirs")

        def test_two(eventbridge_mock):
            script()
        """,
    )

    result.assert_outcomes(failed=1, passed=1, errors=1)


def test_a_fixture_with_a_with_statement_does_not_fail_a_failed_test_again(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @pytest.fixture
        def mock():
            with mock_api_destinations() as mock:
                yield mock

        def test_it(mock):
            script()
            raise LookupError("theirs")
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Captured stderr teardown*", *UNUSED.splitlines()])
