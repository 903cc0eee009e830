"""The one doorway to `requests`: its objects made of ours, and ours of its."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from http.client import HTTPException
from io import BytesIO
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError

from ..records.invocations import Headers
from ..records.masking import mask
from .reply import TIMEOUT_SECONDS, Reply, TimeoutBudget, described, has_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..records.invocations import HttpRequest

# Where `requests` looks for certificates, in its order.
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

# Most failures of a connection are OSErrors, as those of `requests` and TimeoutError.
# A few of the libraries below `requests` pass through it.
_CONNECTION_ERRORS = (OSError, HTTPError, HTTPException)

# All loggers of urllib3 that log requests and responses; a filter of `urllib3` itself
# would not be asked for their records.
_LOGGERS = tuple(
    logging.getLogger(f"urllib3.{name}")
    for name in ("connection", "connectionpool", "response", "util.retry")
)
_LOGGERS_LOCK = Lock()


class EndpointAdapter(HTTPAdapter):
    """What `responses` patches if somebody starts it; nothing is sent through it.

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
    return read(request, lambda: build_response(prepare(request), raw))


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
    # A session reads a response before it returns it.
    prepared.register_hook("response", _close_without_body)
    seconds = TIMEOUT_SECONDS * budget.part(request.url)
    with requests.Session() as session, _hiding(request.secrets):
        # No proxies and no .netrc, which would change who is calling; but the
        # certificates of a test's own server are to be trusted.
        session.trust_env = False
        session.verify = next(filter(None, map(os.getenv, _BUNDLES)), True)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Utf8Adapter())
        reply = read(
            request,
            lambda: session.send(prepared, timeout=seconds, allow_redirects=False),
        )
    budget.note(request.url, reply)
    return reply


@contextmanager
def _hiding(secrets: frozenset[str]) -> Iterator[None]:
    """Mask *secrets* in what urllib3 logs in this thread: the path and the query."""
    thread = get_ident()

    def mask_record(record: logging.LogRecord) -> bool:
        if get_ident() == thread:
            _mask(record, secrets)
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


def _mask(record: logging.LogRecord, secrets: frozenset[str]) -> None:
    message = record.getMessage()
    masked = mask(message, secrets)
    if masked != message:
        record.msg, record.args = masked, ()
        # Its text is in the message.
        record.exc_info = None
