"""The request of an HTTP task, from its parameters and those of the connection."""

from __future__ import annotations

from typing import Any

import pytest

from eventbridge_mock.delivery.http_headers import UnusableParameterError
from eventbridge_mock.delivery.http_task_request import http_task_request
from eventbridge_mock.model.auth_parameters import (
    ApiKeyAuthParameters,
    AuthParameters,
    ConnectionHttpParameters,
    HttpParameter,
)

URL = "https://crm.example/orders"


def parameter(key: str, value: str) -> HttpParameter:
    return HttpParameter(key=key, value=value)


def request(http: ConnectionHttpParameters | None = None, **changes: Any) -> Any:
    key = ApiKeyAuthParameters(api_key_name="x-key", api_key_value="not-a-key")
    auth = AuthParameters(api_key_auth_parameters=key, invocation_http_parameters=http)
    parameters = {"ApiEndpoint": URL, "Method": "POST", **changes}
    return http_task_request(
        parameters, auth, ("x-key", "not-a-key"), region_name="eu-west-1"
    )


def refusal(http: ConnectionHttpParameters | None = None, **changes: Any) -> str:
    with pytest.raises(UnusableParameterError) as caught:
        request(http, **changes)
    return str(caught.value)


def test_the_headers_of_step_functions() -> None:
    """User-Agent, Range and Content-Type are recorded on AWS."""
    made = request(Headers={"X-Own": "1", "X-More": [1, "two"]}, RequestBody={})

    assert dict(made.headers.items()) == {
        "Content-Type": "application/json; charset=UTF-8",
        "X-Own": "1",
        "X-More": "1, two",
        "x-key": "not-a-key",
        "User-Agent": "Amazon|StepFunctions|HttpInvoke|eu-west-1",
        "Range": "bytes=0-262144",
        "Host": "crm.example",
        "Content-Length": "2",
    }


def test_a_header_of_the_connection_wins() -> None:
    http = ConnectionHttpParameters(header_parameters=(parameter("x-own", "theirs"),))

    assert request(http, Headers={"X-Own": "mine"}).headers["x-own"] == "theirs"


@pytest.mark.parametrize(
    "name", ["Authorization", "host", "X-Amz-Date", "x-amzn-id", "X-Forwarded-For"]
)
def test_headers_that_are_refused(name: str) -> None:
    """The text is recorded on AWS for Authorization."""
    assert refusal(Headers={name: "1"}) == (
        f"The 'Headers' field contains unsupported values: [{name.lower()}]"
    )


def test_queries_are_merged() -> None:
    http = ConnectionHttpParameters(query_string_parameters=(parameter("b", "theirs"),))

    made = request(http, QueryParameters={"a": ["1", 2], "b": "mine", "c": True})

    assert made.url == f"{URL}?a=1&a=2&c=true&b=theirs"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"n": 1}, b'{"n":1}'),
        (["a"], b'["a"]'),
        ("text", b'"text"'),
        (None, b""),
    ],
)
def test_a_body_is_compact_json(body: Any, expected: bytes) -> None:
    assert request(RequestBody=body).body == expected


@pytest.mark.parametrize(
    ("body", "expected"), [({"n": 1}, b'{"n":1,"k":"v"}'), (None, b'{"k":"v"}')]
)
def test_body_parameters_of_the_connection(body: Any, expected: bytes) -> None:
    http = ConnectionHttpParameters(body_parameters=(parameter("k", "v"),))

    assert request(http, RequestBody=body).body == expected


def test_body_parameters_need_an_object() -> None:
    http = ConnectionHttpParameters(body_parameters=(parameter("k", "v"),))

    assert refusal(http, RequestBody="text") == (
        "The 'RequestBody' field must be an object to add body parameters to."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "items%5B0%5D=a&items%5B1%5D=2"),
        ({"ArrayFormat": "INDICES"}, "items%5B0%5D=a&items%5B1%5D=2"),
        ({"ArrayFormat": "REPEAT"}, "items=a&items=2"),
        ({"ArrayFormat": "COMMAS"}, "items=a%2C2"),
        ({"ArrayFormat": "BRACKETS"}, "items%5B%5D=a&items%5B%5D=2"),
    ],
)
def test_arrays_are_url_encoded_as_the_options_say(options: Any, expected: str) -> None:
    """Recorded on AWS."""
    transform = {"RequestBodyEncoding": "URL_ENCODED"}
    if options:
        transform["RequestEncodingOptions"] = options

    made = request(
        Headers={"Content-Type": "application/x-www-form-urlencoded"},
        RequestBody={"items": ["a", 2]},
        Transform=transform,
    )

    assert made.body.decode() == expected
    assert made.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_values_are_url_encoded() -> None:
    made = request(
        RequestBody={"name": "a b", "is_new": True, "address": {"city": "Oslo"}},
        Transform={"RequestBodyEncoding": "URL_ENCODED"},
    )

    assert made.body == b"name=a+b&is_new=true&address%5Bcity%5D=Oslo"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"Method": "TRACE"},
            "The 'Method' field must be one of DELETE, GET, HEAD, OPTIONS, PATCH, POST,"
            " PUT.",
            id="method",
        ),
        pytest.param(
            {"ApiEndpoint": "http://crm.example"},
            "The 'ApiEndpoint' field must be a URL that begins with https://.",
            id="not HTTPS",
        ),
        pytest.param(
            {"ApiEndpoint": 7},
            "The 'ApiEndpoint' field must be a URL that begins with https://.",
            id="no string",
        ),
        pytest.param(
            {"Headers": "x"}, "The 'Headers' field must be an object.", id="headers"
        ),
        pytest.param(
            {"Headers": {"a:b": "x"}},
            "'a:b' is not a valid name of an HTTP header.",
            id="name of a header",
        ),
        pytest.param(
            {"RequestBody": "x", "Transform": {"RequestBodyEncoding": "URL_ENCODED"}},
            "The 'RequestBody' field must be an object to be URL-encoded.",
            id="form of a string",
        ),
        pytest.param(
            {
                "RequestBody": {"a": [1]},
                "Transform": {
                    "RequestBodyEncoding": "URL_ENCODED",
                    "RequestEncodingOptions": {"ArrayFormat": "PIPES"},
                },
            },
            "The 'ArrayFormat' field must be one of BRACKETS, COMMAS, INDICES, REPEAT.",
            id="array format",
        ),
    ],
)
def test_parameters_that_are_refused(changes: Any, message: str) -> None:
    """Our own words."""
    assert refusal(**changes) == message
