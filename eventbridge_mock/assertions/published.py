"""The assertions of published events, and the texts of their failures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..arguments import require_count
from ..records.masking import mask_text
from .checks import SHOWN_RECORDS, headline, listed, refused_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.expectation import EventExpectation
    from ..records.published_events import PublishedEvent
    from ..state.mock_state import MockState

# The origins of events that the code under test publishes.
_ORIGINS = frozenset({"put_events", "put_partner_events"})


def check_published(
    state: MockState, expectation: EventExpectation, *, times: int
) -> tuple[PublishedEvent, ...]:
    """Return the *times* events that match, or raise AssertionError."""
    __tracebackhide__ = True
    require_count("times", times, "events", at_least=0)
    events = _published(state)
    matched = tuple(filter(expectation.matches, events))
    if len(matched) == times:
        return matched

    texts = state.sensitive_texts()
    differences = {event: expectation.differences(event, texts) for event in events}
    nearest = sorted(events, key=lambda event: len(differences[event]))
    expected = f"published{expectation.describe(texts)}"
    lines = [
        headline(times, "event", expected, matched, events),
        *listed(nearest, differences.__getitem__, partial(_shown, texts)),
    ]
    lines += expectation.hints(nearest[:SHOWN_RECORDS])
    if not events:
        lines.append("  PutEvents accepted no event.")
    if len(matched) < times:
        lines += refused_entries(state)
    lines += _not_counted(state, expectation)
    raise AssertionError("\n".join(lines))


def _not_counted(state: MockState, expectation: EventExpectation) -> Iterator[str]:
    """Yield a line if events of other origins are as expected."""
    origins = [
        event.origin
        for event in state.publisher.events
        if event.origin not in _ORIGINS and expectation.matches(event)
    ]
    if origins:
        what = "event is" if len(origins) == 1 else "events are"
        yield (
            f"  {len(origins)} such {what} of another origin"
            f" ({', '.join(sorted(set(origins)))}): only events of PutEvents and"
            " PutPartnerEvents count."
        )


def check_not_published(
    state: MockState, expectation: EventExpectation
) -> tuple[PublishedEvent, ...]:
    """Return the events, or raise AssertionError if one matches."""
    __tracebackhide__ = True
    events = _published(state)
    matched = [event for event in events if expectation.matches(event)]
    if not matched:
        return events

    texts = state.sensitive_texts()
    expected = f"published{expectation.describe(texts)}"
    lines = [
        headline(0, "event", expected, matched, matched),
        *listed(matched, show=partial(_shown, texts)),
    ]
    raise AssertionError("\n".join(lines))


def _published(state: MockState) -> tuple[PublishedEvent, ...]:
    state.run_due()
    return tuple(event for event in state.publisher.events if event.origin in _ORIGINS)


def _shown(texts: frozenset[str], event: PublishedEvent) -> str:
    """Return the repr of *event*, whose source may be a secret by mistake."""
    return mask_text(repr(event), texts)
