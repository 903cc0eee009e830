"""The one doorway to `requests`: its objects made of ours, and ours of its."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from io import BytesIO
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from ..records.invocations import Headers
from ..records.masking import mask
from .reply import TIMEOUT_SECONDS, Patience, Reply, has_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..records.invocations import HttpRequest


# Where `requests` looks for certificates, in its order.
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class EndpointAdapter(HTTPAdapter):
    """What `responses` patches if somebody starts it; nothing is sent through it.

    So a test's own mocks by `responses`, and its other traffic, stay as they are.
    """


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
    _end_where_no_body_is(response)
    return response


def _end_where_no_body_is(response: requests.Response, **_: object) -> None:
    """Have nothing read from *response* if it has no body, whoever reads it."""
    method = response.request.method
    if response.raw is not None and not has_body(method, response.status_code):
        response.close()


def read(request: HttpRequest, exchange: Callable[[], requests.Response]) -> Reply:
    """Return what *exchange* brought for *request*, or why it broke off."""
    try:
        answer = exchange()
        body = b""
        if has_body(request.method, answer.status_code):
            # None where there is nothing to read from.
            body = answer.content or b""
    except OSError as error:
        # Every failure of a connection is an OSError: those of `requests`
        # are, and so are TimeoutError and ConnectionError.
        return failure(error)
    return Reply(
        status=answer.status_code, headers=Headers(answer.headers.items()), body=body
    )


def read_parts(
    request: HttpRequest, status: int, headers: list[tuple[str, str]], body: bytes
) -> Reply:
    """Return an answer that is there in parts, read as one from the network is."""
    raw = HTTPResponse(
        BytesIO(body),
        headers=HTTPHeaderDict(headers),
        status=status,
        preload_content=False,
    )
    return read(request, lambda: build_response(prepare(request), raw))


def failure(error: OSError) -> Reply:
    """Return *error* as the reason why there is no answer."""
    return Reply(
        error=f"{type(error).__name__}: {error}",
        timed_out=isinstance(error, (TimeoutError, requests.Timeout)),
    )


def send(request: HttpRequest, patience: Patience) -> Reply:
    """Send *request* as anybody who uses `requests` would, and wait with *patience*."""
    prepared = prepare(request)
    # A session that does not follow a redirect still prepares what would.
    prepared.prepare_cookies({})
    # A session reads an answer before it hands it over.
    prepared.register_hook("response", _end_where_no_body_is)
    seconds = TIMEOUT_SECONDS * patience.part(request.url)
    with requests.Session() as session, hiding(request.secrets):
        # No proxies and no .netrc, which would change who is calling; but
        # the certificates of a test's own server are to be trusted.
        session.trust_env = False
        session.verify = next(filter(None, map(os.getenv, _BUNDLES)), True)
        reply = read(
            request,
            lambda: session.send(prepared, timeout=seconds, allow_redirects=False),
        )
    patience.note(request.url, reply)
    return reply


# All of urllib3 that logs what it sends or is answered; a filter of `urllib3` itself
# would not be asked for what these log.
_LOGGERS = tuple(
    logging.getLogger(f"urllib3.{name}")
    for name in ("connection", "connectionpool", "response", "util.retry")
)
_LOCK = Lock()


@contextmanager
def hiding(secrets: frozenset[str]) -> Iterator[None]:
    """Mask *secrets* in what is logged in this thread in the meantime."""
    thread = get_ident()

    def mask_record(record: logging.LogRecord) -> bool:
        if get_ident() == thread:
            _mask(record, secrets)
        return True

    with _LOCK:
        for logger in _LOGGERS:
            logger.addFilter(mask_record)
    try:
        yield
    finally:
        with _LOCK:
            for logger in _LOGGERS:
                # `removeFilter` would move the filter of another thread to a place
                # that a record on its way has behind it.
                logger.filters = [one for one in logger.filters if one != mask_record]


def _mask(record: logging.LogRecord, secrets: frozenset[str]) -> None:
    text = record.getMessage()
    masked = mask(text, secrets)
    if masked != text:
        record.msg, record.args = masked, ()
        # Its text is in the message.
        record.exc_info = None
