"""Build the HTTP request that an API destination receives."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode, urlsplit, urlunsplit

from ..frozen import maker
from ..model.auth_parameters import ConnectionHttpParameters
from ..model.endpoint import absolute
from ..model.wire import secret_values
from ..records.http_message import encode
from ..records.invocations import Headers, HttpRequest
from ..records.masking import sensitive_texts
from .http_headers import UnusableParameterError, header_text, request_headers
from .target_parameters import NO_PARAMETERS, TargetParameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import AuthParameters, HttpParameter

# RFC 3986, 3.3, less "/" and "*".
_SAFE_IN_PATH = "-._~!$&'()+,;=:@"

_NO_HTTP_PARAMETERS = ConnectionHttpParameters()
_make_request = maker(HttpRequest)

# The service model: "An event payload cannot exceed 64 KB".
_MAXIMUM_BYTES = 65_536


class RequestTemplate:
    """The parts that all requests to one API destination with one authorization share.

    Invocations keep their requests, so they share what they can: the URL, the headers
    and the secrets of two events of one length are the same objects. The strings in
    *hidden* must not be printed, like the secrets.
    """

    __slots__ = (
        "_authorization",
        "_body_parameters",
        "_endpoint",
        "_headers",
        "_headers_by_length",
        "_method",
        "_query",
        "_sensitive_texts",
        "_size",
        "_url",
        "_wildcards",
    )

    def __init__(
        self,
        api_destination: ApiDestination,
        auth_parameters: AuthParameters,
        authorization: tuple[str, str],
        hidden: Iterable[str] = (),
    ) -> None:
        extra = auth_parameters.invocation_http_parameters or _NO_HTTP_PARAMETERS
        self._method = api_destination.http_method
        self._endpoint = api_destination.invocation_endpoint
        self._wildcards = self._endpoint.partition("?")[0].count("*")
        self._query = pairs_of(extra.query_string_parameters)
        self._headers = pairs_of(extra.header_parameters)
        self._body_parameters = pairs_of(extra.body_parameters)
        self._url = with_query(self._endpoint, self._query)
        self._size = _size_of([*self._headers, *self._query])
        self._headers_by_length: dict[int, Headers] = {}
        secrets = sensitive_texts_in(auth_parameters)
        name, proof = authorization[0], header_text(authorization[1])
        self._authorization = name, proof
        self._sensitive_texts = sensitive_texts(
            [proof, proof.partition(" ")[2], *secrets, *hidden]
        )

    def request(
        self, body: bytes, target: TargetParameters = NO_PARAMETERS
    ) -> HttpRequest:
        """Return the request that carries *body*.

        The parameters of the *target* come first, then the parameters of the
        connection, which win, and the authorization last. Raises
        UnusableParameterError.
        """
        body = _with_body_parameters(body, self._body_parameters)
        added = _size_of([*target.headers, *target.query]) + self._size
        if len(body) + added > _MAXIMUM_BYTES:
            msg = (
                f"Body and parameters have {len(body) + added} bytes;"
                f" {_MAXIMUM_BYTES} are allowed."
            )
            raise UnusableParameterError(msg)
        if self._method == "HEAD":
            # A HEAD request has no body by definition; for GET and DELETE nobody
            # recorded it (docs/fidelity.md, row "body of GET, HEAD").
            body = b""
        url = self._url_with(target)
        return _make_request(
            method=self._method,
            url=url,
            headers=self._headers_with(target, url, len(body)),
            body=body,
            sensitive_texts=self._sensitive_texts,
        )

    def _url_with(self, target: TargetParameters) -> str:
        if not target.path_values and not target.query and not self._wildcards:
            return self._url
        self._require_values(len(target.path_values))
        return with_query(
            with_path_values(self._endpoint, target.path_values),
            _merged(target.query, self._query),
        )

    def _require_values(self, count: int) -> None:
        """Raise UnusableParameterError if *count* values leave a wildcard without one.

        AWS makes no request then (recorded on AWS 2026-10-01, through Pipes).
        """
        if count >= self._wildcards:
            return
        values = "value" if count == 1 else "values"
        msg = (
            f"Wildcard {count + 1} (*) in the path of the endpoint has no value: the"
            f" target gives {count} path {values} for {self._wildcards}."
        )
        raise UnusableParameterError(msg)

    def _headers_with(
        self, target: TargetParameters, url: str, content_length: int
    ) -> Headers:
        if target.headers or url is not self._url:
            return self._new_headers(target, url, content_length)
        headers = self._headers_by_length.get(content_length)
        if headers is None:
            headers = self._new_headers(target, url, content_length)
            self._headers_by_length[content_length] = headers
        return headers

    def _new_headers(
        self, target: TargetParameters, url: str, content_length: int
    ) -> Headers:
        merged = request_headers(
            target.headers,
            self._headers,
            self._authorization,
            host=host_of(url),
            content_length=content_length,
        )
        return Headers(merged, self._sensitive_texts)


def sensitive_texts_in(auth_parameters: AuthParameters) -> list[str]:
    """Return the secrets in *auth_parameters*, also as headers contain them.

    A user's name and password, and the id and the secret of a client, are sent in
    base64 too (RFC 6749, 2.3.1, has the latter form-encoded before that).
    """
    values = list(secret_values(auth_parameters))
    texts = values.copy()
    basic = auth_parameters.basic_auth_parameters
    if basic is not None:
        texts.append(basic_credentials(str(basic.username), str(basic.password)))
    oauth = auth_parameters.oauth_parameters
    if oauth is not None:
        client = oauth.client_parameters
        pair = str(client.client_id), str(client.client_secret)
        encoded = [quote_plus(text, errors="replace") for text in pair]
        texts += [basic_credentials(*pair), basic_credentials(*encoded)]
    return [*texts, *map(header_text, values)]


def basic_credentials(name: str, password: str) -> str:
    """Return the credentials of HTTP Basic."""
    return base64.b64encode(f"{name}:{password}".encode(errors="replace")).decode()


def _size_of(parameters: Iterable[tuple[str, str]]) -> int:
    return sum(
        len(f"{key}{value}".encode("utf-8", "replace")) for key, value in parameters
    )


def _merged(
    target: Sequence[tuple[str, str]], connection: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the query parameters of *target* and *connection*.

    A key that both have is sent with the value of the connection at the position of
    the target's (recorded on AWS 2026-10-01, through Pipes).
    """
    own = {key: [pair for pair in connection if pair[0] == key] for key, _ in target}
    merged = [pair for sent in target for pair in own[sent[0]] or [sent]]
    return merged + [pair for pair in connection if pair[0] not in own]


