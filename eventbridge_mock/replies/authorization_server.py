"""The authorization server that answers where a test scripted no reply."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ..records.http_message import encode
from .reply import Reply

if TYPE_CHECKING:
    from ..records.invocations import HttpRequest

# RFC 6749, 5.2: the answer to a client that is unknown or has the wrong secret.
_INVALID_CLIENT = Reply(status=401, body=encode({"error": "invalid_client"}))
_INVALID_REQUEST = Reply(status=400, body=encode({"error": "invalid_request"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A client that the authorization server knows."""

    client_secret: str = field(repr=False)
    expires_in: int


class AuthorizationServer:
    """Grants a token to whoever names a client, or only to the clients it knows.

    As long as it knows none, every client with a secret is granted a token.
    """

    def __init__(self) -> None:
        self._clients: dict[str, OAuthClient] = {}
        self._granted: Counter[str] = Counter()

    def know(self, client_id: str, client_secret: str, expires_in: int) -> None:
        """Add a client; from the first one on, all others are refused."""
        self._clients[client_id] = OAuthClient(
            client_secret=client_secret, expires_in=expires_in
        )

    def answer(self, request: HttpRequest) -> Reply:
        """Return the answer to a token *request*."""
        form = _form(request)
        client_id, client_secret = form.get("client_id"), form.get("client_secret")
        if not client_id or not client_secret:
            return _INVALID_REQUEST
        expires_in = _DEFAULT_EXPIRES_IN
        if self._clients:
            client = self._clients.get(client_id)
            if client is None or client.client_secret != client_secret:
                return _INVALID_CLIENT
            expires_in = client.expires_in
        self._granted[client_id] += 1
        number = self._granted[client_id]
        suffix = f"-{number}" if number > 1 else ""
        token = f"token-for-{client_id}{suffix}"
        granted = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": expires_in,
        }
        return Reply(status=200, body=encode(granted))

    def copy_from(self, other: AuthorizationServer) -> None:
        """Know the clients that *other* knows, and count on where it is."""
        self._clients.update(other._clients)
        self._granted.update(other._granted)

    def clear(self) -> None:
        """Forget the clients and what was granted."""
        self._clients.clear()
        self._granted.clear()


_DEFAULT_EXPIRES_IN = 3600


def _form(request: HttpRequest) -> dict[str, str]:
    """Return the form in the body of *request*, else the one in its query."""
    if request.body:
        return dict(parse_qsl(request.body.decode()))
    return dict(parse_qsl(request.url.partition("?")[2]))
