"""Rules whose target is another event bus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def make_bus(client: Any, name: str) -> str:
    """Make an event bus; return its ARN."""
    arn: str = client.create_event_bus(Name=name)["EventBusArn"]
    return arn


def test_an_event_is_forwarded_as_it_is(mock: EventBridgeMock, events: Any) -> None:
    """Whatever the target says of its input: our choice."""
    central = make_bus(events, "central")
    put_rule(events, "forward", None, target(central, InputPath="$.detail.missing"))
    put_rule(events, "orders", None, target(destination(events)), bus="central")

    put_event(events)

    (event,) = mock.events
    assert mock.invocations.last.json() == event.envelope
    assert event.matched_rules == ("forward", "orders")
    assert [one.event_bus_name for one in event.matched_rules] == ["default", "central"]
    assert [one.name for one in event.matched_rules] == ["forward", "orders"]
    assert event.invocations == mock.invocations


def test_an_event_is_forwarded_to_another_region_and_account(
    mock: EventBridgeMock, events: Any, make_client: Any
) -> None:
    there = make_client(region_name="us-east-1", aws_access_key_id="111122223333")
    put_rule(events, "forward", None, target(make_bus(there, "central")))
    put_rule(there, "orders", None, target(destination(there)), bus="central")

    put_event(events)

    (invocation,) = mock.invocations
    assert (invocation.account_id, invocation.region_name) == (
        "111122223333",
        "us-east-1",
    )
    assert invocation.json()["account"] == "123456789012"
    assert invocation.json()["region"] == "eu-west-1"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "UNKNOWN"),
        ({"region_name": "us-east-1"}, "THIRD_REGION_HOP_DETECTED"),
        ({"aws_access_key_id": "111122223333"}, "THIRD_ACCOUNT_HOP_DETECTED"),
    ],
    ids=["same place", "Region", "account"],
)
def test_a_third_bus_is_not_reached(
    mock: EventBridgeMock,
    events: Any,
    make_client: Any,
    settings: dict[str, str],
    code: str,
) -> None:
    """An event is forwarded once (AWS documentation)."""
    third = make_bus(make_client(**settings), "third")
    put_rule(events, "first", None, target(make_bus(events, "second")))
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "second", None, target(third, **queue), bus="second")
    put_rule(make_client(**settings), "third", bus="third")

    put_event(events)

    assert mock.events.last.matched_rules == ("first", "second")
    assert mock.dead_letters.last.attributes["ERROR_CODE"] == code
    assert mock.dead_letters.last.attributes["ERROR_MESSAGE"] == (
        "The event was forwarded from another event bus already."
    )


@pytest.mark.parametrize("far", ["default", "other"], ids=["itself", "to and fro"])
def test_a_loop_of_buses_ends(mock: EventBridgeMock, events: Any, far: str) -> None:
    make_bus(events, "other")
    place = "arn:aws:events:eu-west-1:123456789012:event-bus/"
    put_rule(events, "there", None, target(f"{place}{far}"))
    put_rule(events, "back", None, target(f"{place}default"), bus="other")

    put_event(events)

    assert len(mock.events) == 1
    assert len(mock.events.last.matched_rules) == 2
