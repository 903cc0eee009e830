"""Whatever a client sends to a server, it gets an answer of HTTP, and soon.

An error of ours would be an error of the server too, which raises it when it stops.
"""

from __future__ import annotations

import contextlib
import json
import socket
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.server.commands import COMMANDS
from eventbridge_mock.server.queries import QUERIES
from tests import requests_to_aws
from tests.fuzz.conftest import PROFILE, SLOW_PROFILE
from tests.fuzz.inputs import as_json, nearly, spliced, strings, values
from tests.server.browsing import SECONDS, Browser

ENVELOPE = {"source": "shop", "detail-type": "Order", "detail": {"n": 1}}
EXPECTED = {
    "api_destination": "orders",
    "headers": {"X-A": "b"},
    "json": {"$any": True},
    "query": {"a": {"$regex": "b+"}},
    "times": 1,
}
# What each command takes, as somebody would send it.
MEMBERS: dict[str, dict[str, Any]] = {
    "advance": {"seconds": 1, "to_next": True},
    "assert/dead-lettered": {"api_destination": "orders", "attributes": {"a": "b"}},
    "assert/everything-used": {},
    "assert/invoked": EXPECTED,
    "assert/not-invoked": {"api_destination": "orders", "method": "GET"},
    "assert/not-published": {"source": "shop", "detail": {"n": 1}},
    "assert/published": {"source": {"$regex": "s.*"}, "times": 0},
    "deploy": {
        "source": {"Resources": {"Bus": {"Type": "AWS::Events::EventBus"}}},
        "stack_name": "shop",
        "parameters": {"a": "b"},
    },
    "explain": {"event": ENVELOPE},
    "fail-back": {"endpoint_name": "shop"},
    "fail-over": {"endpoint_name": "shop"},
    "faults": {
        "operation": "PutEvents",
        "code": "InternalException",
        "times": 2,
        "entries": [0],
    },
    "invoke": {
        "api_destination": "orders",
        "event": {"n": 1},
        "retry_policy": {"MaximumRetryAttempts": 1},
        "http_parameters": {"HeaderParameters": {"X-A": "b"}},
    },
    "publish": {"event": ENVELOPE, "time": "2026-03-04T05:06:07Z", "resources": ["a"]},
    "register-oauth-client": {"client_id": "a", "client_secret": "b", "expires_in": 5},
    "replies": {
        "url": "https://api.partner.example/orders",
        "status": 503,
        "headers": {"Retry-After": "5"},
        "json": {"a": "b"},
    },
    "reset": {},
    "routes": {"url_prefix": "https://api.partner.example", "to": "http://127.0.0.1:9"},
    "set-connection-state": {"name": "partner", "state": "AUTHORIZED"},
    "settle": {},
}
ERRORS = {400, 404, 409, 422}


@contextlib.contextmanager
def served() -> Any:
    """Yield a client of a server with an API destination."""
    with (
        mock_api_destinations(assert_all_responses_were_used=False) as mock,
        mock.serve() as server,
    ):
        browser = Browser(server.url)
        made = browser.call("CreateConnection", requests_to_aws.connection()).json()
        browser.call(
            "CreateApiDestination",
            requests_to_aws.api_destination(made["ConnectionArn"]),
        )
        yield browser
        assert browser.get("state").status == 200


def test_each_command_is_tried() -> None:
    assert MEMBERS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("path", MEMBERS)
def test_a_command_with_odd_members_is_run_or_refused(path: str) -> None:
    @SLOW_PROFILE
    @given(members=nearly(MEMBERS[path]).map(as_json) | spliced(as_json(MEMBERS[path])))
    def sent(members: str) -> None:
        with served() as browser:
            answer = browser.send(
                "POST",
                f"/_eventbridge_mock/{path}",
                members.encode("utf-8", "surrogatepass"),
                {"Content-Type": "application/json"},
            )
            assert answer.status in {200, *ERRORS}, answer.body
            if answer.status != 200:
                assert answer.json()["message"]

    sent()


