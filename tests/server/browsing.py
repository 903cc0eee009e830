"""A client of the server under test, with nothing but HTTP, and bounded waits."""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

SECONDS = 60


class Response(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Sends requests to one server; `api` ones to its control API."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 0

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, found, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Response:
        return self.send("GET", f"/_eventbridge_mock/{path}", headers=headers)

    def post(self, path: str, members: Any, **headers: str) -> Response:
        sent = {"Content-Type": "application/json", **headers}
        body = json.dumps(members).encode()
        return self.send("POST", f"/_eventbridge_mock/{path}", body, sent)

    def call(
        self,
        operation: str,
        params: Any,
        *,
        target: str = "AWSEvents",
        scope: str | None = None,
        key: str = "testing",
        **headers: str,
    ) -> Response:
        """Call an operation of AWS as an SDK does, signed in *scope*."""
        sent = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"{target}.{operation}",
            **headers,
        }
        if scope is not None:
            credential = f"{key}/20261128/{scope}/aws4_request"
            sent["Authorization"] = (
                f"AWS4-HMAC-SHA256 Credential={credential},"
                " SignedHeaders=host;x-amz-date, Signature=00"
            )
        body = params if isinstance(params, bytes) else json.dumps(params).encode()
        return self.send("POST", "/", body, sent)
