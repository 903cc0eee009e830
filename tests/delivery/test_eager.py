"""`delivery="eager"`: all that will ever happen happens at once, at virtual times."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME

from .times import FIRST_ATTEMPTS, START, URL, after, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    with (
        freezegun.freeze_time(START),
        mock_api_destinations(region_name=REGION_NAME) as active,
    ):
        yield active


def test_the_times_of_retries_are_virtual(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    invocation = mock.invoke(orders)

    assert seconds_of(invocation)[:10] == FIRST_ATTEMPTS


def test_the_clock_does_not_move(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)

    now = datetime.datetime.now(datetime.timezone.utc)
    assert (now, mock.invoke(orders).attempts[0].time) == (START, START)


def test_nothing_is_pending(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    invocation = mock.invoke(orders)

    assert (invocation.outcome, invocation.next_attempt_time) == ("delivered", None)
    assert seconds_of(invocation) == [0, 5]
    assert mock.invocations == [invocation]


def test_refusals_use_up_185_retries(mock: EventBridgeMock, orders: str) -> None:
    """AWS guide "How EventBridge retries delivering events": 24 hours, 185 times."""
    mock.responses.post(URL, status=503)
    arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
    invocation = mock.invoke(orders, dead_letter_config={"Arn": arn})

    (letter,) = mock.dead_letters
    assert len(invocation.attempts) == 186
    assert seconds_of(invocation)[-1] == 23 * 3600 + 54 * 60 + 35
    assert letter.attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"


def test_silence_uses_up_24_hours(mock: EventBridgeMock, orders: str) -> None:
    """AWS guide "How EventBridge retries delivering events": 24 hours, 185 times."""
    mock.responses.post(URL, body=TimeoutError("no answer"))
    arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
    invocation = mock.invoke(orders, dead_letter_config={"Arn": arn})

    (letter,) = mock.dead_letters
    assert len(invocation.attempts) < 186
    assert 24 * 3600 - 485 <= seconds_of(invocation)[-1] < 24 * 3600
    assert letter.attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"


def test_an_answer_that_does_not_come_takes_five_seconds(
    mock: EventBridgeMock, orders: str
) -> None:
    """AWS guide "API destinations as targets"; that they count is our choice."""
    mock.responses.post(URL, body=TimeoutError("no answer"))
    invocation = mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 2})

    assert seconds_of(invocation) == [0, 10, 25]


def test_a_token_is_renewed_when_virtual_time_has_used_it_up(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.responses.post(URL, status=503)
    mock.invoke("orders", retry_policy={"MaximumEventAgeInSeconds": 7200})

    asked = [(one.attempts[0].time - START).seconds for one in mock.token_requests]
    assert asked == [0, 3995]


def test_a_connection_deauthorized_on_the_way_has_the_virtual_time(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    mock.invoke(orders)

    connection = mock.connections["partner"]
    assert connection.connection_state == "DEAUTHORIZED"
    assert connection.last_modified_time == after(5)


def test_a_callback_that_raises_ends_the_delivery(
    mock: EventBridgeMock, orders: str
) -> None:
    def fail(request: Any) -> Any:
        raise RuntimeError("no")

    mock.responses.add_callback("POST", URL, fail)
    with pytest.raises(RuntimeError, match="^no$"):
        mock.invoke(orders)

    (invocation,) = mock.invocations
    assert (invocation.outcome, invocation.error_code) == ("failed", "INTERNAL_ERROR")
    assert invocation.next_attempt_time is None


def test_a_callback_sees_its_invocation_pending(
    mock: EventBridgeMock, orders: str
) -> None:
    seen = []

    def look(request: Any) -> Any:
        seen.append((mock.invocations.last.outcome, mock.invocations.last.attempts))
        return 200, {}, ""

    mock.responses.add_callback("POST", URL, look)
    mock.invoke(orders)

    assert seen == [("pending", ())]


def test_a_callback_can_reset_the_mock(mock: EventBridgeMock, orders: str) -> None:
    def reset(request: Any) -> Any:
        mock.reset()
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, reset)
    arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
    invocation = mock.invoke(orders, dead_letter_config={"Arn": arn})

    assert (invocation.outcome, invocation.error_code) == (
        "dead_lettered",
        "NO_RESOURCE",
    )
    assert (mock.invocations, mock.dead_letters) == ([], [])


@pytest.mark.parametrize(
    "instant",
    ["9999-12-31 23:59:59", "2100-02-28 12:00:00", "1960-01-01 00:00:00.5"],
)
def test_any_time_will_do(orders: str, mock: EventBridgeMock, instant: str) -> None:
    mock.responses.post(URL, status=503)
    with freezegun.freeze_time(instant):
        invocation = mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 1})

    assert invocation.outcome == "failed"
    assert invocation.attempts[0].time.year == int(instant[:4])
