"""Build the request of an HTTP task of Step Functions.

The task's parameters come first, then the connection's, which win. What is recorded on
AWS is the User-Agent, the Range, the default Content-Type, the refusal of an
Authorization header, and the array formats of a URL-encoded body; the rest follows the
Step Functions guide "Call HTTPS APIs" (docs/fidelity.md, "HTTP tasks of Step
Functions").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from ..model.auth_parameters import ConnectionHttpParameters
from ..records.http_message import encode
from ..records.invocations import Headers, HttpRequest
from ..records.masking import sensitive_texts
from .http_headers import (
    REMOVED_HEADERS,
    UnusableParameterError,
    header_text,
    request_headers,
)
from .http_request import host_of, pairs_of, sensitive_texts_in, with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..model.auth_parameters import AuthParameters

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_CONTENT_TYPE = ("Content-Type", "application/json; charset=UTF-8")
_REFUSED_HEADERS = REMOVED_HEADERS | {
    "authorization",
    "proxy-authenticate",
    "server",
    "www-authenticate",
}
_REFUSED_PREFIXES = ("x-amz-", "x-amzn-", "x-forwarded-")


def http_task_request(
    parameters: Mapping[str, Any],
    auth_parameters: AuthParameters,
    authorization: tuple[str, str],
    *,
    region_name: str,
    hidden: Iterable[str] = (),
) -> HttpRequest:
    """Return the request for *parameters*; raises UnusableParameterError.

    The strings in *hidden* must not be printed, like the secrets.
    """
    extra = auth_parameters.invocation_http_parameters or ConnectionHttpParameters()
    name, proof = authorization[0], header_text(authorization[1])
    method, endpoint = _method_and_endpoint(parameters)
    query = _query(parameters, pairs_of(extra.query_string_parameters))
    url = with_query(endpoint, query)
    body = _body(parameters, dict(pairs_of(extra.body_parameters)))
    texts = sensitive_texts(
        [proof, proof.partition(" ")[2], *sensitive_texts_in(auth_parameters), *hidden]
    )
    headers = request_headers(
        _own_headers(parameters),
        pairs_of(extra.header_parameters),
        (name, proof),
        host=host_of(url),
        content_length=len(body),
        content_type=_CONTENT_TYPE,
        fixed=_fixed_headers(region_name),
    )
    return HttpRequest(
        method=method,
        url=url,
        headers=Headers(headers, texts),
        body=body,
        sensitive_texts=texts,
    )


def _fixed_headers(region_name: str) -> tuple[tuple[str, str], ...]:
    return (
        ("User-Agent", f"Amazon|StepFunctions|HttpInvoke|{region_name}"),
        ("Range", "bytes=0-262144"),
    )


def _method_and_endpoint(parameters: Mapping[str, Any]) -> tuple[str, str]:
    method, endpoint = parameters.get("Method"), parameters.get("ApiEndpoint")
    if method not in _METHODS:
        msg = f"The 'Method' field must be one of {', '.join(sorted(_METHODS))}."
        raise UnusableParameterError(msg)
    if not isinstance(endpoint, str) or not endpoint.startswith("https://"):
        msg = "The 'ApiEndpoint' field must be a URL that begins with https://."
        raise UnusableParameterError(msg)
    return method, endpoint


def _mapping(parameters: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        msg = f"The '{name}' field must be an object."
        raise UnusableParameterError(msg)
    return value


def _own_headers(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the task's headers; some of them are refused, not removed."""
    headers = _mapping(parameters, "Headers")
    refused = [
        name.lower()
        for name in headers
        if name.lower() in _REFUSED_HEADERS
        or name.lower().startswith(_REFUSED_PREFIXES)
    ]
    if refused:
        found = ", ".join(refused)
        msg = f"The 'Headers' field contains unsupported values: [{found}]"
        raise UnusableParameterError(msg)
    return [(name, ", ".join(_texts(value))) for name, value in headers.items()]


def _query(
    parameters: Mapping[str, Any], connection: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the query; a key of the connection replaces the task's."""
    own = _mapping(parameters, "QueryParameters")
    fixed = {key for key, _ in connection}
    pairs = [
        (key, text)
        for key, value in own.items()
        if key not in fixed
        for text in _texts(value)
    ]
    return pairs + connection


def _texts(value: Any) -> list[str]:
    """Return a value, or each of a list, as a string."""
    return [_text(item) for item in (value if isinstance(value, list) else [value])]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else encode(value).decode()


def _body(parameters: Mapping[str, Any], connection: Mapping[str, str]) -> bytes:
    """Return the body, with the parameters of the connection in its object."""
    body = parameters.get("RequestBody")
    if connection:
        if not isinstance(body, dict | None):
            msg = "The 'RequestBody' field must be an object to add body parameters to."
            raise UnusableParameterError(msg)
        body = {**(body or {}), **connection}
    if body is None:
        return b""
    transform = _mapping(parameters, "Transform")
    if transform.get("RequestBodyEncoding", "NONE") == "NONE":
        return encode(body)
    if not isinstance(body, dict):
        msg = "The 'RequestBody' field must be an object to be URL-encoded."
        raise UnusableParameterError(msg)
    options = _mapping(transform, "RequestEncodingOptions")
    pairs = _form(body, options.get("ArrayFormat", "INDICES"))
    return "&".join(f"{quote_plus(k)}={quote_plus(v)}" for k, v in pairs).encode()


def _form(body: Mapping[str, Any], array_format: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a URL-encoded body.

    The array formats are recorded on AWS; that an object within the body is written as
    `key[name]` is our choice.
    """
    for key, value in body.items():
        if isinstance(value, dict):
            nested = {f"{key}[{name}]": item for name, item in value.items()}
            yield from _form(nested, array_format)
        elif isinstance(value, list):
            yield from _form_of_a_list(key, _texts(value), array_format)
        else:
            yield key, _text(value)


def _form_of_a_list(
    key: str, values: list[str], array_format: str
) -> Iterator[tuple[str, str]]:
    if array_format == "COMMAS":
        yield key, ",".join(values)
        return
    forms = {"INDICES": "{0}[{1}]", "REPEAT": "{0}", "BRACKETS": "{0}[]"}
    if array_format not in forms:
        names = "BRACKETS, COMMAS, INDICES, REPEAT"
        msg = f"The 'ArrayFormat' field must be one of {names}."
        raise UnusableParameterError(msg)
    for number, value in enumerate(values):
        yield forms[array_format].format(key, number), value
