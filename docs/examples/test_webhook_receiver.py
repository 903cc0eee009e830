"""From `put_events` in the shop to the webhook of the warehouse, in one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from webhook_receiver import (
    API_DESTINATION,
    CONNECTION,
    NotPublishedError,
    OrderPaid,
    Shipments,
    provision,
    publish,
    warehouse,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

HOST = "https://api.warehouse.example"
ORDER = {"number": "1001", "items": {"teapot": 1, "cup": 6}, "total_cents": 7350}


@pytest.fixture
def shipments() -> Shipments:
    return Shipments()


@pytest.fixture
def mock(eventbridge_mock: EventBridgeMock, shipments: Shipments) -> EventBridgeMock:
    """Return the mock with both services set up."""
    eventbridge_mock.route(HOST, to=warehouse(shipments, api_key="not-a-secret"))
    provision(
        webhook_url=f"{HOST}/webhooks/orders",
        api_key="not-a-secret",
        role_arn="arn:aws:iam::123456789012:role/invoke-warehouse",
    )
    return eventbridge_mock


def test_a_paid_order_is_shipped(mock: EventBridgeMock, shipments: Shipments) -> None:
    event_id = publish("OrderPaid", ORDER)

    assert shipments.by_order == {
        "1001": OrderPaid(
            event_id=event_id, order="1001", items={"teapot": 1, "cup": 6}
        )
    }
    mock.assert_invoked(
        API_DESTINATION,
        url=f"{HOST}/webhooks/orders",
        headers={"X-Api-Key": "not-a-secret"},
        json={"event_id": event_id, "order": "1001", "items": {"teapot": 1, "cup": 6}},
        status=202,
    )


def test_an_order_that_is_only_placed_is_not(
    mock: EventBridgeMock, shipments: Shipments
) -> None:
    publish("OrderPlaced", ORDER)

    assert shipments.by_order == {}
    mock.assert_not_invoked(API_DESTINATION)


def test_an_event_that_is_refused_is_told_of(mock: EventBridgeMock) -> None:
    with pytest.raises(NotPublishedError, match="DetailType is a required argument"):
        publish("", ORDER)


def test_a_key_that_is_no_longer_known_deauthorizes_the_connection(
    mock: EventBridgeMock, shipments: Shipments
) -> None:
    mock.route(HOST, to=warehouse(shipments, api_key="still-not-a-secret"))

    publish("OrderPaid", ORDER)

    assert shipments.by_order == {}
    mock.assert_invoked(API_DESTINATION, status=401)
    assert mock.connections[CONNECTION].connection_state == "DEAUTHORIZED"


@pytest.mark.eventbridge_mock(delivery="on_time")
def test_an_order_arrives_once_the_database_of_the_warehouse_is_up_again(
    mock: EventBridgeMock, shipments: Shipments
) -> None:
    shipments.database_is_up = False
    publish("OrderPaid", ORDER)
    mock.advance(minutes=30)
    during_the_outage = mock.invocations.last

    shipments.database_is_up = True
    mock.advance(hours=1)

    assert (during_the_outage.outcome, during_the_outage.status) == ("pending", 503)
    assert mock.invocations.last.outcome == "delivered"
    assert list(shipments.by_order) == ["1001"]
