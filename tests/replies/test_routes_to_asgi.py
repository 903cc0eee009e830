"""An ASGI application of the test's own receives the requests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import fastapi
import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import LifespanError, ReceiverError
from tests.connecting import orders_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"
NO_DATABASE = LookupError("no database")
TEST_NAME: ContextVar[str] = ContextVar("TEST_NAME", default="unknown")


async def answer(send: Any, body: bytes = b"") -> None:
    headers = [(b"x-two", b"1"), (b"x-two", b"2")]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": body})


def only_http(
    receive_http: Callable[..., Any],
) -> Callable[[Any, Any, Any], Any]:
    """An application that knows nothing of lifespans."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await receive_http(scope, receive, send)

    return application


def test_an_application_runs_in_the_process_that_started_it(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_orders(InvocationEndpoint=HOST)
    mock.route(HOST, only_http(lambda _scope, _receive, send: answer(send)))
    mock.invoke("orders")
    process = os.getpid()

    with monkeypatch.context() as in_a_forked_process:
        in_a_forked_process.setattr(os, "getpid", lambda: process + 1)
        with pytest.raises(ReceiverError) as raised:
            mock.invoke("orders")

    assert str(raised.value) == (
        f"The application routed to {HOST!r} runs in process {process}, from which"
        f" this one, {process + 1}, was forked: call mock.route() here too, or start"
        " the process with multiprocessing's method 'spawn' and a mock of its own."
    )


def test_fastapi_sees_the_request_itself(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    application = fastapi.FastAPI()

    @application.post("/v1/{name}")
    async def receive(name: str, a: str, request: fastapi.Request) -> Any:
        headers = request.headers
        sent = [headers["host"], headers["authorization"], headers["user-agent"]]
        return [request["raw_path"].decode(), name, a, *sent, await request.json()]

    make_orders(InvocationEndpoint=f"{HOST}/v1/caf%C3%A9?a=b%20c")
    mock.route(HOST, application)
    invocation = mock.invoke("orders", {"order": 7})

    assert invocation.status == 200
    assert invocation.attempts[0].response_body.decode() == (
        f'["/v1/caf%C3%A9","café","b c","{HOST[8:]}",'
        '"Basic c2hvcDpub3QtYS1zZWNyZXQ=","Amazon/EventBridge/ApiDestinations",'
        '{"order":7}]'
    )


def test_a_stream_is_read_whole(mock: EventBridgeMock, orders: str) -> None:
    mock.route(HOST, only_http(lambda scope, receive, send: answer(send, b"part ")))
    (attempt,) = mock.invoke(orders).attempts

    assert attempt.response_body == b"part part "
    assert attempt.response_headers["X-Two"] == "1, 2"


def test_a_header_is_sent_in_utf_8(mock: EventBridgeMock, orders: str) -> None:
    seen = []

    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(scope["headers"])
        await answer(send)

    mock.route(HOST, only_http(receive_http))
    named = {"HeaderParameters": {"X-Shop": "$.shop"}}
    mock.invoke(orders, {"shop": "café"}, http_parameters=named)

    assert (b"x-shop", "café".encode()) in seen


@pytest.mark.parametrize("error", [LookupError("a bug"), ConnectionError("a bug")])
def test_a_bug_of_the_receiver_reaches_the_test(
    mock: EventBridgeMock, orders: str, error: Exception
) -> None:
    application = fastapi.FastAPI()

    @application.post("/orders")
    def receive() -> None:
        raise error

    mock.route(HOST, application)

    with pytest.raises(type(error), match="a bug"):
        mock.invoke(orders)


def test_a_test_may_run_in_a_loop(mock: EventBridgeMock, orders: str) -> None:
    mock.route(HOST, only_http(lambda scope, receive, send: answer(send, b"x")))

    async def test() -> bytes:
        return mock.invoke(orders).attempts[0].response_body

    assert asyncio.run(test()) == b"xx"


def test_all_requests_share_one_loop(mock: EventBridgeMock, orders: str) -> None:
    loops = []

    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        loops.append(asyncio.get_running_loop())
        await answer(send)

    mock.route(HOST, only_http(receive_http))
    mock.invoke(orders)
    mock.invoke(orders)

    assert loops[0] is loops[1]


def test_the_context_of_the_test_is_there(mock: EventBridgeMock, orders: str) -> None:
    seen = []

    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        seen.append(TEST_NAME.get())
        await answer(send)

    mock.route(HOST, only_http(receive_http))
    token = TEST_NAME.set("this one")
    mock.invoke(orders)
    TEST_NAME.reset(token)

    assert seen == ["this one"]


def test_timers_run_out_in_frozen_time(mock: EventBridgeMock, orders: str) -> None:
    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.wait([asyncio.ensure_future(receive())], timeout=0.001)
        await asyncio.sleep(0.001)
        await answer(send, b"x")

    with freezegun.freeze_time("2026-09-24"):
        mock.route(HOST, only_http(receive_http))
        invocation = mock.invoke(orders)

    assert invocation.attempts[0].response_body == b"xx"


def test_a_receiver_that_would_wait_for_itself_is_told(
    mock: EventBridgeMock, orders: str
) -> None:
    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        mock.invoke(orders)

    mock.route(HOST, only_http(receive_http))

    with pytest.raises(RuntimeError) as raised:
        mock.invoke(orders)

    assert str(raised.value) == (
        f"POST {HOST}/orders goes to the application that sends it, from its event"
        " loop. Send it from another thread:"
        " `await asyncio.to_thread(events.put_events, Entries=entries)`."
    )


def test_a_receiver_may_send_to_itself_from_a_thread(
    mock: EventBridgeMock, orders: str
) -> None:
    async def receive_http(scope: Any, receive: Any, send: Any) -> None:
        if len(mock.invocations) == 1 and (await receive())["body"] == b"{}":
            await asyncio.to_thread(mock.invoke, orders, {"again": True})
        await answer(send)

    mock.route(HOST, only_http(receive_http))
    mock.invoke(orders)

    assert [one.json() for one in mock.invocations] == [{}, {"again": True}]


class TestLifespan:
    """What an application does at its start and its end."""

    @pytest.fixture
    def told(self) -> list[str]:
        return []

    @pytest.fixture
    def application(self, told: list[str]) -> fastapi.FastAPI:
        @contextlib.asynccontextmanager
        async def lifespan(_: object) -> AsyncIterator[dict[str, str]]:
            told.append("start")
            yield {"shop": "ours"}
            told.append("end")

        application = fastapi.FastAPI(lifespan=lifespan)

        @application.post("/orders")
        def receive(request: fastapi.Request) -> str:
            told.append("request")
            return str(request.state.shop)

        return application

    def test_it_is_around_the_requests(
        self,
        mock: EventBridgeMock,
        orders: str,
        application: fastapi.FastAPI,
        told: list[str],
    ) -> None:
        mock.route(f"{HOST}/orders", application)
        mock.route(f"{HOST}/other", application)
        body = mock.invoke(orders).attempts[0].response_body
        mock.invoke(orders)
        mock.reset()

        assert told == ["start", "request", "request", "end"]
        assert body == b'"ours"'

    def test_it_ends_with_the_mock(
        self, application: fastapi.FastAPI, told: list[str]
    ) -> None:
        with mock_api_destinations() as mock:
            mock.route(HOST, application)
            orders_at(f"{HOST}/orders")
            mock.invoke("orders")

        assert told[-1] == "end"
        assert "eventbridge-mock" not in {one.name for one in threading.enumerate()}

    def test_nothing_begins_without_a_request(
        self, application: fastapi.FastAPI, told: list[str]
    ) -> None:
        with mock_api_destinations() as mock:
            mock.route(HOST, application)

        assert told == []

    def test_a_failed_start_reaches_the_test(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        @contextlib.asynccontextmanager
        async def lifespan(_: object) -> AsyncIterator[None]:
            raise NO_DATABASE
            yield

        mock.route(HOST, fastapi.FastAPI(lifespan=lifespan))
        for _ in range(2):
            with pytest.raises(LookupError, match="no database"):
                mock.invoke(orders)

    def test_a_start_that_is_said_to_have_failed_does_too(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        async def application(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "no database"})

        mock.route(HOST, application)

        with pytest.raises(
            LifespanError, match="^lifespan.startup.failed: no database$"
        ):
            mock.invoke(orders)

    def test_a_failed_end_fails_the_test(self) -> None:
        @contextlib.asynccontextmanager
        async def lifespan(_: object) -> AsyncIterator[None]:
            yield
            raise NO_DATABASE

        mock = mock_api_destinations().start()
        mock.route(HOST, fastapi.FastAPI(lifespan=lifespan))
        orders_at(f"{HOST}/orders")
        mock.invoke("orders")

        with pytest.raises(AssertionError) as raised:
            mock.stop()

        assert str(raised.value) == (
            "A receiver failed when it was stopped: LookupError: no database"
        )