@SLOW_PROFILE
@given(
    path=st.sampled_from([*QUERIES, "invocations/1", "explanations/a", "nothing"]),
    query=spliced("limit=5&after=1", "connection=partner&x", "%00%ff") | strings,
    method=st.sampled_from(["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "X"]),
)
def test_a_path_is_read_or_refused(path: str, query: str, method: str) -> None:
    with served() as browser:
        escaped = quote(query.encode("utf-8", "surrogatepass"), safe="=&%")
        answer = browser.send(method, f"/_eventbridge_mock/{path}?{escaped}")
        assert answer.status in {200, 400, 403, 404, 405}


@SLOW_PROFILE
@given(
    operation=st.sampled_from(["PutEvents", "CreateConnection", "ListRules", "X", ""]),
    body=values.map(as_json)
    | nearly(requests_to_aws.connection()).map(as_json)
    | spliced('{"Entries": [{"Source": "shop", "Detail": "{}"}]}')
    | strings,
    authorization=spliced(
        "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/events/"
        "aws4_request, SignedHeaders=host, Signature=0"
    ),
)
def test_a_call_of_aws_is_answered_or_refused(
    operation: str, body: str, authorization: str
) -> None:
    with served() as browser:
        answer = browser.send(
            "POST",
            "/",
            body.encode("utf-8", "surrogatepass"),
            {
                "X-Amz-Target": f"AWSEvents.{operation}",
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": "".join(filter(str.isprintable, authorization))
                .encode("latin-1", "ignore")
                .decode("latin-1"),
            },
        )
        assert answer.status in {200, 400, 501}, answer.body
        assert isinstance(answer.json(), dict)


REQUEST = (
    "POST /_eventbridge_mock/settle HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)
CHUNKED = (
    "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSEvents.ListRules\r\n"
    "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    "Expect: 100-continue\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n"
)
# Whole lines are exchanged too: a header twice, a body without a length.
LINES = [*REQUEST.splitlines(keepends=True), *CHUNKED.splitlines(keepends=True)]


@PROFILE
@given(
    sent=spliced(REQUEST, CHUNKED, "Content-Length: -1\r\n", "FFFFFFFFFF\r\n", "\r\n")
    | st.lists(st.sampled_from(LINES), max_size=9).map("".join)
    | st.lists(spliced(*LINES), max_size=9).map("".join)
)
def test_bytes_get_an_answer_without_a_traceback(sent: str) -> None:
    with served() as browser:
        answer = exchange(browser, sent.encode("utf-8", "surrogatepass"))
        assert b"Traceback" not in answer
        # HTTP 0.9 has no status line.
        status = answer.partition(b" ")[2][:3] if answer[:5] == b"HTTP/" else b"200"
        assert status.isdigit()
        assert status not in {b"500", b"502"}


def exchange(browser: Browser, sent: bytes) -> bytes:
    """Send bytes, then no more; return all that comes back, within seconds."""
    address = browser.host, browser.port
    received = b""
    # The server may have answered and gone before all is sent.
    with (
        socket.create_connection(address, SECONDS) as connection,
        contextlib.suppress(ConnectionError),
    ):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65_536):
            received += part
    return received


@pytest.mark.parametrize(
    "name", ["X-Echo", "Retry-After", "Content-Type", "Set-Cookie"]
)
@pytest.mark.parametrize("value", ["a\r\nX-Injected: b", "a\nb", "a\x00b", "é✓"])
def test_no_header_can_be_put_into_an_answer(name: str, value: str) -> None:
    with served() as browser:
        url = "https://api.partner.example/orders"
        reply = {"url": url, "headers": {name: value}, "status": 400}
        assert browser.post("replies", reply).status == 200
        answer = browser.post("invoke", {"api_destination": "orders"})
        assert answer.status in {200, 400}
        assert "x-injected" not in answer.headers
        assert json.loads(answer.body)
