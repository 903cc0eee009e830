"""PutRule: what is made, what is replaced, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    EVENT_BUS_NAME_OR_ARN_PATTERN,
    NAME_PATTERN,
    at_most,
    fits,
    invalid,
    members,
    no_event_bus,
    not_an_arn,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import needs_every_rule_state
from tests.requests_to_aws import (
    ROLE_ARN,
    RULE_EVENT_PATTERN,
    queue_target,
    rule,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

STATES = "ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
DEFAULT_BUS_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_the_answer_has_the_arn(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    region_name: str,
    partition: str,
) -> None:
    """Nothing else (service model)."""
    client = make_client(region_name=region_name)

    answer = members(client.put_rule(**rule()))

    assert answer == {
        "RuleArn": f"arn:{partition}:events:{region_name}:123456789012:rule/orders"
    }


def test_the_arn_names_a_custom_event_bus(events: Any) -> None:
    """AWS guide: `rule/<event bus>/<name>`."""
    events.create_event_bus(Name="shop")

    answer = members(events.put_rule(**rule(EventBusName="shop")))

    assert answer == {
        "RuleArn": "arn:aws:events:eu-west-1:123456789012:rule/shop/orders"
    }


@pytest.mark.parametrize("which", ["default", DEFAULT_BUS_ARN], ids=["name", "ARN"])
def test_the_event_bus_is_a_name_or_an_arn(events: Any, which: str) -> None:
    """Service model."""
    events.put_rule(**rule(EventBusName=which))

    assert events.describe_rule(Name="orders")["EventBusName"] == "default"


def test_event_buses_have_rules_of_their_own(events: Any) -> None:
    """The same name is another rule there."""
    events.create_event_bus(Name="shop")
    events.put_rule(**rule(Description="here"))

    events.put_rule(**rule(Description="there", EventBusName="shop"))

    assert events.describe_rule(Name="orders")["Description"] == "here"


@pytest.mark.parametrize(
    "event_pattern", ['{ "source" : ["shop"] }', '{"source":["shöp"]}']
)
def test_the_text_of_the_event_pattern_is_kept(events: Any, event_pattern: str) -> None:
    """As it was given."""
    events.put_rule(**rule(EventPattern=event_pattern))

    assert events.describe_rule(Name="orders")["EventPattern"] == event_pattern


def test_the_event_pattern_is_compiled_once(events: Any, mock: EventBridgeMock) -> None:
    """Whatever else changes, what was compiled stays with the rule."""
    events.put_rule(**rule())
    compiled = mock.rules["orders"].pattern

    events.disable_rule(Name="orders")
    events.put_targets(Rule="orders", Targets=[queue_target()])

    assert compiled is not None
    assert mock.rules["orders"].pattern is compiled


def test_a_schedule_needs_no_event_pattern(events: Any, mock: EventBridgeMock) -> None:
    """At least one of the two (service model)."""
    events.put_rule(Name="orders", ScheduleExpression="rate(5 minutes)")

    made = mock.rules["orders"]
    assert (made.event_pattern, made.pattern) == (None, None)
    assert made.schedule_expression == "rate(5 minutes)"


def test_a_rule_may_have_both(events: Any) -> None:
    """Service model, the description of PutRule."""
    events.put_rule(**rule(ScheduleExpression="rate(5 minutes)"))

    described = events.describe_rule(Name="orders")
    assert described["EventPattern"] == RULE_EVENT_PATTERN
    assert described["ScheduleExpression"] == "rate(5 minutes)"


@pytest.mark.parametrize("given", [{}, {"EventPattern": "", "ScheduleExpression": ""}])
def test_a_rule_is_to_be_triggered_by_something(
    events: Any, given: dict[str, str]
) -> None:
    """The rule from the service model, the text as many users report it."""
    assert refusal(events.put_rule, Name="orders", **given) == (
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    )


@pytest.mark.parametrize("expression", ["rate(5 minuets)", "every day", "rate(0 days)"])
def test_a_schedule_that_is_none(events: Any, expression: str) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(events.put_rule, Name="orders", ScheduleExpression=expression)

    assert refused == (
        "ValidationException",
        "Parameter ScheduleExpression is not valid.",
    )


def test_a_schedule_on_a_custom_event_bus(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    events.create_event_bus(Name="shop")

    refused = refusal(
        events.put_rule,
        **rule(EventBusName="shop", ScheduleExpression="rate(5 minutes)"),
    )

    assert refused == (
        "ValidationException",
        "ScheduleExpression is supported only on the default event bus.",
    )


def test_an_event_pattern_that_is_none(events: Any, mock: EventBridgeMock) -> None:
    """Recorded on AWS 2024-11."""
    refused = refusal(events.put_rule, **rule(EventPattern='{"source": []}'))

    assert refused[0] == "InvalidEventPatternException"
    assert refused[1].partition("\n")[0] == (
        "Event pattern is not valid. Reason: Empty arrays are not allowed"
    )
    assert dict(mock.rules) == {}


def test_an_update_replaces_what_there_is(events: Any) -> None:
    """Service model: what is left out is not kept."""
    arn = events.put_rule(
        **rule(
            State="DISABLED",
            Description="Orders",
            RoleArn=ROLE_ARN,
            ScheduleExpression="rate(1 day)",
        )
    )["RuleArn"]

    events.put_rule(**rule(EventPattern='{"source": ["store"]}'))

    assert members(events.describe_rule(Name="orders")) == {
        "Name": "orders",
        "Arn": arn,
        "EventPattern": '{"source": ["store"]}',
        "State": "ENABLED",
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }


def test_an_update_keeps_targets_and_tags(events: Any) -> None:
    """Service model: the tags of an update are ignored."""
    tags = [{"Key": "team", "Value": "shop"}]
    arn = events.put_rule(**rule(Tags=tags))["RuleArn"]
    events.put_targets(Rule="orders", Targets=[queue_target()])

    events.put_rule(**rule(Tags=[{"Key": "other", "Value": "tag"}]))

    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == tags
    assert events.list_targets_by_rule(Rule="orders")["Targets"] == [queue_target()]


@needs_every_rule_state
@pytest.mark.parametrize("state", STATES.split(", "))
def test_the_state_may_be_given(events: Any, state: str) -> None:
    """Service model."""
    events.put_rule(**rule(State=state))

    assert events.describe_rule(Name="orders")["State"] == state


@needs_every_rule_state
def test_a_state_that_there_is_not(events: Any) -> None:
    """The enumeration of the service model."""
    assert refusal(events.put_rule, **rule(State="ON")) == invalid(
        violation("state", "ON", f"must satisfy enum value set: [{STATES}]")
    )


def test_a_role_is_an_arn(events: Any) -> None:
    """Recorded on AWS 2026-09-26 for the role of a target."""
    refused = refusal(events.put_rule, **rule(RoleArn="deliver"))

    assert refused == not_an_arn("deliver")


@pytest.mark.parametrize("name", ["shop", "aws.partner/shop.example/orders"])
def test_an_event_bus_that_does_not_exist(events: Any, name: str) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(events.put_rule, **rule(EventBusName=name)) == no_event_bus(name)


def test_names_that_cannot_be(events: Any) -> None:
    """The patterns and lengths of the service model, in its order."""
    name = "no blanks" * 8

    assert refusal(events.put_rule, **rule(Name=name, EventBusName="a b")) == invalid(
        violation("name", name, fits(NAME_PATTERN)),
        violation("name", name, at_most(64)),
        violation("eventBusName", "a b", fits(EVENT_BUS_NAME_OR_ARN_PATTERN)),
    )


def test_a_test_sees_the_rules(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """Those of the mock's own place; other places have their own."""
    client = make_client()
    client.create_event_bus(Name="shop")
    client.put_rule(**rule())
    client.put_rule(**rule(EventBusName="shop", Description="there"))
    make_client(region_name="us-west-2").put_rule(**rule(Name="elsewhere"))

    assert list(mock.event_buses) == ["default", "shop"]
    assert list(mock.rules) == ["orders", ("shop", "orders")]
    assert mock.rules["shop", "orders"].description == "there"
    assert list(mock.backend(region_name="us-west-2").rules) == ["elsewhere"]
