"""Requests that are not what SDKs send: each has an answer, and changes nothing."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
from asyncio import CancelledError
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.server import http_server, messages
from tests import requests_to_aws
from tests.server.browsing import SECONDS, Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

ENTRY = {"Source": "shop", "DetailType": "Order Placed", "Detail": '{"n": 1}'}
PUT = json.dumps({"Entries": [ENTRY]}).encode()
TARGET = {"X-Amz-Target": "AWSEvents.PutEvents"}


def error_of(response: Any) -> tuple[int, str, str]:
    body = response.json()
    return response.status, body["__type"], body["message"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
        pytest.param(b"[" * 200_000, id="too deep"),
        pytest.param(b"1" * 5000, id="a number that Python does not parse"),
    ],
)
def test_a_body_that_is_not_an_object_is_refused(
    browser: Browser, mock: EventBridgeMock, body: bytes
) -> None:
    mock.fail("PutEvents", "ThrottlingException", "Slow down.")

    answers = [browser.call("PutEvents", body) for _ in range(2)]

    assert [error_of(answer) for answer in answers] == [
        (400, "ThrottlingException", "Slow down."),
        (
            400,
            "SerializationException",
            "The body of the request is not a JSON object.",
        ),
    ]
    assert not mock.events


def test_a_body_may_be_missing(browser: Browser) -> None:
    assert browser.call("ListEventBuses", b"").json()["EventBuses"]


def test_a_body_may_come_in_chunks(browser: Browser, mock: EventBridgeMock) -> None:
    headers = {**TARGET, "Transfer-Encoding": "chunked"}
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PUT), PUT)

    answer = browser.send("POST", "/", chunks, headers)

    assert (answer.status, len(mock.events)) == (200, 1)


def test_a_body_may_be_packed(browser: Browser, mock: EventBridgeMock) -> None:
    headers = {**TARGET, "Content-Encoding": "gzip"}

    answer = browser.send("POST", "/", gzip.compress(PUT), headers)

    assert (answer.status, len(mock.events)) == (200, 1)


@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        pytest.param(
            b"no gzip",
            {"Content-Encoding": "gzip"},
            (400, "BadRequest", "The body is not valid gzip."),
            id="not gzip",
        ),
        pytest.param(
            gzip.compress(PUT)[:-4],
            {"Content-Encoding": "gzip"},
            (400, "BadRequest", "The body ended before its gzip did."),
            id="half a gzip",
        ),
        pytest.param(
            gzip.compress(b" " * 3_000_000),
            {"Content-Encoding": "gzip"},
            (413, "RequestEntityTooLarge", "The body is larger than 2000000 bytes."),
            id="small when packed",
        ),
        pytest.param(
            PUT,
            {"Content-Encoding": "br"},
            (
                415,
                "UnsupportedMediaType",
                "Content-Encoding 'br' is not supported; gzip is.",
            ),
            id="another encoding",
        ),
        pytest.param(
            b" " * 2_000_001,
            {},
            (413, "RequestEntityTooLarge", "The body is larger than 2000000 bytes."),
            id="too large",
        ),
        pytest.param(
            b"%x\r\n%b\r\n0\r\n\r\n" % (2_000_001, b" " * 2_000_001),
            {"Transfer-Encoding": "chunked"},
            (413, "RequestEntityTooLarge", "The body is larger than 2000000 bytes."),
            id="too large in chunks",
        ),
        pytest.param(
            b"x\r\n",
            {"Transfer-Encoding": "chunked"},
            (400, "BadRequest", "The chunks of the body are not valid."),
            id="no chunks",
        ),
        pytest.param(
            PUT,
            {"Content-Length": "-1"},
            (400, "BadRequest", "Content-Length is not a number."),
            id="a length below 0",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    small_browser: Browser,
    mock: EventBridgeMock,
    body: bytes,
    headers: dict[str, str],
    error: tuple[int, str, str],
) -> None:
    answer = small_browser.send("POST", "/", body, {**TARGET, **headers})

    assert error_of(answer) == error
    assert not mock.events


@pytest.fixture
def small_browser(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A client of a server that reads 2 MB and no more."""
    monkeypatch.setattr(messages, "MOST_BYTES", 2_000_000)
    return browser


