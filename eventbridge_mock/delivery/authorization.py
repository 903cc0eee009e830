"""How a connection proves who is calling: headers, and access tokens."""

from __future__ import annotations

import base64
import json
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..frozen import frozen
from ..model.auth_parameters import AuthParameters, ConnectionHttpParameters
from ..records.invocations import Headers, HttpRequest
from ..records.masking import mask, secret_texts
from .http_headers import kept_headers
from .http_request import hidden_texts, host_of, pairs_of, with_query

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.auth_parameters import OAuthParameters
    from ..replies.reply import Reply

# What a test's own authorization endpoint sees; recorded 2026-09-24.
_TOKEN_USER_AGENT = "Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)"

# Recorded 2026-09-24 for a host that does not resolve.
UNREACHABLE_REASON = "Could not connect to the specified endpoint."

# The service model: the length of a StateReason.
_MOST_CHARACTERS = 512

_CENTURY_SECONDS = 3_155_760_000

# An endpoint may speak of the token it refused, but hardly of one long gone.
_HIDDEN_TOKENS = 8


@frozen
class AccessToken:
    """What an authorization endpoint granted."""

    value: str = field(repr=False)
    expiration_time: datetime | None = None
    earlier: tuple[str, ...] = field(default=(), repr=False)

    @property
    def hidden(self) -> tuple[str, ...]:
        """What an endpoint may speak of and nobody may print: the latest tokens."""
        return (self.value, *self.earlier)[:_HIDDEN_TOKENS]


class UnreachableError(Exception):
    """The authorization endpoint gave no answer; the text is the StateReason."""


class TokenRefusedError(Exception):
    """The authorization endpoint answered, but not with a token.

    The text becomes the StateReason of the connection. No such text is
    recorded (docs/fidelity.md, row "StateReason after a refusal").
    """


def authorization_header(
    auth_parameters: AuthParameters, access_token: str
) -> tuple[str, str]:
    """Return the header that authorizes; *access_token* is for OAuth alone.

    The three forms are recorded on AWS 2026-09-24.
    """
    basic = auth_parameters.basic_auth_parameters
    if basic is not None:
        pair = f"{basic.username}:{basic.password}".encode(errors="replace")
        return "Authorization", f"Basic {base64.b64encode(pair).decode()}"
    api_key = auth_parameters.api_key_auth_parameters
    if api_key is not None:
        return str(api_key.api_key_name), str(api_key.api_key_value)
    return "Authorization", f"Bearer {access_token}"


def build_token_request(
    oauth: OAuthParameters, hidden: tuple[str, ...] = ()
) -> HttpRequest:
    """Build the request for a token, as recorded on AWS 2026-09-24 for POST.

    The client's id and secret travel behind the user's own pairs. For GET they
    are the query string and for PUT a form like POST's: nobody recorded those
    (docs/fidelity.md, row "token requests by GET and PUT"). What is *hidden* is not
    to be printed, like the secrets.
    """
    extra = oauth.oauth_http_parameters or ConnectionHttpParameters()
    client = oauth.client_parameters
    query = pairs_of(extra.query_string_parameters)
    pairs = [
        *pairs_of(extra.body_parameters),
        ("client_secret", str(client.client_secret)),
        ("client_id", str(client.client_id)),
    ]
    if oauth.http_method == "GET":
        query, pairs = [*query, *pairs], []
    url = with_query(str(oauth.authorization_endpoint), query)
    form = urlencode(pairs, errors="replace").encode()
    secrets = secret_texts([*hidden_texts(oauth), *hidden])
    return HttpRequest(
        method=str(oauth.http_method),
        url=url,
        headers=Headers(_token_headers(extra, url, form).items(), secrets),
        body=form,
        secrets=secrets,
    )


def _token_headers(
    extra: ConnectionHttpParameters, url: str, form: bytes
) -> dict[str, str]:
    headers = {
        **dict(kept_headers(pairs_of(extra.header_parameters))),
        "Accept-Encoding": "gzip,deflate",
        "User-Agent": _TOKEN_USER_AGENT,
        "Host": host_of(url),
    }
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Content-Length"] = str(len(form))
    return headers


def read_token(
    reply: Reply, now: datetime, secrets: frozenset[str] = frozenset()
) -> AccessToken:
    """Return the token in *reply*, or raise TokenRefusedError with the reason.

    Its life begins *now*. The reason shows none of *secrets*.
    """
    if reply.status is not None and 300 <= reply.status < 400:  # noqa: PLR2004 - HTTP
        msg = (
            f"The authorization endpoint answered HTTP status {reply.status}:"
            " redirection is not allowed."
        )
        raise TokenRefusedError(msg)
    if reply.status is None or not 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        error = mask(_oauth_error(reply), secrets)
        msg = f"The authorization endpoint answered HTTP status {reply.status}{error}."
        raise TokenRefusedError(msg[:_MOST_CHARACTERS])
    try:
        granted = json.loads(reply.body)
    except (ValueError, RecursionError):
        msg = "The authorization endpoint's response is not valid JSON."
        raise TokenRefusedError(msg) from None
    value = granted.get("access_token") if isinstance(granted, dict) else None
    if not isinstance(value, str) or not value:
        msg = "The authorization endpoint's response contains no access_token."
        raise TokenRefusedError(msg)
    return AccessToken(
        value=value, expiration_time=_expiration_time(granted.get("expires_in"), now)
    )


def _oauth_error(reply: Reply) -> str:
    """Return the error in *reply* and its description, if it has one (RFC 6749, 5.2).

    That the StateReason has it is our choice (docs/fidelity.md, row "StateReason after
    a refusal").
    """
    try:
        content = json.loads(reply.body)
    except (ValueError, RecursionError):
        return ""
    error = content.get("error") if isinstance(content, dict) else None
    if not isinstance(error, str):
        return ""
    description = content.get("error_description")
    if not isinstance(description, str) or not description:
        return f": {error}"
    return f": {error} ({description})"


def _expiration_time(expires_in: object, now: datetime) -> datetime | None:
    """Return when a token ends; None if that is not said, or not in this century.

    Our choice: such a token is used until an endpoint refuses it
    (docs/fidelity.md, row "a token without").
    """
    try:
        seconds = float(str(expires_in))
    except ValueError:
        return None
    # Compared so that NaN is out too.
    if not abs(seconds) <= _CENTURY_SECONDS:
        return None
    return now + timedelta(seconds=seconds)
