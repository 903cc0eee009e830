"""Explain an event: ask the rules again, and look what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .explanation import Explanation, RuleExplanation
from .published_events import PublishedEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .explanation import Verdict
    from .model.backend import Backend
    from .model.rule import Rule
    from .published_events import RuleMatch
    from .state import MockState


_SHOWN_EVENTS = 3


def explanation_of(
    state: MockState, event: PublishedEvent | str | Mapping[str, Any]
) -> Explanation:
    """Explain *event*: one that was published, its id, or an envelope."""
    if isinstance(event, str):
        event = _with_id(state.publisher.events, event)
    was_published = isinstance(event, PublishedEvent)
    return explain(
        event
        if isinstance(event, PublishedEvent)
        else state.publisher.tried(event, state.backend),
        state.backends.of,
        was_published=was_published,
        secrets=state.secrets(),
    )


def newest_explanations(state: MockState) -> list[str]:
    """Return the explanations of the newest events as texts, the oldest first."""
    return [
        str(explanation_of(state, event))
        for event in state.publisher.events[-_SHOWN_EVENTS:]
    ]


def _with_id(events: Iterable[PublishedEvent], event_id: str) -> PublishedEvent:
    for event in events:
        if event.id == event_id:
            return event
    msg = f"no event has the id {event_id!r}; mock.events lists those there are"
    raise KeyError(msg)


def explain(
    event: PublishedEvent,
    backend_of: Callable[[str, str], Backend],
    *,
    was_published: bool,
    secrets: frozenset[str],
) -> Explanation:
    """Explain what became of *event*, or would, with the rules as they were then."""
    backend = backend_of(event.account_id, event.region_name)
    on_bus = [*_asked(event), *_elsewhere(event, backend)]
    return Explanation(
        event=event,
        has_bus=event.event_bus_name in backend.event_buses,
        rules=tuple(sorted(on_bus, key=_nearness)),
        forwarded=tuple(
            explain(
                outcome.forwarded,
                backend_of,
                was_published=was_published,
                secrets=secrets,
            )
            for match in event.matches
            for outcome in match.outcomes
            if outcome.forwarded is not None
        ),
        was_published=was_published,
        secrets=secrets,
    )


_ORDER: tuple[Verdict, ...] = (
    "matched",
    "missed",
    "disabled",
    "on a schedule",
    "on another bus",
)


def _nearness(explained: RuleExplanation) -> tuple[int, int]:
    """Order rules: what matched, then what missed by the fewest fields."""
    return _ORDER.index(explained.verdict), len(explained.misses)


def _asked(event: PublishedEvent) -> Iterable[RuleExplanation]:
    """Explain the rules on the bus of *event*."""
    matches = {match.rule.name: match for match in event.matches}
    return [_verdict(rule, event, matches.get(rule.name)) for rule in event.rules_there]


def _verdict(
    rule: Rule, event: PublishedEvent, match: RuleMatch | None
) -> RuleExplanation:
    if match is not None:
        return RuleExplanation(
            rule=rule, verdict="matched", outcomes=tuple(match.outcomes)
        )
    if not rule.is_enabled:
        return RuleExplanation(
            rule=rule, verdict="disabled", would_match=_fits(rule, event.envelope)
        )
    if rule.pattern is None:
        return RuleExplanation(rule=rule, verdict="on a schedule")
    return RuleExplanation(
        rule=rule, verdict="missed", misses=rule.pattern.misses(event.envelope)
    )


def _elsewhere(event: PublishedEvent, backend: Backend) -> Iterable[RuleExplanation]:
    """Explain the rules on other buses that would have matched."""
    return [
        RuleExplanation(rule=rule, verdict="on another bus", would_match=True)
        for rule in backend.rules.values()
        if rule.event_bus_name != event.event_bus_name
        and rule.is_enabled
        and _fits(rule, event.envelope)
    ]


def _fits(rule: Rule, envelope: dict[str, Any]) -> bool:
    return rule.pattern is not None and rule.pattern.matches(envelope)
