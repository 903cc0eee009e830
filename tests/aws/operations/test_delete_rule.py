"""DeleteRule: what goes, and what holds it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, no_rule, refusal
from tests.requests_to_aws import queue_target, rule


def test_a_deleted_rule_does_not_exist(events: Any) -> None:
    """There is no output shape (service model)."""
    events.put_rule(**rule())

    answer = members(events.delete_rule(Name="orders"))

    assert answer == {}
    assert refusal(events.describe_rule, Name="orders") == no_rule("orders")


@pytest.mark.parametrize("was_there", [False, True], ids=["never", "deleted"])
def test_one_that_does_not_exist_is_no_error(events: Any, *, was_there: bool) -> None:
    """Service model: all calls succeed."""
    if was_there:
        events.put_rule(**rule())
        events.delete_rule(Name="orders")

    assert members(events.delete_rule(Name="orders")) == {}


def test_an_event_bus_that_does_not_exist_is_an_error(events: Any) -> None:
    """The class from the service model, the text recorded on AWS 2025-01-08."""
    refused = refusal(events.delete_rule, Name="orders", EventBusName="shop")

    assert refused == no_event_bus("shop")


@pytest.mark.parametrize("how", [{}, {"Force": True}], ids=["plainly", "by force"])
def test_one_with_targets_stays(events: Any, how: dict[str, bool]) -> None:
    """Recorded on AWS 2025-01-08; Force is for managed rules (service model)."""
    events.put_rule(**rule())
    events.put_targets(Rule="orders", Targets=[queue_target()])

    assert refusal(events.delete_rule, Name="orders", **how) == (
        "ValidationException",
        "Rule can't be deleted since it has targets.",
    )


def test_one_without_its_targets_goes(events: Any) -> None:
    """After RemoveTargets (service model)."""
    events.put_rule(**rule())
    events.put_targets(Rule="orders", Targets=[queue_target()])
    events.remove_targets(Rule="orders", Ids=["queue"])

    events.delete_rule(Name="orders")

    assert events.list_rules()["Rules"] == []


def test_the_other_of_the_same_name_stays(events: Any) -> None:
    """It is on another event bus."""
    events.create_event_bus(Name="shop")
    events.put_rule(**rule())
    events.put_rule(**rule(EventBusName="shop"))

    events.delete_rule(Name="orders", EventBusName="shop")

    assert len(events.list_rules()["Rules"]) == 1
    assert events.list_rules(EventBusName="shop")["Rules"] == []


def test_one_made_again_has_no_tags(events: Any) -> None:
    """Nothing is left of the one before."""
    events.put_rule(**rule(Tags=[{"Key": "team", "Value": "shop"}]))
    events.delete_rule(Name="orders")

    arn = events.put_rule(**rule())["RuleArn"]

    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
