"""The section on published events in the report of a failed test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .explain import events_seen_by_rules, explain
from .text import (
    SHOWN_FAILURE,
    ExplanationText,
    exchange_of,
    name_of_target,
    one_line,
    outcome_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.published_events import PublishedEvent, TargetOutcome
    from ..state.mock_state import MockState

_SHOWN_EVENTS = 20
_SHOWN_TARGETS = 5
_SHOWN_LINES = 40


def failure_section(state: MockState) -> str:
    """Return a few lines on the events of *state*; an empty string if it has none.

    The test is over: nothing that has fallen due since is run.
    """
    events = events_seen_by_rules(state)
    section = _Section(state)
    lines: list[str] = []
    shown = 0
    for event in reversed(events[-_SHOWN_EVENTS:]):
        lines_on_it = [one_line(line, SHOWN_FAILURE) for line in section.lines(event)]
        if shown and len(lines) + len(lines_on_it) > _SHOWN_LINES:
            break
        lines = lines_on_it + lines
        shown += 1
    hidden = len(events) - shown
    if hidden > 0:
        lines.insert(0, f"… {hidden} earlier event{'s' if hidden > 1 else ''}")
    if lines:
        lines.append("Call mock.explain(event) for details.")
    return "\n".join(lines)


class _Section:
    """The lines on each event of a *state*, whose secrets are gathered once."""

    def __init__(self, state: MockState) -> None:
        self._state = state
        self._texts = state.sensitive_texts()
        self._print = ExplanationText(self._texts)

    def lines(self, event: PublishedEvent) -> Iterator[str]:
        """Yield the name of *event*, and the outcomes at its targets."""
        outcomes = list(self._outcomes(event))
        yield f"{self._print.name(event)} on event bus {event.event_bus_name!r}"
        yield from (f"    {outcome}" for outcome in outcomes[:_SHOWN_TARGETS])
        hidden = len(outcomes) - _SHOWN_TARGETS
        if hidden > 0:
            yield f"    … {hidden} more"
        if not outcomes:
            yield f"    {self._why_none(event)}"

    def _outcomes(self, event: PublishedEvent) -> Iterator[str]:
        """Yield the outcome at each target of the rules that matched, on all buses."""
        for match in event.matches:
            rule = f"rule {match.rule.name!r}"
            if not match.outcomes:
                yield f"{rule}: no targets"
            for outcome in match.outcomes:
                yield f"{rule}: {self._outcome(outcome)}"
                if outcome.forwarded is not None:
                    yield from self._outcomes(outcome.forwarded)

    def _outcome(self, outcome: TargetOutcome) -> str:
        invocation = outcome.invocation
        if invocation is not None:
            exchange = exchange_of(invocation)
            if invocation.request is None and invocation.failure is not None:
                exchange = f"{invocation.error_code}: {invocation.failure}"
            if outcome.input_fault is not None:
                exchange = f"{exchange} {self._print.faulty_input(outcome)}"
            return f"{outcome_of(invocation)}, {exchange}"
        target = name_of_target(outcome.target)
        if outcome.failure is not None:
            failure = self._print.failure(outcome.failure)
            if outcome.input_fault is not None:
                failure = f"{failure} {self._print.faulty_input(outcome)}"
            return f"{target}, {failure}"
        if outcome.forwarded is not None and not outcome.forwarded.had_bus:
            return f"{target}, dropped: this event bus does not exist"
        return target

    def _why_none(self, event: PublishedEvent) -> str:
        """Return on one line why no rule matched."""
        explained = explain(self._state, event, self._texts)
        where = f" {explained.elsewhere}" if explained.elsewhere else ""
        if not event.had_bus:
            return f"dropped: this event bus does not exist{where}"
        if event.only_rules == ():
            return "dropped: the partner event source is not active"
        if not explained.rules:
            return f"no rule matched: this event bus has no rules{where}"
        if where:
            return f"no rule matched{where}"
        nearest = explained.rules[0]
        if nearest.misses:
            miss = nearest.misses[0]
            wanted = self._print.miss(miss)
            return f"no rule matched; rule {nearest.rule.name!r}: {miss.path} {wanted}"
        return f"no rule matched; rule {nearest.rule.name!r} is {nearest.verdict}"
