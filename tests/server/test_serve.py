"""`mock.serve` and the fixture `eventbridge_server`, with boto3 in another process."""

from __future__ import annotations

import itertools
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.server.server import MockServer
from tests import requests_to_aws
from tests.delivery.partner import URL
from tests.server.browsing import Browser

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

PROGRAM = """
import botocore.session, json, os
session = botocore.session.get_session()
events = session.create_client("events")
arn = events.create_connection(**json.loads(os.environ["CONNECTION"]))["ConnectionArn"]
destination = json.loads(os.environ["DESTINATION"])
events.create_api_destination(**{**destination, "ConnectionArn": arn})
secrets = session.create_client("secretsmanager")
secret = events.describe_connection(Name="partner")["SecretArn"]
print(json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])["username"])
try:
    events.describe_connection(Name="nobody")
except events.exceptions.ResourceNotFoundException as error:
    print(error)
entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
put = events.put_events(Entries=[entry])
print(put["FailedEntryCount"], put["ResponseMetadata"]["RetryAttempts"])
"""


def run(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_client_in_another_process_is_answered(
    eventbridge_server: MockServer, eventbridge_mock: EventBridgeMock
) -> None:
    eventbridge_mock.fail("PutEvents", "ThrottlingException", times=2, status=429)

    printed = run(
        PROGRAM,
        {
            **eventbridge_server.environment,
            "CONNECTION": json.dumps(requests_to_aws.connection()),
            "DESTINATION": json.dumps(requests_to_aws.api_destination("")),
        },
    )

    assert printed.splitlines() == [
        "shop",
        "An error occurred (ResourceNotFoundException) when calling the"
        " DescribeConnection operation: Failed to describe the connection(s)."
        " Connection 'nobody' does not exist.",
        "0 2",
    ]
    assert list(eventbridge_mock.api_destinations) == ["orders"]
    eventbridge_mock.assert_published(source="shop")


def test_a_server_shows_where_it_is(mock: EventBridgeMock) -> None:
    server = mock.serve()
    assert repr(server) == "<MockServer, not up>"
    with pytest.raises(RuntimeError, match="This server is not up"):
        _ = server.url

    with server:
        assert repr(server) == f"<MockServer, {server.url}>"
        with pytest.raises(RuntimeError, match="This server listens already"):
            server.start()

    assert repr(server) == "<MockServer, not up>"


def test_a_server_can_start_again(mock: EventBridgeMock) -> None:
    server = mock.serve()

    for _ in range(2):
        with server:
            assert Browser(server.url).get("state").status == 200


def test_code_that_hangs_does_not_hold_up_the_end_of_a_server(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbridge_mock.server.server._STOP_SECONDS", 0.05)
    is_called, may_end = threading.Event(), threading.Event()

    def hang() -> None:
        is_called.set()
        may_end.wait(30)

    hanging = MockServer(on_tick=hang)
    hanging.start()
    assert is_called.wait(30)

    error = hanging.stop()

    may_end.set()
    assert str(error) == (
        "Code of the test that answers a retry or a schedule still runs 0.05 seconds"
        " after the server stopped."
    )


@pytest.mark.parametrize("kind", ["what is due", "the end of a look"])
@pytest.mark.usefixtures("mock")
def test_an_error_between_requests_ends_nothing_and_is_raised_at_the_end(
    kind: str,
) -> None:
    agenda, goes_on = ACTIVATIONS.current_state().agenda, threading.Event()
    looks = itertools.count()

    def fail(*_: object) -> None:
        if next(looks):
            goes_on.set()
        msg = "the order has no number"
        raise LookupError(msg)

    if kind == "what is due":
        agenda.plan(agenda.clock.now(), fail)
        agenda.plan(agenda.clock.now(), fail)
    server = MockServer(on_tick=fail if kind == "the end of a look" else bool)
    server.start()
    assert goes_on.wait(30)

    error = server.stop()

    assert repr(error) == "LookupError('the order has no number')"


class HangingReply:
    """A scripted reply that does not come before it may."""

    def __init__(self) -> None:
        self.is_called, self.may_end = threading.Event(), threading.Event()

    def __call__(self, _: object) -> tuple[int, dict[str, str], str]:
        self.is_called.set()
        self.may_end.wait(30)
        return 200, {}, ""


@pytest.fixture
def hanging(mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch) -> HangingReply:
    """A reply that hangs, and servers that soon stop waiting for it."""
    monkeypatch.setattr("eventbridge_mock.server.server._STOP_SECONDS", 0.05)
    monkeypatch.setattr("eventbridge_mock.server.http_server.STOP_SECONDS", 0.05)
    reply = HangingReply()
    mock.responses.add_callback("POST", URL, reply)
    return reply


def test_a_reply_that_hangs_does_not_hold_up_the_end_of_a_server(
    mock: EventBridgeMock, orders: str, hanging: HangingReply
) -> None:
    server = mock.serve()
    server.start()
    browser = Browser(server.url)
    invoke = {"api_destination": orders}
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(browser.post, "invoke", invoke)
        assert hanging.is_called.wait(30)

        error = server.stop()

        hanging.may_end.set()
        assert isinstance(answer.exception(30), ConnectionError)
    mock.responses.reset()  # it may not be used yet
    assert str(error) == (
        "Code of the test that answers a request still runs 0.05 seconds after the"
        " server stopped."
    )


def test_a_client_that_broke_off_does_not_hold_up_the_end_either(
    mock: EventBridgeMock, orders: str, hanging: HangingReply
) -> None:
    server = mock.serve()
    server.start()
    body = json.dumps({"api_destination": orders}).encode()
    head = (
        "POST /_eventbridge_mock/invoke HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(urlsplit(server.url).netloc.split(":")) as client:
        client.sendall(head.encode() + body)
        assert hanging.is_called.wait(30)
        # The connection is reset, not closed.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    error = server.stop()

    hanging.may_end.set()
    mock.responses.reset()
    assert str(error).startswith("Code of the test that answers a request still runs")


def test_a_request_does_not_keep_the_process_from_ending(
    mock: EventBridgeMock, orders: str
) -> None:
    threads = []

    def answer(_: object) -> tuple[int, dict[str, str], str]:
        threads.append(threading.current_thread().daemon)
        return 200, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    with mock.serve() as server:
        Browser(server.url).post("invoke", {"api_destination": orders})

    assert threads == [True]


def test_each_server_listens_on_a_free_port(mock: EventBridgeMock) -> None:
    with MockServer() as one, MockServer() as other:
        ports = {urlsplit(server.url).port for server in (one, other)}

    assert len(ports) == 2


def test_a_port_that_is_taken_is_an_error(mock: EventBridgeMock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            mock.serve(port=port).start()


@pytest.mark.filterwarnings("ignore:eventbridge_mock listens")
@pytest.mark.parametrize(
    "host",
    [
        pytest.param("http://127.0.0.1", id="a URL"),
        pytest.param("[::1]", id="in brackets"),
        pytest.param("x" * 70_000, id="long"),
        pytest.param("a\0b", id="a null character"),
        pytest.param("\ud800", id="half of a surrogate pair"),
    ],
)
def test_a_host_that_is_no_address_is_named(mock: EventBridgeMock, host: str) -> None:
    with pytest.raises(OSError, match="cannot listen on host ") as raised:
        mock.serve(host, 7).start()

    assert f"{host!r}, port 7: " in str(raised.value)


def test_another_address_is_warned_of(mock: EventBridgeMock) -> None:
    server = mock.serve("0.0.0.0")  # noqa: S104 - to be warned of
    with pytest.warns(UserWarning, match=r"listens on '0\.0\.0\.0'"):
        server.start()
    try:
        assert server.url.startswith("http://127.0.0.1:")
    finally:
        server.stop()


def test_an_address_of_ipv6_is_in_brackets(mock: EventBridgeMock) -> None:
    with mock.serve("::1") as server:
        assert server.url.startswith("http://[::1]:")


def test_werkzeug_is_named_where_it_is_missing(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "eventbridge_mock.server.http_server", None)

    with pytest.raises(ImportError, match=r"install eventbridge-mock\[server\]"):
        mock.serve().start()


def test_a_server_answers_for_the_innermost_mock(mock: EventBridgeMock) -> None:
    with mock.serve() as server, mock_api_destinations(account_id="111122223333"):
        assert Browser(server.url).get("state").json()["account_id"] == "111122223333"


def test_a_run_without_a_server_does_not_import_it() -> None:
    program = (
        "import sys, botocore.session, eventbridge_mock.pytest_plugin\n"
        "from eventbridge_mock import mock_api_destinations\n"
        "with mock_api_destinations(region_name='eu-west-1'):\n"
        "    session = botocore.session.get_session()\n"
        "    session.create_client('events').list_rules()\n"
        "print([n for n in sys.modules if 'werkzeug' in n or 'mock.server' in n])"
    )

    assert run(program, {}) == "[]\n"


def test_calls_in_this_process_are_shown_too(
    mock: EventBridgeMock, events: Any
) -> None:
    with mock.serve() as server:
        entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
        events.put_events(Entries=[entry])

        assert len(Browser(server.url).get("events").json()["events"]) == 1
