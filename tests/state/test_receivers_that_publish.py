"""Receivers that publish to themselves: an error in place of waiting for ever."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

import fastapi
import pytest

from eventbridge_mock.errors import PublishingLoopError
from tests.state.setting import destination, put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

HOST = "https://crm.example"


@pytest.fixture(autouse=True)
def rule(events: Any) -> None:
    """A rule that sends the events to the receiver."""
    put_rule(events, "orders", None, target(destination(events)))


def receiving(receive_http: Callable[[], Any]) -> Callable[..., Any]:
    """An application that awaits what it is made of and answers 200."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await receive_http()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application


def test_a_loop_through_threads_of_the_loop_is_ended(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.route(HOST, receiving(lambda: asyncio.to_thread(put_event, events)))

    with pytest.raises(PublishingLoopError) as caught:
        put_event(events)

    assert str(caught.value) == (
        "<PublishedEvent 'Order Placed' from 'shop' on 'default', matched no rule> was"
        " published by the reply to an event, which was published by the reply to"
        " another, and so on, 10 times: have the scripted reply, or the receiver,"
        " publish no event that reaches it again."
    )
    assert len(mock.events) == 10


def test_a_loop_through_handlers_in_threads_is_ended(
    mock: EventBridgeMock, events: Any
) -> None:
    application = fastapi.FastAPI()

    @application.post("/orders")
    def receive() -> None:
        put_event(events)

    mock.route(HOST, application)

    with pytest.raises(PublishingLoopError):
        put_event(events)
    assert len(mock.events) == 10


def test_what_goes_on_after_the_reply_is_no_loop(
    mock: EventBridgeMock, events: Any
) -> None:
    """Such as a task that the receiver leaves behind: nobody waits for it."""
    contexts = []

    async def receive() -> None:
        contexts.append(copy_context())

    mock.route(HOST, receiving(receive))
    put_event(events)
    for _ in range(15):
        contexts[-1].run(put_event, events)

    assert len(mock.events) == 16


def by_way_of_invoke(mock: EventBridgeMock, events: Any) -> Callable[[], Any]:
    return lambda: asyncio.to_thread(mock.invoke, "crm")


def by_way_of_plain_threads(mock: EventBridgeMock, events: Any) -> Callable[[], Any]:
    def publish() -> Any:
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(None, put_event, events)

    return publish


@pytest.mark.parametrize("way", [by_way_of_invoke, by_way_of_plain_threads])
def test_any_other_loop_is_ended_as_well(
    mock: EventBridgeMock,
    events: Any,
    way: Callable[..., Callable[[], Any]],
) -> None:
    mock.route(HOST, receiving(way(mock, events)), timeout=60)

    with pytest.raises(PublishingLoopError) as caught:
        put_event(events)

    assert str(caught.value) == (
        "More than 500 deliveries are under way at once, the last of them to the API"
        " destination 'crm': change the scripted reply or the receiver so that it"
        " causes no delivery that reaches it again."
    )
    assert len(mock.invocations) == 501
    assert {one.error_code for one in mock.invocations} == {"INTERNAL_ERROR"}


def test_many_deliveries_after_each_other_are_no_loop(
    mock: EventBridgeMock, events: Any
) -> None:
    for _ in range(501):
        put_event(events)

    assert len(mock.invocations.with_outcome("delivered")) == 501
