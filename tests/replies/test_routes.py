"""Which requests a route takes, and what may be routed to."""

from __future__ import annotations

import functools
import sys
import threading
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from werkzeug.serving import make_server

from eventbridge_mock import mock_api_destinations
from tests.delivery.partner import ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"


def answering(status: str) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [])
        return []

    return application


@pytest.fixture
def status_at(
    mock: EventBridgeMock, events: Any, make_orders: Callable[..., None]
) -> Callable[[str], int | None]:
    """Return the status that an event gets at an endpoint."""

    def invoke(url: str) -> int | None:
        if "orders" not in mock.api_destinations:
            make_orders()
        events.update_api_destination(Name="orders", InvocationEndpoint=url)
        return mock.invoke("orders", retry_policy=ONCE).status

    return invoke


@pytest.mark.parametrize(
    ("prefix", "url"),
    [
        (HOST, HOST),
        (HOST, f"{HOST}/orders"),
        (f"{HOST}/", f"{HOST}/orders"),
        (f"{HOST}/v1", f"{HOST}/v1"),
        (f"{HOST}/v1", f"{HOST}/v1?a=1"),
        (f"{HOST}/v1", f"{HOST}/v1/orders"),
        (f"{HOST}/v1/", f"{HOST}/v1/orders"),
        ("api.partner.example/v1", f"{HOST}/v1/orders"),
        (f"{HOST}:443/v1", f"{HOST}/v1"),
        ("https://API.partner.example", f"{HOST}/v1"),
    ],
)
def test_a_prefix_takes_what_is_below(
    mock: EventBridgeMock, status_at: Any, prefix: str, url: str
) -> None:
    mock.route(prefix, answering("202 Accepted"))

    assert status_at(url) == 202


@pytest.mark.parametrize(
    ("prefix", "url"),
    [
        (f"{HOST}/v1", f"{HOST}/v10"),
        (f"{HOST}/v1", f"{HOST}/v1-beta/orders"),
        (f"{HOST}/v1", f"{HOST}/other/v1"),
        (f"{HOST}/v1", HOST),
        (HOST, "https://api.partner.example.org"),
        (HOST, f"{HOST}:8443"),
        ("http://api.partner.example", HOST),
    ],
)
def test_a_prefix_leaves_the_rest_alone(
    mock: EventBridgeMock, status_at: Any, prefix: str, url: str
) -> None:
    mock.route(prefix, answering("202 Accepted"))

    assert status_at(url) == 200


@pytest.mark.parametrize("order", [1, -1])
def test_the_longest_prefix_wins(
    mock: EventBridgeMock, status_at: Any, order: int
) -> None:
    routes = [(f"{HOST}/v1", "203 Other"), (HOST, "202 Accepted")]
    for prefix, answer in routes[::order]:
        mock.route(prefix, answering(answer))

    assert status_at(f"{HOST}/v1/orders") == 203


def test_the_newest_of_two_routes_wins(mock: EventBridgeMock, status_at: Any) -> None:
    mock.route(HOST, answering("202 Accepted"))
    mock.route(HOST, answering("203 Other"))

    assert status_at(HOST) == 203


def test_a_scripted_reply_comes_before_a_route(
    mock: EventBridgeMock, status_at: Any
) -> None:
    mock.route(HOST, answering("202 Accepted"))
    mock.responses.post(f"{HOST}/a", status=503)

    assert (status_at(f"{HOST}/a"), status_at(f"{HOST}/b")) == (503, 202)


@pytest.mark.parametrize("unmatched", ["refuse", "send"])
def test_a_route_comes_before_the_option(
    mock: EventBridgeMock, orders: str, unmatched: Any
) -> None:
    with mock_api_destinations(unmatched_endpoint=unmatched):
        mock.route(HOST, answering("202 Accepted"))
        invocation = mock.invoke(orders)

    assert invocation.status == 202


def test_an_invocation_shows_the_endpoint(mock: EventBridgeMock, orders: str) -> None:
    mock.route(HOST, answering("503 Busy"))
    invocation = mock.invoke(orders)

    assert (invocation.url, invocation.outcome) == (f"{HOST}/orders", "failed")


