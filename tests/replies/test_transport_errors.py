"""No content of an event, and no failure on the way, raises where it was published."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
import responses
import urllib3

from eventbridge_mock import mock_api_destinations
from tests.delivery.partner import UNREACHABLE, URL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

SHOP = "Zoë's 書店"
NAMED = {"HeaderParameters": {"X-Shop": "$.detail.shop"}}


class Server(http.server.ThreadingHTTPServer):
    """A server that keeps the headers it is sent."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(self.headers["X-Shop"].encode("latin-1").decode())
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_header_is_sent_to_a_server_in_utf_8(
    mock: EventBridgeMock, orders: str, server: Server
) -> None:
    mock.route(URL, f"http://127.0.0.1:{server.server_port}")
    event = {"detail": {"shop": SHOP}}
    invocation = mock.invoke(orders, event, http_parameters=NAMED)

    assert (invocation.status, server.seen) == (202, [SHOP])
    assert invocation.headers["X-Shop"] == SHOP


def test_a_mock_of_requests_sees_the_header_as_a_string(
    mock: EventBridgeMock, orders: str
) -> None:
    seen = []

    def receive(request: Any) -> Any:
        seen.append(request.headers["X-Shop"])
        return 202, {}, ""

    with responses.RequestsMock() as network:
        network.add_callback("POST", URL, receive)
        with mock_api_destinations(unmatched_endpoint="send"):
            event = {"detail": {"shop": SHOP}}
            mock.invoke(orders, event, http_parameters=NAMED)

    assert seen == [SHOP]


def test_put_events_takes_any_header(
    mock: EventBridgeMock, events: Any, orders: str, server: Server
) -> None:
    mock.route(URL, f"http://127.0.0.1:{server.server_port}")
    events.put_rule(Name="orders", EventPattern='{"source":["shop"]}')
    target = {
        "Id": "orders",
        "Arn": mock.api_destinations[orders].api_destination_arn,
        "RoleArn": "arn:aws:iam::123456789012:role/invoke",
        "HttpParameters": NAMED,
    }
    events.put_targets(Rule="orders", Targets=[target])
    detail = json.dumps({"shop": SHOP})
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": detail}
    accepted = events.put_events(Entries=[entry])

    assert (accepted["FailedEntryCount"], server.seen) == (0, [SHOP])


@pytest.mark.parametrize(
    "error",
    [
        urllib3.exceptions.LocationParseError("x..example"),
        urllib3.exceptions.ProtocolError("half a response"),
        http.client.BadStatusLine("HTP/1.1"),
        ConnectionResetError("reset"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("way", ["scripted", "sent"])
def test_a_failure_on_the_way_is_recorded(
    mock: EventBridgeMock, orders: str, error: Exception, way: str
) -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        replies = mock.responses if way == "scripted" else network
        replies.post(URL, body=error)
        with mock_api_destinations(unmatched_endpoint="send"):
            invocation = mock.invoke(orders)

    assert invocation.attempts[0].error == f"{type(error).__name__}: {error}"
    assert (invocation.outcome, invocation.failure) == ("failed", UNREACHABLE)


@pytest.mark.parametrize(
    "error", [ValueError("a bug"), LookupError("a bug"), UnicodeError("a bug")]
)
@pytest.mark.parametrize("way", ["scripted", "sent"])
def test_a_bug_of_a_callback_reaches_the_test(
    mock: EventBridgeMock, orders: str, error: Exception, way: str
) -> None:
    def receive(_: Any) -> Any:
        raise error

    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        replies: Any = mock.responses if way == "scripted" else network
        replies.add_callback("POST", URL, receive)
        with (
            mock_api_destinations(unmatched_endpoint="send"),
            pytest.raises(type(error), match="a bug"),
        ):
            mock.invoke(orders)
