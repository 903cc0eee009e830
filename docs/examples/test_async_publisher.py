"""The shop's tests of coroutines that publish.

They need no plugin for asynchronous tests; with one, the tests may be coroutines.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import boto3
import pytest
from partner_orders import Order, Partner, provision
from partner_orders.async_publishing import publish_in_thread, publish_with

from eventbridge_mock import mock_api_destinations

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
ORDERS = [
    Order(number=number, items={"teapot": 1}, total_cents=4500)
    for number in ("1001", "1002", "1003")
]


def route_orders() -> None:
    """Set up the partner, and send it the shop's events."""
    arn = provision(PARTNER)
    events = boto3.client("events")
    events.put_rule(Name="orders", EventPattern='{"source": ["shop.orders"]}')
    role = "arn:aws:iam::123456789012:role/send-orders"
    target = {"Id": "partner", "Arn": arn, "RoleArn": role, "InputPath": "$.detail"}
    events.put_targets(Rule="orders", Targets=[target])


@pytest.fixture
def mock(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    route_orders()
    return eventbridge_mock


def test_an_order_is_published_in_a_thread(mock: EventBridgeMock) -> None:
    event_id = asyncio.run(publish_in_thread(ORDERS[0]))

    assert mock.events.last.id == event_id
    (invocation,) = mock.assert_invoked("orders", url=ORDERS_URL)
    assert invocation.json()["number"] == "1001"


def test_a_partner_who_is_down_keeps_nobody_waiting(mock: EventBridgeMock) -> None:
    """All retries of a day are finished when the call returns."""
    mock.responses.post(ORDERS_URL, status=503)

    asyncio.run(publish_in_thread(ORDERS[0]))

    assert mock.invocations.last.outcome == "failed"
    assert len(mock.invocations.last.attempts) == 186


def test_several_orders_are_published_at_once(mock: EventBridgeMock) -> None:
    aiobotocore = pytest.importorskip("aiobotocore.session")

    async def publish() -> list[str]:
        async with aiobotocore.get_session().create_client("events") as events:
            return await publish_with(events, ORDERS)

    event_ids = asyncio.run(publish())

    assert [event.id for event in mock.events] == event_ids
    mock.assert_invoked("orders", times=3, url=ORDERS_URL)


@mock_api_destinations
async def publish_with_a_mock_of_its_own() -> str:
    route_orders()
    return await publish_in_thread(ORDERS[0])


def test_a_coroutine_function_can_be_decorated() -> None:
    assert asyncio.run(publish_with_a_mock_of_its_own())
