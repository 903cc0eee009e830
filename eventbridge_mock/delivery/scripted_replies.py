"""The one doorway to `requests` and `responses`.

Imported when a test first scripts a reply or has a request really sent: a suite
that does neither never pays for these two libraries.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import requests
import responses
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from ..invocations import Headers
from .reply import Reply

if TYPE_CHECKING:
    from ..invocations import HttpRequest

# Where `requests` looks for certificates, in its order.
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

_EVERY_URL = re.compile("")


class UnscriptedRequestError(Exception):
    """No scripted reply matches a request."""


class EndpointAdapter(HTTPAdapter):
    """The adapter that outbound requests go through; nobody else uses it.

    `responses` replaces its `send`, and only its: a test's own `responses`
    mocks, and its other traffic by `requests`, stay as they are.
    """


def _no_scripted_reply(*_: Any, **__: Any) -> Any:
    raise UnscriptedRequestError


class ScriptedReplies(responses.RequestsMock):
    """A RequestsMock that hands over what it has no reply for."""

    def __init__(self) -> None:
        super().__init__(
            # Unused replies are reported when the mock stops, in its own words.
            assert_all_requests_are_fired=False,
            target=f"{__name__}.{EndpointAdapter.__name__}.send",
            real_adapter_send=_no_scripted_reply,
        )
        self.passthru_prefixes = (_EVERY_URL,)

    def reset(self) -> None:
        """Forget replies and calls, as `RequestsMock.reset` does."""
        super().reset()
        self.passthru_prefixes = (_EVERY_URL,)

    def unused(self) -> list[str]:
        """Return a line for each reply that was never given."""
        return [
            f"{reply.method} {_url_text(reply.url)}"
            for reply in self.registered()
            if reply.call_count == 0
        ]


def _url_text(url: Any) -> str:
    return url.pattern if isinstance(url, re.Pattern) else str(url)


class Sender:
    """Gives out scripted replies, or really sends."""

    def __init__(self, timeout_seconds: float) -> None:
        self.scripted = ScriptedReplies()
        self._adapter = EndpointAdapter()
        self._timeout_seconds = timeout_seconds

    def scripted_reply(self, request: HttpRequest) -> Reply | None:
        """Return the scripted reply to *request*; None if there is none."""
        try:
            return self._reply(
                lambda: self._adapter.send(
                    _prepared(request), timeout=self._timeout_seconds, stream=False
                )
            )
        except UnscriptedRequestError:
            return None

    def send(self, request: HttpRequest) -> Reply:
        """Send *request* as anybody who uses `requests` would."""
        with requests.Session() as session:
            # No proxies and no .netrc, which would change who is calling; but
            # the certificates of a test's own server are to be trusted.
            session.trust_env = False
            session.verify = next(filter(None, map(os.getenv, _BUNDLES)), True)
            return self._reply(
                lambda: session.send(
                    _prepared(request),
                    timeout=self._timeout_seconds,
                    allow_redirects=False,
                )
            )

    def _reply(self, exchange: Any) -> Reply:
        try:
            answer = exchange()
            body = answer.content
        except OSError as error:
            # Every failure of a connection is an OSError: those of `requests`
            # are, and so are TimeoutError and ConnectionError.
            return Reply(
                error=f"{type(error).__name__}: {error}",
                timed_out=isinstance(error, (TimeoutError, requests.Timeout)),
            )
        return Reply(
            status=answer.status_code,
            headers=Headers(answer.headers.items()),
            body=body,
        )


def _prepared(request: HttpRequest) -> requests.PreparedRequest:
    """Return *request* untouched: preparing it again would change its URL."""
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    prepared.headers = CaseInsensitiveDict(request.headers)
    prepared.body = request.body
    return prepared
