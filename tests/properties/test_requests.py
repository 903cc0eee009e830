"""Whatever target, connection, endpoint and event say, the request is valid HTTP."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from eventbridge_mock.delivery.authorization import authorization_header
from eventbridge_mock.delivery.http_headers import REMOVED_HEADERS
from eventbridge_mock.delivery.http_request import RequestTemplate
from eventbridge_mock.delivery.target_parameters import TargetParameters
from eventbridge_mock.model.auth_parameters import (
    ApiKeyAuthParameters,
    AuthParameters,
    BasicAuthParameters,
    ConnectionHttpParameters,
    HttpParameter,
)
from eventbridge_mock.model.target import HttpParameters
from eventbridge_mock.records.http_message import encode
from tests.model.instances import API_DESTINATION
from tests.properties.how_many import examples

# RFC 9110, 5.6.2 and 5.5; what is beyond ASCII is opaque, and here UTF-8.
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
FIELD_VALUE = re.compile(
    rb"|[\x21-\x7E\x80-\xFF](?:[\t\x20-\x7E\x80-\xFF]*[\x21-\x7E\x80-\xFF])?"
)

FIXED = {
    "user-agent": "Amazon/EventBridge/ApiDestinations",
    "range": "bytes=0-1048575",
    "accept-encoding": "gzip,deflate",
    "connection": "close",
}

# Half of a surrogate pair is a character of JSON, and of no encoding.
texts = st.text(st.characters(exclude_characters="\ud801"), max_size=8) | st.just(
    "a\ud800"
)
header_names = st.one_of(
    st.sampled_from([*REMOVED_HEADERS, "Authorization", "Content-Type", "X-A", "x-a"]),
    st.from_regex(TOKEN, fullmatch=True).map(lambda name: name[:20]),
)
header_values = st.from_regex(r"[\t ]*[ -~]{1,9}([\t ]+[ -~]{1,9})?", fullmatch=True)
query_keys = st.sampled_from(["a", "b", "ü", "a b", "&=?#"]) | texts
connection_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
paths = st.sampled_from(["$.detail", "$.detail.a", "$.missing", "$"])
target_values = paths | texts
pieces = st.sampled_from(["*", "*", "/", "a", "%E4", "!$'()+,;:=@.~-", "https://"])
endpoints = st.builds(
    lambda scheme, host, path, query: scheme + host + path + query,
    st.sampled_from(["https://", "HTTPS://", ""]),
    st.sampled_from(["api.partner.example", "api.partner.example:8443", "10.0.0.1"]),
    st.lists(pieces, max_size=6).map("".join).map(lambda path: path and f"/{path}"),
    st.sampled_from(["", "?", "?a=1", "?a=1&c=%20*", "?next=https://a/*"]),
)
events = st.fixed_dictionaries(
    {"detail": texts | st.fixed_dictionaries({"a": texts | st.integers()})}
)


def parameters(keys: Any, values: Any) -> Any:
    """Return a strategy for parameters of a connection."""
    one = st.builds(HttpParameter, key=keys, value=values)
    return st.lists(one, max_size=3).map(tuple)


authorizations = st.builds(
    BasicAuthParameters, username=connection_texts, password=connection_texts
).map(lambda basic: AuthParameters(basic_auth_parameters=basic)) | st.builds(
    ApiKeyAuthParameters,
    api_key_name=header_names.filter(lambda name: name.lower() != "transfer-encoding"),
    api_key_value=header_values,
).map(lambda api_key: AuthParameters(api_key_auth_parameters=api_key))


@dataclass(frozen=True)
class Case:
    """What a request is made of."""

    endpoint: str
    method: str
    target: HttpParameters
    connection: ConnectionHttpParameters
    authorization: AuthParameters
    event: Any

    @property
    def resolved(self) -> TargetParameters:
        return TargetParameters.of(self.target, self.event)

    def request(self) -> Any:
        auth = replace(self.authorization, invocation_http_parameters=self.connection)
        return RequestTemplate(
            replace(
                API_DESTINATION,
                invocation_endpoint=self.endpoint,
                http_method=self.method,
            ),
            auth,
            authorization_header(auth, ""),
        ).request(encode(self.event), self.resolved)


def with_path_values(endpoint: str) -> Any:
    """Return a strategy for *endpoint* and a value for each wildcard, or some more."""
    wildcards = endpoint.partition("?")[0].count("*")
    values = st.lists(target_values, min_size=wildcards, max_size=wildcards + 1)
    return st.tuples(st.just(endpoint), values.map(tuple))


def case_of(addressed: tuple[str, tuple[str, ...]], target: Any, **others: Any) -> Case:
    endpoint, values = addressed
    target = replace(target, path_parameter_values=values)
    return Case(endpoint=endpoint, target=target, **others)


cases = st.builds(
    case_of,
    addressed=endpoints.flatmap(with_path_values),
    method=st.sampled_from(["POST", "GET", "HEAD", "OPTIONS", "PUT", "DELETE"]),
    target=st.builds(
        HttpParameters,
        header_parameters=st.dictionaries(header_names, target_values, max_size=3),
        query_string_parameters=st.dictionaries(query_keys, target_values, max_size=3),
    ),
    connection=st.builds(
        ConnectionHttpParameters,
        header_parameters=parameters(header_names, header_values),
        query_string_parameters=parameters(query_keys, connection_texts),
        body_parameters=parameters(connection_texts, connection_texts),
    ),
    authorization=authorizations,
    event=events,
)


class Parsed(BaseHTTPRequestHandler):
    """A request as the standard library's server reads it."""

    def __init__(self, request: Any) -> None:
        parts = urlsplit(request.url)
        wanted = (parts.path or "/") + (parts.query and f"?{parts.query}")
        fields = "".join(
            f"{name}: {value}\r\n" for name, value in request.headers.items()
        )
        self.requestline = f"{request.method} {wanted} HTTP/1.1"
        self.raw_requestline = f"{self.requestline}\r\n".encode("ascii")
        self.rfile = io.BytesIO(f"{fields}\r\n".encode() + request.body)
        self.is_valid = self.parse_request()
        self.fields = {
            name.lower(): value.encode("latin-1")
            for name, value in self.headers.items()
        }


