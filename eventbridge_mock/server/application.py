"""The application behind the port: which part answers a request.

1. `security` refuses requests that a page of somebody else has made.
2. Paths under `/_eventbridge_mock/` are the control API's, and `/` is the page when a
   browser gets it.
3. A call of EventBridge, or of Secrets Manager for the secret of a connection, is
   answered from the active mock.
4. Everything else is moto's, if it is active in this process.

Code of the test may run on the way: a scripted reply, a receiver behind a route. Its
errors go to the test when the server stops, and the client gets an error.
"""

from __future__ import annotations

import io
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..activation.activation import ACTIVATIONS
from ..errors import NotActiveError
from ..integrations import moto
from . import aws_endpoint
from .control_api import PREFIX, ControlApi
from .messages import NO_RETRY_STATUS, Answer, RefusedError, error_answer, read_body
from .security import require_own_page

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

    from .messages import Environ, StartResponse, WsgiApplication
    from .queries import ServerFacts
    from .raised_errors import RaisedErrors

_PAGE = Path(__file__).parent / "page.html"
# Nothing but the page itself runs in it, and nobody shows it in a frame.
_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


class Application:
    """The WSGI application of a server that is bound to *host*."""

    def __init__(
        self,
        host: str,
        facts: ServerFacts,
        stopping: threading.Event,
        errors: RaisedErrors,
    ) -> None:
        self._host = host
        self._errors = errors
        self._control_api = ControlApi(facts, stopping, errors)

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        refuse = error_answer if path.startswith(PREFIX) else aws_endpoint.failure
        answer = refuse(NO_RETRY_STATUS, "UnexpectedError", _UNEXPECTED)
        try:
            require_own_page(environ, self._host)
            with self._errors:
                return self._answer(environ, path)(environ, start_response)
        except RefusedError as error:
            answer = refuse(error.status, error.error, str(error))
        return answer(environ, start_response)

    def _answer(self, environ: Environ, path: str) -> WsgiApplication:
        if path.startswith(PREFIX):
            method = environ["REQUEST_METHOD"]
            return self._control_api.answer(
                "GET" if method == "HEAD" else method,
                path.removeprefix(PREFIX),
                environ,
            )
        return _page() if _is_page(environ, path) else _call(environ)


_UNEXPECTED = (
    "Code of the test that answers the request raised an error: the test sees it when"
    " the server stops."
)


def _is_page(environ: Environ, path: str) -> bool:
    """Return whether a browser asks for the page; SDKs sign what they ask moto's S3."""
    return (
        path == "/"
        and environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in environ
    )


@cache
def _page() -> Answer:
    if not _PAGE.is_file():
        raise RefusedError(404, "NotFound", "This version has no page.")
    page = _PAGE.read_bytes()
    policy = f"{_POLICY}; script-src {_hash_of(page, b'script')};"
    policy += f" style-src {_hash_of(page, b'style')}"
    headers = (("Content-Security-Policy", policy), *_PAGE_HEADERS)
    return Answer(200, "text/html; charset=utf-8", page, headers)


def _hash_of(page: bytes, element: bytes) -> str:
    """Return the source expression that allows the one *element* of *page*."""
    content = page.partition(b"<%b>" % element)[2].partition(b"</%b>" % element)[0]
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"


def _call(environ: Environ) -> WsgiApplication:
    """Return the answer to a call of AWS, or moto's application, which answers it."""
    operation = aws_endpoint.operation_of(environ)
    body = read_body(environ)
    try:
        state = ACTIVATIONS.current_state()
    except NotActiveError as error:
        return aws_endpoint.failure(NO_RETRY_STATUS, "NotActiveError", str(error))
    if operation is not None:
        answer = aws_endpoint.answer(state, operation, environ, body)
        if answer is not None:
            return answer
    service_name = aws_endpoint.caller_of(environ).service_name
    if not moto.is_active() or "events" in {service_name, *(operation or ())[:1]}:
        return aws_endpoint.unanswered(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_CONTENT_ENCODING", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    account_id = aws_endpoint.account_id_of(environ, state.options)
    return moto.server_application(account_id)
