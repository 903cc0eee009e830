"""The shop's tests with the fixture `eventbridge_mock`: delivered orders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from partner_orders import (
    CONNECTION,
    Order,
    Partner,
    order_placed,
    provision,
    rotate_client_secret,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ORDERS_URL = "https://api.partner.example/v1/orders"
TOKEN_URL = "https://login.partner.example/oauth/token"
PARTNER = Partner(
    orders_url=ORDERS_URL,
    token_url=TOKEN_URL,
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)
ORDER = Order(number="1001", items={"teapot": 1, "cup": 6}, total_cents=7350)


@pytest.fixture
def provisioned(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    """Return the mock once the shop's set-up has run, with a token granted."""
    eventbridge_mock.responses.post(
        TOKEN_URL, json={"access_token": "a-token", "token_type": "Bearer"}
    )
    provision(PARTNER)
    return eventbridge_mock


def test_an_order_reaches_the_partner_with_the_token(
    provisioned: EventBridgeMock,
) -> None:
    provisioned.responses.post(ORDERS_URL, status=202)

    provisioned.invoke("orders", order_placed(ORDER))

    provisioned.assert_invoked(
        "orders",
        method="POST",
        url=ORDERS_URL,
        headers={"Authorization": "Bearer a-token"},
        json={
            "source": "shop.orders",
            "detail-type": "OrderPlaced",
            "detail": {
                "number": "1001",
                "items": {"teapot": 1, "cup": 6},
                "total": {"amount": 7350, "currency": "EUR"},
            },
        },
        status=202,
    )


def test_an_order_that_the_partner_turns_down_has_failed(
    provisioned: EventBridgeMock,
) -> None:
    provisioned.responses.post(ORDERS_URL, status=422, json={"error": "no such cup"})

    invocation = provisioned.invoke("orders", order_placed(ORDER))

    assert invocation.outcome == "failed"
    assert invocation.status == 422
    provisioned.assert_not_invoked("orders", status=202)


def test_provisioning_alone_sends_no_order(provisioned: EventBridgeMock) -> None:
    provisioned.assert_not_invoked("orders")


def test_a_rotated_client_secret_is_kept_and_used(
    provisioned: EventBridgeMock,
) -> None:
    rotate_client_secret("still-not-a-secret")

    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=provisioned.connections[CONNECTION].secret_arn
    )
    assert json.loads(secret["SecretString"])["client_secret"] == "still-not-a-secret"
    assert b"client_secret=still-not-a-secret" in provisioned.token_requests[-1].body


def test_the_secret_holds_all_that_the_token_needs(
    provisioned: EventBridgeMock,
) -> None:
    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=provisioned.connections[CONNECTION].secret_arn
    )

    assert json.loads(secret["SecretString"]) == {
        "client_id": "shop",
        "client_secret": "not-a-secret",
        "authorization_endpoint": TOKEN_URL,
        "http_method": "POST",
        "oauth_http_parameters": {
            "body_parameters": [
                {
                    "key": "grant_type",
                    "value": "client_credentials",
                    "is_value_secret": False,
                },
                {"key": "scope", "value": "orders:write", "is_value_secret": False},
            ]
        },
    }
