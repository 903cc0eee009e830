"""A rule and its targets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventbridge_mock.model.rule import Rule, RuleState
from eventbridge_mock.model.target import Target
from eventbridge_mock.model.wire import from_wire

RULE = Rule(
    name="orders",
    arn="arn:rule/orders",
    event_bus_name="default",
    state=RuleState.ENABLED,
    created_by="123456789012",
    tags={},
)


def target(target_id: str, arn: str = "arn:queue") -> Target:
    return Target(id=target_id, arn=arn)


@pytest.mark.parametrize("state", RuleState)
def test_all_states_but_one_are_enabled(state: RuleState) -> None:
    """Service model, the description of State."""
    made = replace(RULE, state=state)

    assert made.is_enabled is (state is not RuleState.DISABLED)


def test_targets_are_in_the_order_of_their_ids() -> None:
    made = RULE.with_targets([target("b"), target("a")]).with_targets([target("aa")])

    assert [one.id for one in made.targets] == ["a", "aa", "b"]
    assert RULE.targets == ()


def test_a_target_replaces_the_one_of_its_id() -> None:
    made = RULE.with_targets([target("a"), target("b")])

    changed = made.with_targets([target("a", "arn:stream")])

    assert changed.targets == (target("a", "arn:stream"), target("b"))


def test_targets_are_taken_away_by_id() -> None:
    made = RULE.with_targets([target("a"), target("b")])

    assert made.without_targets(["a", "z"]).targets == (target("b"),)


def test_a_rule_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'Rule'"):
        hash(RULE)


def test_what_was_compiled_is_not_compared_or_shown() -> None:
    """The text of the event pattern is."""
    made = replace(RULE, pattern=object())

    assert made == RULE
    assert "pattern=<" not in repr(made)


def test_what_is_sensitive_is_not_shown() -> None:
    """Sql and GraphQLOperation are sensitive (service model)."""
    made = from_wire(
        Target,
        {
            "Id": "a",
            "Arn": "arn:cluster",
            "RedshiftDataParameters": {"Database": "shop", "Sql": "not-a-secret"},
            "AppSyncParameters": {"GraphQLOperation": "not-a-secret"},
        },
    )

    assert "not-a-secret" not in repr(made)
