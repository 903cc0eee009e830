"""The shop's tests for a busy day: the partner accepts five orders a second."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from freezegun import freeze_time
from partner_orders import Order, Partner, order_placed, provision

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ORDERS_URL = "https://api.partner.example/v1/orders"
PARTNER = Partner(
    orders_url=ORDERS_URL,
    token_url="https://login.partner.example/oauth/token",
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
    orders_per_second=5,
)


@pytest.fixture
def mock(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    provision(PARTNER)
    return eventbridge_mock


def place_orders(count: int, mock: EventBridgeMock) -> None:
    for number in range(count):
        order = Order(number=str(number), items={"cup": 1}, total_cents=450)
        mock.invoke("orders", order_placed(order))


@freeze_time("2026-11-27 09:00:00")
def test_a_sale_does_not_swamp_the_partner(mock: EventBridgeMock) -> None:
    place_orders(12, mock)

    per_second = Counter(sent.attempts[0].time.second for sent in mock.invocations)
    assert per_second == {0: 5, 1: 5, 2: 2}


@freeze_time("2026-11-27 09:00:00")
@pytest.mark.eventbridge_mock(delivery="on_time")
def test_the_last_orders_wait_for_their_turn(mock: EventBridgeMock) -> None:
    place_orders(12, mock)
    at_once = len(mock.invocations.with_outcome("delivered"))
    mock.advance(1)
    a_second_later = len(mock.invocations.with_outcome("delivered"))
    mock.advance(1)

    assert (at_once, a_second_later) == (5, 10)
    assert len(mock.invocations.with_outcome("delivered")) == 12


def test_a_partner_who_wants_a_pause_gets_it(mock: EventBridgeMock) -> None:
    mock.responses.post(ORDERS_URL, status=429, headers={"Retry-After": "30"})
    mock.responses.post(ORDERS_URL, status=202)

    place_orders(1, mock)

    (invocation,) = mock.assert_invoked("orders", status=202)
    first, second = invocation.attempts
    assert second.time - first.time == timedelta(seconds=30)
