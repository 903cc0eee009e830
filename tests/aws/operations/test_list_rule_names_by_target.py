"""ListRuleNamesByTarget."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import (
    INVALID_TOKEN,
    members,
    no_event_bus,
    refusal,
)
from tests.requests_to_aws import (
    API_DESTINATION_ARN,
    QUEUE_ARN,
    queue_target,
    rule,
    target,
)


@pytest.fixture
def rules(events: Any) -> Any:
    """A client that sees rules with a queue, with a destination, and with both."""
    for name, targets in (
        ("queued", [queue_target()]),
        ("both", [queue_target(), target(), target("again")]),
        ("sent", [target()]),
    ):
        events.put_rule(**rule(Name=name))
        events.put_targets(Rule=name, Targets=targets)
    events.put_rule(**rule(Name="nowhere"))
    return events


@pytest.mark.parametrize(
    ("target_arn", "names"),
    [
        (QUEUE_ARN, ["both", "queued"]),
        (API_DESTINATION_ARN, ["both", "sent"]),
        (API_DESTINATION_ARN[:-1], []),
    ],
    ids=["queue", "API destination", "none"],
)
def test_the_rules_with_a_target(rules: Any, target_arn: str, names: list[str]) -> None:
    """Their names, each once (service model); by name is our choice."""
    answer = members(rules.list_rule_names_by_target(TargetArn=target_arn))

    assert answer == {"RuleNames": names}


def test_the_rules_are_those_of_one_event_bus(rules: Any) -> None:
    """Of the default one if none is named (service model)."""
    arn = rules.create_event_bus(Name="shop")["EventBusArn"]
    rules.put_rule(**rule(Name="there", EventBusName="shop"))
    rules.put_targets(Rule="there", EventBusName="shop", Targets=[queue_target()])

    for which in ("shop", arn):
        answer = rules.list_rule_names_by_target(
            TargetArn=QUEUE_ARN, EventBusName=which
        )
        assert answer["RuleNames"] == ["there"]


def test_pages_follow_one_another(rules: Any) -> None:
    """NextToken is absent on the last page (service model)."""
    which = {"TargetArn": QUEUE_ARN, "Limit": 1}

    first = rules.list_rule_names_by_target(**which)
    second = rules.list_rule_names_by_target(NextToken=first["NextToken"], **which)

    assert [first["RuleNames"], second["RuleNames"]] == [["both"], ["queued"]]
    assert "NextToken" not in second


def test_a_token_is_good_for_its_target_only(rules: Any) -> None:
    """Recorded on AWS 2026-09-26 for the filters of API destinations."""
    answer = rules.list_rule_names_by_target(TargetArn=QUEUE_ARN, Limit=1)

    refused = refusal(
        rules.list_rule_names_by_target,
        TargetArn=API_DESTINATION_ARN,
        NextToken=answer["NextToken"],
    )

    assert refused == INVALID_TOKEN


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(
        events.list_rule_names_by_target, TargetArn=QUEUE_ARN, EventBusName="shop"
    )

    assert refused == no_event_bus("shop")
