"""Secrets are masked where they are values, however short, and nothing else is.

The same scenario is printed with each kind of secret. What is printed must not depend
on the secret: a value that stays is a leak, and a sentence, name or URL that changes
is garbled.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.server.queries import QUERIES
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.server.browsing import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

# Endpoint, names and our own sentences contain each of these but the last three.
SECRETS = {
    "one letter": "k",
    "one digit": "2",
    "part of our names": "test",
    "a word of our sentences": "invoked",
    "an outcome": "delivered",
    "a name": "orders",
    "a method": "POST",
    "a scheme": "https",
    "a long word": "destination",
    "with special characters": 'a "b" c/d+e&f',
    "long": "not-a-secret-at-all-0123456789",
}
URL = "https://api.test.example/v1/orders"
TOKEN_URL = "https://auth.test.example/token"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered"


def pairs(secret: str, name: str) -> list[dict[str, Any]]:
    return [{"Key": name, "Value": secret, "IsValueSecret": True}]


def auth_parameters(kind: str, secret: str) -> dict[str, Any]:
    """Return parameters with *secret* in every place that can hold one."""
    parameters = {
        "HeaderParameters": pairs(secret, "X-Tenant"),
        "QueryStringParameters": pairs(secret, "page"),
        "BodyParameters": pairs(secret, "shop"),
    }
    client = {"ClientID": "partner", "ClientSecret": secret}
    blocks: dict[str, dict[str, Any]] = {
        "BASIC": {
            "BasicAuthParameters": {"Username": "partner", "Password": secret},
        },
        "API_KEY": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": secret},
        },
        "OAUTH_CLIENT_CREDENTIALS": {
            "OAuthParameters": {
                "ClientParameters": client,
                "AuthorizationEndpoint": TOKEN_URL,
                "HttpMethod": "POST",
                "OAuthHttpParameters": parameters,
            },
        },
    }
    return {**blocks[kind], "InvocationHttpParameters": parameters}


def make_orders(events: Any, kind: str, secret: str) -> None:
    """Make the API destination `orders` and a rule with it as the target."""
    parameters = auth_parameters(kind, secret)
    connection = requests_to_aws.connection(kind, AuthParameters=parameters)
    arn = events.create_connection(**connection)["ConnectionArn"]
    arn = events.create_api_destination(
        **requests_to_aws.api_destination(arn, InvocationEndpoint=URL)
    )["ApiDestinationArn"]
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    target = {"Id": "orders", "Arn": arn, "RoleArn": requests_to_aws.ROLE_ARN}
    events.put_targets(Rule="orders", Targets=[target])


def put(events: Any, source: str = "shop") -> None:
    entry = {
        "Source": source,
        "DetailType": "Order Placed",
        "Detail": '{"status": "open"}',
    }
    events.put_events(Entries=[entry])


def failure_of(act: Callable[..., Any], *arguments: Any, **expected: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        act(*arguments, **expected)
    return str(caught.value)


def invoke(mock: EventBridgeMock, events: Any) -> None:
    """Publish one event for `orders` and one for nobody, and invoke it directly."""
    mock.responses.post(URL, status=400, body="no")
    put(events)
    put(events, "elsewhere")
    mock.invoke(
        "orders",
        {"order": 7},
        dead_letter_config={"Arn": QUEUE_ARN},
    )


def records(mock: EventBridgeMock) -> list[str]:
    """Return all records as they print."""
    last, letter = mock.invocations.last, mock.dead_letters.last
    request = last.attempts[0].request
    return [
        f"{last!r} {last.headers!r} {last.query!r} {last.failure}",
        f"{last.attempts!r} {request!r} {request} {request.query!r}",
        f"{letter!r} {letter.attributes!r}",
        f"{mock.invocations!r} {mock.dead_letters!r} {mock.token_requests!r}",
        last.to_curl(),
        *(f"{one.headers!r} {one.query!r}" for one in mock.token_requests),
        *(one.to_curl() for one in mock.token_requests),
        *(str(mock.explain(event)) for event in mock.events),
    ]


def served(mock: EventBridgeMock) -> list[str]:
    """Return the answers of the control API."""
    with mock.serve() as server:
        browser = Browser(server.url)
        answers = [browser.get(path).body.decode() for path in QUERIES]
        return [answer.replace(server.url, "URL") for answer in answers]


def failures(mock: EventBridgeMock, secret: str) -> list[str]:
    """Return the texts of failed assertions, also of those that name the secret."""
    sent = {"order": 7, "shop": secret}
    invoked, not_invoked = mock.assert_invoked, mock.assert_not_invoked
    wrong = {"X-Tenant": "wrong", "Authorization": "wrong", "Host": "wrong"}
    return [
        failure_of(invoked, "order"),
        failure_of(invoked, "orders", times=9),
        failure_of(invoked, "orders", headers=wrong, method="GET"),
        failure_of(invoked, "orders", headers={"X-Tenant": secret}, status=200),
        failure_of(invoked, "orders", query={"page": "wrong"}),
        failure_of(invoked, "orders", json={"order": 8}),
        failure_of(invoked, "orders", json=sent, status=200),
        failure_of(invoked, "orders", body=b"", url="wrong", status=200),
        failure_of(invoked, "orders", body="wrong"),
        failure_of(not_invoked, "orders", json=sent),
        failure_of(not_invoked, "orders", query={"page": secret}),
        failure_of(mock.assert_dead_lettered, "orders", times=9),
        failure_of(mock.assert_dead_lettered, "orders", json={"order": 8}),
    ]


def printed(make_client: Callable[..., Any], kind: str, secret: str) -> list[str]:
    """Return all that is printed of a mock that knows *secret*."""
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        events = make_client()
        make_orders(events, kind, secret)
        invoke(mock, events)
        return comparable([*records(mock), *failures(mock, secret)])


def comparable(texts: list[str]) -> list[str]:
    """Return *texts* without what depends on the length of a secret, and ids."""
    lengths = re.compile(r"(Content-Length\D{1,6})\d+", re.IGNORECASE)
    uuids = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-\w{6}\b)?")
    times = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|Z)")
    return [
        times.sub("TIME", uuids.sub("UUID", lengths.sub(r"\1N", text)))
        for text in texts
    ]


OTHER_SECRET = "not-the-other-secret-987"
KINDS = ["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"]


@pytest.fixture(scope="module", params=KINDS)
def kind_and_texts(
    request: pytest.FixtureRequest, make_client: Callable[..., Any]
) -> tuple[str, list[str]]:
    """A kind of authorization, and what is printed with another secret."""
    return request.param, printed(make_client, request.param, OTHER_SECRET)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_is_printed_does_not_depend_on_the_secret(
    make_client: Callable[..., Any],
    kind_and_texts: tuple[str, list[str]],
    secret: str,
) -> None:
    kind, expected = kind_and_texts
    texts = printed(make_client, kind, secret)

    assert texts == expected
    assert "page=***" in texts[0]
    assert "not-the" not in "".join(texts)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("secret", ["k", "true", "invoked", "events/rule"])
def test_what_is_served_does_not_depend_on_the_secret(
    make_client: Callable[..., Any], kind: str, secret: str
) -> None:
    def answers(secret: str) -> list[str]:
        with mock_api_destinations(region_name=REGION_NAME) as mock:
            events = make_client()
            make_orders(events, kind, secret)
            invoke(mock, events)
            return comparable(served(mock))

    assert answers(secret) == answers(OTHER_SECRET)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_fails_at_the_end_does_not_depend_on_the_secret(
    make_client: Callable[..., Any], secret: str
) -> None:
    mock = mock_api_destinations(region_name=REGION_NAME, unmatched_endpoint="refuse")
    mock.start()
    make_orders(make_client(), "API_KEY", secret)
    mock.invoke("orders")

    text = failure_of(mock.stop)

    assert f"  POST {URL}?page=***" in text.splitlines()
    assert text.count("***") == 1


@pytest.mark.parametrize("encode", [str, quote_plus], ids=["plain", "form-encoded"])
@pytest.mark.parametrize("scheme", ["Basic ", ""], ids=["with a scheme", "alone"])
def test_the_credentials_of_a_client_are_masked_in_a_header_of_its_own(
    mock: EventBridgeMock, events: Any, scheme: str, encode: Callable[[str], str]
) -> None:
    """RFC 6749, 2.3.1: the id and the secret of a client as those of HTTP Basic."""
    pair = f"{encode('shop one')}:{encode('a/b')}"
    credentials = f"{scheme}{base64.b64encode(pair.encode()).decode()}"
    header = {"Key": "X-Client", "Value": credentials}
    oauth = {
        "ClientParameters": {"ClientID": "shop one", "ClientSecret": "a/b"},
        "AuthorizationEndpoint": TOKEN_URL,
        "HttpMethod": "POST",
        "OAuthHttpParameters": {"HeaderParameters": [header]},
    }
    parameters = {
        "OAuthParameters": oauth,
        "InvocationHttpParameters": {"HeaderParameters": [header]},
    }
    connection = requests_to_aws.connection(
        "OAUTH_CLIENT_CREDENTIALS", AuthParameters=parameters
    )
    arn = events.create_connection(**connection)["ConnectionArn"]
    events.create_api_destination(**requests_to_aws.api_destination(arn))
    invocation, request = mock.invoke("orders"), mock.token_requests.last

    for sent in (invocation, request):
        assert sent.headers["X-Client"] == credentials
        assert f"'X-Client': '{scheme}***'" in repr(sent.headers)
        assert f"'X-Client: {scheme}***'" in sent.to_curl()


def test_a_secret_that_an_event_has_as_a_value_is_masked(
    mock: EventBridgeMock, events: Any
) -> None:
    make_orders(events, "API_KEY", "test")
    mock.invoke("orders", {"env": "test", "note": "a test"})

    text = failure_of(mock.assert_invoked, "orders", body="wrong")

    assert text.splitlines()[-1].strip() == (
        'body: \'{"env":"***","note":"a test","shop":"***"}\', expected \'wrong\''
    )


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("test", "a test of invoked"),
        ("invoked", "a test of invoked"),
        ("hunter22", "***"),
        ("correct-horse", "***"),
        ("averylongwordofletters", "***"),
    ],
)
def test_free_text_of_an_endpoint_is_masked_where_a_secret_is_unusual(
    mock: EventBridgeMock, events: Any, secret: str, expected: str
) -> None:
    make_orders(events, "API_KEY", secret)
    text = "a test of invoked" if expected != "***" else secret
    mock.responses.post(URL, status=400, body=text)
    invocation = mock.invoke("orders")

    assert invocation.failure == (
        f"ApiDestination returned HTTP status 400 with payload: {expected}"
    )


def test_json_of_an_endpoint_is_masked_by_its_values(
    mock: EventBridgeMock, events: Any
) -> None:
    make_orders(events, "API_KEY", "k")
    mock.responses.post(URL, status=400, json={"k": "k", "ok": ["k", "ok"]})
    invocation = mock.invoke("orders")

    assert str(invocation.failure).endswith(
        'with payload: {"k": "***", "ok": ["***", "ok"]}'
    )