def test_a_reset_forgets_the_routes(mock: EventBridgeMock, status_at: Any) -> None:
    mock.route(HOST, answering("202 Accepted"))
    mock.reset()

    assert status_at(HOST) == 200


def test_a_route_serves_nested_activations(mock: EventBridgeMock, orders: str) -> None:
    mock.route(HOST, answering("202 Accepted"))
    with mock_api_destinations():
        invocation = mock.invoke(orders)

    assert invocation.status == 202


def test_an_authorization_server_can_be_routed_to(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    def grant(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"access_token":"not-a-token"}']

    mock.route("https://auth.partner.example", grant)
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.invoke("orders").headers["Authorization"] == "Bearer not-a-token"


def test_an_unused_route_is_no_complaint() -> None:
    with mock_api_destinations() as mock:
        mock.route(HOST, answering("202 Accepted"))

    assert not mock.invocations


@pytest.mark.parametrize("prefix", ["", "/v1", f"{HOST}/v1?a=1", f"{HOST}#a"])
def test_a_prefix_has_to_be_one(mock: EventBridgeMock, prefix: str) -> None:
    with pytest.raises(ValueError, match="^A prefix is a URL such as ") as raised:
        mock.route(prefix, answering("202 Accepted"))

    assert str(raised.value).endswith(f"without query and fragment, not {prefix!r}.")


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example",
        "https://10.0.0.1:5000",
        "ftp://127.0.0.1",
        "127.0.0.1:5000",
        "http://localhost.example",
    ],
)
def test_a_server_is_on_this_machine(mock: EventBridgeMock, url: str) -> None:
    with pytest.raises(ValueError, match="^A route leads to a server") as raised:
        mock.route(HOST, url)

    assert str(raised.value) == (
        "A route leads to a server on this machine, such as http://127.0.0.1:5000, not"
        f" to {url!r}. To send requests to their own hosts, use"
        ' unmatched_endpoint="send".'
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:5000",
        "http://shop.localhost:5000",
        "https://LOCALHOST/",
        "http://localhost.localstack.cloud:4566",
        "http://127.1.2.3",
        "http://[::1]:5000",
    ],
)
def test_a_server_on_this_machine_has_many_names(
    mock: EventBridgeMock, url: str
) -> None:
    """Those that calls of AWS's SDK are let through to as well."""
    assert mock.route(HOST, url) is None


@pytest.mark.parametrize(
    "url", ["http://localhost:5000/v1", "http://[::1]:5000?a=1", "http://127.0.0.1#a"]
)
def test_a_server_has_no_path(mock: EventBridgeMock, url: str) -> None:
    with pytest.raises(ValueError, match="has more than a scheme") as raised:
        mock.route(HOST, url)

    assert str(raised.value) == (
        f"{url!r} has more than a scheme, a host and a port. Requests keep the path and"
        " the query of their endpoint."
    )


@pytest.mark.parametrize("to", [None, 5000, Mock, b"http://127.0.0.1:5000"], ids=repr)
def test_a_receiver_has_to_be_one(mock: EventBridgeMock, to: Any) -> None:
    with pytest.raises(TypeError) as raised:
        mock.route(HOST, to)

    assert str(raised.value) == (
        "A route leads to a URL, a WSGI application or an ASGI application, not to"
        f" {to!r}."
    )


@pytest.mark.parametrize("to", ["http://127.0.0.1:5000", answering("202 Accepted")])
def test_only_an_asgi_application_has_a_timeout(mock: EventBridgeMock, to: Any) -> None:
    with pytest.raises(ValueError, match="timeout=9") as raised:
        mock.route(HOST, to, timeout=9)

    assert str(raised.value) == (
        "timeout=9 is for ASGI applications. A WSGI application runs in the thread of"
        " the test, and a server has the five seconds of AWS."
    )


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 203})
        await send({"type": "http.response.body"})


def plain_asgi(scope: Any, receive: Any, send: Any) -> Any:
    return asgi(scope, receive, send)


class Asgi:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await asgi(scope, receive, send)