def host_of(url: str) -> str:
    """Return the host of *url*, with its port if it names one."""
    return urlsplit(url).netloc


def with_path_values(endpoint: str, values: Iterable[str]) -> str:
    """Return *endpoint* with each `*` in its path replaced by the next of *values*.

    Surplus values are left out (docs/fidelity.md, row "more values than"). Characters
    that would end the path are percent-encoded.
    """
    path, mark, query = endpoint.partition("?")
    for value in values:
        before, star, after = path.partition("*")
        if not star:
            break
        # A star in a value is encoded, so the next value does not replace it.
        path = f"{before}{_quoted(value)}{after}"
    return f"{path}{mark}{query}"


def _quoted(value: str) -> str:
    return quote(value, safe=_SAFE_IN_PATH, errors="replace")


def with_query(endpoint: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return *endpoint* as a URL, with *pairs* after its own query.

    A space becomes %20 (recorded on AWS 2026-09-24). An empty path becomes `/`, as
    HTTP has it (RFC 9110, 4.2.3).
    """
    parts = urlsplit(absolute(endpoint))
    added = urlencode(list(pairs), quote_via=quote, safe="", errors="replace")
    query = "&".join(filter(None, [parts.query, added]))
    return urlunsplit(parts._replace(path=parts.path or "/", query=query))


def pairs_of(parameters: Iterable[HttpParameter]) -> list[tuple[str, str]]:
    """Return the keys and values of *parameters*, both of which may be missing.

    A parameter without a key is left out, and a missing value is empty
    (docs/fidelity.md, row "without a key").
    """
    return [
        (parameter.key, parameter.value or "")
        for parameter in parameters
        if parameter.key is not None
    ]


def _with_body_parameters(body: bytes, pairs: list[tuple[str, str]]) -> bytes:
    """Set top-level keys of a JSON object; leave any other body alone."""
    if not pairs:
        return body
    try:
        content = json.loads(body)
        if not isinstance(content, dict):
            return body
        content.update(pairs)
        return encode(content)
    except (ValueError, RecursionError):
        # Not valid JSON, a number no double holds, or deeper than Python reads.
        return body
