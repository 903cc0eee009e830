"""Invocations beyond the rate of an API destination wait for a later second."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from tests import requests_to_aws
from tests.delivery.partner import QUEUE, URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

NOW = datetime(2026, 9, 24, 12, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with freezegun.freeze_time(NOW):
        yield


@pytest.fixture
def limited(make_orders: Callable[..., None]) -> str:
    """The name of an API destination that takes two invocations per second."""
    make_orders(InvocationRateLimitPerSecond=2)
    return "orders"


def seconds_of(mock: EventBridgeMock) -> list[float]:
    """Return when all attempts were made, in seconds from now on."""
    times = [one.time for each in mock.invocations for one in each.attempts]
    return [(time - NOW) / timedelta(seconds=1) for time in times]


def test_those_that_are_too_many_wait(mock: EventBridgeMock, limited: str) -> None:
    """Queued, not failed (AWS guide); how they are counted is our choice."""
    for _ in range(5):
        mock.invoke(limited)

    assert seconds_of(mock) == [0, 0, 1, 1, 2]
    assert {one.outcome for one in mock.invocations} == {"delivered"}


def test_each_destination_is_counted_by_itself(
    mock: EventBridgeMock, events: Any, limited: str
) -> None:
    """AWS guide "API destinations as targets"."""
    arn = mock.connections["partner"].connection_arn
    events.create_api_destination(
        **requests_to_aws.api_destination(
            arn, Name="others", InvocationRateLimitPerSecond=1
        )
    )
    for name in (limited, limited, "others", "others"):
        mock.invoke(name)

    assert seconds_of(mock) == [0, 0, 0, 1]


def test_retries_are_counted_too(mock: EventBridgeMock, limited: str) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    mock.invoke(limited)
    mock.advance(5)
    for _ in range(2):
        mock.invoke(limited)

    assert seconds_of(mock) == [0, 5, 5, 6]


def test_without_a_limit_300_go_at_once(mock: EventBridgeMock, orders: str) -> None:
    """The default of InvocationRateLimitPerSecond (recorded 2024-12-09)."""
    for _ in range(301):
        mock.invoke(orders)

    assert seconds_of(mock) == [0] * 300 + [1]


def test_an_event_can_grow_too_old_waiting(mock: EventBridgeMock, events: Any) -> None:
    """AWS guide; the code and the text are our choice."""
    connection = events.create_connection(**requests_to_aws.connection())
    events.create_api_destination(
        **requests_to_aws.api_destination(
            connection["ConnectionArn"], InvocationRateLimitPerSecond=1
        )
    )
    policy = {"MaximumEventAgeInSeconds": 60}
    for _ in range(61):
        mock.invoke("orders", retry_policy=policy, dead_letter_config=QUEUE)
    (made,) = mock.dead_letters

    assert seconds_of(mock) == [*range(60)]
    assert {**made.attributes} == {
        "TARGET_ARN": mock.api_destinations["orders"].api_destination_arn,
        "ERROR_CODE": "THROTTLING",
        "ERROR_MESSAGE": (
            "The event waited too long for the invocation rate limit of the API"
            " destination."
        ),
        "EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds",
        "RETRY_ATTEMPTS": "0",
    }


@pytest.fixture
def on_time(mock: EventBridgeMock) -> Iterator[None]:
    with type(mock)({"delivery": "on_time"}):
        yield


@pytest.mark.usefixtures("on_time")
def test_those_that_wait_are_pending(mock: EventBridgeMock, limited: str) -> None:
    for _ in range(3):
        mock.invoke(limited)
    last = mock.invocations.last

    assert (last.outcome, last.attempts, last.failure) == ("pending", (), None)
    assert last.next_attempt_time == NOW + timedelta(seconds=1)


@pytest.mark.usefixtures("on_time")
def test_a_place_in_the_queue_is_kept(
    mock: EventBridgeMock, events: Any, limited: str
) -> None:
    for _ in range(4):
        mock.invoke(limited)
    events.update_api_destination(Name=limited, InvocationRateLimitPerSecond=1)
    mock.advance(1)

    assert seconds_of(mock) == [0, 0, 1, 1]


@pytest.mark.usefixtures("on_time")
def test_a_lower_limit_holds_for_those_that_come(
    mock: EventBridgeMock, events: Any, limited: str
) -> None:
    mock.invoke(limited)
    events.update_api_destination(Name=limited, InvocationRateLimitPerSecond=1)
    for _ in range(3):
        mock.invoke(limited)
    mock.advance(60)

    assert seconds_of(mock) == [0, 1, 2, 3]


@pytest.mark.usefixtures("on_time")
def test_a_queue_ends_with_its_destination(
    mock: EventBridgeMock, events: Any, limited: str
) -> None:
    for _ in range(3):
        mock.invoke(limited)
    events.delete_api_destination(Name=limited)
    mock.advance(1)

    assert mock.invocations.last.error_code == "NO_RESOURCE"
    assert seconds_of(mock) == [0, 0]


def test_a_reset_empties_the_queue(
    mock: EventBridgeMock, make_orders: Callable[..., None], limited: str
) -> None:
    mock.invoke(limited)
    mock.reset()
    make_orders(InvocationRateLimitPerSecond=1)
    mock.invoke(limited)

    assert seconds_of(mock) == [0]
