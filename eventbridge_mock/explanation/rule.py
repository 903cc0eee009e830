"""The verdict of one rule on an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..frozen import frozen

if TYPE_CHECKING:
    from ..expressions.patterns.event_pattern import Miss
    from ..model.rule import Rule
    from ..records.published_events import TargetOutcome

Verdict = Literal["matched", "missed", "disabled", "on a schedule", "on another bus"]


@frozen
class RuleExplanation:
    """The verdict of one rule on an event.

    `misses` are the fields that did not match, and `outcomes` the outcome at each
    target of a rule that did. For a rule that is disabled or on another event bus,
    `would_match` is whether its pattern matches. `logical_id` names a rule that a
    template made, in the stack `stack_name`.
    """

    rule: Rule
    verdict: Verdict
    misses: tuple[Miss, ...] = ()
    outcomes: tuple[TargetOutcome, ...] = ()
    would_match: bool = False
    logical_id: str | None = None
    stack_name: str | None = None

    # A rule has no hash.
    __hash__ = None  # type: ignore[assignment]
