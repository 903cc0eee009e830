"""The one doorway to werkzeug: WSGI applications as receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.test import EnvironBuilder, run_wsgi_app

from .receiver import UntimedReceiver
from .requests_library import read_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..records.invocations import HttpRequest
    from .reply import Reply, TimeoutBudget


class WsgiReceiver(UntimedReceiver):
    """Runs a WSGI application where the request is sent, in the same thread.

    So it shares a framework's connections to a database, and its transactions, with the
    test. Like a scripted callback it has no time limit, because nothing waits for it,
    and pytest-timeout, which ends a test that hangs, ends it too.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def send(self, request: HttpRequest, _: TimeoutBudget) -> Reply:
        """Return the response of the application; raises what it raises."""
        body, status, headers = run_wsgi_app(
            self._application, _environ(request), buffered=True
        )
        return read_parts(
            request, int(status.split()[0]), list(headers.items()), b"".join(body)
        )


def _environ(request: HttpRequest) -> Any:
    url = urlsplit(request.url)
    builder = EnvironBuilder(
        method=request.method,
        base_url=f"{url.scheme}://{url.netloc}/",
        path=url.path or "/",
        query_string=url.query,
        # PEP 3333: the bytes of a header, each as one character.
        headers=[
            (name, value.encode().decode("latin-1"))
            for name, value in request.headers.items()
        ],
        data=request.body,
    )
    try:
        return builder.get_environ()
    finally:
        builder.close()
