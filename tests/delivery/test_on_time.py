"""`delivery="on_time"`: what is not yet due is pending until the clock gets there."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import freezegun
import freezegun.api
import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.requests_to_aws import api_destination, connection

from .times import START, URL, after, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

QUEUE = {"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"}


@pytest.fixture
def clock() -> Iterator[Any]:
    with freezegun.freeze_time(START) as frozen:
        yield frozen


@pytest.fixture
def mock(clock: Any) -> Iterator[EventBridgeMock]:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as active:
        yield active


@pytest.fixture
def failing(mock: EventBridgeMock, orders: str) -> str:
    """The name of an API destination whose endpoint answers 503."""
    mock.responses.post(URL, status=503)
    return orders


def test_a_success_is_immediate(mock: EventBridgeMock, orders: str) -> None:
    invocation = mock.invoke(orders)

    assert (invocation.outcome, seconds_of(invocation)) == ("delivered", [0])


def test_a_retry_is_pending(mock: EventBridgeMock, failing: str) -> None:
    invocation = mock.invoke(failing, dead_letter_config=QUEUE)

    assert (invocation.outcome, invocation.next_attempt_time) == ("pending", after(5))
    assert (invocation.error_code, seconds_of(invocation)) == ("SDK_CLIENT_ERROR", [0])
    assert mock.invocations == [invocation]
    assert mock.dead_letters == []


def test_a_retry_is_not_made_before_its_time(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(failing)
    clock.tick(timedelta(microseconds=4_999_999))

    assert len(mock.invocations.last.attempts) == 1


LOOKS: dict[str, Callable[[EventBridgeMock, Any], object]] = {
    "item": lambda mock, log: log[0],
    "slice": lambda mock, log: log[:],
    "iteration": lambda mock, log: list(log),
    "length": lambda mock, log: len(log),
    "truth": lambda mock, log: bool(log),
    "repr": lambda mock, log: repr(log),
    "equality": lambda mock, log: log == [],
    "last": lambda mock, log: log.last,
    "to": lambda mock, log: log.to("orders"),
    "with_outcome": lambda mock, log: log.with_outcome("pending"),
    "matching": lambda mock, log: log.matching(status=200),
    "dead_letters": lambda mock, log: len(mock.dead_letters),
    "token_requests": lambda mock, log: len(mock.token_requests),
    "connections": lambda mock, log: mock.connections,
    "api_destinations": lambda mock, log: mock.api_destinations,
    "secrets": lambda mock, log: mock.secrets,
    "backend": lambda mock, log: mock.backend(),
    "invoke": lambda mock, log: mock.invoke("orders"),
    "advance": lambda mock, log: mock.advance(),
    "assert_invoked": lambda mock, log: mock.assert_invoked("orders", status=503),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_looking_is_enough(
    mock: EventBridgeMock,
    failing: str,
    clock: Any,
    look: Callable[[EventBridgeMock, Any], object],
) -> None:
    calls = mock.responses.calls
    log = mock.invocations
    mock.invoke(failing, retry_policy={"MaximumRetryAttempts": 1})
    clock.tick(5)
    look(mock, log)

    assert len(calls) >= 2


def test_any_call_is_enough(
    mock: EventBridgeMock, failing: str, clock: Any, events: Any
) -> None:
    mock.invoke(failing)
    clock.tick(5)
    events.list_connections()

    assert len(mock.responses.calls) == 2


def test_a_call_sees_what_was_due_before_it(
    mock: EventBridgeMock, orders: str, clock: Any, events: Any
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=401)
    mock.invoke(orders)
    clock.tick(60)
    described = events.describe_connection(Name="partner")

    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert described["LastModifiedTime"] == after(5)


def test_a_record_in_hand_does_not_change(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    before = mock.invoke(failing)
    clock.tick(5)

    assert len(mock.invocations.last.attempts) == 2
    assert (len(before.attempts), before.outcome) == (1, "pending")


def test_a_dead_letter_arrives_in_its_time(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(
        failing, retry_policy={"MaximumRetryAttempts": 1}, dead_letter_config=QUEUE
    )
    before = list(mock.dead_letters)
    clock.tick(5)

    assert before == []
    assert [one.invocation for one in mock.dead_letters] == list(mock.invocations)
    assert mock.invocations.last.outcome == "dead_lettered"


@pytest.mark.parametrize(
    "instant",
    ["2026-10-28 12:00:00", "2100-01-01", "9999-12-31"],
    ids=["three days", "2100", "the end"],
)
def test_a_far_jump_does_all_at_its_times(
    mock: EventBridgeMock, failing: str, clock: Any, instant: str
) -> None:
    mock.invoke(failing)
    clock.move_to(instant)
    invocation = mock.invocations.last

    assert (invocation.outcome, len(invocation.attempts)) == ("failed", 186)
    assert seconds_of(invocation)[-1] == 86_075


def test_a_step_back_takes_nothing_back(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(failing)
    clock.tick(5)
    before = mock.invocations.last
    clock.move_to("1975-01-01")

    assert mock.invocations.last is before


def test_after_a_step_back_the_time_has_to_come_again(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(failing)
    clock.move_to(START - timedelta(days=1))
    clock.tick(86_404)
    before = len(mock.invocations.last.attempts)
    clock.tick(1)

    assert (before, len(mock.invocations.last.attempts)) == (1, 2)


def test_a_new_freeze_is_followed(mock: EventBridgeMock, failing: str) -> None:
    mock.invoke(failing)
    with freezegun.freeze_time(after(5)):
        assert len(mock.invocations.last.attempts) == 2


@pytest.mark.skipif(
    not hasattr(freezegun.api.TickingDateTimeFactory, "move_to"),
    reason="freezegun 1.4 cannot move a time that ticks",
)
def test_a_time_that_ticks_is_followed(mock: EventBridgeMock, failing: str) -> None:
    with freezegun.freeze_time(START, tick=True) as ticking:
        mock.invoke(failing)
        ticking.move_to(after(10))

        assert len(mock.invocations.last.attempts) == 2


def test_a_time_that_steps_at_each_look_is_followed(
    mock: EventBridgeMock, failing: str
) -> None:
    with freezegun.freeze_time(START, auto_tick_seconds=10):
        mock.invoke(failing)
        first, second, *_ = seconds_of(mock.invocations.last)

    assert second - first == 5


def test_pending_work_outlives_the_frozen_time(make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        with freezegun.freeze_time("1999-01-01"):
            invoke_failing(mock, make_client())

        assert mock.invocations.last.outcome == "failed"


def test_frozen_time_after_real_time_keeps_work_pending(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        invoke_failing(mock, make_client())
        with freezegun.freeze_time("1999-01-01"):
            assert mock.invocations.last.outcome == "pending"


def test_in_real_time_a_retry_is_pending(make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        invoke_failing(mock, make_client())

        assert mock.invocations.last.outcome == "pending"


def test_retries_find_what_has_changed(
    mock: EventBridgeMock, failing: str, clock: Any, events: Any
) -> None:
    mock.invoke(failing)
    events.update_api_destination(Name=failing, HttpMethod="PUT")
    clock.tick(5)

    assert [one.request.method for one in mock.invocations.last.attempts] == [
        "POST",
        "PUT",
    ]


def test_a_callback_that_raises_is_heard_by_whoever_looks(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    def fail(request: Any) -> Any:
        raise RuntimeError("no")

    mock.invoke(failing, 1)
    mock.responses.reset()
    mock.responses.add_callback("POST", URL, fail)
    clock.tick(5)
    with pytest.raises(RuntimeError, match="^no$"):
        len(mock.invocations)

    (invocation,) = mock.invocations
    assert (invocation.outcome, invocation.error_code) == ("failed", "INTERNAL_ERROR")


def test_what_one_callback_raises_leaves_the_others_pending(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    def fail(request: Any) -> Any:
        raise RuntimeError("no")

    mock.invoke(failing, 1)
    mock.invoke(failing, 2)
    mock.responses.reset()
    mock.responses.add_callback("POST", URL, fail)
    clock.tick(5)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="^no$"):
            mock.advance()

    assert [one.outcome for one in mock.invocations] == ["failed", "failed"]


def test_a_callback_that_looks_delivers_nothing_twice(
    mock: EventBridgeMock, orders: str, clock: Any
) -> None:
    def look(request: Any) -> Any:
        return 503, {}, str(len(mock.invocations))

    mock.responses.add_callback("POST", URL, look)
    mock.invoke(orders)
    mock.invoke(orders)
    clock.tick(35)

    assert [seconds_of(one) for one in mock.invocations] == [[0, 5, 15, 35]] * 2


def test_reset_forgets_what_is_pending(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    calls = mock.responses.calls
    mock.invoke(failing)
    mock.reset()
    clock.tick(5)

    assert (mock.invocations, len(calls)) == ([], 0)


def test_a_callback_that_resets_the_mock_ends_its_delivery(
    mock: EventBridgeMock, orders: str, clock: Any
) -> None:
    def reset(request: Any) -> Any:
        mock.reset()
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, reset)
    mock.invoke(orders, dead_letter_config=QUEUE)
    clock.tick(86_400)

    assert (mock.invocations, mock.dead_letters) == ([], [])


def test_after_stop_what_was_pending_stays_so(
    make_client: Callable[..., Any], clock: Any
) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        invoke_failing(mock, make_client())
    clock.tick(86_400)

    assert [one.outcome for one in mock.invocations] == ["pending"]
    assert len(mock.invocations.last.attempts) == 1


def test_the_next_start_knows_of_nothing_pending(
    make_client: Callable[..., Any], clock: Any
) -> None:
    mock = mock_api_destinations(region_name=REGION_NAME, delivery="on_time")
    with mock:
        invoke_failing(mock, make_client())
    with mock:
        clock.tick(5)

        assert mock.invocations == []


def test_an_inner_activation_shares_what_is_pending(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(failing)
    with mock_api_destinations() as inner:
        clock.tick(5)

        assert len(inner.invocations.last.attempts) == 2


def test_what_began_on_time_goes_on_so_in_an_eager_activation(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    mock.invoke(failing)
    with mock_api_destinations(delivery="eager") as inner:
        clock.tick(5)

        assert inner.invocations.last.outcome == "pending"
        assert inner.invoke(failing).outcome == "failed"


def test_what_began_in_an_inner_activation_is_pending_after_it(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    with mock_api_destinations() as inner:
        inner.invoke(failing)
    clock.tick(5)

    assert len(mock.invocations.last.attempts) == 2


def test_threads_that_look_at_once_deliver_nothing_twice(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    for _ in range(20):
        mock.invoke(failing, retry_policy={"MaximumRetryAttempts": 3})
    clock.tick(60)
    start = threading.Barrier(8)

    def look(_: int) -> None:
        start.wait(10)
        len(mock.invocations)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(8)))

    assert [seconds_of(one) for one in mock.invocations] == [[0, 5, 15, 35]] * 20


def test_a_thread_knows_the_frozen_time(
    mock: EventBridgeMock, failing: str, clock: Any
) -> None:
    """freezegun tells the real time where `threading` is close below."""
    clock.move_to("1999-01-01")
    thread = threading.Thread(target=mock.invoke, args=[failing])
    thread.start()
    thread.join(10)

    assert mock.invocations.last.attempts[0].time.year == 1999


def invoke_failing(mock: EventBridgeMock, events: Any) -> None:
    """Invoke an API destination that answers 503."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))
    mock.responses.post(URL, status=503)
    mock.invoke("orders")


def test_unused_replies_may_be_for_what_is_pending(
    clock: Any, make_client: Callable[..., Any]
) -> None:
    mock = mock_api_destinations(region_name=REGION_NAME, delivery="on_time").start()
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    events = make_client()
    created = events.create_connection(**connection())
    events.create_api_destination(**api_destination(created["ConnectionArn"]))
    mock.invoke("orders")

    with pytest.raises(AssertionError) as raised:
        mock.stop()

    assert (
        "Some events are still pending: mock.advance() delivers them."
        in str(raised.value).splitlines()
    )
