"""RemoveTargets."""

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
from tests.requests_to_aws import queue_target, rule

DONE = {"FailedEntryCount": 0, "FailedEntries": []}


@pytest.fixture
def orders(events: Any) -> Any:
    """A client that sees the rule `orders`, which has three targets."""
    events.put_rule(**rule())
    events.put_targets(Rule="orders", Targets=[queue_target(name) for name in "abc"])
    return events


def ids(events: Any) -> list[str]:
    """Return the ids of the targets of the rule."""
    listed = events.list_targets_by_rule(Rule="orders")["Targets"]
    return [one["Id"] for one in listed]


@pytest.mark.parametrize("how", [{}, {"Force": True}], ids=["plainly", "by force"])
def test_those_that_are_named_go(orders: Any, how: dict[str, bool]) -> None:
    """The others stay (service model)."""
    answer = members(orders.remove_targets(Rule="orders", Ids=["c", "a"], **how))

    assert answer == DONE
    assert ids(orders) == ["b"]


def test_ids_that_the_rule_has_not_are_no_error(orders: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    answer = members(orders.remove_targets(Rule="orders", Ids=["z", "b", "b"]))

    assert answer == DONE
    assert ids(orders) == ["a", "c"]


def test_a_rule_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(events.remove_targets, Rule="orders", Ids=["a"])

    assert refused == no_rule("orders")


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    refused = refusal(
        events.remove_targets, Rule="orders", EventBusName="shop", Ids=["a"]
    )

    assert refused == no_event_bus("shop")


def test_an_id_that_cannot_be(orders: Any) -> None:
    """The form of a list recorded on AWS 2026-09-26, its rules in the service model."""
    assert refusal(orders.remove_targets, Rule="orders", Ids=["a b"]) == invalid(
        violation(
            "ids",
            "[a b]",
            "must satisfy constraint: [Member must have length less than or equal to"
            " 64, Member must have length greater than or equal to 1, Member"
            f" {fits(NAME_PATTERN)}]",
        )
    )
