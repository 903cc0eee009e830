"""A server that answers for SQS, SNS, Lambda and Logs as far as targets need it.

Old versions of botocore speak to SQS in forms and XML, as all do to SNS; newer ones
in JSON. The server answers in the language of the request.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SERVICES = {"AmazonSQS": "sqs", "Logs_20140328": "logs"}
_FORM = "application/x-www-form-urlencoded"


class Message(NamedTuple):
    """A message to a queue."""

    queue_url: str
    body: str
    attributes: dict[str, str]
    trace_header: str | None


@dataclass(frozen=True)
class Received:
    """A request that delivers something."""

    service: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_form(self) -> bool:
        """Whether the request is a form."""
        return self.headers.get("Content-Type", "").startswith(_FORM)

    @property
    def is_dead_letter(self) -> bool:
        """Whether the request puts a dead letter into its queue."""
        return b"ERROR_CODE" in self.body

    @property
    def message(self) -> Message:
        """The message, for a request to SQS."""
        if self.is_form:
            return _message_of_form(dict(parse_qsl(self.body.decode())))
        members = json.loads(self.body)
        system_attributes = _string_values(members.get("MessageSystemAttributes", {}))
        return Message(
            members["QueueUrl"],
            members["MessageBody"],
            _string_values(members.get("MessageAttributes", {})),
            system_attributes.get("AWSTraceHeader"),
        )


def _string_values(attributes: Mapping[str, Any]) -> dict[str, str]:
    assert {value["DataType"] for value in attributes.values()} <= {"String"}
    return {name: value["StringValue"] for name, value in attributes.items()}


def _message_of_form(form: Mapping[str, str]) -> Message:
    system_attributes = _attributes_of_form(form, "MessageSystemAttribute")
    return Message(
        form["QueueUrl"],
        form["MessageBody"],
        _attributes_of_form(form, "MessageAttribute"),
        system_attributes.get("AWSTraceHeader"),
    )


def _attributes_of_form(form: Mapping[str, str], kind: str) -> dict[str, str]:
    prefixes = (f"{kind}.{number}" for number in count(1))
    given = takewhile(lambda prefix: f"{prefix}.Name" in form, prefixes)
    return {
        form[f"{prefix}.Name"]: form[f"{prefix}.Value.StringValue"] for prefix in given
    }


@dataclass
class AwsServer:
    """A running server: the requests it received, and its refusals to come."""

    url: str
    received: list[Received] = field(default_factory=list)
    has_functions: bool = True
    _refusals: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, status: int, code: str, times: int = 1) -> None:
        """Answer the next requests with an error of the service."""
        self._refusals += [(status, code)] * times

    def answer(self, request: Received) -> tuple[int, str]:
        """Keep *request*; return the status and the code of an error, if it is one."""
        self.received.append(request)
        if request.service == "lambda" and not self.has_functions:
            return 404, "ResourceNotFoundException"
        if self._refusals:
            return self._refusals.pop(0)
        return 202 if request.service == "lambda" else 200, ""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Received(self._service(body), dict(self.headers.items()), body)
        if b"GetQueueUrl" in body or "GetQueueUrl" in self.headers.get(
            "x-amz-target", ""
        ):
            queue_url = f"{self.server.aws.url}/123456789012/undelivered"
            self._respond(request, 200, "", {"QueueUrl": queue_url})
            return
        status, code = self.server.aws.answer(request)
        self._respond(request, status, code, {})

    def _service(self, body: bytes) -> str:
        if "invocations" in self.path:
            return "lambda"
        target = self.headers.get("x-amz-target", "").partition(".")[0]
        return _SERVICES.get(target, "sns" if b"Action=Publish" in body else "sqs")

    def _respond(
        self, request: Received, status: int, code: str, result: dict[str, str]
    ) -> None:
        answer = _form_answer if request.is_form else _json_answer
        content = answer(code, result).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("x-amzn-ErrorType", code)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def _form_answer(code: str, result: Mapping[str, str]) -> str:
    if code:
        error = f"<Error><Code>{code}</Code><Message>So it is.</Message></Error>"
        return f"<ErrorResponse>{error}</ErrorResponse>"
    members = "".join(f"<{name}>{value}</{name}>" for name, value in result.items())
    # Each operation has elements of its own name, which botocore does not look at but
    # for the inner one.
    inner = "GetQueueUrlResult" if result else "SendMessageResult"
    return f"<Response><{inner}>{members}</{inner}><PublishResult/></Response>"


def _json_answer(code: str, result: Mapping[str, str]) -> str:
    error = {"__type": code, "message": "So it is."}
    return json.dumps(error if code else result)


class _Server(ThreadingHTTPServer):
    aws: AwsServer


@contextmanager
def running_server() -> Iterator[AwsServer]:
    """Run a server on a port of this machine."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.aws = AwsServer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.aws
        finally:
            server.shutdown()
            thread.join(10)
