"""Scripted replies that call back, and threads that publish at once."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.errors import PublishingLoopError
from tests.state.setting import destination, put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

Reply = tuple[int, dict[str, str], str]


@pytest.fixture
def answer_with(
    mock: EventBridgeMock, events: Any
) -> Callable[[Callable[[], Any]], None]:
    """Have the endpoint of the rule `orders` run code of the test, and answer 200."""
    put_rule(events, "orders", None, target(destination(events)))

    def script(act: Callable[[], Any]) -> None:
        def reply(_: Any) -> Reply:
            act()
            return 200, {}, ""

        mock.responses.add_callback(
            "POST", "https://crm.example/orders", callback=reply
        )

    return script


def test_a_reply_can_publish_an_event(
    mock: EventBridgeMock, events: Any, answer_with: Callable[..., None]
) -> None:
    answer_with(lambda: put_event(events, Source="partner"))

    put_event(events)

    assert [one.envelope["source"] for one in mock.events] == ["shop", "partner"]


def test_a_reply_can_change_the_rules(
    mock: EventBridgeMock, events: Any, answer_with: Callable[..., None]
) -> None:
    answer_with(lambda: events.disable_rule(Name="orders"))

    put_event(events)
    put_event(events)

    assert [one.matched_rules for one in mock.events] == [("orders",), ()]


def test_replies_that_publish_without_end_are_ended(
    mock: EventBridgeMock, events: Any, answer_with: Callable[..., None]
) -> None:
    answer_with(lambda: put_event(events))

    with pytest.raises(PublishingLoopError) as caught:
        put_event(events)

    assert str(caught.value) == (
        "<PublishedEvent 'Order Placed' from 'shop' on 'default', matched no rule> was"
        " published by the reply to an event, which was published by the reply to"
        " another, and so on, 10 times: have the scripted reply, or the receiver,"
        " publish no event that reaches it again."
    )
    assert len(mock.events) == 10


def test_what_a_reply_raises_the_test_sees(
    mock: EventBridgeMock, events: Any, answer_with: Callable[..., None]
) -> None:
    def fail() -> None:
        raise LookupError

    answer_with(fail)

    with pytest.raises(LookupError):
        put_event(events)

    assert mock.events.last.invocations.last.error_code == "INTERNAL_ERROR"


def test_other_threads_go_on_while_a_reply_is_waited_for(
    mock: EventBridgeMock, events: Any, answer_with: Callable[..., None]
) -> None:
    """No lock is held: another thread can change the rules meanwhile."""
    seen: list[str] = []

    def change_in_a_thread() -> None:
        with ThreadPoolExecutor(1) as threads:
            future = threads.submit(events.put_rule, Name="new", EventPattern=PATTERN)
            seen.append(future.result(10)["RuleArn"])

    answer_with(change_in_a_thread)

    put_event(events)

    assert seen == [mock.rules["new"].arn]


PATTERN = '{"source": ["bakery"]}'
THREADS = 8
EACH = 10


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient_threads")
def test_threads_publish_while_rules_change(mock: EventBridgeMock, events: Any) -> None:
    arn = destination(events, InvocationRateLimitPerSecond=300)
    put_rule(events, "orders", None, target(arn))
    start = threading.Barrier(THREADS)

    def publish(number: int) -> None:
        start.wait(10)
        for item in range(EACH):
            put_event(events, {"number": number, "item": item})
            if number == 0:
                put_rule(events, f"rule-{item}", {"source": ["bakery"]})
                events.delete_rule(Name=f"rule-{item}")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(publish, range(THREADS)))

    expected = [(number, item) for number in range(THREADS) for item in range(EACH)]
    details = [one.json()["detail"] for one in mock.invocations]
    assert sorted((one["number"], one["item"]) for one in details) == expected
    assert all(one.matched_rules == ("orders",) for one in mock.events)
    assert all(len(one.invocations) == 1 for one in mock.events)
