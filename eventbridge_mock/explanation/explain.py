"""Explain an event: ask the rules again, and look what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..model.resources import UnknownNameError
from ..records.published_events import PublishedEvent
from .explanation import Explanation
from .rule import RuleExplanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.backend import Backend
    from ..model.rule import Rule
    from ..records.published_events import RuleMatch
    from ..state.mock_state import MockState
    from .rule import Verdict


_SHOWN_EVENTS = 3


def explanation_of(
    state: MockState, event: PublishedEvent | str | Mapping[str, Any]
) -> Explanation:
    """Explain *event*: one that was published, its id, or an envelope.

    Raises TypeError or ValueError, in the words of `json`, for an envelope that is no
    JSON.
    """
    state.run_due()
    if isinstance(event, str):
        event = _with_id(state.publisher.events, event)
    if isinstance(event, PublishedEvent):
        return explain(state, event, state.secrets())
    if not isinstance(event, Mapping):
        msg = f"one of mock.events, its id or an envelope is explained, not {event!r}"
        raise TypeError(msg)
    # Rules look at JSON, so that what is none is refused by its type.
    envelope = json.loads(json.dumps(dict(event), allow_nan=False))
    tried = state.publisher.tried(envelope, state.backend)
    return explain(state, tried, state.secrets(), was_published=False)


def newest_explanations(state: MockState, api_destination: str) -> list[str]:
    """Explain the newest events that did not get to *api_destination*, as texts.

    The oldest of them comes first.
    """
    missing = [
        event
        for event in state.publisher.events
        if not event.invocations.to(api_destination)
    ]
    secrets = state.secrets()
    return [str(explain(state, event, secrets)) for event in missing[-_SHOWN_EVENTS:]]


def _with_id(events: Iterable[PublishedEvent], event_id: str) -> PublishedEvent:
    for event in events:
        if event.id == event_id:
            return event
    msg = f"no event has the id {event_id!r}; mock.events has those there are."
    raise UnknownNameError(msg)


def explain(
    state: MockState,
    event: PublishedEvent,
    secrets: frozenset[str],
    *,
    was_published: bool = True,
) -> Explanation:
    """Explain what became of *event*, or would, with the rules as they were then.

    *secrets* are the texts that it may not show. To find them takes long.
    """
    backend = state.backends.of(event.account_id, event.region_name)
    rules = [*_asked(event), *_on_other_buses(event, backend)]
    return Explanation(
        event=event,
        rules=tuple(sorted(rules, key=_nearness)),
        forwarded=tuple(
            explain(state, outcome.forwarded, secrets, was_published=was_published)
            for match in event.matches
            for outcome in match.outcomes
            if outcome.forwarded is not None
        ),
        was_published=was_published,
        suggested_bus=None if event.had_bus else _bus_like_it(event, backend),
        secrets=secrets,
    )


def _bus_like_it(event: PublishedEvent, backend: Backend) -> str | None:
    """Return the name that looks like that of the missing event bus, if one does."""
    from difflib import get_close_matches  # noqa: PLC0415 - for a lost event only

    others = [name for name in backend.event_buses if name != event.event_bus_name]
    return next(iter(get_close_matches(event.event_bus_name, others, n=1)), None)


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


def _asked(event: PublishedEvent) -> Iterator[RuleExplanation]:
    """Explain the rules on the bus of *event*."""
    matches = {match.rule.name: match for match in event.matches}
    return (_verdict(rule, event, matches.get(rule.name)) for rule in event.rules_there)


def _verdict(
    rule: Rule, event: PublishedEvent, match: RuleMatch | None
) -> RuleExplanation:
    if match is not None:
        return RuleExplanation(
            rule=rule, verdict="matched", outcomes=tuple(match.outcomes)
        )
    if not rule.is_enabled:
        return RuleExplanation(
            rule=rule, verdict="disabled", would_match=_fits(rule, event)
        )
    if rule.pattern is None:
        return RuleExplanation(rule=rule, verdict="on a schedule")
    return RuleExplanation(
        rule=rule, verdict="missed", misses=rule.pattern.misses(event.envelope)
    )


def _on_other_buses(
    event: PublishedEvent, backend: Backend
) -> Iterator[RuleExplanation]:
    """Explain the rules on other buses that would have matched.

    Those are not asked about an event that was not put on a bus by anybody's choice.
    """
    if event.before is not None or event.schedule_of is not None:
        return
    for rule in backend.rules.values():
        if rule.event_bus_name == event.event_bus_name or not rule.is_enabled:
            continue
        if _fits(rule, event):
            yield RuleExplanation(rule=rule, verdict="on another bus", would_match=True)


def _fits(rule: Rule, event: PublishedEvent) -> bool:
    return rule.pattern is not None and rule.pattern.matches(event.envelope)
