"""A row for a call over HTTP: the server's own share of it, without the socket."""

from __future__ import annotations

import io
import json
import threading
from typing import Any

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.server.application import Application
from eventbridge_mock.server.queries import ServerFacts
from eventbridge_mock.server.raised_errors import RaisedErrors
from tests.bench.row import AtMost, Row
from tests.bench.timing import WARM_UP, seconds_per_call

CALLS = WARM_UP + 200


def rows() -> list[Row]:
    """Return the row."""
    return [
        Row(
            name="a call through mock.serve, server side",
            ours=seconds_of_a_call,
            stubber=None,
            moto=None,
            budgets=(AtMost(0.2),),
        )
    ]


def seconds_of_a_call() -> float:
    """Answer DescribeEventBus, from the request that was read to the whole body."""
    facts = ServerFacts(lambda: "http://127.0.0.1:1", dict)
    application = Application("127.0.0.1", facts, threading.Event(), RaisedErrors())
    body = json.dumps({"Name": "default"}).encode()

    def call() -> None:
        b"".join(application(request(body), lambda *_: None))

    with mock_api_destinations(region_name="eu-west-1"):
        return seconds_per_call(call, [{}] * CALLS)


def request(body: bytes) -> dict[str, Any]:
    """Return the environ of a call, as the server makes it."""
    credential = "testing/20261128/eu-west-1/events/aws4_request"
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1:4588",
        "HTTP_X_AMZ_TARGET": "AWSEvents.DescribeEventBus",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=0",
        "wsgi.input": io.BytesIO(body),
    }
