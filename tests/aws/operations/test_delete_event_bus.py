"""DeleteEventBus: what goes, and what holds it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, refusal
from tests.requests_to_aws import rule


def test_a_deleted_bus_does_not_exist(events: Any) -> None:
    """There is no output shape (service model)."""
    events.create_event_bus(Name="shop")

    answer = members(events.delete_event_bus(Name="shop"))

    assert answer == {}
    assert refusal(events.describe_event_bus, Name="shop") == no_event_bus("shop")


@pytest.mark.parametrize("was_there", [False, True], ids=["never", "deleted"])
def test_one_that_does_not_exist_is_no_error(events: Any, *, was_there: bool) -> None:
    """The operation has no ResourceNotFoundException (service model)."""
    if was_there:
        events.create_event_bus(Name="shop")
        events.delete_event_bus(Name="shop")

    assert members(events.delete_event_bus(Name="shop")) == {}


def test_the_default_event_bus_stays(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(events.delete_event_bus, Name="default") == (
        "ValidationException",
        "Cannot delete event bus default.",
    )


def test_one_with_rules_stays(events: Any) -> None:
    """Recorded in us-east-1, 2026-09-13."""
    events.create_event_bus(Name="shop")
    events.put_rule(**rule(EventBusName="shop"))

    assert refusal(events.delete_event_bus, Name="shop") == (
        "ValidationException",
        "EventBus can't be deleted since it has rules.",
    )
    assert len(events.list_rules(EventBusName="shop")["Rules"]) == 1


def test_one_made_again_is_new(events: Any) -> None:
    """Nothing is left of the one before."""
    arn = events.create_event_bus(Name="shop", Tags=[{"Key": "a", "Value": "b"}])[
        "EventBusArn"
    ]
    events.delete_event_bus(Name="shop")

    events.create_event_bus(Name="shop")

    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
