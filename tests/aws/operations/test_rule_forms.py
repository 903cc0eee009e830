"""What PutRule keeps of a rule: empty strings, states, roles.

Recorded in us-east-1, 2026-09-15, unless a test says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import members, refusal
from tests.aws.operations.newer_members import needs_every_rule_state
from tests.requests_to_aws import ROLE_ARN, RULE_EVENT_PATTERN

PATTERN = {"EventPattern": RULE_EVENT_PATTERN}
SCHEDULE = {"ScheduleExpression": "rate(5 minutes)"}
DEFAULT_BUS_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
SHOP_BUS_ARN = DEFAULT_BUS_ARN.replace("default", "shop")
ALL_MANAGEMENT_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def shown(events: Any, **where: str) -> dict[str, Any]:
    """Return the rule `orders` without what every rule has, as Describe shows it."""
    described = members(events.describe_rule(Name="orders", **where))
    everywhere = {"Name", "Arn", "State", "EventBusName", "CreatedBy"}
    rule = {name: described[name] for name in described if name not in everywhere}
    listed = members(events.list_rules(**where))["Rules"]
    assert rule.items() <= listed[0].items()
    return rule


KEPT: dict[str, dict[str, str]] = {
    "empty pattern": {**SCHEDULE, "EventPattern": ""},
    "empty schedule": {**PATTERN, "ScheduleExpression": ""},
    "empty description": {**PATTERN, "Description": ""},
    "both": {**PATTERN, **SCHEDULE},
    "nothing more": PATTERN,
}


@pytest.mark.parametrize("given", KEPT.values(), ids=KEPT)
def test_an_empty_string_is_shown(events: Any, given: dict[str, str]) -> None:
    events.put_rule(Name="orders", **given)

    assert shown(events) == given


def test_what_is_left_out_of_an_update_vanishes(events: Any) -> None:
    events.put_rule(
        Name="orders", Description="", RoleArn=ROLE_ARN, **PATTERN, **SCHEDULE
    )

    events.put_rule(Name="orders", **SCHEDULE)

    assert shown(events) == SCHEDULE


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"EventPattern": ""},
        {"ScheduleExpression": ""},
        {"EventPattern": "", "ScheduleExpression": ""},
    ],
    ids=["neither", "empty pattern", "empty schedule", "both empty"],
)
def test_a_rule_is_triggered_by_something(events: Any, given: dict[str, str]) -> None:
    """The text as many users report it."""
    events.put_rule(Name="orders", Description="kept", **PATTERN)

    assert refusal(events.put_rule, Name="orders", **given) == (
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    )
    assert shown(events) == {**PATTERN, "Description": "kept"}


@pytest.mark.parametrize("expression", ["rate(5 minutes)", ""])
@pytest.mark.parametrize("event_bus", ["shop", SHOP_BUS_ARN], ids=["name", "ARN"])
def test_a_custom_event_bus_has_no_schedules(
    events: Any, event_bus: str, expression: str
) -> None:
    """Not an empty one either; the text recorded on AWS 2025-01-08."""
    events.create_event_bus(Name="shop")

    refused = refusal(
        events.put_rule,
        Name="orders",
        EventBusName=event_bus,
        ScheduleExpression=expression,
        **PATTERN,
    )

    assert refused == (
        "ValidationException",
        "ScheduleExpression is supported only on the default event bus.",
    )


def test_the_default_event_bus_has_schedules_by_its_arn_too(events: Any) -> None:
    events.put_rule(Name="orders", EventBusName=DEFAULT_BUS_ARN, **SCHEDULE)

    assert shown(events) == SCHEDULE


@needs_every_rule_state
@pytest.mark.parametrize("given", [SCHEDULE, {**SCHEDULE, **PATTERN}])
def test_management_events_have_no_schedule(events: Any, given: dict[str, str]) -> None:
    """The text is our choice (docs/fidelity.md)."""
    assert refusal(
        events.put_rule, Name="orders", State=ALL_MANAGEMENT_EVENTS, **given
    ) == (
        "ValidationException",
        f"State {ALL_MANAGEMENT_EVENTS} is not supported for a rule with a"
        " ScheduleExpression.",
    )


@needs_every_rule_state
@pytest.mark.parametrize(
    "given",
    [PATTERN, {**PATTERN, "ScheduleExpression": ""}, {"EventBusName": "shop"}],
    ids=["pattern", "empty schedule", "custom event bus"],
)
def test_management_events_have_a_pattern(events: Any, given: dict[str, str]) -> None:
    """Disabled and enabled again, the rule is plainly enabled."""
    events.create_event_bus(Name="shop")
    where = {"EventBusName": given.get("EventBusName", "default")}
    events.put_rule(Name="orders", State=ALL_MANAGEMENT_EVENTS, **{**PATTERN, **given})
    state = events.describe_rule(Name="orders", **where)["State"]

    events.disable_rule(Name="orders", **where)
    events.enable_rule(Name="orders", **where)

    assert state == ALL_MANAGEMENT_EVENTS
    assert events.describe_rule(Name="orders", **where)["State"] == "ENABLED"


def test_a_state_is_written_in_capitals(events: Any) -> None:
    code, _ = refusal(events.put_rule, Name="orders", State="enabled", **PATTERN)

    assert code == "ValidationException"
