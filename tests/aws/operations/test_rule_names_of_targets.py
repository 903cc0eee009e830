"""ListRuleNamesByTarget: what it finds, its bounds and its tokens.

Recorded in us-west-2, 2026-09-23, unless a test says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.operations.answers import (
    at_least,
    invalid,
    members,
    no_event_bus,
    not_an_arn,
    refusal,
    violation,
)
from tests.requests_to_aws import QUEUE_ARN, queue_target, rule

OTHER_ARN = f"{QUEUE_ARN}-other"
SHOP_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/shop"


@pytest.fixture
def rules(events: Any) -> Any:
    """A client that sees three rules on `shop` with the queue, one of them disabled."""
    events.create_event_bus(Name="shop")
    for name in ("c", "a", "b"):
        events.put_rule(**rule(Name=name, EventBusName="shop", State="ENABLED"))
        twice = [queue_target(), queue_target("again"), other_target()]
        events.put_targets(Rule=name, EventBusName="shop", Targets=twice)
    events.disable_rule(Name="b", EventBusName="shop")
    return events


def other_target() -> dict[str, Any]:
    """Return a target that is another queue."""
    return {"Id": "other", "Arn": OTHER_ARN}


def names(events: Any, target_arn: str = QUEUE_ARN, **params: Any) -> list[str]:
    """Return the names of the rules on `shop` that have a target."""
    answer = members(
        events.list_rule_names_by_target(
            **{"TargetArn": target_arn, "EventBusName": "shop", **params}
        )
    )
    assert answer.keys() == {"RuleNames"}
    found: list[str] = answer["RuleNames"]
    return found


@pytest.mark.parametrize("event_bus", ["shop", SHOP_ARN], ids=["name", "ARN"])
def test_each_rule_is_named_once(rules: Any, event_bus: str) -> None:
    """Disabled ones too, sorted by name."""
    assert names(rules, EventBusName=event_bus) == ["a", "b", "c"]


NOWHERE = {
    "unknown queue": f"{QUEUE_ARN}-unknown",
    "another Region": QUEUE_ARN.replace("eu-west-1", "us-east-1"),
    "another account": QUEUE_ARN.replace("123456789012", "210987654321"),
    "unknown service": "arn:aws:ships:eu-west-1:123456789012:brig",
    "no Region": "arn:aws:sqs::123456789012:orders",
    "no account": "arn:aws:sqs:eu-west-1::orders",
}


@pytest.mark.parametrize("target_arn", NOWHERE.values(), ids=NOWHERE)
def test_a_target_that_no_rule_has(rules: Any, target_arn: str) -> None:
    assert names(rules, target_arn) == []


def test_an_event_bus_of_another_region_is_empty(rules: Any) -> None:
    elsewhere = SHOP_ARN.replace("eu-west-1", "us-east-1")

    assert names(rules, EventBusName=elsewhere) == []


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    found = refusal(
        events.list_rule_names_by_target, TargetArn=QUEUE_ARN, EventBusName="shop"
    )

    assert found == no_event_bus("shop")


def test_a_rule_without_its_last_such_target_is_not_named(rules: Any) -> None:
    """Nor one whose targets were replaced."""
    rules.remove_targets(Rule="a", EventBusName="shop", Ids=["queue", "again"])
    replaced = [{**other_target(), "Id": one} for one in ("queue", "again")]
    rules.put_targets(Rule="b", EventBusName="shop", Targets=replaced)
    rules.remove_targets(Rule="c", EventBusName="shop", Ids=["queue"])

    assert names(rules) == ["c"]


NO_ARNS = {
    "no ARN": "not-an-arn",
    "another partition": QUEUE_ARN.replace("arn:aws:", "arn:aws-cn:"),
    "unknown partition": QUEUE_ARN.replace("arn:aws:", "arn:aws-moon:"),
    "no resource": "arn:aws:sqs:eu-west-1:123456789012:",
}


@pytest.mark.parametrize("target_arn", NO_ARNS.values(), ids=NO_ARNS)
def test_the_target_is_an_arn(rules: Any, target_arn: str) -> None:
    refused = refusal(rules.list_rule_names_by_target, TargetArn=target_arn)

    assert refused == not_an_arn(target_arn)


BOUNDS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "limit 0": (
        {"Limit": 0},
        (violation("limit", "0", "must have value greater than or equal to 1"),),
    ),
    "limit -1": (
        {"Limit": -1},
        (violation("limit", "-1", "must have value greater than or equal to 1"),),
    ),
    "limit 101": (
        {"Limit": 101},
        (violation("limit", "101", "must have value less than or equal to 100"),),
    ),
    "empty token": ({"NextToken": ""}, (violation("nextToken", "", at_least(1)),)),
    "both": (
        {"Limit": 0, "NextToken": ""},
        (
            violation("nextToken", "", at_least(1)),
            violation("limit", "0", "must have value greater than or equal to 1"),
        ),
    ),
    "no target": (
        {"TargetArn": None},
        (
            "Value null at 'targetArn' failed to satisfy constraint: Member must not"
            " be null",
        ),
    ),
    "empty target": ({"TargetArn": ""}, (violation("targetArn", "", at_least(1)),)),
}


@pytest.mark.parametrize(("params", "violations"), BOUNDS.values(), ids=BOUNDS)
def test_parameters_out_of_bounds_are_refused(
    unchecked_events: Any, params: dict[str, Any], violations: tuple[str, ...]
) -> None:
    given = {"TargetArn": QUEUE_ARN, **params}

    refused = refusal(unchecked_events.list_rule_names_by_target, **given)

    assert refused == invalid(*violations)


def first_token(rules: Any) -> str:
    """Return the token after a page of one name."""
    page = rules.list_rule_names_by_target(
        TargetArn=QUEUE_ARN, EventBusName="shop", Limit=1
    )
    assert page["RuleNames"] == ["a"]
    token: str = page["NextToken"]
    return token


@pytest.mark.parametrize(
    "params",
    [{}, {"Limit": 2}, {"EventBusName": SHOP_ARN}],
    ids=["no limit", "another limit", "ARN of the event bus"],
)
def test_a_token_is_good_for_the_same_question(
    rules: Any, params: dict[str, Any]
) -> None:
    token = first_token(rules)

    assert names(rules, NextToken=token, **params) == ["b", "c"]


def test_the_last_page_has_no_token(rules: Any) -> None:
    page = rules.list_rule_names_by_target(
        TargetArn=QUEUE_ARN, EventBusName="shop", Limit=2, NextToken=first_token(rules)
    )

    assert page["RuleNames"] == ["b", "c"]
    assert "NextToken" not in page


@pytest.mark.parametrize(
    "params",
    [{"TargetArn": OTHER_ARN}, {"NextToken": "bogus"}, {"NextToken": "Z2FyYmFnZQ=="}],
    ids=["another target", "garbage", "garbage in base64"],
)
def test_a_token_of_another_question_is_refused(
    rules: Any, params: dict[str, Any]
) -> None:
    given = {
        "TargetArn": QUEUE_ARN,
        "EventBusName": "shop",
        "NextToken": first_token(rules),
        **params,
    }

    assert refusal(rules.list_rule_names_by_target, **given) == (
        "ValidationException",
        "Parameter NextToken is not valid.",
    )


def test_a_token_of_another_event_bus_is_an_error_of_aws(rules: Any) -> None:
    token = first_token(rules)

    with pytest.raises(ClientError) as caught:
        rules.list_rule_names_by_target(TargetArn=QUEUE_ARN, NextToken=token)

    error, metadata = (
        caught.value.response["Error"],
        caught.value.response["ResponseMetadata"],
    )
    assert metadata["HTTPStatusCode"] == 500
    assert (error["Code"], error["Message"]) == (
        "InternalException",
        "Service encountered unexpected problem. Please try again.",
    )
