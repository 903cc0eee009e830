"""The authorization server that answers where a test scripted no reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.authorization_server import AuthorizationServer
from tests import requests_to_aws
from tests.delivery.partner import TOKEN_URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

KNOWN = b"client_id=shop&client_secret=not-a-secret"
GRANT = b"grant_type=client_credentials&"
JSON = {
    "Content-Type": "application/json;charset=UTF-8",
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
}
INVALID_CLIENT = (401, {"error": "invalid_client"})
INVALID_REQUEST = (400, {"error": "invalid_request"})
NO_GRANT_TYPE = (
    400,
    {
        "error": "invalid_request",
        "error_description": "grant_type is missing, give it in OAuthHttpParameters",
    },
)
UNSUPPORTED_GRANT_TYPE = (
    400,
    {
        "error": "unsupported_grant_type",
        "error_description": "grant_type is neither client_credentials nor password",
    },
)


def form(body: bytes, url: str = TOKEN_URL) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=Headers(()), body=body)


@pytest.fixture
def server() -> AuthorizationServer:
    return AuthorizationServer()


def reply(server: AuthorizationServer, request: HttpRequest) -> tuple[Any, Any]:
    """Return the status and the content; the headers are those of RFC 6749, 5.1."""
    replied = server.reply_to(request)
    assert replied.headers == JSON
    return replied.status, json.loads(replied.body)


def token(server: AuthorizationServer, body: bytes) -> str:
    status, content = reply(server, form(body))
    assert status == 200
    return content["access_token"]


@pytest.mark.parametrize(
    "request_",
    [
        form(KNOWN),
        form(b"", f"{TOKEN_URL}?a=b&{KNOWN.decode()}"),
        form(b"client_id=mine&" + KNOWN),
        form(b"grant_type=other&" + KNOWN),
    ],
    ids=["form", "query", "the last of two", "any grant type"],
)
def test_every_client_with_a_secret_is_granted_a_token(
    server: AuthorizationServer, request_: HttpRequest
) -> None:
    assert server.reply_to(request_).body == (
        b'{"access_token":"token-for-shop","token_type":"Bearer","expires_in":3600}'
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"client_id=shop",
        b"client_secret=not-a-secret",
        b"client_id=&client_secret=not-a-secret",
        b"client_id=shop&client_secret=",
        b"{}",
    ],
)
def test_a_request_without_a_client_is_invalid(
    server: AuthorizationServer, body: bytes
) -> None:
    """RFC 6749, 5.2."""
    assert reply(server, form(body)) == INVALID_REQUEST


@pytest.mark.parametrize("grant", [b"", GRANT])
@pytest.mark.parametrize(
    "body",
    [
        b"client_id=other&client_secret=not-a-secret",
        b"client_id=shop&client_secret=wrong",
        b"client_id=Shop&client_secret=not-a-secret",
    ],
)
def test_once_one_client_is_known_all_others_are_refused(
    server: AuthorizationServer, body: bytes, grant: bytes
) -> None:
    """RFC 6749, 5.2."""
    server.know("shop", "not-a-secret", 60)

    assert reply(server, form(grant + body)) == INVALID_CLIENT


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (b"", NO_GRANT_TYPE),
        (b"grant_type=&", NO_GRANT_TYPE),
        (b"Grant_Type=client_credentials&", NO_GRANT_TYPE),
        (b"grant_type=authorization_code&", UNSUPPORTED_GRANT_TYPE),
        (b"grant_type=refresh_token&", UNSUPPORTED_GRANT_TYPE),
        (b"grant_type=Client_Credentials&", UNSUPPORTED_GRANT_TYPE),
    ],
)
def test_a_known_client_has_to_name_a_grant_type(
    server: AuthorizationServer, grant: bytes, expected: Any
) -> None:
    """RFC 6749, 5.2."""
    server.know("shop", "not-a-secret", 60)

    assert reply(server, form(grant + KNOWN)) == expected


@pytest.mark.parametrize("grant", [GRANT, b"grant_type=password&username=a&"])
def test_a_known_client_is_granted_a_token(
    server: AuthorizationServer, grant: bytes
) -> None:
    """RFC 6749, 4.3 and 4.4."""
    server.know("shop", "not-a-secret", 60)

    assert token(server, grant + KNOWN) == "token-for-shop"


def test_a_known_client_has_its_own_life_of_tokens(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)

    assert reply(server, form(GRANT + KNOWN))[1]["expires_in"] == 60


def test_the_tokens_of_each_client_are_numbered(server: AuthorizationServer) -> None:
    bodies = [KNOWN, KNOWN, KNOWN.replace(b"shop", b"other"), KNOWN]

    assert [token(server, body) for body in bodies] == [
        "token-for-shop",
        "token-for-shop-2",
        "token-for-other",
        "token-for-shop-3",
    ]


def test_a_refused_client_is_not_counted(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)
    for body in (b"client_id=shop&client_secret=wrong", KNOWN):
        server.reply_to(form(body))

    assert token(server, GRANT + KNOWN) == "token-for-shop"


def test_clear_forgets_clients_and_counts(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)
    token(server, GRANT + KNOWN)
    server.clear()

    assert token(server, KNOWN) == "token-for-shop"


def test_a_client_does_not_print_its_secret(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)

    assert "not-a-secret" not in repr(vars(server))


def with_grant_type(grant_type: str, **oauth: Any) -> dict[str, Any]:
    """Return AuthParameters whose token requests name *grant_type*."""
    parameters = [{"Key": "grant_type", "Value": grant_type}]
    return {
        "OAuthParameters": {
            **requests_to_aws.OAUTH["OAuthParameters"],
            "OAuthHttpParameters": {"BodyParameters": parameters},
            **oauth,
        }
    }


@pytest.mark.parametrize(
    ("secret", "state"),
    [(requests_to_aws.PASSWORD, "AUTHORIZED"), ("not-this", "DEAUTHORIZED")],
)
def test_a_registered_client_decides_over_the_connection(
    mock: EventBridgeMock, make_orders: Callable[..., None], secret: str, state: str
) -> None:
    mock.register_oauth_client("shop", secret)
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth=with_grant_type("client_credentials"))

    assert mock.connections["partner"].connection_state == state


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        (
            requests_to_aws.OAUTH,
            "400: invalid_request (grant_type is missing, give it in"
            " OAuthHttpParameters).",
        ),
        (
            with_grant_type("refresh_token"),
            "400: unsupported_grant_type (grant_type is neither client_credentials nor"
            " password).",
        ),
    ],
)
def test_a_refusal_says_why(
    mock: EventBridgeMock, make_orders: Callable[..., None], auth: Any, reason: str
) -> None:
    mock.register_oauth_client("shop", requests_to_aws.PASSWORD)
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth=auth)

    assert mock.connections["partner"].state_reason == (
        f"The authorization endpoint answered HTTP status {reason}"
    )


def test_the_failure_of_an_event_says_why(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.register_oauth_client("shop", requests_to_aws.PASSWORD)
    mock.advance(hours=1)

    assert mock.invoke("orders").failure == (
        "No access token for connection 'partner': The authorization endpoint answered"
        " HTTP status 400: invalid_request (grant_type is missing, give it in"
        " OAuthHttpParameters)."
    )


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ({"error": "invalid_scope"}, ": invalid_scope"),
        (
            {"error": "invalid_scope", "error_description": "no such scope"},
            ": invalid_scope (no such scope)",
        ),
        ({"error": "invalid_scope", "error_description": 7}, ": invalid_scope"),
        ({"error": {"code": 7}}, ""),
        ({"error_description": "no such scope"}, ""),
        ("invalid_scope", ""),
        (
            {"error": "invalid_client", "error_description": requests_to_aws.PASSWORD},
            ": invalid_client (***)",
        ),
    ],
)
def test_the_error_of_any_server_is_the_reason(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    content: object,
    shown: str,
) -> None:
    """RFC 6749, 5.2."""
    mock.responses.post(TOKEN_URL, status=400, json=content)
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.connections["partner"].state_reason == (
        f"The authorization endpoint answered HTTP status 400{shown}."
    )


def test_a_long_error_is_cut_off(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """The service model: a StateReason has at most 512 characters."""
    mock.responses.post(TOKEN_URL, status=400, json={"error": "x" * 600})
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert len(str(mock.connections["partner"].state_reason)) == 512


def test_a_scripted_reply_comes_before_the_server(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    mock.register_oauth_client("other", "not-a-secret")
    mock.responses.post(TOKEN_URL, json={"access_token": "scripted"})
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.invoke("orders").headers["Authorization"] == "Bearer scripted"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_client_is_found_in_every_method(
    mock: EventBridgeMock, make_orders: Callable[..., None], method: str
) -> None:
    client = {"ClientID": "zoë&co", "ClientSecret": "not=a&secret ✓"}
    group = "QueryStringParameters" if method == "GET" else "BodyParameters"
    parameters = {group: [{"Key": "grant_type", "Value": "password"}]}
    auth = with_grant_type(
        "",
        HttpMethod=method,
        ClientParameters=client,
        OAuthHttpParameters=parameters,
    )
    mock.register_oauth_client("zoë&co", "not=a&secret ✓", expires_in=60)
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth=auth)

    assert mock.connections["partner"].connection_state == "AUTHORIZED"


def test_an_inner_mock_knows_the_clients_of_the_outer(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    mock.register_oauth_client("other", "not-a-secret")
    with type(mock)({}) as inner:
        make_orders("OAUTH_CLIENT_CREDENTIALS")

        assert inner.connections["partner"].connection_state == "DEAUTHORIZED"


def test_a_copy_knows_the_clients_and_counts_on(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)
    token(server, GRANT + KNOWN)
    twin = AuthorizationServer()
    twin.copy_from(server)

    assert reply(twin, form(KNOWN.replace(b"shop", b"other"))) == INVALID_CLIENT
    assert token(twin, GRANT + KNOWN) == "token-for-shop-2"


def test_what_a_copy_learns_stays_there(server: AuthorizationServer) -> None:
    twin = AuthorizationServer()
    twin.copy_from(server)
    twin.know("other", "not-a-secret", 60)
    token(twin, GRANT + KNOWN.replace(b"shop", b"other"))

    assert token(server, KNOWN) == "token-for-shop"
