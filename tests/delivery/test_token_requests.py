"""The requests by which an OAuth connection gets its access token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

ENDPOINT = "https://auth.partner.example/token"
EXTRA = {
    "HeaderParameters": [{"Key": "X-Tenant", "Value": "north"}],
    "QueryStringParameters": [{"Key": "api version", "Value": "1&2"}],
    "BodyParameters": [
        {"Key": "grant_type", "Value": "client_credentials"},
        {"Key": "scope", "Value": "owned-echo a+b"},
    ],
}


@pytest.fixture
def authorize(events: Any) -> Callable[..., Any]:
    """Create an OAuth connection and return how it is described afterwards."""

    def create(name: str = "partner", **changes: Any) -> Any:
        oauth = {**requests_to_aws.OAUTH["OAuthParameters"], **changes}
        events.create_connection(
            **requests_to_aws.connection(
                "OAUTH_CLIENT_CREDENTIALS",
                Name=name,
                AuthParameters={"OAuthParameters": oauth},
            )
        )
        return events.describe_connection(Name=name)

    return create


def test_a_post_is_the_one_aws_sends(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Recorded on AWS 2026-09-24: the user's pairs, the secret, then the id."""
    authorize(OAuthHttpParameters={"BodyParameters": EXTRA["BodyParameters"]})
    request = mock.token_requests.last

    assert (request.method, request.url) == ("POST", ENDPOINT)
    assert request.body == (
        b"grant_type=client_credentials&scope=owned-echo+a%2Bb"
        b"&client_secret=not-a-secret&client_id=shop"
    )
    assert dict(request.headers) == {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Encoding": "gzip,deflate",
        "User-Agent": "Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)",
        "Host": "auth.partner.example",
        "Content-Length": "94",
    }


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_a_method_in_lower_case_is_sent_in_upper_case(
    mock: EventBridgeMock, authorize: Callable[..., Any], method: str
) -> None:
    """AWS accepted `put` (recorded 2024-12-09); the request is our choice."""
    authorize(HttpMethod=method)
    lower_case = mock.token_requests.last
    authorize("again", HttpMethod=method.upper())
    upper_case = mock.token_requests.last

    assert lower_case.method == method.upper()
    assert lower_case.request == upper_case.request


