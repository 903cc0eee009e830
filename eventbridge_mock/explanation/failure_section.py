"""What became of all events, in a few lines: for reports of failed tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .explain import explain
from .text import (
    exchange_of,
    lack_of,
    name_of,
    on_one_line,
    outcome_of,
    words_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.published_events import PublishedEvent, TargetOutcome
    from ..state.mock_state import MockState

_SHOWN_EVENTS = 20
_SHOWN_TARGETS = 5


def failure_section(state: MockState) -> str:
    """Return what to tell of the events of *state*; nothing if there were none.

    It stays with what has happened: the test is over, and nothing new begins.
    """
    events = state.publisher.events.as_they_stand()
    secrets = state.secrets()
    lines = [
        on_one_line(line, secrets)
        for event in events[-_SHOWN_EVENTS:]
        for line in _told(event, state, secrets)
    ]
    hidden = len(events) - _SHOWN_EVENTS
    if hidden > 0:
        lines.insert(0, f"… {hidden} earlier events")
    if lines:
        lines.append("mock.explain(event) tells more.")
    return "\n".join(lines)


def _told(
    event: PublishedEvent, state: MockState, secrets: frozenset[str]
) -> Iterator[str]:
    fates = list(_fates(event))
    yield f"{name_of(event)} on event bus {event.event_bus_name!r}"
    yield from (f"    {fate}" for fate in fates[:_SHOWN_TARGETS])
    hidden = len(fates) - _SHOWN_TARGETS
    if hidden > 0:
        yield f"    … {hidden} more"
    if not fates:
        yield f"    {_why_none(event, state, secrets)}"


def _fates(event: PublishedEvent) -> Iterator[str]:
    """Yield what came of each rule that matched, on all buses."""
    for match in event.matches:
        rule = f"rule {match.rule.name!r}"
        if not match.outcomes:
            yield f"{rule}: no targets"
        for outcome in match.outcomes:
            yield f"{rule}: {_fate(outcome)}"
            if outcome.forwarded is not None:
                yield from _fates(outcome.forwarded)


def _fate(outcome: TargetOutcome) -> str:
    if outcome.delivery is not None:
        invocation = outcome.delivery.invocation
        what = exchange_of(invocation)
        if invocation.request is None and invocation.failure is not None:
            what = f"{invocation.error_code}: {invocation.failure}"
        return f"{outcome_of(invocation)}, {what}"
    if outcome.failure is not None:
        return f"{words_for(outcome.target)}, {outcome.failure}"
    if outcome.forwarded is not None and not outcome.forwarded.had_bus:
        return f"{words_for(outcome.target)}, lost: there is no such event bus"
    return words_for(outcome.target)


def _why_none(event: PublishedEvent, state: MockState, secrets: frozenset[str]) -> str:
    """Return in a line why no rule matched."""
    if not event.had_bus:
        return "lost: there is no such event bus"
    rules = explain(state, event, secrets).rules
    if not rules:
        return "no rule matched: there is none on this event bus"
    nearest = rules[0]
    if nearest.misses:
        miss = nearest.misses[0]
        lack = lack_of(miss, secrets)
        return f"no rule matched; rule {nearest.rule.name!r}: {miss.path} {lack}"
    return f"no rule matched; rule {nearest.rule.name!r} is {nearest.verdict}"
