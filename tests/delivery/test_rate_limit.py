"""InvocationRateLimitPerSecond: what is too much waits, and may wait too long."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.delivery.rate_limit import RateLimiter
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.requests_to_aws import api_destination, connection

from .times import START, URL, after, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

QUEUE = {"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"}
NEVER = after(10**9)


@pytest.fixture
def clock() -> Iterator[Any]:
    with freezegun.freeze_time(START) as frozen:
        yield frozen


@pytest.fixture(params=["eager", "on_time"])
def mock(request: pytest.FixtureRequest, clock: Any) -> Iterator[EventBridgeMock]:
    with mock_api_destinations(
        region_name=REGION_NAME, delivery=request.param
    ) as active:
        yield active


@pytest.fixture
def slow(make_orders: Callable[..., None]) -> str:
    """The name of an API destination that takes two invocations in a second."""
    make_orders(InvocationRateLimitPerSecond=2)
    return "orders"


def test_invocations_wait_for_a_second_with_room(
    mock: EventBridgeMock, slow: str
) -> None:
    for _ in range(7):
        mock.invoke(slow)
    mock.advance(60)

    assert [seconds_of(one) for one in mock.invocations] == [
        [0],
        [0],
        [1],
        [1],
        [2],
        [2],
        [3],
    ]


def test_a_queue_drains_as_time_passes(mock: EventBridgeMock, slow: str) -> None:
    for _ in range(4):
        mock.invoke(slow)
    mock.advance(1.5)
    mock.invoke(slow)
    mock.advance(60)

    assert seconds_of(mock.invocations.last) == [2]


@pytest.mark.parametrize("fraction", [0, 0.001, 0.43, 0.5, 0.75, 0.999999])
def test_delays_do_not_depend_on_the_fraction_of_a_second(
    mock: EventBridgeMock, slow: str, clock: Any, fraction: float
) -> None:
    clock.tick(timedelta(seconds=fraction))
    for _ in range(5):
        mock.invoke(slow)
    mock.advance(60)
    first = mock.invocations[0].attempts[0].time
    delays = [one.attempts[0].time - first for one in mock.invocations]

    assert [delay.total_seconds() for delay in delays] == [0, 0, 1, 1, 2]


def test_one_call_of_put_events_waits_alike_in_every_run(
    mock: EventBridgeMock, slow: str, events: Any, clock: Any
) -> None:
    clock.tick(timedelta(seconds=0.43))
    target = requests_to_aws.target(Arn=mock.api_destinations[slow].api_destination_arn)
    events.put_rule(**requests_to_aws.rule())
    events.put_targets(Rule="orders", Targets=[target])
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
    events.put_events(Entries=[entry] * 4)
    mock.advance(60)

    assert [seconds_of(one) for one in mock.invocations] == [
        [0.43],
        [0.43],
        [1.43],
        [1.43],
    ]


def test_attempts_between_others_wait_for_a_whole_second(
    mock: EventBridgeMock, slow: str
) -> None:
    mock.invoke(slow)
    mock.advance(0.4)
    mock.invoke(slow)
    mock.advance(0.4)
    for _ in range(3):
        mock.invoke(slow)
    mock.advance(60)

    assert [seconds_of(one) for one in mock.invocations] == [
        [0],
        [0.4],
        [1],
        [1.4],
        [2],
    ]


def test_who_waits_is_pending(clock: Any, make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        create_orders(make_client(), InvocationRateLimitPerSecond=1)
        first, second = mock.invoke("orders"), mock.invoke("orders")

    assert (first.outcome, second.outcome) == ("delivered", "pending")
    assert (second.attempts, second.next_attempt_time) == ((), after(1))
    assert (second.failure, second.error_code) == (None, None)


def test_retries_take_a_place_too(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationRateLimitPerSecond=1)
    mock.responses.post(URL, status=503)
    for _ in range(2):
        mock.invoke("orders", retry_policy={"MaximumRetryAttempts": 1})
    mock.advance(4)
    mock.invoke("orders", retry_policy={"MaximumRetryAttempts": 0})
    mock.advance(60)

    assert [seconds_of(one) for one in mock.invocations] == [[0, 5], [1, 6], [4]]


def test_api_destinations_do_not_wait_for_each_other(
    mock: EventBridgeMock, slow: str, events: Any
) -> None:
    """AWS guide "API destinations as targets": for each API destination."""
    arn = mock.connections["partner"].connection_arn
    events.create_api_destination(
        **api_destination(arn, Name="crm", InvocationRateLimitPerSecond=2)
    )
    for name in (slow, "crm") * 2:
        mock.invoke(name)

    assert [seconds_of(one) for one in mock.invocations] == [[0]] * 4


def test_who_waits_too_long_ends_at_that_moment(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationRateLimitPerSecond=1)
    for _ in range(62):
        mock.invoke(
            "orders",
            retry_policy={"MaximumEventAgeInSeconds": 60},
            dead_letter_config=QUEUE,
        )
    mock.advance(60)

    outcomes = [one.outcome for one in mock.invocations]
    assert outcomes == ["delivered"] * 60 + ["dead_lettered"] * 2
    assert mock.dead_letters.last.attributes == {
        "TARGET_ARN": mock.api_destinations["orders"].api_destination_arn,
        "ERROR_CODE": "THROTTLING",
        "ERROR_MESSAGE": "The event waited too long for the invocation rate limit of"
        " the API destination.",
        "EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds",
        "RETRY_ATTEMPTS": "0",
    }


def test_who_has_left_the_queue_holds_up_nobody(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationRateLimitPerSecond=1)
    for _ in range(500):
        mock.invoke("orders", retry_policy={"MaximumEventAgeInSeconds": 60})
    mock.advance(60)
    mock.invoke("orders")
    mock.advance(60)

    assert seconds_of(mock.invocations.last) == [60]


def test_who_waits_finds_what_has_changed(
    clock: Any, make_client: Callable[..., Any]
) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        events = make_client()
        create_orders(events, InvocationRateLimitPerSecond=1)
        for _ in range(2):
            mock.invoke("orders")
        events.delete_api_destination(Name="orders")
        mock.advance(1)

        assert mock.invocations.last.error_code == "NO_RESOURCE"


def test_in_real_time_a_burst_waits_in_virtual_time(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        create_orders(make_client(), InvocationRateLimitPerSecond=1)
        for _ in range(20):
            mock.invoke("orders")

    seconds = {int(one.attempts[0].time.timestamp()) for one in mock.invocations}
    assert len(seconds) == 20


def test_reset_frees_all_places(mock: EventBridgeMock, slow: str, events: Any) -> None:
    for _ in range(10):
        mock.invoke(slow)
    mock.reset()
    create_orders(events, InvocationRateLimitPerSecond=2)

    assert seconds_of(mock.invoke("orders")) == [0]


def test_before_1970_a_second_is_a_second_too() -> None:
    limiter = RateLimiter()
    before_1970 = START.replace(year=1960)
    places = [
        limiter.reserve("arn", 1, before_1970 + timedelta(seconds=seconds), NEVER)
        for seconds in (-0.5, 0, 0.5)
    ]

    assert places == [
        before_1970 + timedelta(seconds=seconds) for seconds in (-0.5, 0.5, 1.5)
    ]


def test_a_higher_limit_has_room_in_seconds_that_were_full() -> None:
    limiter = RateLimiter()
    for _ in range(5):
        limiter.reserve("arn", 1, START, NEVER)

    assert [limiter.reserve("arn", 2, START, NEVER) for _ in range(3)] == [
        after(0),
        after(1),
        after(2),
    ]


def test_a_long_queue_is_walked_through_once() -> None:
    limiter = RateLimiter()
    places = [limiter.reserve("arn", 1, START, NEVER) for _ in range(5000)]

    assert places == [after(seconds) for seconds in range(5000)]


def test_a_place_at_the_end_comes_too_late() -> None:
    limiter = RateLimiter()
    places = [limiter.reserve("arn", 1, START, after(2)) for _ in range(3)]

    assert places == [START, after(1), None]
    assert limiter.reserve("arn", 1, START, after(3)) == after(2)


def test_threads_do_not_take_more_places_than_there_are() -> None:
    limiter = RateLimiter()
    start = threading.Barrier(8)

    def reserve(_: int) -> list[Any]:
        start.wait(10)
        return [limiter.reserve("arn", 10, START, NEVER) for _ in range(100)]

    with ThreadPoolExecutor(8) as threads:
        places = [place for each in threads.map(reserve, range(8)) for place in each]

    assert sorted(places) == [after(n // 10) for n in range(800)]


def create_orders(events: Any, **changes: Any) -> None:
    """Create the API destination `orders` in an activation of a test's own."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn, **changes))