def replaced(text: str) -> str:
    return text.encode(errors="replace").decode()


def sent(value: str) -> bytes:
    """Return a configured value of a header as it is sent."""
    text = re.sub(r"[\x00-\x08\x0A-\x1F\x7F]+", " ", replaced(value))
    return text.strip(" \t").encode()


@settings(deadline=None, max_examples=examples(40))
@given(cases)
def test_a_request_is_valid_http(case: Case) -> None:
    request = case.request()
    parsed = Parsed(request)

    assert parsed.is_valid
    assert parsed.command == case.method
    assert len(parsed.headers) == len(request.headers) == len(parsed.fields)
    assert all(TOKEN.fullmatch(name) for name in request.headers)
    assert all(FIELD_VALUE.fullmatch(value) for value in parsed.fields.values())
    assert re.fullmatch(r"[!-~]+", request.url)
    assert not re.search(r"[\s#<>\"\\^`{|}]", request.url)


@settings(deadline=None, max_examples=examples(40))
@given(cases)
def test_host_and_length_are_those_of_the_request(case: Case) -> None:
    request = case.request()
    parsed = Parsed(request)

    host = re.sub("^https://", "", case.endpoint, flags=re.IGNORECASE)
    assert parsed.headers["Host"] == re.split("[/?]", host)[0]
    assert parsed.rfile.read(int(parsed.headers["Content-Length"])) == request.body
    assert parsed.rfile.read() == b""
    assert request.body == b"" or case.method != "HEAD"


@settings(deadline=None, max_examples=examples(40))
@given(cases)
def test_of_two_headers_the_later_source_wins(case: Case) -> None:
    """Target, connection, authorization, AWS: see docs/fidelity.md, "A delivery"."""
    configured = [
        *case.resolved.headers,
        *((one.key, one.value) for one in case.connection.header_parameters),
    ]
    name, value = authorization_header(case.authorization, "")
    fields = Parsed(case.request()).fields
    expected = {
        "content-type": b"application/json; charset=utf-8",
        **{
            key.lower(): sent(text)
            for key, text in configured
            if key.lower() not in REMOVED_HEADERS
        },
        name.lower(): value.strip(" \t").encode(),
        **{key: text.encode() for key, text in FIXED.items()},
    }

    del fields["host"], fields["content-length"]
    expected.pop("host", None)
    expected.pop("content-length", None)
    assert fields == expected


@settings(deadline=None, max_examples=examples(40))
@given(cases)
def test_a_query_key_of_the_connection_wins(case: Case) -> None:
    """Recorded on AWS 2026-10-01, through Pipes."""
    own = [(one.key, one.value) for one in case.connection.query_string_parameters]
    targets = {key for key, _ in case.resolved.query}
    merged = [
        pair
        for target in case.resolved.query
        for pair in [one for one in own if one[0] == target[0]] or [target]
    ]
    merged += [one for one in own if one[0] not in targets]
    _, _, query = case.endpoint.partition("?")
    received = parse_qsl(urlsplit(case.request().url).query, keep_blank_values=True)

    assert received == [
        *parse_qsl(query, keep_blank_values=True),
        *((replaced(key), replaced(value)) for key, value in merged),
    ]


@settings(deadline=None, max_examples=examples(40))
@given(cases)
def test_each_star_of_the_path_is_the_next_value(case: Case) -> None:
    rest = re.sub("^https://", "", case.endpoint, flags=re.IGNORECASE)
    path = urlsplit(f"//{rest}").path or "/"
    literals = path.split("*")
    values = case.resolved.path_values[: len(literals) - 1]
    expected = unquote_to_bytes(literals[0])
    for value, literal in zip(values, literals[1:], strict=True):
        expected += value.encode(errors="replace") + unquote_to_bytes(literal)
    received = urlsplit(case.request().url).path

    assert unquote_to_bytes(received) == expected
    assert received.count("/") == path.count("/")


@settings(deadline=None, max_examples=examples(40))
@given(cases.filter(lambda case: case.method != "HEAD"))
def test_body_parameters_set_keys_at_the_top(case: Case) -> None:
    body = json.loads(case.request().body)
    added = {one.key: one.value for one in case.connection.body_parameters}

    assert body == {**json.loads(encode(case.event)), **added}
