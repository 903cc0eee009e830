"""Build the HTTP request that an API destination receives."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from ..invocations import Headers, HttpRequest
from ..masking import secret_texts
from ..model.auth_parameters import ConnectionHttpParameters
from ..model.wire import secret_values
from .http_headers import header_text, request_headers
from .target_parameters import TargetParameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import AuthParameters, HttpParameter

# An endpoint without one is accepted; a URL may stand in its query.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


# RFC 3986, 3.3, less "/" and "*".
_SAFE_IN_PATH = "-._~!$&'()+,;=:@"
_NO_PARAMETERS = TargetParameters()

# The service model: "An event payload cannot exceed 64 KB".
_MAXIMUM_BYTES = 65_536


class RequestTooLargeError(Exception):
    """Body and parameters are more than an API destination is sent."""


def build_request(
    api_destination: ApiDestination,
    auth_parameters: AuthParameters,
    authorization: tuple[str, str],
    body: bytes,
    target: TargetParameters | None = None,
    *,
    hidden: Iterable[str] = (),
) -> HttpRequest:
    """Build the request that carries *body* to *api_destination*.

    What the *target* adds comes first, then the connection's own parameters, which
    win, and *authorization* last. What is *hidden* is not to be printed either.
    Raises RequestTooLargeError.
    """
    target = target or _NO_PARAMETERS
    authorization = authorization[0], header_text(authorization[1])
    extra = auth_parameters.invocation_http_parameters or ConnectionHttpParameters()
    query = pairs_of(extra.query_string_parameters)
    body = _with_body_parameters(body, extra.body_parameters)
    headers = pairs_of(extra.header_parameters)
    _check_size(body, [*target.headers, *headers, *target.query, *query])
    if api_destination.http_method == "HEAD":
        # A HEAD request has no body by definition; for GET and DELETE nobody
        # recorded it (docs/fidelity.md, row "body of GET, HEAD").
        body = b""
    url = with_query(
        with_path_values(api_destination.invocation_endpoint, target.path_values),
        [*_without_keys_of(query, target.query), *query],
    )
    secrets = secret_texts(
        [
            authorization[1],
            *_credential(authorization[1]),
            *hidden_texts(auth_parameters),
            *hidden,
        ]
    )
    merged = request_headers(
        target.headers, headers, authorization, host=host_of(url), body=body
    )
    return HttpRequest(
        method=api_destination.http_method,
        url=url,
        headers=Headers(merged, secrets),
        body=body,
        secrets=secrets,
    )


def hidden_texts(model: object) -> Iterator[str]:
    """Yield the values of the secrets in *model*, also as headers carry them."""
    for value in secret_values(model):
        yield from (value, header_text(value))


def _check_size(body: bytes, parameters: Iterable[tuple[str, str]]) -> None:
    size = len(body) + sum(
        len(f"{key}{value}".encode("utf-8", "replace")) for key, value in parameters
    )
    if size > _MAXIMUM_BYTES:
        msg = f"{size} bytes of body and parameters, {_MAXIMUM_BYTES} are allowed."
        raise RequestTooLargeError(msg)


def _without_keys_of(
    winners: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return those of *pairs* whose key none of *winners* has.

    The connection wins over the target (recorded on AWS 2026-10-01, through Pipes).
    """
    keys = {key for key, _ in winners}
    return [(key, value) for key, value in pairs if key not in keys]


def _credential(proof: str) -> Iterator[str]:
    """Yield what follows the scheme in an Authorization header."""
    if " " in proof:
        yield proof.split(" ", 1)[1]


def absolute(endpoint: str) -> str:
    """Return *endpoint* with a scheme; AWS stores endpoints without one.

    What it invokes then is not recorded: our choice is HTTPS
    (docs/fidelity.md, row "endpoint without a scheme").
    """
    return endpoint if SCHEME.match(endpoint) else f"https://{endpoint}"


def host_of(url: str) -> str:
    """Return the host of *url*, with its port if it names one."""
    return urlsplit(url).netloc


def with_path_values(endpoint: str, values: Iterable[str]) -> str:
    """Return *endpoint* with each `*` in its path replaced by the next of *values*.

    Surplus values are left out, and a surplus `*` stays (docs/fidelity.md, row
    "the surplus stay"). What would end the path is percent-encoded.
    """
    path, mark, query = endpoint.partition("?")
    for value in values:
        before, star, after = path.partition("*")
        if not star:
            break
        # The star of a value is no place for the next one.
        path = f"{before}{_quoted(value)}{after}"
    return f"{path}{mark}{query}"


def _quoted(value: str) -> str:
    return quote(value, safe=_SAFE_IN_PATH, errors="replace")


def with_query(endpoint: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return *endpoint* as a URL, with *pairs* behind the query it has.

    A space becomes %20 (recorded on AWS 2026-09-24).
    """
    parts = urlsplit(absolute(endpoint))
    added = urlencode(list(pairs), quote_via=quote, safe="", errors="replace")
    query = "&".join(filter(None, [parts.query, added]))
    return urlunsplit(parts._replace(query=query))


def pairs_of(parameters: Iterable[HttpParameter]) -> list[tuple[str, str]]:
    """Return the keys and values of *parameters*."""
    return [(str(one.key), str(one.value)) for one in parameters]


def _with_body_parameters(body: bytes, parameters: tuple[HttpParameter, ...]) -> bytes:
    """Set top-level keys of a JSON object; leave any other body alone."""
    if not parameters:
        return body
    try:
        content = json.loads(body)
        if not isinstance(content, dict):
            return body
        content.update({str(one.key): one.value for one in parameters})
        return encode(content)
    except (ValueError, RecursionError):
        # No JSON, NaN and numbers beyond a double, or more depth than Python reads.
        return body


def encode(content: object) -> bytes:
    """Return *content* as the compact JSON that EventBridge sends.

    Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold, becomes a
    question mark (docs/fidelity.md, row "half of a surrogate pair").
    """
    text = json.dumps(
        content, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode(errors="replace")