def test_a_body_that_ends_early_is_refused(
    browser: Browser, mock: EventBridgeMock
) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"

    answer = raw(browser, head + b"X-Amz-Target: AWSEvents.PutEvents\r\n\r\n" + PUT[:9])

    assert b"The body ended before its length." in answer
    assert not mock.events


@pytest.mark.parametrize(
    ("target", "message"),
    [
        pytest.param(
            "AWSEvents.MakeWish",
            "events.MakeWish is not implemented by eventbridge_mock, or not for this"
            " resource. It answers CreateConnection, ",
            id="of EventBridge",
        ),
        pytest.param(
            "secretsmanager.CreateSecret",
            "secretsmanager.CreateSecret is not implemented by eventbridge_mock, or not"
            " for this resource. It answers GetSecretValue, ",
            id="of Secrets Manager",
        ),
        pytest.param(
            "AmazonSQS.SendMessage",
            "eventbridge_mock does not answer the service 'sqs': it answers EventBridge"
            ", and Secrets Manager for the secrets of connections.",
            id="of another service",
        ),
        pytest.param(
            "",
            "eventbridge_mock does not answer the service 'sqs'",
            id="of another protocol",
        ),
    ],
)
def test_an_operation_that_is_not_answered_has_a_status_that_nobody_retries(
    browser: Browser, target: str, message: str
) -> None:
    prefix, _, name = target.rpartition(".")

    answer = browser.call(name, {}, target=prefix, scope="eu-west-1/sqs")

    status, code, text = error_of(answer)
    assert (status, code) == (501, "UnmockedAwsCallError")
    assert text.startswith(message)


def test_a_request_without_a_signature_is_told_what_is_answered(
    browser: Browser,
) -> None:
    answer = browser.send("PUT", "/bucket")

    assert error_of(answer)[2].startswith(
        "eventbridge_mock does not answer this request"
    )


def test_between_two_tests_no_mock_is_active() -> None:
    mock = mock_api_destinations()
    with mock.serve() as server:
        browser = Browser(server.url)
        call, read = browser.call("ListRules", {}), browser.get("state")
        assert server.environment["AWS_REGION"] == "us-east-1"

    message = (
        "no mock is active. Put @mock_api_destinations above the test, ask for the"
        " fixture eventbridge_mock, or use `with mock_api_destinations() as mock:`."
    )
    assert error_of(call) == (501, "NotActiveError", message)
    assert (read.status, read.json()) == (
        409,
        {"error": "NotActiveError", "message": message},
    )


def raw(browser: Browser, sent: bytes) -> bytes:
    """Send bytes, then no more; return all that comes back."""
    with socket.create_connection((browser.host, browser.port), SECONDS) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"\x00\x01\x02\xff" * 1000, b"400", id="bytes"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\r\n", b"400", id="TLS"),
        pytest.param(b"GET / HTTP/9.9\r\n\r\n", b"505", id="version"),
        pytest.param(b"GET /" + b"a" * 70_000, b"414", id="a long URL"),
        pytest.param(
            b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
            b"431",
            id="a long header",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200 + b"\r\n",
            b"431",
            id="many headers",
        ),
        pytest.param(
            b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400", id="no URL"
        ),
        pytest.param(
            b"GET /_eventbridge_mock/state HTTP/1.0\r\n\r\n", b"200", id="1.0"
        ),
    ],
)
def test_what_is_not_http_gets_an_error_without_a_traceback(
    browser: Browser, capfd: pytest.CaptureFixture[str], sent: bytes, status: bytes
) -> None:
    answer = raw(browser, sent)

    assert answer.partition(b" ")[2][:3] == status
    assert b"Traceback" not in answer
    assert browser.get("state").status == 200
    assert capfd.readouterr() == ("", "")


