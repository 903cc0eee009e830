"""The request that an API destination receives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

# AWS guide "API destinations as targets".
REMOVED_HEADERS = """
A-IM Accept-Charset Accept-Datetime Accept-Encoding Cache-Control Connection
Content-Encoding Content-Length Content-MD5 Date Expect Forwarded From Host
HTTP2-Settings If-Match If-Modified-Since If-None-Match If-Range
If-Unmodified-Since Max-Forwards Origin Pragma Proxy-Authorization Range Referer
TE Trailer Transfer-Encoding User-Agent Upgrade Via Warning
""".split()  # noqa: SIM905 - as a block it can be compared with the guide


def parameters(group: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    """Return AuthParameters that add *pairs* to each request."""
    added = [{"Key": key, "Value": value} for key, value in pairs]
    return {"InvocationHttpParameters": {group: added}}


def test_the_headers_are_those_of_aws(mock: EventBridgeMock, orders: str) -> None:
    """Recorded on AWS 2026-10-01; `Connection` is from the AWS guide."""
    invocation = mock.invoke(orders, {"order": 7})

    assert dict(invocation.headers) == {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Amazon/EventBridge/ApiDestinations",
        "Range": "bytes=0-1048575",
        "Accept-Encoding": "gzip,deflate",
        "Connection": "close",
        "Host": "api.partner.example",
        "Content-Length": "11",
        "Authorization": "Basic c2hvcDpub3QtYS1zZWNyZXQ=",
    }


@pytest.mark.parametrize(
    "method", ["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]
)
def test_the_method_is_that_of_the_destination(
    mock: EventBridgeMock, make_orders: Callable[..., None], method: str
) -> None:
    """The seven methods of ApiDestinationHttpMethod in the service model."""
    make_orders(HttpMethod=method)

    assert mock.invoke("orders").method == method


def test_the_event_is_sent_as_compact_json(mock: EventBridgeMock, orders: str) -> None:
    invocation = mock.invoke(orders, {"order": 7, "name": "Zoë", "items": [1, None]})

    assert invocation.body == '{"order":7,"name":"Zoë","items":[1,null]}'.encode()


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_every_method_but_head_carries_the_event(
    mock: EventBridgeMock, make_orders: Callable[..., None], method: str
) -> None:
    """Our choice: recorded for Step Functions' HTTP task, and not for this."""
    make_orders(HttpMethod=method)
    invocation = mock.invoke("orders", {"order": 7})

    assert (invocation.body, invocation.headers["Content-Length"]) == (
        b'{"order":7}',
        "11",
    )