def test_nothing_is_added_to_what_the_user_gave(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Our choice: in the recording grant_type was given by the user."""
    authorize()

    assert mock.token_requests.last.body == b"client_secret=not-a-secret&client_id=shop"


def test_a_token_request_has_no_parameter_without_a_key(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Our choice: the service model requires neither key nor value."""
    given = [{"Value": "north"}, {"Key": "scope"}]
    kinds = ("Header", "QueryString", "Body")
    authorize(OAuthHttpParameters={f"{kind}Parameters": given for kind in kinds})
    request = mock.token_requests.last

    assert request.url == f"{ENDPOINT}?scope="
    assert request.headers["scope"] == ""
    assert request.body == b"scope=&client_secret=not-a-secret&client_id=shop"
    assert "None" not in request.headers


def test_a_put_is_a_form_too(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Our choice: nobody recorded it."""
    authorize(HttpMethod="PUT", OAuthHttpParameters=EXTRA)
    request = mock.token_requests.last

    assert request.method == "PUT"
    assert request.url == f"{ENDPOINT}?api%20version=1%262"
    assert request.body == (
        b"grant_type=client_credentials&scope=owned-echo+a%2Bb"
        b"&client_secret=not-a-secret&client_id=shop"
    )


def test_a_get_has_all_in_its_query(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Our choice: nobody recorded it."""
    authorize(HttpMethod="GET", OAuthHttpParameters=EXTRA)
    request = mock.token_requests.last

    assert (request.method, request.body) == ("GET", b"")
    assert request.url == (
        f"{ENDPOINT}?api%20version=1%262&grant_type=client_credentials"
        "&scope=owned-echo%20a%2Bb&client_secret=not-a-secret&client_id=shop"
    )


def test_a_get_describes_no_body(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    authorize(HttpMethod="GET", OAuthHttpParameters=EXTRA)

    assert dict(mock.token_requests.last.headers) == {
        "X-Tenant": "north",
        "Accept-Encoding": "gzip,deflate",
        "User-Agent": "Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)",
        "Host": "auth.partner.example",
    }


def test_the_users_headers_are_passed_on(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Recorded on AWS 2026-09-24."""
    authorize(OAuthHttpParameters=EXTRA)

    assert mock.token_requests.last.headers["X-Tenant"] == "north"


def test_the_query_of_the_endpoint_stays(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    authorize(
        AuthorizationEndpoint=f"{ENDPOINT}?realm=a%20b", OAuthHttpParameters=EXTRA
    )

    assert mock.token_requests.last.query == {"realm": "a b", "api version": "1&2"}


def test_an_endpoint_without_a_scheme_is_asked_by_https(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Our choice: AWS takes such an endpoint (recorded 2024-12-09)."""
    authorize(AuthorizationEndpoint="auth.partner.example/token")

    assert mock.token_requests.last.url == ENDPOINT


def test_an_unscripted_endpoint_grants_a_token(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    described = authorize()
    attempt = mock.token_requests.last.attempts[-1]

    assert described["ConnectionState"] == "AUTHORIZED"
    assert attempt.response_body == (
        b'{"access_token":"token-for-shop","token_type":"Bearer","expires_in":3600}'
    )


def test_even_where_unscripted_endpoints_are_refused_a_token_is_granted(
    mock: EventBridgeMock, make_client: Callable[..., Any], authorize: Any
) -> None:
    with type(mock)({"unmatched_endpoint": "refuse"}):
        described = authorize()

    assert described["ConnectionState"] == "AUTHORIZED"


def test_a_record_tells_whose_token_it_was(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    described = authorize()
    request = mock.token_requests.last

    assert (request.connection, request.connection_arn) == (
        "partner",
        described["ConnectionArn"],
    )
    assert (request.account_id, request.region_name) == ("123456789012", "eu-west-1")
    assert (request.status, request.attempts[0].number) == (200, 1)


REDIRECTED = (
    "The authorization endpoint answered HTTP status {}: redirection is not allowed."
)
NO_TOKEN = "The authorization endpoint's response contains no access_token."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"status": 401}, "The authorization endpoint answered HTTP status 401."),
        ({"status": 500}, "The authorization endpoint answered HTTP status 500."),
        (
            {"status": 503, "body": "<h1>Down</h1>\n\n" + "for repair " * 40},
            "The authorization endpoint answered HTTP status 503: <h1>Down</h1> "
            + ("for repair " * 40)[:186]
            + ".",
        ),
        (
            {"status": 400, "body": "unknown secret not-a-secret"},
            "The authorization endpoint answered HTTP status 400: unknown secret ***.",
        ),
        (
            {"json": {"error": "incorrect_client_credentials"}},
            f"{NO_TOKEN[:-1]}: incorrect_client_credentials.",
        ),
        ({"status": 302}, REDIRECTED.format(302)),
        ({"status": 308}, REDIRECTED.format(308)),
        ({"body": "{"}, "The authorization endpoint's response is not valid JSON."),
        ({"body": b"\xff"}, "The authorization endpoint's response is not valid JSON."),
        ({"json": {"token": "x"}}, NO_TOKEN),
        ({"json": {"access_token": ""}}, NO_TOKEN),
        ({"json": {"access_token": 7}}, NO_TOKEN),
        ({"json": ["access_token"]}, NO_TOKEN),
    ],
)
def test_a_refusal_deauthorizes_the_connection(
    mock: EventBridgeMock,
    authorize: Callable[..., Any],
    reply: dict[str, Any],
    reason: str,
) -> None:
    """DEAUTHORIZED is from the AWS guide, the texts are our choice."""
    mock.responses.post(ENDPOINT, **reply)
    described = authorize()

    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert described["StateReason"] == reason


def test_no_answer_leaves_the_connection_authorizing(
    mock: EventBridgeMock, authorize: Callable[..., Any]
) -> None:
    """Recorded on AWS 2026-09-24 for a host that does not resolve."""
    mock.responses.post(ENDPOINT, body=ConnectionError("no such host"))
    described = authorize()

    assert described["ConnectionState"] == "AUTHORIZING"
    assert described["StateReason"] == "Could not connect to the specified endpoint."
    assert mock.token_requests.last.attempts[0].error == "ConnectionError: no such host"


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({"status": 401}, "-> 401>"),
        (
            {"body": ConnectionError("no such host")},
            "-> ConnectionError: no such host>",
        ),
    ],
    ids=["answered", "unanswered"],
)
def test_a_record_prints_what_came_of_it(
    mock: EventBridgeMock,
    authorize: Callable[..., Any],
    reply: dict[str, Any],
    text: str,
) -> None:
    mock.responses.get(ENDPOINT, **reply)
    authorize(HttpMethod="GET")

    assert repr(mock.token_requests.last) == (
        f"<TokenRequest for 'partner' GET {ENDPOINT}"
        f"?client_secret=***&client_id=shop {text}"
    )
