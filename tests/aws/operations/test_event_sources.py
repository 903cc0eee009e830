"""The operations on partner event sources, of the partner and of its customer.

Nobody recorded them: states and times are the service model's, texts are our choice
(docs/fidelity.md).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, refusal
from tests.aws.operations.times import NOW
from tests.copies import within_a_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

NAME = "aws.partner/shop.example/orders/1"
ARN = f"arn:aws:events:eu-west-1::event-source/{NAME}"
CUSTOMER, PARTNER = "123456789012", "111122223333"
TWO_WEEKS = timedelta(weeks=2)
SOURCE = {
    "Arn": ARN,
    "CreatedBy": "shop.example",
    "CreationTime": NOW,
    "ExpirationTime": NOW + TWO_WEEKS,
    "Name": NAME,
    "State": "PENDING",
}
MISSING = ("ResourceNotFoundException", f"Event source {NAME} does not exist.")
INVALID_STATE = (
    "InvalidStateException",
    f"Event source {NAME} is not in a valid state for this operation.",
)


@pytest.fixture
def partner(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client of the partner's account."""
    return make_client(aws_access_key_id=PARTNER)


@pytest.fixture
def offered(clock: FrozenDateTimeFactory, partner: Any) -> FrozenDateTimeFactory:
    """The event source, offered to the customer; returns the clock."""
    partner.create_partner_event_source(Name=NAME, Account=CUSTOMER)
    return clock


@pytest.fixture
def matched(offered: FrozenDateTimeFactory, events: Any) -> FrozenDateTimeFactory:
    """The event source with its event bus; returns the clock."""
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    return offered


def state_of(events: Any) -> str:
    state: str = events.describe_event_source(Name=NAME)["State"]
    return state


def test_the_answer_to_a_create(partner: Any) -> None:
    created = partner.create_partner_event_source(Name=NAME, Account=CUSTOMER)

    assert members(created) == {"EventSourceArn": ARN}


@pytest.mark.usefixtures("offered")
def test_both_sides_see_an_event_source(events: Any, partner: Any) -> None:
    account = {"Account": CUSTOMER} | {
        name: SOURCE[name] for name in ("CreationTime", "ExpirationTime", "State")
    }

    assert members(events.describe_event_source(Name=NAME)) == SOURCE
    assert members(events.list_event_sources()) == {"EventSources": [SOURCE]}
    described = partner.describe_partner_event_source(Name=NAME)
    assert members(described) == {"Arn": ARN, "Name": NAME}
    listed = partner.list_partner_event_sources(NamePrefix="aws.partner/shop.example/")
    assert members(listed) == {"PartnerEventSources": [{"Arn": ARN, "Name": NAME}]}
    accounts = partner.list_partner_event_source_accounts(EventSourceName=NAME)
    assert members(accounts) == {"PartnerEventSourceAccounts": [account]}


@pytest.mark.usefixtures("offered")
def test_each_side_sees_only_what_is_its_own(events: Any, partner: Any) -> None:
    assert members(partner.list_event_sources()) == {"EventSources": []}
    assert refusal(partner.describe_event_source, Name=NAME) == MISSING
    assert refusal(events.describe_partner_event_source, Name=NAME) == MISSING
    accounts = events.list_partner_event_source_accounts
    assert refusal(accounts, EventSourceName=NAME) == MISSING
    listed = events.list_partner_event_sources(NamePrefix="aws.partner/shop.example/")
    assert members(listed) == {"PartnerEventSources": []}


@pytest.mark.usefixtures("offered")
def test_another_region_has_its_own(make_client: Callable[..., Any]) -> None:
    elsewhere = make_client(region_name="us-west-2")

    assert refusal(elsewhere.describe_event_source, Name=NAME) == MISSING


@pytest.mark.usefixtures("offered")
def test_a_name_belongs_to_one_account(partner: Any) -> None:
    refused = refusal(
        partner.create_partner_event_source, Name=NAME, Account="444455556666"
    )

    assert refused == (
        "ResourceAlreadyExistsException",
        f"Event source {NAME} already exists.",
    )


def test_lists_have_pages(events: Any, partner: Any) -> None:
    for number in "123":
        partner.create_partner_event_source(Name=NAME[:-1] + number, Account=CUSTOMER)

    first = events.list_event_sources(Limit=2, NamePrefix="aws.partner/shop")
    second = events.list_event_sources(
        NamePrefix="aws.partner/shop", NextToken=first["NextToken"]
    )

    pages = [first["EventSources"], second["EventSources"]]
    numbers = [[source["Name"][-1] for source in page] for page in pages]
    assert numbers == [["1", "2"], ["3"]]


@pytest.mark.parametrize(
    "operation",
    ["describe_event_source", "activate_event_source", "deactivate_event_source"],
)
def test_a_missing_event_source_is_not_found(events: Any, operation: str) -> None:
    assert refusal(getattr(events, operation), Name=NAME) == MISSING


@pytest.mark.usefixtures("matched")
def test_an_event_bus_activates_its_event_source(events: Any) -> None:
    described = members(events.describe_event_source(Name=NAME))

    assert described == {
        name: value for name, value in SOURCE.items() if name != "ExpirationTime"
    } | {"State": "ACTIVE"}
    bus = events.describe_event_bus(Name=NAME)
    assert bus["Arn"] == f"arn:aws:events:eu-west-1:{CUSTOMER}:event-bus/{NAME}"


