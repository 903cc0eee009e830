"""ListRules: items, the prefix and pages."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.operations.answers import (
    NAME_PATTERN,
    fits,
    invalid,
    members,
    no_event_bus,
    refusal,
    violation,
)
from tests.requests_to_aws import ROLE_ARN, RULE_EVENT_PATTERN, queue_target, rule


def make(events: Any, *names: str, **which: str) -> None:
    """Put rules of these names."""
    for name in names:
        events.put_rule(**rule(Name=name, **which))


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names that *answer* lists."""
    return [one["Name"] for one in answer["Rules"]]


def test_there_may_be_none(events: Any) -> None:
    """NextToken is absent on the last page (service model)."""
    assert members(events.list_rules()) == {"Rules": []}


def test_an_item_has_the_members_of_a_describe_but_for_its_creator(events: Any) -> None:
    """The members of a describe without CreatedBy (service model)."""
    arn = events.put_rule(
        **rule(
            State="DISABLED",
            Description="Orders",
            RoleArn=ROLE_ARN,
            ScheduleExpression="rate(1 day)",
        )
    )["RuleArn"]
    events.put_targets(Rule="orders", Targets=[queue_target()])

    assert members(events.list_rules()) == {
        "Rules": [
            {
                "Name": "orders",
                "Arn": arn,
                "EventPattern": RULE_EVENT_PATTERN,
                "State": "DISABLED",
                "Description": "Orders",
                "ScheduleExpression": "rate(1 day)",
                "RoleArn": ROLE_ARN,
                "EventBusName": "default",
            }
        ]
    }


@pytest.mark.parametrize(
    ("prefix", "listed"),
    [("b", ["b-1", "b-2"]), ("b-2", ["b-2"]), ("B", []), ("z", [])],
)
def test_the_prefix_of_a_name(events: Any, prefix: str, listed: list[str]) -> None:
    """NamePrefix is in the service model; the order is by name."""
    make(events, "a", "b-2", "b-1", "c")

    assert names(events.list_rules(NamePrefix=prefix)) == listed


def test_the_rules_are_those_of_one_event_bus(events: Any) -> None:
    """Of the default one if none is named (service model)."""
    arn = events.create_event_bus(Name="shop")["EventBusArn"]
    make(events, "a", "c")
    make(events, "b", EventBusName="shop")

    assert names(events.list_rules()) == ["a", "c"]
    assert names(events.list_rules(EventBusName="shop")) == ["b"]
    assert names(events.list_rules(EventBusName=arn)) == ["b"]


def test_pages_follow_one_another(events: Any) -> None:
    """NextToken is absent on the last page (service model)."""
    make(events, *"edcba")

    first = events.list_rules(Limit=2)
    second = events.list_rules(Limit=3, NextToken=first["NextToken"])

    assert [names(first), names(second)] == [["a", "b"], ["c", "d", "e"]]
    assert "NextToken" not in second


def test_the_paginator_of_botocore_sees_all(events: Any) -> None:
    """A page without a Limit has 100 items: the maximum (service model)."""
    make(events, *(f"orders-{number:03}" for number in range(101)))

    pages = list(events.get_paginator("list_rules").paginate())

    assert [len(page["Rules"]) for page in pages] == [100, 1]


def test_a_token_is_good_for_its_event_bus_only(events: Any) -> None:
    """Recorded in us-west-2, 2026-09-23, for ListRuleNamesByTarget."""
    events.create_event_bus(Name="shop")
    make(events, "a", "b")
    token = events.list_rules(Limit=1)["NextToken"]

    with pytest.raises(ClientError) as caught:
        events.list_rules(NextToken=token, EventBusName="shop")

    assert caught.value.response["Error"] == {
        "Code": "InternalException",
        "Message": "Service encountered unexpected problem. Please try again.",
    }


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(events.list_rules, EventBusName="shop") == no_event_bus("shop")


def test_a_prefix_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.list_rules, NamePrefix="a b") == invalid(
        violation("namePrefix", "a b", fits(NAME_PATTERN))
    )
