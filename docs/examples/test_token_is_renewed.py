"""The shop's tests for its access: tokens that expire, and secrets that change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from partner_orders import (
    NotAuthorizedError,
    Order,
    Partner,
    authorization_status,
    order_placed,
    provision,
    rotate_client_secret,
    wait_until_authorized,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ORDERS_URL = "https://api.partner.example/v1/orders"
PARTNER = Partner(
    orders_url=ORDERS_URL,
    token_url="https://login.partner.example/oauth/token",
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)
EVENT = order_placed(Order(number="1001", items={"teapot": 1}, total_cents=2950))


@pytest.fixture
def mock(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    """Return the mock; its partner grants the shop tokens for an hour."""
    eventbridge_mock.register_oauth_client("shop", "not-a-secret", expires_in=3600)
    provision(PARTNER)
    return eventbridge_mock


def test_a_token_serves_until_its_last_minute(mock: EventBridgeMock) -> None:
    mock.invoke("orders", EVENT)
    mock.advance(minutes=58)
    mock.invoke("orders", EVENT)
    mock.advance(minutes=2)
    mock.invoke("orders", EVENT)

    assert [sent.headers["Authorization"] for sent in mock.invocations] == [
        "Bearer token-for-shop",
        "Bearer token-for-shop",
        "Bearer token-for-shop-2",
    ]


def test_a_token_that_the_partner_revoked_is_replaced(
    mock: EventBridgeMock,
) -> None:
    mock.responses.post(ORDERS_URL, status=401)
    mock.responses.post(ORDERS_URL, status=202)

    invocation = mock.invoke("orders", EVENT)

    assert [
        (attempt.request.headers["Authorization"], attempt.status)
        for attempt in invocation.attempts
    ] == [("Bearer token-for-shop", 401), ("Bearer token-for-shop-2", 202)]
    assert authorization_status() == ("AUTHORIZED", "")


def test_a_secret_that_the_partner_changed_stops_the_orders(
    mock: EventBridgeMock,
) -> None:
    mock.register_oauth_client("shop", "still-not-a-secret")
    before = mock.invoke("orders", EVENT)
    mock.advance(hours=1)
    after = mock.invoke("orders", EVENT)

    assert before.outcome == "delivered", "the old token is good for its hour"
    assert (after.outcome, after.error_code) == ("failed", "CONNECTION_FAILURE")
    with pytest.raises(NotAuthorizedError, match="401"):
        wait_until_authorized()


def test_orders_flow_again_with_the_new_secret(mock: EventBridgeMock) -> None:
    mock.register_oauth_client("shop", "still-not-a-secret")
    mock.advance(hours=1)
    mock.invoke("orders", EVENT)

    rotate_client_secret("still-not-a-secret")
    wait_until_authorized()

    assert mock.invoke("orders", EVENT).outcome == "delivered"