def test_a_head_request_has_no_body(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(HttpMethod="HEAD")
    invocation = mock.invoke("orders", {"order": 7})

    assert (invocation.body, invocation.headers["Content-Length"]) == (b"", "0")


def test_an_endpoint_without_a_scheme_is_invoked_by_https(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """Our choice: AWS stores such an endpoint (recorded 2026-09-26)."""
    make_orders(InvocationEndpoint="api.partner.example/orders")
    invocation = mock.invoke("orders")

    assert invocation.url == "https://api.partner.example/orders"
    assert invocation.headers["Host"] == "api.partner.example"


def test_the_host_header_names_the_port(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationEndpoint="https://api.partner.example:8443/orders")

    assert mock.invoke("orders").headers["Host"] == "api.partner.example:8443"


def test_header_parameters_are_added(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(auth=parameters("HeaderParameters", ("X-Shop", "north")))

    assert mock.invoke("orders").headers["x-shop"] == "north"


@pytest.mark.parametrize("name", ["Content-Type", "content-type"])
def test_a_header_parameter_sets_the_content_type(
    mock: EventBridgeMock, make_orders: Callable[..., None], name: str
) -> None:
    """AWS announced it on 2024-02-29."""
    make_orders(auth=parameters("HeaderParameters", (name, "application/cbor")))
    headers = mock.invoke("orders").headers

    assert [key for key in headers if key.lower() == "content-type"] == [name]
    assert headers["Content-Type"] == "application/cbor"


@pytest.mark.parametrize("name", REMOVED_HEADERS)
def test_some_header_parameters_are_removed(
    mock: EventBridgeMock, make_orders: Callable[..., None], name: str
) -> None:
    """AWS guide "API destinations as targets": removed without a word."""
    make_orders(auth=parameters("HeaderParameters", (name, "mine"), ("Cookie", "c=1")))
    headers = mock.invoke("orders").headers

    assert "mine" not in headers.values()
    assert headers["Cookie"] == "c=1"


def test_query_parameters_are_appended_and_encoded(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """A space as %20 is recorded for Step Functions 2026-09-24."""
    make_orders(
        InvocationEndpoint="https://api.partner.example/orders?a=0",
        auth=parameters("QueryStringParameters", ("a b", "c d/é"), ("x+y", "1&2")),
    )
    invocation = mock.invoke("orders")

    assert invocation.url == (
        "https://api.partner.example/orders?a=0&a%20b=c%20d%2F%C3%A9&x%2By=1%262"
    )
    assert invocation.query == {"a": "0", "a b": "c d/é", "x+y": "1&2"}


def test_a_repeated_query_key_gives_a_list(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(
        InvocationEndpoint="https://api.partner.example/orders?a=0&a=&b=1",
        auth=parameters("QueryStringParameters", ("a", "2")),
    )

    assert mock.invoke("orders").query == {"a": ["0", "", "2"], "b": "1"}


def test_body_parameters_set_keys_of_a_json_object(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """As recorded for Step Functions 2026-09-24: in place, or at the end."""
    make_orders(auth=parameters("BodyParameters", ("shop", "north"), ("order", "8")))
    invocation = mock.invoke("orders", {"order": 7, "name": "Zoë"})

    assert invocation.body == '{"order":"8","name":"Zoë","shop":"north"}'.encode()
    assert invocation.headers["Content-Length"] == str(len(invocation.body))


@pytest.mark.parametrize("body", ['["a"]', '"a"', "7", "plain text", ""])
def test_body_parameters_leave_other_bodies_alone(
    mock: EventBridgeMock, make_orders: Callable[..., None], body: str
) -> None:
    """Our choice: nobody recorded it."""
    make_orders(auth=parameters("BodyParameters", ("shop", "north")))

    assert mock.invoke("orders", body=body).body == body.encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("User-Agent", "Amazon/EventBridge/ApiDestinations"),
        ("range", "bytes=0-1048575"),
        ("Host", "api.partner.example"),
        ("content-length", "2"),
    ],
)
def test_an_api_key_takes_no_place_of_a_header_of_aws(
    mock: EventBridgeMock, make_orders: Callable[..., None], name: str, value: str
) -> None:
    """Which of the two goes out is our choice; AWS sends these in any case."""
    key = {"ApiKeyName": name, "ApiKeyValue": "not-a-secret"}
    make_orders("API_KEY", auth={"ApiKeyAuthParameters": key})

    assert mock.invoke("orders").headers[name] == value


def test_a_url_in_the_query_is_no_scheme(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """An endpoint without a scheme is accepted (recorded on AWS 2026-09-26)."""
    make_orders(InvocationEndpoint="p.example/o?cb=https://x.example")

    assert mock.invoke("orders").url == "https://p.example/o?cb=https://x.example"


HALF_GIVEN = [{"Value": "north"}, {"Key": "shop"}, {"IsValueSecret": True}, {}]


@pytest.mark.parametrize("is_secret", [False, True])
def test_a_parameter_without_a_key_is_left_out_and_one_without_a_value_is_empty(
    mock: EventBridgeMock, make_orders: Callable[..., None], *, is_secret: bool
) -> None:
    """Our choice: the service model requires neither, and nobody recorded it."""
    given = [{**one, "IsValueSecret": is_secret} for one in HALF_GIVEN]
    kinds = ("Header", "QueryString", "Body")
    groups = {f"{kind}Parameters": given for kind in kinds}
    make_orders(auth={"InvocationHttpParameters": groups})
    invocation = mock.invoke("orders", {"order": 7})

    assert invocation.url == "https://api.partner.example/orders?shop="
    assert invocation.headers["shop"] == ""
    assert invocation.body == b'{"order":7,"shop":""}'
    assert "None" not in str(dict(invocation.headers))


def test_body_parameters_without_a_key_leave_the_body_alone(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    groups = {"BodyParameters": [{"Value": "north"}]}
    make_orders(auth={"InvocationHttpParameters": groups})

    assert mock.invoke("orders", body='{ "order": 7 }').body == b'{ "order": 7 }'
