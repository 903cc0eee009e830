"""Explain an event: which rules matched it, and the outcome at each target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..model.resources import UnknownNameError, closest_name, relative_place
from ..records.http_message import encode, refusing_other_than_json
from ..records.invocation_log import snapshot
from ..records.published_events import PublishedEvent
from .explanation import Explanation
from .rule import RuleExplanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.backend import Backend, Backends
    from ..model.rule import Rule
    from ..model.stack import Stacks
    from ..records.published_events import RuleMatch
    from ..state.mock_state import MockState
    from .rule import Verdict


_SHOWN_EVENTS = 3


def explanation_of(
    state: MockState, event: PublishedEvent | str | Mapping[str, Any]
) -> Explanation:
    """Explain *event*: a published event, its id, or an envelope.

    Raises TypeError or ValueError, in the words of `json`, for an envelope that JSON
    cannot hold.
    """
    state.run_due()
    if isinstance(event, str):
        logs = state.publisher.events, state.service_events.log
        event = _with_id(chain.from_iterable(logs), event)
    if isinstance(event, PublishedEvent):
        return explain(state, event, state.sensitive_texts())
    if not isinstance(event, Mapping):
        msg = (
            "event must be one of mock.events or mock.service_events, the id of one, or"
            f" an envelope (a dict), not {event!r}"
        )
        raise TypeError(msg)
    # Rules match JSON, so an envelope with other types is refused.
    with refusing_other_than_json("event"):
        envelope = json.loads(encode(dict(event)))
    tried = state.publisher.tried(envelope, state.backend)
    return explain(state, tried, state.sensitive_texts(), was_published=False)


def newest_explanations(
    state: MockState, api_destination: str, texts: frozenset[str]
) -> list[Explanation]:
    """Explain the newest events that did not reach *api_destination*, oldest first.

    An event whose input is not valid JSON was recorded as invoked, but never sent.

    The explanations do not show the sensitive *texts*.
    """
    missing = [
        event
        for event in events_seen_by_rules(state)
        if all(
            invocation.error_code == "INVALID_JSON"
            for invocation in event.invocations.to(api_destination)
        )
    ]
    return [explain(state, event, texts) for event in missing[-_SHOWN_EVENTS:]]


def events_seen_by_rules(state: MockState) -> list[PublishedEvent]:
    """Return the events of *state*, oldest first, without running what is due.

    Service events that no rule could match are left out: they explain nothing.
    """
    events = [*snapshot(state.publisher.events), *state.service_events.published]
    return sorted(events, key=lambda event: event.ingestion_time)


def _with_id(events: Iterable[PublishedEvent], event_id: str) -> PublishedEvent:
    for event in events:
        if event.id == event_id:
            return event
    msg = (
        f"no event has the id {event_id!r}; mock.events and mock.service_events list"
        " all events."
    )
    raise UnknownNameError(msg)


def explain(
    state: MockState,
    event: PublishedEvent,
    texts: frozenset[str],
    *,
    was_published: bool = True,
) -> Explanation:
    """Explain *event*, published or not, with the rules as they were then.

    The explanation does not show the sensitive *texts*, which take long to gather.
    """
    backend = state.backends.of(event.account_id, event.region_name)
    rules = [*_on_its_bus(event), *_on_other_buses(event, backend)]
    if state.used_stacks is not None:
        rules = [_with_logical_id(explained, state.used_stacks) for explained in rules]
    return Explanation(
        event=event,
        rules=tuple(sorted(rules, key=_nearness)),
        forwarded=tuple(
            explain(state, outcome.forwarded, texts, was_published=was_published)
            for match in event.matches
            for outcome in match.outcomes
            if outcome.forwarded is not None
        ),
        was_published=was_published,
        suggested_bus=None if event.had_bus else _similar_bus(event, backend),
        elsewhere=_elsewhere(event, backend, state.backends),
        sensitive_texts=texts,
    )


def _with_logical_id(explained: RuleExplanation, stacks: Stacks) -> RuleExplanation:
    """Return *explained* with the name that a template has for its rule, if any."""
    found = stacks.resource_with_arn(explained.rule.arn)
    if found is None:
        return explained
    stack, resource = found
    return replace(explained, logical_id=resource.logical_id, stack_name=stack.name)


def _similar_bus(event: PublishedEvent, backend: Backend) -> str | None:
    """Return the event bus whose name the missing one may be a misspelling of."""
    missing = event.event_bus_name
    # One with this very name was created later.
    others = [name for name in backend.buses.event_buses if name != missing]
    return closest_name(missing, others)


def _elsewhere(
    event: PublishedEvent, backend: Backend, backends: Backends
) -> str | None:
    """Return in which other Region or account *event* would have had a rule.

    A forwarded event, and one that EventBridge made itself, had no choice of a place.
    """
    was_put = event.forwarded_from is None and event.scheduled_by is None
    if event.matches or not was_put or event.origin == "service":
        return None
    for other in backends:
        found = None if other is backend else _found_in(event, other)
        if found is not None:
            here = relative_place(other.place, backend.place)
            return f"in {here}; {found} in {relative_place(backend.place, other.place)}"
    return None


def _found_in(event: PublishedEvent, other: Backend) -> str | None:
    """Return what *event* lacks and *other* has: its event bus, or a rule for it."""
    name = event.event_bus_name
    if not event.had_bus:
        return "the bus exists" if name in other.buses.event_buses else None
    for rule in other.rules_on(name).snapshot():
        if rule.is_enabled and _would_match(rule, event):
            return f"rule {rule.name!r} would match"
    return None


_ORDER: tuple[Verdict, ...] = (
    "matched",
    "missed",
    "disabled",
    "on a schedule",
    "on another bus",
)


def _nearness(explained: RuleExplanation) -> tuple[int, int]:
    """Order rules: first those that matched, then those that missed by least."""
    return _ORDER.index(explained.verdict), len(explained.misses)


def _on_its_bus(event: PublishedEvent) -> Iterator[RuleExplanation]:
    """Explain the rules on the event bus of *event*, unless it was lost before them."""
    if event.only_rules == ():
        return iter(())
    matches = {match.rule.name: match for match in event.matches}
    return (
        _verdict(rule, event, matches.get(rule.name)) for rule in event.rules_on_bus
    )


def _verdict(
    rule: Rule, event: PublishedEvent, match: RuleMatch | None
) -> RuleExplanation:
    if match is not None:
        return RuleExplanation(
            rule=rule, verdict="matched", outcomes=tuple(match.outcomes)
        )
    if not rule.is_enabled:
        return RuleExplanation(
            rule=rule, verdict="disabled", would_match=_would_match(rule, event)
        )
    if rule.pattern is None:
        return RuleExplanation(rule=rule, verdict="on a schedule")
    return RuleExplanation(
        rule=rule, verdict="missed", misses=rule.pattern.misses(event.envelope)
    )


def _on_other_buses(
    event: PublishedEvent, backend: Backend
) -> Iterator[RuleExplanation]:
    """Explain the rules on other event buses that would have matched.

    An event that was forwarded, or made by a schedule, had no choice of a bus.
    """
    if event.forwarded_from is not None or event.scheduled_by is not None:
        return
    for rule in backend.view.rules.values():
        if rule.event_bus_name == event.event_bus_name or not rule.is_enabled:
            continue
        if _would_match(rule, event):
            yield RuleExplanation(rule=rule, verdict="on another bus", would_match=True)


def _would_match(rule: Rule, event: PublishedEvent) -> bool:
    return rule.pattern is not None and rule.pattern.matches(event.envelope)
