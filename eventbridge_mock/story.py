"""What became of all events, a line or two for each: for reports of failed tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .explaining import explain
from .explanation import told
from .masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .published_events import PublishedEvent, TargetOutcome
    from .state import MockState

_SHOWN_EVENTS = 20


def story(state: MockState) -> str:
    """Return the story of the events of *state*; nothing if there were none."""
    events = list(state.publisher.events)
    lines = [line for event in events[-_SHOWN_EVENTS:] for line in _told(event, state)]
    hidden = len(events) - _SHOWN_EVENTS
    if hidden > 0:
        lines.insert(0, f"… {hidden} earlier events")
    return mask("\n".join(lines), state.secrets())


def _told(event: PublishedEvent, state: MockState) -> Iterator[str]:
    kind, source = event.envelope["detail-type"], event.envelope["source"]
    yield f"{kind!r} from {source!r} on event bus {event.event_bus_name!r}"
    fates = list(_fates(event))
    yield f"    {'; '.join(fates) if fates else _why_none(event, state)}"


def _fates(event: PublishedEvent) -> Iterator[str]:
    for stage in event.everywhere():
        for match in stage.matches:
            for outcome in match.outcomes:
                if outcome.forwarded is None:
                    yield f"rule {match.rule.name!r}: {_fate(outcome)}"


def _fate(outcome: TargetOutcome) -> str:
    if outcome.standing is not None:
        return told(outcome.standing.invocation)
    return outcome.failure or f"sent to {outcome.target.arn}"


def _why_none(event: PublishedEvent, state: MockState) -> str:
    """Return in a line why the event went nowhere."""
    explanation = explain(
        event, state.backends.of, was_published=True, secrets=frozenset()
    )
    if not explanation.has_bus:
        return "lost: there is no such event bus"
    if not explanation.rules:
        return "matched no rule: there is none on this event bus"
    nearest = explanation.rules[0]
    if nearest.verdict == "matched":
        return f"matched rule {nearest.rule.name!r}, which has no targets"
    if nearest.misses:
        return f"matched no rule; rule {nearest.rule.name!r}: {nearest.misses[0]}"
    return f"matched no rule; rule {nearest.rule.name!r} is {nearest.verdict}"
