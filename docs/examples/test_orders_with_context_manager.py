"""The shop's tests with the context manager: getting authorized, or not."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from partner_orders import (
    API_DESTINATION,
    NotAuthorizedError,
    Partner,
    authorization_status,
    provision,
    rotate_client_secret,
    wait_until_authorized,
)

from eventbridge_mock import mock_api_destinations

TOKEN_URL = "https://login.partner.example/oauth/token"
PARTNER = Partner(
    orders_url="https://api.partner.example/v1/orders",
    token_url=TOKEN_URL,
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)


def test_the_token_is_asked_for_as_the_partner_wants_it() -> None:
    with mock_api_destinations() as mock:
        provision(PARTNER)

    (request,) = mock.token_requests
    assert (request.method, request.url) == ("POST", TOKEN_URL)
    assert parse_qsl(request.body.decode()) == [
        ("grant_type", "client_credentials"),
        ("scope", "orders:write"),
        ("client_secret", "not-a-secret"),
        ("client_id", "shop"),
    ]


def test_waiting_ends_when_the_token_is_there() -> None:
    with mock_api_destinations(transitions="manual") as mock:
        provision(PARTNER)
        before, _ = authorization_status()

        wait_until_authorized(sleep=lambda _seconds: mock.settle())

    assert before == "AUTHORIZING"
    assert mock.api_destinations[API_DESTINATION].api_destination_state == "ACTIVE"


def test_waiting_does_not_go_on_for_ever() -> None:
    naps: list[float] = []

    with mock_api_destinations(transitions="manual"):
        provision(PARTNER)

        with pytest.raises(NotAuthorizedError, match="is still AUTHORIZING"):
            wait_until_authorized(tries=3, sleep=naps.append)

    assert naps == [1, 1, 1]


def test_a_refused_client_is_told_why() -> None:
    with mock_api_destinations() as mock:
        mock.responses.post(TOKEN_URL, status=401, json={"error": "invalid_client"})
        provision(PARTNER)

        with pytest.raises(NotAuthorizedError, match="401"):
            wait_until_authorized()

        state, reason = authorization_status()

    assert state == "DEAUTHORIZED"
    assert reason == mock.connections["partner-orders"].state_reason
    assert mock.api_destinations[API_DESTINATION].api_destination_state == "INACTIVE"


def test_the_right_secret_lets_us_in_again() -> None:
    with mock_api_destinations() as mock:
        mock.responses.post(TOKEN_URL, status=401)
        mock.responses.post(TOKEN_URL, json={"access_token": "a-token"})
        provision(PARTNER)
        refused, _ = authorization_status()

        rotate_client_secret("still-not-a-secret")
        wait_until_authorized()

        mock.invoke(API_DESTINATION, {"number": "1001"})

    assert refused == "DEAUTHORIZED"
    mock.assert_invoked(API_DESTINATION, headers={"Authorization": "Bearer a-token"})


def test_a_partner_who_forgot_us_later() -> None:
    with mock_api_destinations() as mock:
        provision(PARTNER)
        mock.set_connection_state("partner-orders", "DEAUTHORIZED", "Token revoked.")

        with pytest.raises(NotAuthorizedError, match=r"Token revoked\."):
            wait_until_authorized()
