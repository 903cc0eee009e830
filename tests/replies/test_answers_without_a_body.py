"""Answers that have no body in HTTP, whatever stands behind their headers."""

from __future__ import annotations

import socketserver
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses

from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.capture import Capture
from tests.delivery.partner import QUEUE, TOKEN_URL, URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock
    from eventbridge_mock.replies.reply import Reply

HOST = "https://api.partner.example"
BODY = b"a body"

# RFC 9110, 6.4.1: these have no body.
WITHOUT_A_BODY = pytest.mark.parametrize(
    ("method", "status"),
    [
        ("POST", 101),
        ("POST", 103),
        ("POST", 204),
        ("POST", 304),
        ("GET", 204),
        ("HEAD", 200),
        ("HEAD", 503),
    ],
)


def send(capture: Capture, method: str, unmatched: Any = "accept") -> Reply:
    request = HttpRequest(method=method, url=URL, headers=Headers(()), body=b"")
    return capture.send(request, unmatched)


def assert_empty(reply: Reply, status: int) -> None:
    __tracebackhide__ = True

    assert (reply.error, reply.status, reply.body) == (None, status, b"")
    assert reply.headers["X-Request"] == "r-1"


@pytest.fixture
def capture() -> Iterator[Capture]:
    capture = Capture()
    yield capture
    capture.stop()


@WITHOUT_A_BODY
@pytest.mark.parametrize("counted", [False, True], ids=["uncounted", "counted"])
def test_the_body_of_a_scripted_reply_is_dropped(
    capture: Capture, method: str, status: int, *, counted: bool
) -> None:
    capture.responses.add(
        method,
        URL,
        BODY,
        status=status,
        headers={"X-Request": "r-1"},
        auto_calculate_content_length=counted,
    )

    assert_empty(send(capture, method), status)
    assert capture.responses.calls[0].response.content == b""


@WITHOUT_A_BODY
def test_the_body_of_a_callback_is_dropped(
    capture: Capture, method: str, status: int
) -> None:
    def answer(_: object) -> tuple[int, dict[str, str], bytes]:
        return status, {"X-Request": "r-1", "Content-Length": "6"}, BODY

    capture.responses.add_callback(method, URL, answer)

    assert_empty(send(capture, method), status)
    assert capture.responses.calls[0].response.content == b""


@pytest.mark.parametrize(
    ("change", "body"), [({"method": "POST"}, BODY), ({"method": "HEAD"}, b"")]
)
def test_a_reply_that_is_changed_after_it_was_given(
    capture: Capture, change: dict[str, str], body: bytes
) -> None:
    reply = capture.responses.add("GET", URL, BODY)
    before = send(capture, "GET")
    reply.method = change["method"]

    assert (before.body, send(capture, change["method"]).body) == (BODY, body)


def test_a_response_that_the_response_callback_makes(capture: Capture) -> None:
    def answer(_: object) -> requests.Response:
        made = requests.Response()
        made.status_code = 204
        made.headers["X-Request"] = "r-1"
        return made

    capture.responses.response_callback = answer
    capture.responses.post(URL)

    assert_empty(send(capture, "POST"), 204)


@WITHOUT_A_BODY
def test_the_body_of_a_wsgi_application_is_dropped(
    capture: Capture, method: str, status: int
) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(f"{status} Empty", [("X-Request", "r-1")])
        return [BODY]

    capture.route(HOST, application)

    assert_empty(send(capture, method), status)


@WITHOUT_A_BODY
def test_the_body_of_an_asgi_application_is_dropped(
    capture: Capture, method: str, status: int
) -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            headers = [(b"x-request", b"r-1")]
            start = {"type": "http.response.start", "status": status}
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": BODY})

    capture.route(HOST, application)

    assert_empty(send(capture, method), status)


@pytest.fixture
def serve() -> Iterator[Callable[[int], str]]:
    """Start a server that answers with a status and sends a body all the same."""
    running: list[tuple[socketserver.TCPServer, threading.Thread]] = []

    def start(status: int) -> str:
        head = f"HTTP/1.1 {status} Empty\r\nX-Request: r-1\r\nContent-Length: 6"

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while self.rfile.readline().strip():
                    pass
                self.wfile.write(head.encode() + b"\r\n\r\n" + BODY)

        server = socketserver.TCPServer(("127.0.0.1", 0), Handler)
        running.append((server, threading.Thread(target=server.serve_forever)))
        running[0][1].start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@WITHOUT_A_BODY
def test_the_body_of_a_server_is_dropped(
    capture: Capture, serve: Callable[[int], str], method: str, status: int
) -> None:
    capture.route(HOST, serve(status))

    assert_empty(send(capture, method), status)


@WITHOUT_A_BODY
def test_what_the_tests_own_responses_answer(
    capture: Capture, method: str, status: int
) -> None:
    with responses.RequestsMock() as own:
        own.add(method, URL, BODY, status=status, headers={"X-Request": "r-1"})
        reply = send(capture, method, "send")

    assert_empty(reply, status)


def test_no_content_is_no_dead_letter(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, BODY, status=204)
    invocation = mock.invoke(orders, dead_letter_config=QUEUE)

    assert (invocation.outcome, invocation.status) == ("delivered", 204)
    assert invocation.attempts[0].response_body == b""
    assert not mock.dead_letters


def test_no_content_is_no_token(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    mock.responses.post(TOKEN_URL, json={"access_token": "not-a-token"}, status=204)
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.connections["partner"].state_reason == (
        "The authorization endpoint's response is not valid JSON."
    )
