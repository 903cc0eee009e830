"""The shop's tests of published orders: which of them the partner gets, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from partner_orders import Order, Partner, provision
from partner_orders.publishing import (
    RULE,
    PublishingError,
    publish_order,
    subscribe_partner,
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
TEAPOT = Order(number="1001", items={"teapot": 1}, total_cents=7350)
CUP = Order(number="1002", items={"cup": 1}, total_cents=890)


@pytest.fixture
def subscribed(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    """Return the mock once the partner has subscribed to orders."""
    arn = provision(PARTNER)
    subscribe_partner(arn, "arn:aws:iam::123456789012:role/deliver-orders")
    return eventbridge_mock


def test_the_partner_gets_what_it_wants_of_an_order(
    subscribed: EventBridgeMock,
) -> None:
    publish_order(TEAPOT)

    subscribed.assert_invoked(
        "orders",
        url=ORDERS_URL,
        json={"order": "1001", "cents": 7350, "via": RULE},
    )


def test_small_orders_are_not_for_the_partner(subscribed: EventBridgeMock) -> None:
    event_id = publish_order(CUP)

    subscribed.assert_not_invoked("orders")
    (rule,) = subscribed.explain(event_id).rules
    assert [str(miss) for miss in rule.misses] == [
        "detail.total.amount: wanted numeric > 1000, got 890"
    ]


def test_an_order_the_partner_turns_down_has_failed(
    subscribed: EventBridgeMock,
) -> None:
    subscribed.responses.post(ORDERS_URL, status=422, json={"error": "no such pot"})

    publish_order(TEAPOT)

    (invocation,) = subscribed.events.last.invocations
    assert (invocation.outcome, invocation.status) == ("failed", 422)


def test_what_eventbridge_does_not_take_is_an_error(
    subscribed: EventBridgeMock,
) -> None:
    broken = replace(TEAPOT, items={"teapot": float("nan")})

    with pytest.raises(PublishingError, match="Detail is malformed"):
        publish_order(broken)

    assert list(subscribed.events) == []
