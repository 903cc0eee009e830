"""UpdateEventBus: what changes and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, refusal
from tests.aws.operations.newer_members import (
    KMS_KEY,
    needs_event_bus_times,
    needs_log_config,
    needs_update_event_bus,
)
from tests.aws.operations.times import LATER, NOW
from tests.requests_to_aws import QUEUE_ARN, rule

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

pytestmark = [needs_update_event_bus, needs_event_bus_times, needs_log_config]

GIVEN = {
    "Description": "Orders",
    "KmsKeyIdentifier": KMS_KEY,
    "DeadLetterConfig": {"Arn": QUEUE_ARN},
    "LogConfig": {"IncludeDetail": "FULL", "Level": "INFO"},
}


def test_the_answer_shows_the_event_bus(events: Any) -> None:
    """Without its times (service model)."""
    arn = events.create_event_bus(Name="shop", **GIVEN)["EventBusArn"]

    answer = members(events.update_event_bus(Name="shop", Description="All orders"))

    assert answer == {
        **GIVEN,
        "Arn": arn,
        "Name": "shop",
        "Description": "All orders",
    }


def test_the_change_moves_its_time(clock: FrozenDateTimeFactory, events: Any) -> None:
    """LastModifiedTime is when it was last modified (service model)."""
    events.create_event_bus(Name="shop")
    clock.move_to(LATER)

    events.update_event_bus(Name="shop", Description="Orders")

    described = events.describe_event_bus(Name="shop")
    assert (described["CreationTime"], described["LastModifiedTime"]) == (NOW, LATER)


def test_without_a_name_it_is_the_default_one(events: Any) -> None:
    """Name is not required (service model)."""
    events.update_event_bus(Description="Everything")

    assert events.describe_event_bus()["Description"] == "Everything"


@pytest.mark.parametrize("member", GIVEN)
def test_what_is_not_given_stays(events: Any, member: str) -> None:
    """Our choice (docs/fidelity.md)."""
    events.create_event_bus(Name="shop")
    events.update_event_bus(Name="shop", **{member: GIVEN[member]})

    events.update_event_bus(Name="shop")

    assert events.describe_event_bus(Name="shop")[member] == GIVEN[member]


@pytest.mark.parametrize(
    ("member", "empty"),
    [("Description", ""), ("KmsKeyIdentifier", "")],
)
def test_what_is_empty_is_taken_away(events: Any, member: str, empty: object) -> None:
    """Our choice (docs/fidelity.md)."""
    events.create_event_bus(Name="shop", **GIVEN)

    answer = events.update_event_bus(Name="shop", **{member: empty})

    assert member not in answer
    assert member not in events.describe_event_bus(Name="shop")


def test_tags_policy_and_rules_stay(events: Any) -> None:
    """They are not in the input shape (service model)."""
    tags = [{"Key": "team", "Value": "shop"}]
    arn = events.create_event_bus(Name="shop", Tags=tags)["EventBusArn"]
    permission = {"Action": "events:PutEvents", "Principal": "*", "StatementId": "a"}
    events.put_permission(EventBusName="shop", **permission)
    policy = events.describe_event_bus(Name="shop")["Policy"]
    events.put_rule(**rule(EventBusName="shop"))

    events.update_event_bus(Name="shop", Description="Orders")

    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == tags
    assert events.describe_event_bus(Name="shop")["Policy"] == policy
    assert len(events.list_rules(EventBusName="shop")["Rules"]) == 1


def test_one_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08 for DescribeEventBus."""
    assert refusal(events.update_event_bus, Name="shop") == no_event_bus("shop")
