"""DescribeRule: every member, present and absent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import (
    NAME_PATTERN,
    fits,
    invalid,
    members,
    no_event_bus,
    no_rule,
    refusal,
    violation,
)
from tests.requests_to_aws import ROLE_ARN, RULE_EVENT_PATTERN, queue_target, rule


def test_what_is_always_there(events: Any) -> None:
    """Nothing that is not set (docs/fidelity.md)."""
    arn = events.put_rule(**rule())["RuleArn"]

    assert members(events.describe_rule(Name="orders")) == {
        "Name": "orders",
        "Arn": arn,
        "EventPattern": RULE_EVENT_PATTERN,
        "State": "ENABLED",
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }


def test_every_member_that_is_set_is_described(events: Any) -> None:
    """No targets and no tags; ManagedBy only of managed rules (service model)."""
    arn = events.put_rule(
        **rule(
            State="DISABLED",
            Description="Orders",
            RoleArn=ROLE_ARN,
            ScheduleExpression="rate(1 day)",
            Tags=[{"Key": "team", "Value": "shop"}],
        )
    )["RuleArn"]
    events.put_targets(Rule="orders", Targets=[queue_target()])

    assert members(events.describe_rule(Name="orders")) == {
        "Name": "orders",
        "Arn": arn,
        "EventPattern": RULE_EVENT_PATTERN,
        "ScheduleExpression": "rate(1 day)",
        "State": "DISABLED",
        "Description": "Orders",
        "RoleArn": ROLE_ARN,
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }


def test_the_event_bus_is_a_name_or_an_arn(events: Any) -> None:
    """Service model."""
    bus_arn = events.create_event_bus(Name="shop")["EventBusArn"]
    events.put_rule(**rule(EventBusName="shop"))

    by_name = members(events.describe_rule(Name="orders", EventBusName="shop"))
    by_arn = members(events.describe_rule(Name="orders", EventBusName=bus_arn))

    assert by_name == by_arn
    assert by_name["EventBusName"] == "shop"


def test_one_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(events.describe_rule, Name="orders") == no_rule("orders")


def test_one_of_another_event_bus(events: Any) -> None:
    """Recorded on AWS 2025-01-08: the event bus is in the text."""
    events.create_event_bus(Name="shop")
    events.put_rule(**rule())

    refused = refusal(events.describe_rule, Name="orders", EventBusName="shop")

    assert refused == no_rule("orders", "shop")


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """It is missed before the rule is; recorded on AWS 2025-01-08."""
    refused = refusal(events.describe_rule, Name="orders", EventBusName="shop")

    assert refused == no_event_bus("shop")


@pytest.mark.parametrize("name", ["no blanks", "orders/1"])
def test_a_name_that_cannot_be(events: Any, name: str) -> None:
    """The pattern of the service model."""
    assert refusal(events.describe_rule, Name=name) == invalid(
        violation("name", name, fits(NAME_PATTERN))
    )
