"""`mock.advance`: the virtual clock is moved on, and all on the way happens."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.copies import within_a_copy
from tests.requests_to_aws import connection

from .times import FIRST_ATTEMPTS, START, URL, after, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

UTC = datetime.timezone.utc
QUEUE = {"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"}


@pytest.fixture
def clock() -> Iterator[Any]:
    with freezegun.freeze_time(START) as frozen:
        yield frozen


@pytest.fixture
def mock(clock: Any) -> Iterator[EventBridgeMock]:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as active:
        yield active


def now() -> datetime.datetime:
    return datetime.datetime.now(UTC)


@pytest.mark.parametrize(
    ("step", "attempts"),
    [
        ({"seconds": 4.999}, 1),
        ({"seconds": 5}, 2),
        ({"milliseconds": 5000}, 2),
        ({"microseconds": 5_000_000}, 2),
        ({"minutes": 1}, 4),
        ({"minutes": 1, "seconds": 15}, 5),
        ({"hours": 23.5}, 182),
        ({"days": 1}, 186),
        ({"weeks": 52}, 186),
        ({"days": 1, "hours": -24}, 1),
    ],
    ids=str,
)
def test_what_falls_due_on_the_way_happens(
    mock: EventBridgeMock, orders: str, step: dict[str, float], attempts: int
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    mock.advance(**step)

    assert len(mock.invocations.last.attempts) == attempts
    assert now() == START + datetime.timedelta(**step)


def test_seconds_need_no_name(mock: EventBridgeMock) -> None:
    mock.advance(1.5)

    assert now() == after(1.5)


def test_without_a_step_what_is_due_happens(
    mock: EventBridgeMock, orders: str, clock: Any
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    clock.tick(5)
    mock.advance()

    assert (len(mock.responses.calls), now()) == (2, after(5))


@pytest.mark.parametrize("step", [{"seconds": -1}, {"days": 1, "hours": -25}], ids=str)
def test_a_step_back_is_refused(mock: EventBridgeMock, step: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="moves the clock forward") as caught:
        mock.advance(**step)

    assert str(caught.value) == (
        "advance() only moves the clock forward. To move it back, use the move_to of"
        " freezegun."
    )
    assert now() == START


def test_the_clock_stops_at_each_due_time(mock: EventBridgeMock, orders: str) -> None:
    seen = []

    def look(request: Any) -> Any:
        seen.append(((now() - START).total_seconds(), time.time()))
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, look)
    mock.invoke(orders)
    mock.advance(1600)

    assert [seconds for seconds, _ in seen] == FIRST_ATTEMPTS
    assert [stamp for _, stamp in seen] == [
        after(seconds).timestamp() for seconds in FIRST_ATTEMPTS
    ]


def test_deliveries_take_turns(mock: EventBridgeMock, orders: str) -> None:
    seen = []

    def look(request: Any) -> Any:
        seen.append((request.body, (now() - START).total_seconds()))
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, look)
    mock.invoke(orders, "a")
    mock.advance(2)
    mock.invoke(orders, "b")
    mock.advance(20)

    assert seen == [
        (b'"a"', 0),
        (b'"b"', 2),
        (b'"a"', 5),
        (b'"b"', 7),
        (b'"a"', 15),
        (b'"b"', 17),
    ]


def test_steps_add_up(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    for _ in range(400):
        mock.advance(minutes=4)

    assert seconds_of(mock.invocations.last)[:10] == FIRST_ATTEMPTS
    assert mock.invocations.last.outcome == "failed"
    assert now() == after(400 * 240)


@pytest.mark.parametrize("hours", [24, 240], ids=["a day", "ten days"])
def test_in_one_step_or_many_the_attempts_are_the_same(
    mock: EventBridgeMock, orders: str, hours: int
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    mock.advance(hours=hours)

    assert seconds_of(mock.invocations.last) == [
        *FIRST_ATTEMPTS,
        *range(1595 + 480, 86_076, 480),
    ]


def test_a_time_that_ticks_is_moved_and_ticks_on(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    with freezegun.freeze_time(START, tick=True):
        mock.invoke(orders)
        before = now()
        mock.advance(hours=1)
        middle = now()
        later = now()

    assert datetime.timedelta(hours=1) < middle - before < datetime.timedelta(hours=2)
    assert later > middle


def test_a_time_that_steps_at_each_look_is_moved(
    mock: EventBridgeMock, orders: str
) -> None:
    seen = []

    def look(request: Any) -> Any:
        seen.append(now())
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, look)
    with freezegun.freeze_time(START, auto_tick_seconds=0.5):
        mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 3})
        mock.advance(3600)

    due = [one.time for one in mock.invocations.last.attempts]
    assert len(due) == 4
    # No sooner than due; each look, this one too, may have moved it on.
    assert all(
        datetime.timedelta() <= one - other <= datetime.timedelta(seconds=2)
        for one, other in zip(seen, due, strict=True)
    )


def test_the_innermost_frozen_time_is_moved(mock: EventBridgeMock, clock: Any) -> None:
    with freezegun.freeze_time("2100-01-01"):
        mock.advance(60)
        inner = now()

    assert inner == datetime.datetime(2100, 1, 1, 0, 1, tzinfo=UTC)
    assert now() == START


def test_a_time_zone_of_the_frozen_time_changes_nothing(
    mock: EventBridgeMock, orders: str
) -> None:
    with freezegun.freeze_time(START, tz_offset=-5):
        mock.advance(60)
        invocation = mock.invoke(orders)

    assert seconds_of(invocation) == [60]


def test_what_is_created_has_the_moved_time(mock: EventBridgeMock, orders: str) -> None:
    mock.advance(days=2)
    mock.set_connection_state("partner", "DEAUTHORIZED")

    assert mock.connections["partner"].last_modified_time == after(172_800)


def test_advance_in_a_callback_moves_the_clock_for_all(
    mock: EventBridgeMock, orders: str
) -> None:
    def advance(request: Any) -> Any:
        mock.advance(60)
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, advance)
    mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 2})
    mock.advance(30)

    assert seconds_of(mock.invocations.last) == [0, 5, 15]
    assert now() == after(60 * 3)


def test_advance_in_a_callback_delivers_the_others(
    mock: EventBridgeMock, orders: str
) -> None:
    calls = []

    def advance(request: Any) -> Any:
        calls.append(request.body)
        if len(calls) == 3:
            mock.advance(3600)
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, advance)
    for name in "ab":
        mock.invoke(orders, name, retry_policy={"MaximumRetryAttempts": 2})
    mock.advance(5)
    mock.advance(10)

    assert [seconds_of(one) for one in mock.invocations] == [[0, 5, 15]] * 2
    assert now() == after(5 + 3600 + 10)


def test_a_callback_that_raises_stops_the_clock_there(
    mock: EventBridgeMock, orders: str
) -> None:
    def fail(request: Any) -> Any:
        raise RuntimeError("no")

    mock.responses.post(URL, status=503)
    mock.invoke(orders, dead_letter_config=QUEUE)
    mock.responses.reset()
    mock.responses.add_callback("POST", URL, fail)
    with pytest.raises(RuntimeError, match="^no$"):
        mock.advance(60)

    assert now() == after(5)
    assert mock.invocations.last.outcome == "dead_lettered"
    assert mock.dead_letters.last.attributes["ERROR_CODE"] == "INTERNAL_ERROR"


def test_reset_leaves_the_clock_where_it_is(mock: EventBridgeMock) -> None:
    mock.advance(60)
    mock.reset()

    assert now() == after(60)


def test_real_time_is_moved_for_the_mock_alone(make_client: Any) -> None:
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        mock.advance(days=1000)
        make_client().create_connection(**connection())
        real = now()

    ahead = mock.connections["partner"].creation_time - real
    assert datetime.timedelta(days=999) < ahead <= datetime.timedelta(days=1000)


def time_of_a_call(mock: EventBridgeMock, make_client: Any) -> datetime.datetime:
    """Return what time it is for the mock."""
    name = f"at{len(mock.connections)}"
    make_client().create_connection(**connection(Name=name))
    return mock.connections[name].creation_time


def test_the_next_start_is_in_real_time_again(make_client: Any) -> None:
    mock = mock_api_destinations(region_name=REGION_NAME)
    with mock:
        mock.advance(days=1000)
    with mock:
        told = time_of_a_call(mock, make_client)

    assert told <= now()


def test_an_inner_activation_shares_the_clock(make_client: Any) -> None:
    outer = mock_api_destinations(region_name=REGION_NAME)
    with outer, mock_api_destinations() as inner:
        inner.advance(days=1000)
        told = time_of_a_call(outer, make_client)
        outer.advance(days=1000)
        told_later = time_of_a_call(inner, make_client)

    day = datetime.timedelta(days=1)
    assert told > now() + 999 * day
    assert told_later > now() + 1999 * day


def test_a_copy_has_a_clock_of_its_own(make_client: Any) -> None:
    begun: list[datetime.datetime] = []

    def act(copy: EventBridgeMock) -> None:
        begun.append(time_of_a_call(copy, make_client))
        copy.advance(days=1000)

    with mock_api_destinations(region_name=REGION_NAME) as mock:
        mock.advance(days=1000)
        within_a_copy(act)
        told = time_of_a_call(mock, make_client)

    day = datetime.timedelta(days=1)
    assert now() + 999 * day < begun[0] <= told < now() + 1001 * day


def test_a_copy_knows_nothing_of_what_is_pending(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    calls = mock.responses.calls
    seen: list[Any] = []

    def act(copy: EventBridgeMock) -> None:
        copy.advance(5)
        seen.append((len(calls), list(copy.invocations)))

    within_a_copy(act)

    assert seen == [(1, [])]
    assert seconds_of(mock.invocations.last) == [0, 5]


def test_what_is_pending_in_a_copy_ends_with_it(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    within_a_copy(lambda copy: copy.invoke(orders))
    mock.advance(3600)

    assert (mock.invocations, len(mock.responses.calls)) == ([], 1)


def test_after_stop_nothing_is_delivered_any_more(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    mock.stop()
    outcome = mock.invocations.last.outcome
    mock.start()

    assert outcome == "pending"
