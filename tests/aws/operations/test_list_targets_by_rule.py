"""ListTargetsByRule: every member of a target, and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from tests.aws.operations.answers import (
    INVALID_TOKEN,
    members,
    no_event_bus,
    no_rule,
    refusal,
)
from tests.requests_to_aws import QUEUE_ARN, queue_target, rule, target

if TYPE_CHECKING:
    from botocore.model import Shape

TARGET = (
    botocore.session.Session().get_service_model("events").shape_for("Target").members
)


@pytest.fixture
def orders(events: Any) -> Any:
    """A client that sees the rule `orders`, which has no targets."""
    events.put_rule(**rule())
    return events


def ids(answer: dict[str, Any]) -> list[str]:
    """Return the ids that *answer* lists."""
    return [one["Id"] for one in answer["Targets"]]


def example(shape: Shape) -> Any:
    """Return a value of *shape* with something in every member."""
    if shape.type_name == "structure":
        return {name: example(member) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [example(shape.member)]
    if shape.type_name == "map":
        return {"X-Shop": "$.detail.shop"}
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "integer":
        return shape.metadata.get("min", 7)
    return shape.metadata.get("enum", ["arn"])[0]


# These are not each a member of a target, or not of one that has them all.
OF_ITS_OWN = {"Id", "Arn", "RoleArn", "Input", "InputPath", "InputTransformer"}


@pytest.mark.parametrize("member", sorted(TARGET.keys() - OF_ITS_OWN))
def test_each_member_comes_back_as_it_was_given(orders: Any, member: str) -> None:
    """Service model: the targets that are listed have the shape of those put."""
    given = {member: example(TARGET[member])}
    if member == "DeadLetterConfig":
        given = {member: {"Arn": QUEUE_ARN}}
    if member == "RedshiftDataParameters":
        given[member]["SecretManagerArn"] = "arn:aws:secretsmanager:eu-west-1:1:a"
    orders.put_targets(Rule="orders", Targets=[target(**given)])

    answer = members(orders.list_targets_by_rule(Rule="orders"))

    assert answer == {"Targets": [target(**given)]}


@pytest.mark.parametrize(
    "given",
    [
        {"Input": '{"order": 7}'},
        {"InputPath": "$.detail"},
        {"InputTransformer": {"InputTemplate": '"an order"'}},
        {
            "InputTransformer": {
                "InputPathsMap": {"id": "$.detail.id"},
                "InputTemplate": '{"id": <id>}',
            }
        },
    ],
    ids=["Input", "InputPath", "InputTemplate", "InputPathsMap"],
)
def test_the_input_comes_back_as_it_was_given(
    orders: Any, given: dict[str, Any]
) -> None:
    """Service model."""
    orders.put_targets(Rule="orders", Targets=[target(**given)])

    assert orders.list_targets_by_rule(Rule="orders")["Targets"] == [target(**given)]


def test_an_answer_can_be_changed_without_harm(orders: Any) -> None:
    """It is a copy of what exists."""
    given = {"HttpParameters": {"HeaderParameters": {"X-Shop": "a"}}}
    orders.put_targets(Rule="orders", Targets=[target(**given)])
    answer = orders.list_targets_by_rule(Rule="orders")["Targets"][0]

    answer["HttpParameters"]["HeaderParameters"]["X-Shop"] = "b"

    assert orders.list_targets_by_rule(Rule="orders")["Targets"] == [target(**given)]


def test_there_may_be_none(orders: Any) -> None:
    """NextToken is absent on the last page (service model)."""
    assert members(orders.list_targets_by_rule(Rule="orders")) == {"Targets": []}


def test_pages_are_by_id(orders: Any) -> None:
    """Our choice of order (docs/fidelity.md)."""
    orders.put_targets(Rule="orders", Targets=[queue_target(name) for name in "cab"])

    first = orders.list_targets_by_rule(Rule="orders", Limit=2)
    second = orders.list_targets_by_rule(Rule="orders", NextToken=first["NextToken"])

    assert [ids(first), ids(second)] == [["a", "b"], ["c"]]
    assert "NextToken" not in second


def test_a_token_is_good_for_its_rule_only(orders: Any) -> None:
    """Recorded on AWS 2026-09-26 for the filters of API destinations."""
    orders.put_targets(Rule="orders", Targets=[queue_target(name) for name in "ab"])
    orders.put_rule(**rule(Name="other"))
    token = orders.list_targets_by_rule(Rule="orders", Limit=1)["NextToken"]

    refused = refusal(orders.list_targets_by_rule, Rule="other", NextToken=token)

    assert refused == INVALID_TOKEN


def test_a_rule_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    assert refusal(events.list_targets_by_rule, Rule="orders") == no_rule("orders")


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(events.list_targets_by_rule, Rule="orders", EventBusName="shop")

    assert refused == no_event_bus("shop")
