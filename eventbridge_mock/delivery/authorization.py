"""The authorization of a request: headers, and requests for access tokens."""

from __future__ import annotations

import json
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..frozen import frozen
from ..model.auth_parameters import AuthParameters, ConnectionHttpParameters
from ..records.invocations import Headers, HttpRequest
from ..records.masking import (
    NO_SENSITIVE_TEXTS,
    mask_reply,
    mask_text,
    sensitive_texts,
)
from .http_headers import kept_headers
from .http_request import (
    basic_credentials,
    host_of,
    pairs_of,
    sensitive_texts_in,
    with_query,
)

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.auth_parameters import OAuthParameters
    from ..replies.reply import Reply

# Recorded on AWS 2026-09-24.
_TOKEN_USER_AGENT = "Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)"

# Recorded on AWS 2026-09-24 for a host that does not resolve.
UNREACHABLE_REASON = "Could not connect to the specified endpoint."

# The service model: the length of a StateReason.
_MOST_CHARACTERS = 512
_SHOWN_OF_A_BODY = 200

_CENTURY_SECONDS = 3_155_760_000

# An endpoint may repeat the token it refused, but hardly one from long ago.
_HIDDEN_TOKENS = 8


@frozen
class AccessToken:
    """An access token that an authorization endpoint granted."""

    value: str = field(repr=False)
    expiration_time: datetime | None = None
    earlier: tuple[str, ...] = field(default=(), repr=False)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The latest tokens, which an endpoint may repeat and no output may show."""
        return (self.value, *self.earlier)[:_HIDDEN_TOKENS]


class UnreachableError(Exception):
    """The authorization endpoint sent no response; the message is the StateReason."""


class TokenRefusedError(Exception):
    """The authorization endpoint answered without a token.

    The message becomes the StateReason of the connection. AWS's messages are not
    recorded (docs/fidelity.md, row "StateReason after a refusal").
    """


def authorization_header(
    auth_parameters: AuthParameters, access_token: str
) -> tuple[str, str]:
    """Return the header that authorizes a request; only OAuth uses *access_token*.

    The three forms are recorded on AWS 2026-09-24.
    """
    basic = auth_parameters.basic_auth_parameters
    if basic is not None:
        pair = str(basic.username), str(basic.password)
        return "Authorization", f"Basic {basic_credentials(*pair)}"
    api_key = auth_parameters.api_key_auth_parameters
    if api_key is not None:
        return str(api_key.api_key_name), str(api_key.api_key_value)
    return "Authorization", f"Bearer {access_token}"


def token_request(oauth: OAuthParameters, hidden: tuple[str, ...] = ()) -> HttpRequest:
    """Return the request for a token, as recorded on AWS 2026-09-24 for POST.

    The client's id and secret follow the user's own pairs. GET sends all of them in
    the query string, PUT in a form like POST's: nobody recorded those
    (docs/fidelity.md, row "token requests by GET and PUT"). CreateConnection accepts a
    method in lower case (recorded on AWS 2024-12-09); it is sent in upper case. The
    strings in *hidden* must not be printed, like the secrets.
    """
    extra = oauth.oauth_http_parameters or ConnectionHttpParameters()
    client = oauth.client_parameters
    query = pairs_of(extra.query_string_parameters)
    pairs = [
        *pairs_of(extra.body_parameters),
        ("client_secret", str(client.client_secret)),
        ("client_id", str(client.client_id)),
    ]
    method = str(oauth.http_method).upper()
    if method == "GET":
        query, pairs = [*query, *pairs], []
    url = with_query(str(oauth.authorization_endpoint), query)
    form = urlencode(pairs, errors="replace").encode()
    parameters = AuthParameters(oauth_parameters=oauth)
    texts = sensitive_texts([*sensitive_texts_in(parameters), *hidden])
    return HttpRequest(
        method=method,
        url=url,
        headers=Headers(_token_headers(extra, url, form).items(), texts),
        body=form,
        sensitive_texts=texts,
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
    reply: Reply, now: datetime, texts: frozenset[str] = NO_SENSITIVE_TEXTS
) -> AccessToken:
    """Return the token in *reply*, valid from *now* on.

    Raises TokenRefusedError with the StateReason, where sensitive *texts* are masked.
    """
    if reply.status is not None and 300 <= reply.status < 400:  # noqa: PLR2004 - HTTP
        msg = (
            f"The authorization endpoint answered HTTP status {reply.status}:"
            " redirection is not allowed."
        )
        raise TokenRefusedError(msg)
    if reply.status is None or not 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        error = _refusal(reply, texts)
        msg = f"The authorization endpoint answered HTTP status {reply.status}{error}."
        raise TokenRefusedError(msg[:_MOST_CHARACTERS])
    try:
        granted = json.loads(reply.body)
    except (ValueError, RecursionError):
        msg = "The authorization endpoint's response is not valid JSON."
        raise TokenRefusedError(msg) from None
    value = granted.get("access_token") if isinstance(granted, dict) else None
    if not isinstance(value, str) or not value:
        msg = "The authorization endpoint's response contains no access_token"
        msg = f"{msg}{_error_in(granted, texts)}."
        raise TokenRefusedError(msg[:_MOST_CHARACTERS])
    return AccessToken(
        value=value, expiration_time=_expiration_time(granted.get("expires_in"), now)
    )


def _refusal(reply: Reply, texts: frozenset[str]) -> str:
    """Return the error in *reply*, or the beginning of a body that is not JSON.

    Sensitive *texts* are masked; other JSON is left out, because it may hold a token.
    That the StateReason has an error is our choice (docs/fidelity.md, row "StateReason
    after a refusal").
    """
    try:
        return _error_in(json.loads(reply.body), texts)
    except (ValueError, RecursionError):
        body = mask_reply(reply.body.decode("utf-8", "replace"), texts)
        text = " ".join(body.split())[:_SHOWN_OF_A_BODY]
        return f": {text}" if text else ""


def _error_in(content: Any, texts: frozenset[str]) -> str:
    """Return the error in a response and its description (RFC 6749, 5.2), if any."""
    error = content.get("error") if isinstance(content, dict) else None
    if not isinstance(error, str):
        return ""
    description = content.get("error_description")
    if not isinstance(description, str) or not description:
        return f": {mask_reply(error, texts)}"
    return f": {mask_text(f'{error} ({description})', texts)}"


def _expiration_time(expires_in: object, now: datetime) -> datetime | None:
    """Return when a token expires; None without a number, or beyond a century.

    Our choice: a token without a time is used until an endpoint refuses it
    (docs/fidelity.md, row "a token without").
    """
    try:
        seconds = float(str(expires_in))
    except ValueError:
        return None
    # This comparison excludes NaN too.
    if not abs(seconds) <= _CENTURY_SECONDS:
        return None
    return now + timedelta(seconds=seconds)
