"""The one doorway to `requests`: its objects made of ours, and ours of its."""

from __future__ import annotations

import logging
import os
import socket
from contextlib import contextmanager, suppress
from http.client import HTTPException
from io import BytesIO
from threading import Event, Lock, Timer, get_ident
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError, ReadTimeoutError

from ..records.invocations import Headers
from ..records.masking import mask_text
from .reply import TIMEOUT_SECONDS, Reply, TimeoutBudget, described, has_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..records.invocations import HttpRequest

# Where `requests` looks for certificates, in its order.
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

# Most failures of a connection are OSErrors: errors of `requests` and TimeoutError. A
# few of the libraries below `requests` pass through it.
_CONNECTION_ERRORS = (OSError, HTTPError, HTTPException)

# All loggers of urllib3 that log requests and responses; a filter of `urllib3` itself
# would not be asked for their records.
_LOGGERS = tuple(
    logging.getLogger(f"urllib3.{name}")
    for name in ("connection", "connectionpool", "response", "util.retry")
)
_LOGGERS_LOCK = Lock()


class EndpointAdapter(HTTPAdapter):
    """The adapter that `responses` patches if started; nothing is sent through it.

    So a test's own mocks by `responses`, and its other traffic, stay as they are.
    """


class Utf8Adapter(HTTPAdapter):
    """Sends the values of headers in UTF-8, as `http.client` does not.

    A test's own mock of `requests` replies before it, and sees them as strings.
    """

    def add_headers(self, request: requests.PreparedRequest, **_: Any) -> None:
        """Encode the values of the headers, just before they are sent."""
        encoded: dict[str, Any] = {
            name: str(value).encode() for name, value in request.headers.items()
        }
        request.headers.update(encoded)


_ADAPTER = EndpointAdapter()


def prepare(request: HttpRequest) -> requests.PreparedRequest:
    """Return *request* untouched: preparing it again would change its URL."""
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    prepared.headers = CaseInsensitiveDict(request.headers)
    prepared.body = request.body
    return prepared


def build_response(request: requests.PreparedRequest, raw: Any) -> requests.Response:
    """Return *raw*, a response of urllib3, as the response to *request*."""
    response = _ADAPTER.build_response(request, raw)
    _close_without_body(response)
    return response


def _close_without_body(response: requests.Response, **_: object) -> None:
    """Close *response* if it has no body in HTTP, so that nobody reads one."""
    method = response.request.method
    if response.raw is not None and not has_body(method, response.status_code):
        response.close()


def read(request: HttpRequest, exchange: Callable[[], requests.Response]) -> Reply:
    """Return the response of *exchange* to *request*, or why it broke off."""
    try:
        response = exchange()
        body = b""
        if has_body(request.method, response.status_code):
            # None if the response has nothing to read from.
            body = response.content or b""
    except _CONNECTION_ERRORS as error:
        return failure(error)
    return Reply(
        status=response.status_code,
        headers=Headers(response.headers.items()),
        body=body,
    )


def read_raw(
    request: HttpRequest, raw_of: Callable[[requests.PreparedRequest], Any]
) -> Reply:
    """Return the response that *raw_of* makes, read like one from the network."""
    prepared = prepare(request)
    return read(request, lambda: build_response(prepared, raw_of(prepared)))


def read_parts(
    request: HttpRequest, status: int, headers: list[tuple[str, str]], body: bytes
) -> Reply:
    """Return a response that exists in parts, read like one from the network."""
    raw = HTTPResponse(
        BytesIO(body),
        headers=HTTPHeaderDict(headers),
        status=status,
        preload_content=False,
    )
    return read_raw(request, lambda _: raw)


def failure(error: Exception) -> Reply:
    """Return *error* as the reason why no response came."""
    return Reply(
        error=described(error),
        timed_out=isinstance(error, (TimeoutError, requests.Timeout)),
    )


def send(request: HttpRequest, budget: TimeoutBudget) -> Reply:
    """Send *request* as any user of `requests` would, and wait as *budget* says."""
    prepared = prepare(request)
    # A session that does not follow a redirect still prepares the next request.
    prepared.prepare_cookies({})
    # Before anybody reads the response.
    prepared.register_hook("response", _close_without_body)
    seconds = TIMEOUT_SECONDS * budget.part(request.url)
    with requests.Session() as session, _hiding(request.sensitive_texts):
        # No proxies and no .netrc, which would change who is calling; but the
        # certificates of a test's own server are to be trusted.
        session.trust_env = False
        session.verify = next(filter(None, map(os.getenv, _BUNDLES)), True)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Utf8Adapter())
        reply = read(request, lambda: _exchange(session, prepared, seconds))
    budget.note(request.url, reply)
    return reply


def _exchange(
    session: requests.Session, prepared: requests.PreparedRequest, seconds: float
) -> requests.Response:
    """Return the response to *prepared*, read to its end.

    The connection, each silence of the server, and its whole body may take *seconds*.
    Raises Timeout.
    """
    response = session.send(
        prepared, timeout=seconds, allow_redirects=False, stream=True
    )
    connection = _connection_of(response)
    if connection is not None:
        with connection:
            _read_within(seconds, response, connection)
    return response


def _read_within(
    seconds: float, response: requests.Response, connection: socket.socket
) -> None:
    """Read the body of *response*, or raise Timeout after *seconds*."""
    is_over = Event()

    def break_off() -> None:
        is_over.set()
        with suppress(OSError):  # if the server has closed it already
            connection.shutdown(socket.SHUT_RDWR)

    with _after(seconds, break_off):
        try:
            response.content  # noqa: B018 - reads it
        except OSError as error:
            # `requests` raises a ConnectionError for a silence within the body.
            is_silence = isinstance(next(iter(error.args), None), ReadTimeoutError)
            if not (is_silence or is_over.is_set()):
                raise
            is_over.set()
    if is_over.is_set():
        msg = f"the response was not complete after {seconds:g} seconds"
        raise requests.Timeout(msg)


@contextmanager
def _after(seconds: float, action: Callable[[], None]) -> Iterator[None]:
    """Call *action* in another thread after *seconds*, unless this ends before."""
    timer = Timer(seconds, action)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _connection_of(response: requests.Response) -> socket.socket | None:
    """Return another handle of the connection; None for a response from memory."""
    try:
        number = response.raw.fileno()
    except (AttributeError, OSError, ValueError):
        return None
    return socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM)


@contextmanager
def _hiding(texts: frozenset[str]) -> Iterator[None]:
    """Mask sensitive *texts* in the log records of urllib3 in this thread."""
    thread = get_ident()

    def mask_record(record: logging.LogRecord) -> bool:
        if get_ident() == thread:
            _mask(record, texts)
        return True

    with _LOGGERS_LOCK:
        for logger in _LOGGERS:
            logger.addFilter(mask_record)
    try:
        yield
    finally:
        with _LOGGERS_LOCK:
            for logger in _LOGGERS:
                # `removeFilter` would move the filter of another thread to a place
                # that a record on its way has behind it.
                logger.filters = [
                    entry for entry in logger.filters if entry != mask_record
                ]


def _mask(record: logging.LogRecord, texts: frozenset[str]) -> None:
    message = record.getMessage()
    masked = mask_text(message, texts)
    if masked != message:
        record.msg, record.args = masked, ()
        # Its text is in the message.
        record.exc_info = None