@pytest.mark.usefixtures("offered")
def test_an_event_bus_has_the_name_of_its_event_source(events: Any) -> None:
    refused = refusal(events.create_event_bus, Name="orders", EventSourceName=NAME)

    assert refused == (
        "ValidationException",
        f"Parameter Name is not valid. Reason: It must match the event source {NAME}.",
    )
    assert refusal(events.describe_event_bus, Name="orders") == no_event_bus("orders")
    assert state_of(events) == "PENDING"


@pytest.mark.usefixtures("matched")
def test_an_event_source_has_one_event_bus(events: Any) -> None:
    refused = refusal(events.create_event_bus, Name=NAME, EventSourceName=NAME)

    assert refused == INVALID_STATE


@pytest.mark.usefixtures("offered")
def test_a_refused_event_bus_leaves_its_event_source_pending(events: Any) -> None:
    tags = [{"Key": "aws:team", "Value": "shop"}]

    refused = refusal(
        events.create_event_bus, Name=NAME, EventSourceName=NAME, Tags=tags
    )

    assert refused[0] == "ValidationException"
    assert state_of(events) == "PENDING"


def test_a_customer_can_deactivate_and_activate(
    matched: FrozenDateTimeFactory, events: Any
) -> None:
    matched.tick(timedelta(hours=1))
    assert members(events.deactivate_event_source(Name=NAME)) == {}
    assert members(events.describe_event_source(Name=NAME)) == SOURCE | {
        "ExpirationTime": NOW + timedelta(hours=1) + TWO_WEEKS
    }
    assert refusal(events.deactivate_event_source, Name=NAME) == INVALID_STATE

    assert members(events.activate_event_source(Name=NAME)) == {}
    assert state_of(events) == "ACTIVE"
    assert refusal(events.activate_event_source, Name=NAME) == INVALID_STATE


@pytest.mark.usefixtures("offered")
def test_an_event_source_without_an_event_bus_cannot_be_activated(events: Any) -> None:
    assert refusal(events.activate_event_source, Name=NAME) == INVALID_STATE


def test_an_offer_ends_after_two_weeks(
    offered: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any, partner: Any
) -> None:
    mock.advance(weeks=2, seconds=-1)
    assert state_of(events) == "PENDING"

    mock.advance(1)

    assert refusal(events.describe_event_source, Name=NAME) == MISSING
    assert refusal(partner.describe_partner_event_source, Name=NAME) == MISSING


def test_a_deactivated_event_source_is_deleted_after_two_weeks(
    matched: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    events.deactivate_event_source(Name=NAME)

    mock.advance(weeks=2)

    assert state_of(events) == "DELETED"


@pytest.mark.usefixtures("matched")
def test_a_customer_sees_that_the_partner_deleted_it(events: Any, partner: Any) -> None:
    deleted = partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)

    assert members(deleted) == {}
    assert state_of(events) == "DELETED"
    assert refusal(partner.describe_partner_event_source, Name=NAME) == MISSING
    assert refusal(events.activate_event_source, Name=NAME) == INVALID_STATE
    events.delete_event_bus(Name=NAME)
    assert refusal(events.describe_event_source, Name=NAME) == MISSING


@pytest.mark.usefixtures("matched")
def test_a_partner_can_offer_again_what_it_has_deleted(
    events: Any, partner: Any
) -> None:
    partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)
    partner.create_partner_event_source(Name=NAME, Account=CUSTOMER)

    events.activate_event_source(Name=NAME)

    assert state_of(events) == "ACTIVE"


@pytest.mark.usefixtures("offered")
def test_an_offer_that_nobody_took_can_be_deleted(events: Any, partner: Any) -> None:
    partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)

    assert members(events.list_event_sources()) == {"EventSources": []}


@pytest.mark.usefixtures("offered")
def test_only_the_partner_deletes_and_only_for_that_account(
    events: Any, partner: Any
) -> None:
    for client, account, name in (
        (partner, "444455556666", NAME),
        (partner, CUSTOMER, f"{NAME}2"),
        (events, CUSTOMER, NAME),
    ):
        client.delete_partner_event_source(Name=name, Account=account)

    assert state_of(events) == "PENDING"


def test_an_event_source_waits_when_its_event_bus_is_deleted(
    matched: FrozenDateTimeFactory, events: Any
) -> None:
    events.delete_event_bus(Name=NAME)

    assert members(events.describe_event_source(Name=NAME)) == SOURCE


def test_an_event_bus_of_its_name_in_another_account_changes_nothing(
    matched: FrozenDateTimeFactory, events: Any, make_client: Callable[..., Any]
) -> None:
    other, partner = (
        make_client(aws_access_key_id=account) for account in ("444455556666", PARTNER)
    )
    name = f"{NAME}2"
    partner.create_partner_event_source(Name=name, Account="444455556666")
    other.create_event_bus(Name=name, EventSourceName=name)
    partner.delete_partner_event_source(Name=name, Account="444455556666")
    partner.create_partner_event_source(Name=name, Account=CUSTOMER)
    other.delete_event_bus(Name=name)

    listed = events.list_event_sources()["EventSources"]

    assert [source["State"] for source in listed] == ["ACTIVE", "PENDING"]


@pytest.mark.usefixtures("matched")
def test_a_reset_forgets_event_sources(mock: EventBridgeMock, events: Any) -> None:
    mock.reset()

    assert refusal(events.describe_event_source, Name=NAME) == MISSING


def test_a_copy_of_a_mock_has_event_sources_of_its_own(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    partner, events = make_client(aws_access_key_id=PARTNER), make_client()
    partner.create_partner_event_source(Name=NAME, Account=CUSTOMER)

    def delete(_: EventBridgeMock) -> None:
        partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)
        assert refusal(events.describe_event_source, Name=NAME) == MISSING

    within_a_copy(delete)

    assert state_of(events) == "PENDING"
