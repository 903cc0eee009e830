"""The shop's tests for bad days: orders that do not arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
from partner_orders import (
    DEAD_LETTER_CONFIG,
    QUEUE_ARN,
    RETRY_POLICY,
    Order,
    Partner,
    order_placed,
    provision,
    undelivered_orders,
)

if TYPE_CHECKING:
    from eventbridge_mock import DeadLetter, EventBridgeMock, Invocation

ORDERS_URL = "https://api.partner.example/v1/orders"
PARTNER = Partner(
    orders_url=ORDERS_URL,
    token_url="https://login.partner.example/oauth/token",
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)
ORDER = Order(number="1001", items={"teapot": 1, "cup": 6}, total_cents=7350)


@pytest.fixture
def mock(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    provision(PARTNER)
    return eventbridge_mock


def place(order: Order, mock: EventBridgeMock) -> Invocation:
    """Deliver *order* as the shop's rule would."""
    return mock.invoke(
        "orders",
        order_placed(order),
        retry_policy=RETRY_POLICY,
        dead_letter_config=DEAD_LETTER_CONFIG,
    )


def as_lambda_gets_it(dead_letter: DeadLetter) -> dict[str, Any]:
    """Return the message as a Lambda function gets it from SQS."""
    attributes = {
        name: {"dataType": "String", "stringValue": value}
        for name, value in dead_letter.attributes.items()
    }
    return {"body": dead_letter.body, "messageAttributes": attributes}


def test_a_hiccup_costs_less_than_a_minute(mock: EventBridgeMock) -> None:
    mock.responses.post(ORDERS_URL, status=503)
    mock.responses.post(ORDERS_URL, status=202)

    invocation = place(ORDER, mock)

    first, second = invocation.attempts
    assert (first.status, second.status) == (503, 202)
    assert second.time - first.time < timedelta(minutes=1)
    assert invocation.outcome == "delivered"


@pytest.mark.eventbridge_mock(delivery="on_time")
def test_an_order_outlives_an_outage_of_three_hours(mock: EventBridgeMock) -> None:
    mock.responses.post(ORDERS_URL, body=requests.Timeout("nobody answers"))
    place(ORDER, mock)

    mock.advance(hours=3)
    during_the_outage = mock.invocations.last.outcome
    mock.responses.replace("POST", ORDERS_URL, status=202)
    mock.advance(hours=1)

    assert during_the_outage == "pending"
    mock.assert_invoked("orders", json=order_placed(ORDER), status=202)


def test_a_partner_in_maintenance_is_left_alone(mock: EventBridgeMock) -> None:
    in_two_hours = {"Retry-After": "7200"}
    mock.responses.post(ORDERS_URL, status=503, headers=in_two_hours)
    mock.responses.post(ORDERS_URL, status=202)

    first, second = place(ORDER, mock).attempts

    assert second.time - first.time == timedelta(hours=2)


def test_an_order_that_grows_too_old_can_be_sent_again(
    mock: EventBridgeMock,
) -> None:
    mock.responses.post(ORDERS_URL, status=503, body="out of order")

    place(ORDER, mock)

    (dead_letter,) = mock.assert_dead_lettered(
        "orders",
        queue_arn=QUEUE_ARN,
        attributes={"EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds"},
        json=order_placed(ORDER),
    )
    (order,) = undelivered_orders({"Records": [as_lambda_gets_it(dead_letter)]})
    assert order.number == "1001"
    assert order.can_be_sent_again


def test_an_order_that_is_turned_down_is_for_somebody_to_look_at(
    mock: EventBridgeMock,
) -> None:
    mock.responses.post(ORDERS_URL, status=422, body="no such cup")

    invocation = place(ORDER, mock)

    assert len(invocation.attempts) == 1
    (dead_letter,) = mock.assert_dead_lettered("orders")
    (order,) = undelivered_orders({"Records": [as_lambda_gets_it(dead_letter)]})
    assert not order.can_be_sent_again
    assert order.reason == (
        "ApiDestination returned HTTP status 422 with payload: no such cup"
    )
