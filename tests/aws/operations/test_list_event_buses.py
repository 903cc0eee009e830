"""ListEventBuses: items, the prefix and pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    EVENT_BUS_NAME_PATTERN,
    INVALID_TOKEN,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import needs_event_bus_times, needs_log_config
from tests.aws.operations.times import NEVER, NOW
from tests.requests_to_aws import QUEUE_ARN

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/"


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names that *answer* lists."""
    return [one["Name"] for one in answer["EventBuses"]]


@needs_event_bus_times
@needs_log_config
def test_items_have_neither_key_nor_queue_nor_log(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Without key, dead-letter queue and log configuration (service model)."""
    events.create_event_bus(
        Name="shop",
        Description="Orders",
        DeadLetterConfig={"Arn": QUEUE_ARN},
        LogConfig={"Level": "INFO"},
    )
    statement = {"Sid": "a", "Effect": "Allow", "Principal": "*"}
    statement |= {"Action": "events:PutEvents", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    events.put_permission(EventBusName="shop", Policy=policy)

    assert members(events.list_event_buses()) == {
        "EventBuses": [
            {
                "Name": "default",
                "Arn": f"{BUS}default",
                "CreationTime": NEVER,
                "LastModifiedTime": NEVER,
            },
            {
                "Name": "shop",
                "Arn": f"{BUS}shop",
                "Description": "Orders",
                "Policy": policy.replace(" ", ""),
                "CreationTime": NOW,
                "LastModifiedTime": NOW,
            },
        ]
    }


@pytest.mark.parametrize(
    ("prefix", "listed"),
    [("s", ["shop-1", "shop-2"]), ("shop-2", ["shop-2"]), ("de", ["default"])],
)
def test_the_prefix_of_a_name(events: Any, prefix: str, listed: list[str]) -> None:
    """NamePrefix is in the service model; the order is by name."""
    for name in ("shop-2", "a", "shop-1"):
        events.create_event_bus(Name=name)

    assert names(events.list_event_buses(NamePrefix=prefix)) == listed


def test_pages_follow_one_another(events: Any) -> None:
    """NextToken is absent on the last page (service model)."""
    for name in "fab":
        events.create_event_bus(Name=name)

    first = events.list_event_buses(Limit=2)
    second = events.list_event_buses(Limit=2, NextToken=first["NextToken"])

    assert [names(first), names(second)] == [["a", "b"], ["default", "f"]]
    assert "NextToken" not in second


def test_a_token_is_good_for_its_prefix_only(events: Any) -> None:
    """Recorded on AWS 2026-09-26 for API destinations."""
    events.create_event_bus(Name="a")
    token = events.list_event_buses(Limit=1)["NextToken"]

    refused = refusal(events.list_event_buses, NextToken=token, NamePrefix="a")

    assert refused == INVALID_TOKEN


def test_a_prefix_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.list_event_buses, NamePrefix="a b") == invalid(
        violation("namePrefix", "a b", fits(EVENT_BUS_NAME_PATTERN))
    )
