"""What one rule made of an event."""

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
    """What one rule made of an event.

    `misses` are the fields that stood in the way, the nearest first, `outcomes` what
    came of a match at each target. `would_match` tells of a rule that was not asked,
    being disabled or on another bus, whether its pattern fits.
    """

    rule: Rule
    verdict: Verdict
    misses: tuple[Miss, ...] = ()
    outcomes: tuple[TargetOutcome, ...] = ()
    would_match: bool = False

    # A rule has none either.
    __hash__ = None  # type: ignore[assignment]