class Wsgi:
    def __call__(self, environ: Any, start_response: Any) -> Any:
        return answering("202 Accepted")(environ, start_response)

    def bound(self, environ: Any, start_response: Any) -> Any:
        return self(environ, start_response)


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        (asgi, 203),
        (Asgi(), 203),
        (plain_asgi, 203),
        (functools.partial(asgi), 203),
        (Wsgi(), 202),
        (Wsgi().bound, 202),
        (functools.partial(Wsgi()), 202),
    ],
    ids=[
        "coroutine",
        "object",
        "function",
        "partial",
        "wsgi",
        "method",
        "wsgi partial",
    ],
)
def test_an_application_is_known_by_what_it_takes(
    mock: EventBridgeMock, status_at: Any, application: Any, expected: int
) -> None:
    mock.route(HOST, application)

    assert status_at(HOST) == expected


async def asynchronous_wsgi(environ: Any, start_response: Any) -> None: ...


@pytest.mark.parametrize(
    "application", [Mock(), lambda *_: None, print, asynchronous_wsgi, lambda: None]
)
def test_a_receiver_of_neither_kind_is_refused(
    mock: EventBridgeMock, application: Any
) -> None:
    with pytest.raises(TypeError) as raised:
        mock.route(HOST, application)

    assert str(raised.value) == (
        f"{application!r} is neither clearly WSGI nor clearly ASGI. Pass a callable"
        " that takes (environ, start_response), or one that takes"
        " (scope, receive, send)."
    )


@pytest.mark.parametrize(
    ("kind", "modules", "application"),
    [("an ASGI", ["httpx"], asgi), ("a WSGI", ["werkzeug", "werkzeug.test"], Wsgi())],
)
def test_a_missing_library_is_named(
    mock: EventBridgeMock,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    modules: list[str],
    application: Any,
) -> None:
    extra = kind[-4:].lower()
    doorway = f"eventbridge_mock.replies.{extra}_receiver"
    monkeypatch.delitem(sys.modules, doorway, raising=False)
    monkeypatch.setitem(sys.modules, modules[-1], None)

    with pytest.raises(ImportError) as raised:
        mock.route(HOST, application)

    assert str(raised.value) == (
        f"A route to {kind} application needs {modules[0]}:"
        f' pip install "eventbridge-mock[{extra}]"'
    )


@pytest.fixture
def seen() -> list[Any]:
    """The environments that the server was called with."""
    return []


@pytest.fixture
def server(seen: list[Any]) -> Iterator[str]:
    """The URL of a server that keeps what it is asked, and redirects."""

    def application(environ: Any, start_response: Any) -> list[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        seen.append({**environ, "body": environ["wsgi.input"].read(length)})
        headers = [("Location", "/elsewhere"), ("X-Two", "1"), ("X-Two", "2")]
        start_response("307 Elsewhere", headers)
        return [b"else", b"where"]

    running = make_server("127.0.0.1", 0, application)
    running.log = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


def test_a_server_sees_the_request_itself(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    server: str,
    seen: list[Any],
) -> None:
    make_orders(InvocationEndpoint=f"{HOST}/v1/orders?a=b%20c")
    mock.route(f"{HOST}/v1", server)
    mock.invoke("orders", {"order": 7})
    (request,) = seen

    assert (request["PATH_INFO"], request["QUERY_STRING"]) == ("/v1/orders", "a=b%20c")
    assert (request["HTTP_HOST"], request["body"]) == (HOST[8:], b'{"order":7}')
    assert request["HTTP_AUTHORIZATION"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="
    assert request["HTTP_USER_AGENT"] == "Amazon/EventBridge/ApiDestinations"


def test_the_answer_of_a_server_is_recorded(
    mock: EventBridgeMock, orders: str, server: str, seen: list[Any]
) -> None:
    mock.route(HOST, server)
    (attempt,) = mock.invoke(orders).attempts

    assert (attempt.status, attempt.response_body) == (307, b"elsewhere")
    assert attempt.response_headers["X-Two"] == "1, 2"
    assert len(seen) == 1
