"""Requests and answers of the server: bodies within a limit, JSON, errors."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from ..arguments import is_whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

# The largest body that is read, also after it was unpacked: ten times what PutEvents
# may carry, and enough for a template or an upload to moto's S3 in a test.
MOST_BYTES = 64 * 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
# An `Answer`, or an application that answers a request itself.
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]
# The status of an error that no SDK takes for one of AWS, and after which none tries
# again.
NO_RETRY_STATUS = 501


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request; *body* may be a stream of chunks."""

    status: int
    content_type: str
    body: bytes | Iterable[bytes]
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send the head, as a WSGI application does; return the body."""
        headers = [("Content-Type", self.content_type), *self.headers]
        if isinstance(self.body, bytes):
            headers.append(("Content-Length", str(len(self.body))))
        status = HTTPStatus(self.status)
        start_response(f"{status.value} {status.phrase}", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return ()
        return (self.body,) if isinstance(self.body, bytes) else self.body


class RefusedError(Exception):
    """A request that is answered with an error, before anything is done."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


def json_answer(value: object, status: int = 200) -> Answer:
    """Return an answer of the control API."""
    body = json.dumps(value, ensure_ascii=False).encode(errors="replace")
    return Answer(status, "application/json", body)


def error_answer(status: int, error: str, message: str) -> Answer:
    """Return an error of the control API."""
    return json_answer({"error": error, "message": message}, status)


def read_body(environ: Environ) -> bytes:
    """Return the body of a request, unpacked.

    Raises RefusedError for a body that is too large, not complete, or packed in another
    way than gzip.
    """
    if environ.get("wsgi.input_terminated"):
        try:
            body = environ["wsgi.input"].read(MOST_BYTES + 1)
        except OSError as error:
            if isinstance(error, (ConnectionError, TimeoutError)):
                raise
            raise RefusedError(
                400, "BadRequest", "The chunks of the body are not valid."
            ) from None
    else:
        length = _length(environ)
        body = environ["wsgi.input"].read(length) if length else b""
        if len(body) < length:
            raise RefusedError(400, "BadRequest", "The body ended before its length.")
    _require_size(len(body))
    return _unpacked(environ.get("HTTP_CONTENT_ENCODING", ""), body)


def _length(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    if not is_whole_number(text):
        raise RefusedError(400, "BadRequest", "Content-Length is not a number.")
    length = int(text)
    _require_size(length)
    return length


def _require_size(size: int) -> None:
    if size > MOST_BYTES:
        msg = f"The body is larger than {MOST_BYTES} bytes."
        raise RefusedError(413, "RequestEntityTooLarge", msg)


def _unpacked(encoding: str, body: bytes) -> bytes:
    encoding = encoding.strip().lower()
    # `aws-chunked` is a way of signing uploads, which moto reads itself.
    if not encoding or encoding in {"identity", "aws-chunked"}:
        return body
    if encoding != "gzip":
        msg = f"Content-Encoding {encoding!r} is not supported; gzip is."
        raise RefusedError(415, "UnsupportedMediaType", msg)
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise RefusedError(400, "BadRequest", "The body is not valid gzip.") from None
    _require_size(len(unpacked))
    if not unpacking.eof:
        raise RefusedError(400, "BadRequest", "The body ended before its gzip did.")
    return unpacked


def json_object(body: bytes) -> dict[str, Any]:
    """Return the members of *body*, a JSON object; raises RefusedError for another."""
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            400, "ValueError", f"The body is not valid JSON: {error}"
        ) from None
    if not isinstance(value, dict):
        raise RefusedError(400, "TypeError", "The body must be a JSON object.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is not a value of JSON"
    raise ValueError(msg)


def query_parameters(environ: Environ, allowed: Mapping[str, type]) -> dict[str, Any]:
    """Return the parameters of the URL; raises RefusedError for any not *allowed*."""
    parameters: dict[str, Any] = {}
    for name, text in parse_qsl(
        environ.get("QUERY_STRING", ""), keep_blank_values=True
    ):
        kind = allowed.get(name)
        if kind is None:
            names = ", ".join(allowed) or "none"
            msg = f"There is no parameter {name!r} here; allowed: {names}."
            raise RefusedError(400, "ValueError", msg)
        if kind is int and not is_whole_number(text):
            msg = f"{name} is a number, not {text!r}."
            raise RefusedError(400, "ValueError", msg)
        parameters[name] = kind(text)
    return parameters
