"""The authorization server that answers where a test scripted no reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.authorization_server import AuthorizationServer
from eventbridge_mock.replies.reply import Reply
from tests import requests_to_aws
from tests.delivery.partner import TOKEN_URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

KNOWN = b"client_id=shop&client_secret=not-a-secret"
INVALID_CLIENT = Reply(status=401, body=b'{"error":"invalid_client"}')
INVALID_REQUEST = Reply(status=400, body=b'{"error":"invalid_request"}')


def form(body: bytes, url: str = TOKEN_URL) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=Headers(()), body=body)


@pytest.fixture
def server() -> AuthorizationServer:
    return AuthorizationServer()


@pytest.mark.parametrize(
    "request_",
    [
        form(KNOWN),
        form(b"", f"{TOKEN_URL}?a=b&{KNOWN.decode()}"),
        form(b"client_id=mine&" + KNOWN),
    ],
    ids=["form", "query", "the last of two"],
)
def test_every_client_with_a_secret_is_granted_a_token(
    server: AuthorizationServer, request_: HttpRequest
) -> None:
    assert server.answer(request_) == Reply(
        status=200,
        body=b'{"access_token":"token-for-shop","token_type":"Bearer",'
        b'"expires_in":3600}',
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
    assert server.answer(form(body)) == INVALID_REQUEST


@pytest.mark.parametrize(
    "body",
    [
        b"client_id=other&client_secret=not-a-secret",
        b"client_id=shop&client_secret=wrong",
        b"client_id=Shop&client_secret=not-a-secret",
    ],
)
def test_once_one_client_is_known_all_others_are_refused(
    server: AuthorizationServer, body: bytes
) -> None:
    """RFC 6749, 5.2."""
    server.know("shop", "not-a-secret", 60)

    assert server.answer(form(body)) == INVALID_CLIENT


def test_a_known_client_has_its_own_life_of_tokens(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)
    answered = server.answer(form(KNOWN))

    assert json.loads(answered.body)["expires_in"] == 60


def test_the_tokens_of_each_client_are_numbered(server: AuthorizationServer) -> None:
    asked = [KNOWN, KNOWN, KNOWN.replace(b"shop", b"other"), KNOWN]
    tokens = [json.loads(server.answer(form(one)).body) for one in asked]

    assert [token["access_token"] for token in tokens] == [
        "token-for-shop",
        "token-for-shop-2",
        "token-for-other",
        "token-for-shop-3",
    ]


def test_a_refused_client_is_not_counted(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)
    server.answer(form(b"client_id=shop&client_secret=wrong"))
    answered = server.answer(form(KNOWN))

    assert json.loads(answered.body)["access_token"] == "token-for-shop"


def test_clear_forgets_clients_and_counts(server: AuthorizationServer) -> None:
    server.know("other", "not-a-secret", 60)
    server.answer(form(KNOWN.replace(b"shop", b"other")))
    server.clear()
    server.answer(form(KNOWN))

    assert server.answer(form(KNOWN)).body.startswith(b'{"access_token":"token-for-sho')


def test_a_client_does_not_print_its_secret(server: AuthorizationServer) -> None:
    server.know("shop", "not-a-secret", 60)

    assert "not-a-secret" not in repr(vars(server))


@pytest.mark.parametrize(
    ("secret", "state"),
    [(requests_to_aws.PASSWORD, "AUTHORIZED"), ("not-this", "DEAUTHORIZED")],
)
def test_a_registered_client_decides_over_the_connection(
    mock: EventBridgeMock, make_orders: Callable[..., None], secret: str, state: str
) -> None:
    mock.register_oauth_client("shop", secret)
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.connections["partner"].connection_state == state


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
    oauth: dict[str, Any] = {
        **requests_to_aws.OAUTH["OAuthParameters"],
        "HttpMethod": method,
        "ClientParameters": {"ClientID": "zoë&co", "ClientSecret": "not=a&secret ✓"},
    }
    mock.register_oauth_client("zoë&co", "not=a&secret ✓", expires_in=60)
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth={"OAuthParameters": oauth})

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
    server.answer(form(KNOWN))
    twin = AuthorizationServer()
    twin.copy_from(server)

    assert twin.answer(form(KNOWN.replace(b"shop", b"other"))) == INVALID_CLIENT
    assert json.loads(twin.answer(form(KNOWN)).body) == {
        "access_token": "token-for-shop-2",
        "token_type": "Bearer",
        "expires_in": 60,
    }


def test_what_a_copy_learns_stays_there(server: AuthorizationServer) -> None:
    twin = AuthorizationServer()
    twin.copy_from(server)
    twin.know("other", "not-a-secret", 60)
    twin.answer(form(KNOWN.replace(b"shop", b"other")))

    assert json.loads(server.answer(form(KNOWN)).body)["access_token"] == (
        "token-for-shop"
    )
