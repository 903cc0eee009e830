"""An ASGI application that would wait for itself is told, and waits for nothing."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import fastapi
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import WaitsForItselfError
from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.asgi_receiver import AsgiReceiver
from eventbridge_mock.replies.reply import TimeoutBudget
from tests import requests_to_aws
from tests.connecting import orders_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"

STARTING = (
    f"POST {HOST}/orders goes to the application that sends it, which has not started"
    " yet. Send it when the start is complete."
)
ENDING = (
    "The application that calls this would be stopped by it, and would wait for itself."
    " Call it in the test."
)


def starting_with(start: Callable[[], Awaitable[Any]]) -> fastapi.FastAPI:
    """An application that awaits *start* as it starts."""

    @contextlib.asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        await start()
        yield

    return fastapi.FastAPI(lifespan=lifespan)


def request_to(url: str) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=Headers(()), body=b"")


async def accept(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_a_start_that_sends_to_the_application_is_told(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.route(HOST, starting_with(lambda: asyncio.to_thread(mock.invoke, orders)))

    with pytest.raises(WaitsForItselfError) as raised:
        mock.invoke(orders)

    assert str(raised.value) == STARTING


def test_a_start_outside_of_the_protocol_is_told_too(
    mock: EventBridgeMock, orders: str
) -> None:
    """Another error there says that an application knows no lifespan."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(mock.invoke, orders)

    mock.route(HOST, application)

    with pytest.raises(WaitsForItselfError) as raised:
        mock.invoke(orders)

    assert str(raised.value) == STARTING


def test_a_start_may_send_to_another_application(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    seen = []

    async def receive(scope: Any, _: Any, send: Any) -> None:
        assert scope["type"] == "http"
        seen.append(scope["path"])
        await accept(send)

    mock.route(f"{HOST}/orders", receive)
    other = "https://other.partner.example"
    mock.route(other, starting_with(lambda: asyncio.to_thread(mock.invoke, orders)))
    events.create_api_destination(
        **requests_to_aws.api_destination(
            mock.connections["partner"].connection_arn,
            Name="other",
            InvocationEndpoint=other,
        )
    )
    mock.invoke("other")

    assert seen == ["/orders"]


@pytest.mark.parametrize("way", ["in the loop", "in a thread"])
def test_a_receiver_that_ends_itself_is_told(
    mock: EventBridgeMock, orders: str, way: str
) -> None:
    async def receive(scope: Any, _: Any, send: Any) -> None:
        assert scope["type"] == "http"
        if way == "in a thread":
            await asyncio.to_thread(mock.reset)
        mock.reset()

    mock.route(HOST, receive)

    with pytest.raises(WaitsForItselfError) as raised:
        mock.invoke(orders)

    assert str(raised.value) == ENDING


def test_a_handler_in_a_thread_that_ends_itself_is_told(
    mock: EventBridgeMock, orders: str
) -> None:
    application = fastapi.FastAPI()
    application.post("/orders")(mock.reset)
    mock.route(HOST, application)

    with pytest.raises(WaitsForItselfError) as raised:
        mock.invoke(orders)

    assert str(raised.value) == ENDING


def test_a_receiver_that_was_told_still_ends() -> None:
    told = []

    @contextlib.asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield
        told.append("end")

    application = fastapi.FastAPI(lifespan=lifespan)
    with mock_api_destinations() as mock:
        application.post("/orders")(mock.reset)
        mock.route(HOST, application)
        orders_at(f"{HOST}/orders")
        with pytest.raises(WaitsForItselfError):
            mock.invoke("orders")

    assert told == ["end"]


def test_a_receiver_that_is_closed_by_its_application_stays_open() -> None:
    """As when the application stops the mock."""

    async def application(scope: Any, _: Any, send: Any) -> None:
        assert scope["type"] == "http"
        if scope["path"] == "/":
            receiver.close()
        await accept(send)

    receiver = AsgiReceiver(application, HOST, 10)
    with pytest.raises(WaitsForItselfError) as raised:
        receiver.send(request_to(f"{HOST}/"), TimeoutBudget())
    reply = receiver.send(request_to(f"{HOST}/orders"), TimeoutBudget())
    receiver.close()

    assert str(raised.value) == ENDING
    assert reply.status == 200


@pytest.mark.parametrize("kind", ["callback", "wsgi"])
def test_whoever_does_not_wait_may_reset(
    mock: EventBridgeMock, orders: str, kind: str
) -> None:
    def receive(environ: Any, start_response: Any) -> list[bytes]:
        mock.reset()
        start_response("200 OK", [])
        return []

    def answer(_: Any) -> Any:
        mock.reset()
        return 200, {}, ""

    if kind == "wsgi":
        mock.route(HOST, receive)
    else:
        mock.responses.add_callback("POST", f"{HOST}/orders", answer)

    assert mock.invoke(orders).outcome == "delivered"
    assert list(mock.invocations) == []