def test_a_half_closed_connection_gets_its_answer(browser: Browser) -> None:
    answer = raw(browser, b"GET /_eventbridge_mock/events HTTP/1.1\r\nHost: x\r\n\r\n")

    assert answer.endswith(b'{"events": []}')


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET /_event", id="half a request line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: ", id="half a head"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345",
            id="half a body",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n1",
            id="half a chunk",
        ),
    ],
)
def test_a_client_that_goes_silent_is_given_up(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0.2)
    with mock.serve() as server:
        browser = Browser(server.url)
        address = browser.host, browser.port
        with socket.create_connection(address, SECONDS) as connection:
            connection.sendall(sent)

            assert browser.get("state").status == 200
            assert b"Traceback" not in connection.recv(65536)
            assert ended(connection)


def test_a_server_stops_while_clients_are_connected(mock: EventBridgeMock) -> None:
    with mock.serve() as server:
        browser = Browser(server.url)
        idle = [
            socket.create_connection((browser.host, browser.port), SECONDS)
            for _ in range(5)
        ]
        idle[0].sendall(b"POST / HTTP/1.1\r\nContent-Le")

    left = [thread.name for thread in threading.enumerate()]
    assert not [name for name in left if "eventbridge_mock" in name]
    for connection in idle:
        with connection:
            assert ended(connection)


def connected(stack: contextlib.ExitStack, browser: Browser) -> socket.socket:
    """Return a connection to the server, which ends with *stack*."""
    address = browser.host, browser.port
    return stack.enter_context(socket.create_connection(address, SECONDS))


def begin_a_body(connection: socket.socket) -> None:
    """Send the head of a request, and a half of its body; the server waits for more."""
    connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n")
    connection.sendall(b"Content-Length: 10\r\n\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 Continue")
    connection.sendall(b"12345")


