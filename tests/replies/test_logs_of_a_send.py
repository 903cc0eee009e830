"""What urllib3 logs of a request that is really sent, without its secrets."""

from __future__ import annotations

import logging
import socketserver
import threading
from typing import TYPE_CHECKING, Any

import pytest
import responses

from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.capture import Capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"
SECRET = "not a/secret"
NAMES = ["connection", "connectionpool", "response", "util.retry"]
LOGGERS = [logging.getLogger(f"urllib3.{name}") for name in NAMES]
LOGGER = LOGGERS[1]

# With a header that urllib3 cannot parse, and so logs.
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nnot a/secret\r\n\r\n"


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of a server that logs as urllib3 does, in a thread of its own."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            LOGGER.debug("the server knows of %s", SECRET)
            self.wfile.write(ANSWER)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def all_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Have everything logged."""
    caplog.set_level(logging.DEBUG)


def order(url: str, *secrets: str) -> HttpRequest:
    return HttpRequest(
        method="GET",
        url=f"{url}/orders?key=not%20a%2Fsecret",
        headers=Headers(()),
        body=b"",
        sensitive_texts=frozenset(secrets),
    )


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if "urllib3" in one.name]


@pytest.mark.parametrize("unmatched", ["accept", "send"])
def test_a_request_that_is_sent(
    caplog: pytest.LogCaptureFixture, server: str, unmatched: Any
) -> None:
    capture = Capture()
    capture.route(HOST, server)
    url = server if unmatched == "send" else HOST
    reply = capture.send(order(url, SECRET), unmatched)

    assert reply.status == 200
    assert f'{server} "GET /orders?key=*** HTTP/1.1" 200 0' in lines(caplog)
    assert f"Failed to parse headers (url={server}/orders?key=***):" in caplog.text
    assert "the server knows of not a/secret" in lines(caplog)
    assert caplog.text.count("secret") == 1


def test_a_secret_parameter_of_a_connection(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
    server: str,
) -> None:
    pair = {"Key": "key", "Value": "hidden", "IsValueSecret": True}
    groups = {"QueryStringParameters": [pair]}
    make_orders(auth={"InvocationHttpParameters": groups})
    mock.route(HOST, server)
    mock.invoke("orders")

    assert f'{server} "POST /orders?key=*** HTTP/1.1" 200 0' in lines(caplog)
    assert "hidden" not in "\n".join(lines(caplog))


def test_what_has_no_secret_in_it_is_logged_as_it_is(
    caplog: pytest.LogCaptureFixture, server: str
) -> None:
    Capture().send(order(server), "send")
    (args,) = [one.args for one in caplog.records if "HTTP/1.1" in str(one.args)]

    assert isinstance(args, tuple)
    assert "/orders?key=not%20a%2Fsecret" in args


def test_the_secrets_of_a_request_outlive_one_within(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer(_: object) -> tuple[int, dict[str, str], str]:
        Capture().send(order("https://other.example", "another"), "send")
        LOGGER.debug("another %s", SECRET)
        return 200, {}, ""

    with responses.RequestsMock() as own:
        own.add_callback("GET", f"{HOST}/orders", answer)
        own.get("https://other.example/orders")
        Capture().send(order(HOST, SECRET), "send")

    assert lines(caplog) == ["another ***"]


def test_nothing_is_left_behind(server: str) -> None:
    before = [list(logger.filters) for logger in LOGGERS]
    Capture().send(order(server, SECRET), "send")

    assert [logger.filters for logger in LOGGERS] == before


def test_nothing_is_left_behind_by_an_error() -> None:
    def answer(_: object) -> Any:
        during.extend(logger.filters[-1] for logger in LOGGERS)
        raise LookupError

    during: list[Any] = []
    with responses.RequestsMock() as own:
        own.add_callback("GET", f"{HOST}/orders", answer)
        with pytest.raises(LookupError):
            Capture().send(order(HOST, SECRET), "send")

    assert len(during) == len(LOGGERS)
    assert not any(filter_ in LOGGER.filters for filter_ in during)
