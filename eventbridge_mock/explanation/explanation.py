"""Why an event arrived or did not: the verdicts of all rules on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from ..frozen import frozen
from ..records.masking import NO_SENSITIVE_TEXTS
from .text import ExplanationText, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.published_events import PublishedEvent
    from .rule import RuleExplanation, Verdict

# The number of rules that are shown, by verdict.
_SHOWN_RULES: dict[Verdict, int] = {
    "matched": 10,
    "missed": 10,
    "disabled": 5,
    "on a schedule": 3,
    "on another bus": 5,
}


@frozen
class Explanation:
    """The verdicts of all rules on one event; `print` shows them.

    `rules` has the rules on the event's bus, those that matched first, and the rules on
    other buses that would have matched. `forwarded` explains the event on the buses it
    was forwarded to. If the event's bus does not exist, `suggested_bus` is an existing
    one with a similar name. If no rule matched because the event was put in the wrong
    Region or account, `elsewhere` says which place was meant. `sensitive_texts` are
    the secrets that are not printed.
    """

    event: PublishedEvent
    rules: tuple[RuleExplanation, ...]
    forwarded: tuple[Explanation, ...] = ()
    was_published: bool = True
    suggested_bus: str | None = None
    elsewhere: str | None = None
    sensitive_texts: frozenset[str] = field(default=NO_SENSITIVE_TEXTS, repr=False)

    # A rule has no hash.
    __hash__ = None  # type: ignore[assignment]

    @property
    def matched(self) -> tuple[RuleExplanation, ...]:
        """The rules that matched."""
        return tuple(rule for rule in self.rules if rule.verdict == "matched")

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        matched = [repr(explained.rule.name) for explained in self.matched]
        names = ", ".join(matched) or "no rule"
        return f"<Explanation of event {self.event.id!r}: matched {names}>"

    def lines(self) -> Iterator[str]:
        """Yield the lines of the text."""
        text, event = ExplanationText(self.sensitive_texts), self.event
        yield one_line(f"{text.name(event)}, {_origin(self)}")
        if event.forwarded_from is None and event.envelope.get("detail"):
            yield text.detail(event)
        yield f"  {_summary(self)}"
        shown: Counter[Verdict] = Counter()
        for explained in self.rules:
            shown[explained.verdict] += 1
            if shown[explained.verdict] <= _SHOWN_RULES[explained.verdict]:
                yield from text.rule(explained, event)
        for verdict, most in _SHOWN_RULES.items():
            if shown[verdict] > most:
                yield f"  … {shown[verdict] - most} more {verdict}"
        for forwarded in self.forwarded:
            yield from (f"    {line}" for line in forwarded.lines())


def _origin(explanation: Explanation) -> str:
    """Return how the event came to its bus."""
    event, bus = explanation.event, repr(explanation.event.event_bus_name)
    before = event.forwarded_from
    if before is not None:
        far = (before.account_id, before.region_name) != (
            event.account_id,
            event.region_name,
        )
        there = f" in account {event.account_id}, Region {event.region_name}"
        return f"forwarded to event bus {bus}{there if far else ''}"
    if event.scheduled_by is not None:
        return f"fired by the schedule of rule {event.scheduled_by!r}"
    how = "put" if explanation.was_published else "if it were put"
    return f"{how} on event bus {bus}"


def _summary(explanation: Explanation) -> str:
    """Return in one line whether rules matched."""
    event = explanation.event
    where = f" {explanation.elsewhere}" if explanation.elsewhere else ""
    if not event.had_bus:
        suggested = explanation.suggested_bus
        hint = f" Did you mean {suggested!r}?" if suggested else ""
        return (
            f"This event bus does not exist{where}: AWS accepts the event and drops"
            f" it.{hint}"
        )
    if event.only_rules == ():
        return "The partner event source is not active: AWS drops the event."
    count = len(event.rules_on_bus)
    if not count:
        return f"This event bus has no rules{where}."
    matched = len(explanation.matched)
    return f"{matched} of {count} rule{'s' if count > 1 else ''} matched{where}."
