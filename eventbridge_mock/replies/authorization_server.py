"""The authorization server that replies where a test scripted no reply."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ..arguments import require_count, require_filled_string
from ..frozen import frozen
from ..records.http_message import encode
from ..records.invocations import Headers
from .reply import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.invocations import HttpRequest

_DEFAULT_EXPIRES_IN = 3600

# Those that a client can use without a user before a browser (RFC 6749, 4.3 and 4.4).
_GRANT_TYPES = ("client_credentials", "password")

# RFC 6749, 5.1 and 5.2.
_HEADERS = Headers(
    [
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Cache-Control", "no-store"),
        ("Pragma", "no-cache"),
    ]
)


def _reply(status: int, content: Mapping[str, object]) -> Reply:
    return Reply(status=status, headers=_HEADERS, body=encode(content))


# RFC 6749, 5.2.
_INVALID_CLIENT = _reply(401, {"error": "invalid_client"})
_INVALID_REQUEST = _reply(400, {"error": "invalid_request"})
_NO_GRANT_TYPE = _reply(
    400,
    {
        "error": "invalid_request",
        "error_description": "grant_type is missing, give it in OAuthHttpParameters",
    },
)
_UNSUPPORTED_GRANT_TYPE = _reply(
    400,
    {
        "error": "unsupported_grant_type",
        "error_description": f"grant_type is neither {' nor '.join(_GRANT_TYPES)}",
    },
)


@frozen
class OAuthClient:
    """A client that the authorization server knows."""

    client_secret: str = field(repr=False)
    expires_in: int


class AuthorizationServer:
    """Grants a token to every client with a secret, or only to the clients it knows.

    Once it knows a client, it checks the secret and the grant type too.
    """

    def __init__(self) -> None:
        self._clients: dict[str, OAuthClient] = {}
        self._granted: Counter[str] = Counter()

    def know(self, client_id: str, client_secret: str, expires_in: int) -> None:
        """Add a client; from the first one on, all others are refused.

        Raises TypeError for a client whose id or secret is not a string, and ValueError
        for an empty one and a lifetime that is not a whole number of seconds.
        """
        require_filled_string("client_id", client_id)
        require_filled_string("client_secret", client_secret)
        require_count("expires_in", expires_in, "seconds", at_least=0)
        self._clients[client_id] = OAuthClient(
            client_secret=client_secret, expires_in=expires_in
        )

    def reply_to(self, request: HttpRequest) -> Reply:
        """Return the reply to a token *request*."""
        form = _form(request)
        client_id, client_secret = form.get("client_id"), form.get("client_secret")
        if not client_id or not client_secret:
            return _INVALID_REQUEST
        if not self._clients:
            return self._grant(client_id, _DEFAULT_EXPIRES_IN)
        client = self._clients.get(client_id)
        if client is None or client.client_secret != client_secret:
            return _INVALID_CLIENT
        grant_type = form.get("grant_type")
        if not grant_type:
            return _NO_GRANT_TYPE
        if grant_type not in _GRANT_TYPES:
            return _UNSUPPORTED_GRANT_TYPE
        return self._grant(client_id, client.expires_in)

    def _grant(self, client_id: str, expires_in: int) -> Reply:
        self._granted[client_id] += 1
        number = self._granted[client_id]
        suffix = f"-{number}" if number > 1 else ""
        return _reply(
            200,
            {
                "access_token": f"token-for-{client_id}{suffix}",
                "token_type": "Bearer",
                "expires_in": expires_in,
            },
        )

    def copy_from(self, other: AuthorizationServer) -> None:
        """Take over the clients and the numbers of tokens of *other*."""
        self._clients.update(other._clients)
        self._granted.update(other._granted)

    def clear(self) -> None:
        """Forget the clients and the tokens."""
        self._clients.clear()
        self._granted.clear()


def _form(request: HttpRequest) -> dict[str, str]:
    """Return the form in the body of *request*, else the one in its query."""
    if request.body:
        return dict(parse_qsl(request.body.decode()))
    return dict(parse_qsl(request.url.partition("?")[2]))
