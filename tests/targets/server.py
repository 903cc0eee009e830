"""A server that answers for SQS, SNS, Lambda and Logs as far as targets need it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SERVICES = {"AmazonSQS": "sqs", "Logs_20140328": "logs"}


@dataclass(frozen=True)
class Received:
    """A request that delivers something."""

    service: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body parsed as JSON."""
        return json.loads(self.body)


@dataclass
class AwsServer:
    """What a server was sent, and the refusals that it has still to give."""

    url: str
    received: list[Received] = field(default_factory=list)
    _refusals: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, status: int, code: str, times: int = 1) -> None:
        """Answer the next requests with an error of the service."""
        self._refusals += [(status, code)] * times

    def answer(self, request: Received) -> tuple[int, str]:
        """Keep *request*; return the status and the body of the response."""
        self.received.append(request)
        if self._refusals:
            status, code = self._refusals.pop(0)
            return status, _error(request.service, code)
        return 202 if request.service == "lambda" else 200, _success(request.service)


def _error(service: str, code: str) -> str:
    if service == "sns":
        error = f"<Error><Code>{code}</Code><Message>So it is.</Message></Error>"
        return f"<ErrorResponse>{error}</ErrorResponse>"
    return json.dumps({"__type": code, "message": "So it is."})


def _success(service: str) -> str:
    if service == "sns":
        return "<PublishResponse><PublishResult/></PublishResponse>"
    return "{}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self._answer(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        if "invocations" in self.path and status >= 400:
            code = json.loads(answer)["__type"]
            self.send_header("x-amzn-ErrorType", code)
        self.end_headers()
        self.wfile.write(answer.encode())

    def _answer(self, body: bytes) -> tuple[int, str]:
        aws = self.server.aws
        target = self.headers.get("x-amz-target", "")
        if target == "AmazonSQS.GetQueueUrl":
            name = json.loads(body)["QueueName"]
            return 200, json.dumps({"QueueUrl": f"{aws.url}/123456789012/{name}"})
        service = _SERVICES.get(target.partition(".")[0], "sns")
        if "invocations" in self.path:
            service = "lambda"
        return aws.answer(Received(service, dict(self.headers.items()), body))

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


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
