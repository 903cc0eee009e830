"""A WSGI application of the test's own receives the requests."""

from __future__ import annotations

import gzip
import threading
from typing import TYPE_CHECKING, Any

import flask
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"


def test_flask_sees_the_request_itself(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    application = flask.Flask(__name__)

    @application.post("/v1/<name>")
    def receive(name: str) -> Any:
        request = flask.request
        assert request.authorization is not None
        user, query = request.authorization.username, request.args["a"]
        raw = request.environ["REQUEST_URI"]
        return [request.host_url, raw, name, query, user, request.json]

    url = f"{HOST}/v1/caf%C3%A9%2520?a=b%20c"
    make_orders(InvocationEndpoint=url)
    mock.route(HOST, application)
    invocation = mock.invoke("orders", {"order": 7})

    assert flask.json.loads(invocation.attempts[0].response_body) == [
        f"{HOST}/",
        "/v1/caf%C3%A9%2520",
        "café%20",
        "b c",
        "shop",
        {"order": 7},
    ]


def test_an_application_sees_aws_headers(mock: EventBridgeMock, orders: str) -> None:
    seen: dict[str, Any] = {}

    def receive(environ: Any, start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return []

    mock.route(HOST, receive)
    mock.invoke(orders)

    assert seen["HTTP_USER_AGENT"] == "Amazon/EventBridge/ApiDestinations"
    assert seen["CONTENT_TYPE"] == "application/json; charset=utf-8"
    assert (seen["CONTENT_LENGTH"], seen["HTTP_HOST"]) == ("2", HOST[8:])


def test_a_header_arrives_byte_by_byte(mock: EventBridgeMock, orders: str) -> None:
    seen: dict[str, Any] = {}

    def receive(environ: Any, start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return []

    mock.route(HOST, receive)
    named = {"HeaderParameters": {"X-Shop": "$.shop"}}
    mock.invoke(orders, {"shop": "café"}, http_parameters=named)

    assert seen["HTTP_X_SHOP"].encode("latin-1").decode() == "café"


def test_a_generator_is_read_whole_and_closed(
    mock: EventBridgeMock, orders: str
) -> None:
    closed = []

    def receive(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("X-Two", "1"), ("X-Two", "2")])
        try:
            yield b"one"
            yield b"two"
        finally:
            closed.append(True)

    mock.route(HOST, receive)
    (attempt,) = mock.invoke(orders).attempts

    assert (attempt.response_body, closed) == (b"onetwo", [True])
    assert attempt.response_headers["X-Two"] == "1, 2"


def test_a_packed_answer_is_unpacked(mock: EventBridgeMock, orders: str) -> None:
    """As one of a server is: AWS asks for gzip."""

    def receive(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Encoding", "gzip")])
        return [gzip.compress(b"packed")]

    mock.route(HOST, receive)

    assert mock.invoke(orders).attempts[0].response_body == b"packed"


@pytest.mark.parametrize("error", [LookupError("a bug"), ConnectionError("a bug")])
def test_a_bug_of_the_receiver_reaches_the_test(
    mock: EventBridgeMock, orders: str, error: Exception
) -> None:
    def receive(environ: Any, start_response: Any) -> list[bytes]:
        raise error

    mock.route(HOST, receive)

    with pytest.raises(type(error), match="a bug"):
        mock.invoke(orders)


def test_a_receiver_runs_in_the_tests_thread(
    mock: EventBridgeMock, orders: str
) -> None:
    threads = []

    def receive(environ: Any, start_response: Any) -> list[bytes]:
        threads.append(threading.current_thread())
        start_response("200 OK", [])
        return []

    mock.route(HOST, receive)
    mock.invoke(orders)

    assert threads == [threading.current_thread()]


def test_a_receiver_may_call_aws(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    def receive(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [events.describe_connection(Name="partner")["Name"].encode()]

    mock.route(HOST, receive)

    assert mock.invoke(orders).attempts[0].response_body == b"partner"
