"""PutPartnerEvents reaches the partner event bus of the customer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.explanation.failure_section import failure_section
from tests.aws.operations.answers import Matching, members

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

NAME = "aws.partner/shop.example/orders/1"
CUSTOMER, PARTNER = "123456789012", "111122223333"
UUID = Matching("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ENTRY = {"Source": NAME, "DetailType": "Order", "Detail": '{"total": 7}'}


@pytest.fixture
def partner(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client of the partner's account, which has offered an event source."""
    client = make_client(aws_access_key_id=PARTNER)
    client.create_partner_event_source(Name=NAME, Account=CUSTOMER)
    return client


@pytest.fixture
def bus(events: Any, partner: Any, orders: str) -> str:
    """The partner event bus, with a rule to the API destination `orders`."""
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    events.put_rule(Name="all", EventBusName=NAME, EventPattern='{"version": ["0"]}')
    arn = events.describe_api_destination(Name=orders)["ApiDestinationArn"]
    target = {"Id": "orders", "Arn": arn, "RoleArn": "arn:aws:iam::123456789012:role/a"}
    events.put_targets(Rule="all", EventBusName=NAME, Targets=[target])
    return NAME


@pytest.mark.usefixtures("bus")
def test_an_event_arrives_in_the_account_of_the_customer(
    mock: EventBridgeMock, partner: Any, orders: str
) -> None:
    entry = {**ENTRY, "Time": 0, "Resources": ["order-1"]}

    put = members(partner.put_partner_events(Entries=[entry]))

    (event,) = mock.assert_published(source=NAME, event_bus_name=NAME)
    assert put == {"FailedEntryCount": 0, "Entries": [{"EventId": event.id}]}
    assert event.origin == "put_partner_events"
    assert event.envelope == {
        "version": "0",
        "id": UUID,
        "detail-type": "Order",
        "source": NAME,
        "account": CUSTOMER,
        "time": "1970-01-01T00:00:00Z",
        "region": "eu-west-1",
        "resources": ["order-1"],
        "detail": {"total": 7},
    }
    mock.assert_invoked(orders, json=event.envelope)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"Source": f"{NAME}2"},
            ("NotAuthorizedForSourceException", "Not authorized for the source."),
        ),
        ({"Detail": "[]"}, ("MalformedDetail", "Detail is malformed.")),
        (
            {"DetailType": ""},
            (
                "InvalidArgument",
                "Parameter DetailType is not valid. Reason: DetailType is a required"
                " argument.",
            ),
        ),
    ],
    ids=["source", "detail", "detail type"],
)
@pytest.mark.usefixtures("bus")
def test_a_refused_entry_has_its_error_in_its_place(
    mock: EventBridgeMock, partner: Any, changes: dict[str, str], error: tuple[str, str]
) -> None:
    put = partner.put_partner_events(Entries=[{**ENTRY, **changes}, ENTRY])

    assert put["FailedEntryCount"] == 1
    assert put["Entries"][0] == {"ErrorCode": error[0], "ErrorMessage": error[1]}
    assert put["Entries"][1] == {"EventId": mock.events.last.id}


@pytest.mark.usefixtures("bus")
def test_only_the_partner_puts_events_of_its_source(
    mock: EventBridgeMock, events: Any
) -> None:
    put = events.put_partner_events(Entries=[ENTRY])

    assert put["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert list(mock.events) == []


def test_before_there_is_an_event_bus_an_event_is_lost(
    mock: EventBridgeMock, partner: Any
) -> None:
    partner.put_partner_events(Entries=[ENTRY])

    assert "This event bus does not exist" in str(mock.explain(mock.events.last))


@pytest.mark.usefixtures("bus")
def test_an_event_of_a_deactivated_source_is_lost(
    mock: EventBridgeMock, events: Any, partner: Any, orders: str
) -> None:
    events.deactivate_event_source(Name=NAME)

    put = partner.put_partner_events(Entries=[ENTRY])

    assert put["FailedEntryCount"] == 0
    mock.assert_not_invoked(orders)
    assert str(mock.explain(mock.events.last)).splitlines()[-1] == (
        "  The partner event source is not active: AWS drops the event."
    )
    assert failure_section(ACTIVATIONS.innermost.state).splitlines()[1] == (
        "    dropped: the partner event source is not active"
    )
    events.activate_event_source(Name=NAME)
    partner.put_partner_events(Entries=[ENTRY])
    mock.assert_invoked(orders)


def test_an_entry_can_be_made_to_fail(mock: EventBridgeMock, partner: Any) -> None:
    mock.fail("PutPartnerEvents", "InternalFailure", status=500)

    put = partner.put_partner_events(Entries=[ENTRY])

    assert put["ResponseMetadata"]["RetryAttempts"] == 1
    assert json.loads(ENTRY["Detail"]) == mock.events.last.envelope["detail"]