def test_a_server_does_not_wait_for_a_body_that_trickles(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait this long for an answer that is under way."""
    monkeypatch.setattr(http_server, "STOP_SECONDS", 10 * SECONDS)
    server = mock.serve()
    server.start()
    browser = Browser(server.url)
    address = browser.host, browser.port
    with socket.create_connection(address, SECONDS) as connection:
        begin_a_body(connection)

        assert server.stop() is None


def test_connections_above_the_limit_wait_for_their_turn(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 2)
    request = b"GET /_eventbridge_mock/events HTTP/1.1\r\nHost: x\r\n\r\n"
    with mock.serve() as server, contextlib.ExitStack() as stack:
        browser = Browser(server.url)
        slow = [connected(stack, browser) for _ in range(2)]
        for connection in slow:
            begin_a_body(connection)
        waiting = [connected(stack, browser) for _ in range(50)]
        for connection in waiting:
            connection.sendall(request)
        answering = [
            thread
            for thread in threading.enumerate()
            if "process_request_thread" in thread.name
        ]
        slow[0].sendall(b"67890")

        for connection in waiting:
            assert connection.recv(8) == b"HTTP/1.1"
        assert len(answering) == 2


def test_a_server_stops_though_connections_wait_for_their_turn(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 1)
    with contextlib.ExitStack() as stack:
        with mock.serve() as server:
            browser = Browser(server.url)
            connections = [connected(stack, browser) for _ in range(100)]

        assert all(ended(connection) for connection in connections)


def ended(connection: socket.socket) -> bool:
    """Return whether the server has closed the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        received = connection.recv(1)
    return received == b""


def test_200_connections_at_once_are_all_answered(browser: Browser) -> None:
    address = browser.host, browser.port
    connections = [socket.create_connection(address, SECONDS) for _ in range(200)]
    for connection in connections:
        connection.sendall(b"GET /_eventbridge_mock/events HTTP/1.1\r\nHost: x\r\n\r\n")

    answers = []
    for connection in connections:
        with connection, connection.makefile("rb") as file:
            answers.append(file.read())

    assert {answer.partition(b"\r\n\r\n")[2] for answer in answers} == {
        b'{"events": []}'
    }


def test_300_events_at_once_have_300_ids_and_invocations(
    browser: Browser, events: Any, orders: str, mock: EventBridgeMock
) -> None:
    events.put_rule(**requests_to_aws.rule())
    target = {
        "Id": "partner",
        "Arn": mock.api_destinations[orders].api_destination_arn,
        "RoleArn": requests_to_aws.ROLE_ARN,
    }
    events.put_targets(Rule="orders", Targets=[target])

    with ThreadPoolExecutor(30) as pool:
        answers = list(
            pool.map(
                lambda _: browser.call("PutEvents", PUT, scope="eu-west-1/events"),
                range(300),
            )
        )

    ids = {answer.json()["Entries"][0]["EventId"] for answer in answers}
    assert len(ids) == 300
    assert ids == {event.id for event in mock.events}
    assert ids == {invocation.event["id"] for invocation in mock.invocations}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(LookupError("the order has no number"), id="Exception"),
        pytest.param(pytest.fail.Exception("the order has no number"), id="fail"),
        pytest.param(SystemExit("the order has no number"), id="SystemExit"),
        pytest.param(KeyboardInterrupt("the order has no number"), id="Ctrl-C"),
        pytest.param(CancelledError("the order has no number"), id="cancelled"),
    ],
)
def test_the_error_of_a_scripted_reply_reaches_the_test(
    mock: EventBridgeMock, orders: str, error: BaseException
) -> None:
    def reply(request: Any) -> Any:
        raise error

    mock.responses.add_callback("POST", "https://api.partner.example/orders", reply)
    server = mock.serve()
    server.start()
    browser = Browser(server.url)
    mock_rule(browser, mock)
    call = browser.call("PutEvents", PUT)

    assert error_of(call) == (
        501,
        "UnexpectedError",
        "Code of the test that answers the request raised an error: the test sees it"
        " when the server stops.",
    )
    with pytest.raises(type(error), match="the order has no number"):
        server.__exit__(None, None, None)
    assert server.stop() is None


def mock_rule(browser: Browser, mock: EventBridgeMock) -> None:
    browser.call("PutRule", requests_to_aws.rule())
    target = {
        "Id": "partner",
        "Arn": mock.api_destinations["orders"].api_destination_arn,
        "RoleArn": requests_to_aws.ROLE_ARN,
    }
    browser.call("PutTargets", {"Rule": "orders", "Targets": [target]})


def test_an_error_of_the_test_itself_is_not_hidden(
    mock: EventBridgeMock, orders: str
) -> None:
    def reply(request: Any) -> Any:
        raise LookupError

    mock.responses.add_callback("POST", "https://api.partner.example/orders", reply)

    def test() -> None:
        with mock.serve() as server:
            browser = Browser(server.url)
            mock_rule(browser, mock)
            browser.call("PutEvents", PUT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        test()


def test_retries_are_made_in_real_time(make_client: Callable[..., Any]) -> None:
    with (
        mock_api_destinations(region_name="eu-west-1", delivery="on_time") as mock,
        mock.serve(),
    ):
        answered = threading.Event()
        connection = make_client().create_connection(**requests_to_aws.connection())
        make_client().create_api_destination(
            **requests_to_aws.api_destination(connection["ConnectionArn"])
        )

        def reply(request: Any) -> Any:
            answered.set()
            return 200, {}, ""

        url = "https://api.partner.example/orders"
        mock.responses.post(url, status=429, headers={"Retry-After": "1"})
        mock.responses.add_callback("POST", url, reply)
        mock.invoke("orders", {})

        assert answered.wait(SECONDS)
