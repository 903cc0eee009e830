"""EnableRule and DisableRule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, no_rule, refusal
from tests.aws.operations.newer_members import needs_every_rule_state
from tests.requests_to_aws import ROLE_ARN, queue_target, rule

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

BOTH = pytest.mark.parametrize(
    ("method", "state"), [("enable_rule", "ENABLED"), ("disable_rule", "DISABLED")]
)
ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


@BOTH
@pytest.mark.parametrize("before", ["ENABLED", "DISABLED"])
def test_the_state_changes(events: Any, method: str, state: str, before: str) -> None:
    """Whatever it was; there is no output shape (service model)."""
    events.put_rule(**rule(State=before))

    answer = members(getattr(events, method)(Name="orders"))

    assert answer == {}
    assert events.describe_rule(Name="orders")["State"] == state


@needs_every_rule_state
@BOTH
def test_management_events_are_not_kept(events: Any, method: str, state: str) -> None:
    """There are two operations for three states; our choice (docs/fidelity.md)."""
    events.put_rule(**rule(State=ALL_EVENTS))

    getattr(events, method)(Name="orders")

    assert events.describe_rule(Name="orders")["State"] == state


@BOTH
def test_nothing_else_changes(
    events: Any, mock: EventBridgeMock, method: str, state: str
) -> None:
    """The rest of the rule stays."""
    tags = [{"Key": "team", "Value": "shop"}]
    events.put_rule(**rule(Description="Orders", RoleArn=ROLE_ARN, Tags=tags))
    events.put_targets(Rule="orders", Targets=[queue_target()])
    before = mock.rules["orders"]

    getattr(events, method)(Name="orders")

    after = mock.rules["orders"]
    assert after.state == state
    assert (after.description, after.role_arn) == ("Orders", ROLE_ARN)
    assert (after.tags, after.targets) == (before.tags, before.targets)


@BOTH
def test_the_event_bus_is_a_name_or_an_arn(
    events: Any, method: str, state: str
) -> None:
    """Service model."""
    arn = events.create_event_bus(Name="shop")["EventBusArn"]
    events.put_rule(**rule())
    for which in ("shop", arn):
        events.put_rule(**rule(EventBusName="shop", State=ALL_EVENTS[:7]))
        getattr(events, method)(Name="orders", EventBusName=which)

        there = events.describe_rule(Name="orders", EventBusName="shop")
        assert there["State"] == state

    assert events.describe_rule(Name="orders")["State"] == "ENABLED"


@BOTH
def test_a_rule_that_does_not_exist(events: Any, method: str, state: str) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(getattr(events, method), Name="orders") == no_rule("orders")


@BOTH
def test_an_event_bus_that_does_not_exist(events: Any, method: str, state: str) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(getattr(events, method), Name="orders", EventBusName="shop")

    assert refused == no_event_bus("shop")
