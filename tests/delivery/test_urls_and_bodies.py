"""The URL that is invoked, and the body that is sent there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.delivery.http_request import host_of, with_path_values, with_query
from eventbridge_mock.model.endpoint import absolute
from eventbridge_mock.records.http_message import encode
from tests.delivery.partner import URL, added

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


@pytest.mark.parametrize(
    ("endpoint", "values", "url"),
    [
        ("https://p.example/o", ["a"], "https://p.example/o"),
        ("https://p.example/*", [], "https://p.example/*"),
        ("https://p.example/*", ["a"], "https://p.example/a"),
        ("https://p.example/*", ["a", "b"], "https://p.example/a"),
        ("https://p.example/*/x/*", ["a"], "https://p.example/a/x/*"),
        ("https://p.example/*/x/*", ["a", "b"], "https://p.example/a/x/b"),
        ("https://p.example/**", ["a", "b"], "https://p.example/ab"),
        ("https://p.example/a*b*c", ["1", "2"], "https://p.example/a1b2c"),
        ("https://p.example/*", [""], "https://p.example/"),
        # A star in a value is no place, and one in the query is none either.
        ("https://p.example/*/*", ["*", "b"], "https://p.example/%2A/b"),
        ("https://p.example/o?q=*", ["a"], "https://p.example/o?q=*"),
        ("https://p.example/*?q=*", ["a", "b"], "https://p.example/a?q=*"),
        ("p.example/*", ["a"], "p.example/a"),
    ],
)
def test_each_star_in_the_path_is_replaced_by_the_next_value(
    endpoint: str, values: list[str], url: str
) -> None:
    """Service model; recorded on AWS 2026-10-01. The surplus is our choice."""
    assert with_path_values(endpoint, values) == url


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("100%", "100%25"),
        ("%20", "%2520"),
        ("Zoë ✓", "Zo%C3%AB%20%E2%9C%93"),
        ("\ud800", "%3F"),
        ("a\r\nb", "a%0D%0Ab"),
        ('{"a":1}', "%7B%22a%22:1%7D"),
        ("-._~!$&'()+,;=:@", "-._~!$&'()+,;=:@"),
        ("..", ".."),
    ],
)
def test_a_value_stays_within_its_place(value: str, encoded: str) -> None:
    """RFC 3986, 3.3; that a `/` is encoded too is our choice."""
    assert with_path_values("https://p.example/*/o", [value]) == (
        f"https://p.example/{encoded}/o"
    )


@pytest.mark.parametrize(
    ("endpoint", "pairs", "url"),
    [
        ("https://p.example", [], "https://p.example/"),
        ("https://p.example", [("a", "1")], "https://p.example/?a=1"),
        ("https://p.example/", [("a", "1")], "https://p.example/?a=1"),
        ("https://p.example/?b=2", [("a", "1")], "https://p.example/?b=2&a=1"),
        ("https://p.example/?a=2", [("a", "1")], "https://p.example/?a=2&a=1"),
        ("https://p.example/?b", [("a", "")], "https://p.example/?b&a="),
        ("https://p.example/?a=b%20c", [], "https://p.example/?a=b%20c"),
        ("https://p.example/?x=?/:@", [("a", "1")], "https://p.example/?x=?/:@&a=1"),
        ("https://p.example/%23x;y=1", [("a", "1")], "https://p.example/%23x;y=1?a=1"),
        ("https://p.example//a/../b", [], "https://p.example//a/../b"),
        (
            "p.example:8443/o?u=https://x",
            [],
            "https://p.example:8443/o?u=https://x",
        ),
        ("https://p.example", [("a", "1"), ("a", "2")], "https://p.example/?a=1&a=2"),
        (
            "https://p.example",
            [("a+b", "c d&e=f#g")],
            "https://p.example/?a%2Bb=c%20d%26e%3Df%23g",
        ),
        (
            "https://p.example",
            [("é", "✓\ud800\n")],
            "https://p.example/?%C3%A9=%E2%9C%93%3F%0A",
        ),
    ],
)
def test_a_query_is_appended(
    endpoint: str, pairs: list[tuple[str, str]], url: str
) -> None:
    """A space as %20 is recorded on AWS 2026-09-24; the order is our choice."""
    assert with_query(endpoint, pairs) == url


@pytest.mark.parametrize(
    ("endpoint", "url", "host"),
    [
        ("https://p.example/o", "https://p.example/o", "p.example"),
        ("HTTPS://P.example:443/o", "HTTPS://P.example:443/o", "P.example:443"),
        ("p.example", "https://p.example", "p.example"),
        ("p.example:8443/o", "https://p.example:8443/o", "p.example:8443"),
        ("127.0.0.1/o", "https://127.0.0.1/o", "127.0.0.1"),
        ("localhost?u=ftp://x", "https://localhost?u=ftp://x", "localhost"),
    ],
)
def test_an_endpoint_without_a_scheme_is_https(
    endpoint: str, url: str, host: str
) -> None:
    """Our choice: AWS stores it as it is (recorded 2026-09-26)."""
    assert (absolute(endpoint), host_of(absolute(endpoint))) == (url, host)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("{}", '{"shop":"north"}'),
        ('{"shop":"south","a":1}', '{"shop":"north","a":1}'),
        ('{"a":{"shop":"south"}}', '{"a":{"shop":"south"},"shop":"north"}'),
        (' {"a" : 1.0} \n', '{"a":1.0,"shop":"north"}'),
        ('{"a":1,"a":2}', '{"a":2,"shop":"north"}'),
        ('{"a":"\\u2713\\u00e9"}', '{"a":"✓é","shop":"north"}'),
        ('{"a":"\\ud800"}', '{"a":"?","shop":"north"}'),
        ('\ufeff{"a":1}', '{"a":1,"shop":"north"}'),
        (
            '{"a":12345678901234567890123}',
            '{"a":12345678901234567890123,"shop":"north"}',
        ),
    ],
)
def test_body_parameters_set_keys_at_the_top(
    mock: EventBridgeMock, make_orders: Callable[..., None], body: str, sent: str
) -> None:
    """As recorded for Step Functions 2026-09-24."""
    make_orders(auth=added("BodyParameters", ("shop", "north")))

    assert mock.invoke("orders", body=body).body.decode() == sent


@pytest.mark.parametrize(
    "body",
    [
        b"[1]",
        b"null",
        b"order 7",
        b'{"a":',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e400}',
        b"\xff{}",
        b'{"a":' + b"[" * 60_000,
    ],
    ids=lambda body: str(body[:12]),
)
def test_body_parameters_leave_alone_what_is_no_json_object(
    mock: EventBridgeMock, make_orders: Callable[..., None], body: bytes
) -> None:
    """Our choice: nobody recorded it."""
    make_orders(auth=added("BodyParameters", ("shop", "north")))

    assert mock.invoke("orders", body=body).body == body


def test_body_parameters_are_texts(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """A value always is one (recorded for Step Functions 2026-09-24)."""
    make_orders(auth=added("BodyParameters", ("a", "1"), ("b", "true"), ("b.c", "{}")))

    assert mock.invoke("orders").json() == {"a": "1", "b": "true", "b.c": "{}"}


@pytest.mark.parametrize("is_secret", [True, False])
def test_a_secret_value_is_sent_like_any_other(
    mock: EventBridgeMock, make_orders: Callable[..., None], *, is_secret: bool
) -> None:
    """`IsValueSecret` only changes what DescribeConnection shows (service model)."""
    pair = {"Key": "X-A", "Value": "not-a-secret", "IsValueSecret": is_secret}
    kinds = ("Header", "QueryString", "Body")
    groups = {f"{kind}Parameters": [pair] for kind in kinds}
    make_orders(auth={"InvocationHttpParameters": groups})
    invocation = mock.invoke("orders")

    assert (invocation.headers["X-A"], invocation.query, invocation.json()) == (
        "not-a-secret",
        {"X-A": "not-a-secret"},
        {"X-A": "not-a-secret"},
    )


LARGE = "x" * 65_536


@pytest.mark.parametrize("method", ["POST", "GET", "HEAD"])
def test_64_kilobytes_are_sent(
    mock: EventBridgeMock, make_orders: Callable[..., None], method: str
) -> None:
    """The service model; that HEAD is counted alike is our choice."""
    make_orders(HttpMethod=method)

    assert mock.invoke("orders", body=LARGE).outcome == "delivered"
    assert mock.invoke("orders", body=f"{LARGE}x").error_code == "INVALID_PARAMETER"


@pytest.mark.parametrize(
    "parameters",
    [
        {"HeaderParameters": {"X": "y"}},
        {"QueryStringParameters": {"é": "1"}},
        {"HeaderParameters": {"X-Id": "$.id"}},
    ],
    ids=["header", "query", "path"],
)
def test_parameters_are_counted_too(
    mock: EventBridgeMock, orders: str, parameters: dict[str, Any]
) -> None:
    invocation = mock.invoke(
        orders, {"id": "a"}, body=LARGE[:-1], http_parameters=parameters
    )

    assert invocation.failure is not None
    assert invocation.failure.startswith(
        "Parameter is not valid. Body and parameters have 655"
    )
    assert invocation.failure.endswith(" bytes; 65536 are allowed.")


def test_what_the_connection_adds_is_counted(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(auth=added("HeaderParameters", ("X-A", "1")))

    assert mock.invoke("orders", body=LARGE).failure == (
        "Parameter is not valid. Body and parameters have 65540 bytes;"
        " 65536 are allowed."
    )


@pytest.mark.parametrize(
    "event",
    [{"a": {1, 2}}, {"a": float("nan")}, object()],
    ids=["set", "nan", "object"],
)
@pytest.mark.parametrize("body", [None, "{}"])
def test_an_event_is_json_whatever_is_sent(
    mock: EventBridgeMock, orders: str, event: object, body: str | None
) -> None:
    with pytest.raises((TypeError, ValueError), match="JSON"):
        mock.invoke(orders, event, body=body)

    assert mock.invocations == []


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        ({"a": "Zoë ✓", "b": [1, None, True]}, '{"a":"Zoë ✓","b":[1,null,true]}'),
        ({"half": "\ud800"}, '{"half":"?"}'),
        ("\u2028</script>", '"\u2028</script>"'),
    ],
)
def test_json_is_compact_utf_8(content: object, sent: str) -> None:
    assert encode(content) == sent.encode()


@pytest.mark.parametrize("password", ["not✓a-secret", "not\ud800a-secret"])
@pytest.mark.parametrize("kind", ["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"])
def test_credentials_are_any_text(
    mock: EventBridgeMock, make_orders: Callable[..., None], kind: str, password: str
) -> None:
    """The pattern of the service model bars controls and colons alone."""
    client = {"ClientID": "shop", "ClientSecret": password}
    oauth = {
        "ClientParameters": client,
        "AuthorizationEndpoint": "https://auth.partner.example/token",
        "HttpMethod": "POST",
    }
    auth: dict[str, Any] = {
        "BASIC": {"BasicAuthParameters": {"Username": "shop", "Password": password}},
        "API_KEY": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": password}
        },
        "OAUTH_CLIENT_CREDENTIALS": {"OAuthParameters": oauth},
    }
    make_orders(kind, auth=auth[kind])
    invocation = mock.invoke("orders", body=json.dumps({"echo": password}))

    assert invocation.outcome == "delivered"
    assert "a-secret" not in f"{invocation!r} {invocation.headers!r}"
    assert "a-secret" not in invocation.to_curl()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(
    mock: EventBridgeMock, orders: str, status: int
) -> None:
    """AWS guide; neither retried nor sent on."""
    mock.responses.post(URL, status=status, headers={"Location": "/elsewhere"})
    invocation = mock.invoke(orders)

    assert [one.request.url for one in invocation.attempts] == [URL]
    assert invocation.failure == (
        f"ApiDestination returned HTTP status {status} with payload: "
    )
