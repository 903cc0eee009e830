"""How an invocation proves who is calling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


@pytest.mark.parametrize(
    ("authorization_type", "name", "value"),
    [
        ("BASIC", "Authorization", "Basic c2hvcDpub3QtYS1zZWNyZXQ="),
        ("API_KEY", "X-Api-Key", "not-a-secret"),
        ("OAUTH_CLIENT_CREDENTIALS", "Authorization", "Bearer token-for-shop"),
    ],
)
def test_each_type_of_authorization_has_its_header(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    authorization_type: str,
    name: str,
    value: str,
) -> None:
    """Recorded on AWS 2026-09-24."""
    make_orders(authorization_type)
    headers = mock.invoke("orders").headers

    assert headers[name] == value


def test_an_api_key_needs_no_authorization_header(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("API_KEY")

    assert "Authorization" not in mock.invoke("orders").headers


def test_basic_credentials_are_encoded_as_utf_8(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(
        auth={"BasicAuthParameters": {"Username": "zoë", "Password": "not-a-sécret"}}
    )

    assert mock.invoke("orders").headers["Authorization"] == (
        "Basic em/Dqzpub3QtYS1zw6ljcmV0"
    )


@pytest.mark.parametrize("key", ["Authorization", "authorization"])
def test_the_connections_credentials_beat_its_header_parameters(
    mock: EventBridgeMock, make_orders: Callable[..., None], key: str
) -> None:
    """Our choice: the authorization is put on last."""
    mine = {"HeaderParameters": [{"Key": key, "Value": "mine"}]}
    make_orders(auth={"InvocationHttpParameters": mine})
    headers = mock.invoke("orders").headers

    assert headers["Authorization"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="
    assert [name for name in headers if name.lower() == key.lower()] == [
        "Authorization"
    ]


@pytest.mark.parametrize("token_type", ["Bearer", "bearer", "MAC", None])
def test_a_granted_token_is_a_bearer_token(
    mock: EventBridgeMock, make_orders: Callable[..., None], token_type: str | None
) -> None:
    """`Bearer` is recorded 2026-09-24; for other token types it is our choice."""
    mock.responses.post(
        "https://auth.partner.example/token",
        json={"access_token": "not-a-token", "token_type": token_type},
    )
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.invoke("orders").headers["Authorization"] == "Bearer not-a-token"


def test_one_token_serves_many_invocations(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.invoke("orders")
    mock.invoke("orders")

    assert len(mock.token_requests) == 1


def test_new_credentials_authorize_the_next_invocation(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    password = {"BasicAuthParameters": {"Password": "not-a-secret-either"}}
    events.update_connection(
        Name="partner", AuthorizationType="BASIC", AuthParameters=password
    )

    assert mock.invoke(orders).headers["Authorization"] == (
        "Basic c2hvcDpub3QtYS1zZWNyZXQtZWl0aGVy"
    )


def test_a_forced_oauth_connection_gets_its_token_when_invoked(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    endpoint = mock.responses.post("https://auth.partner.example/token", status=401)
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.set_connection_state("partner", "AUTHORIZED")
    mock.responses.replace("POST", endpoint.url, json={"access_token": "not-a-token"})

    assert mock.invoke("orders").headers["Authorization"] == "Bearer not-a-token"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"status": 401}, "The authorization endpoint answered HTTP status 401."),
        ({"body": ConnectionError()}, "Could not connect to the specified endpoint."),
    ],
    ids=["refused", "unreachable"],
)
def test_without_a_token_nothing_is_sent(
    mock: EventBridgeMock,
    make_orders: Callable[..., None],
    reply: dict[str, Any],
    reason: str,
) -> None:
    mock.responses.post("https://auth.partner.example/token", **reply)
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.set_connection_state("partner", "AUTHORIZED")
    invocation = mock.invoke("orders")

    assert (invocation.outcome, invocation.attempts) == ("failed", ())
    assert invocation.error_code == "CONNECTION_FAILURE"
    assert invocation.failure == f"No access token for connection 'partner': {reason}"
