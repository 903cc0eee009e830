"""The stream of changes: server-sent events of what is new, and what has changed.

Nothing in the mock reports changes. A stream looks ten times a second, which costs
little: only records that are new, or whose delivery is still open, are compared.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from ..activation.activation import ACTIVATIONS
from ..errors import NotActiveError
from . import record_kinds
from .queries import Reading, state_json
from .record_json import Json, RecordJson
from .resource_json import connection_json, model_json

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

    from ..state.mock_state import MockState
    from .queries import ServerFacts
    from .raised_errors import RaisedErrors
    from .record_kinds import RecordKind

_LOOK_SECONDS = 0.1
_LOOKS_BETWEEN_COMMENTS = 150
# A record that is final is compared some more times: it may have been seen while it
# was made.
_EXTRA_LOOKS = 5


class Change(NamedTuple):
    """A server-sent event: its name and its data."""

    name: str
    data: Json

    def encoded(self) -> bytes:
        """Return the event as the stream has it."""
        data = json.dumps(self.data, ensure_ascii=False)
        return f"event: {self.name}\ndata: {data}\n\n".encode(errors="replace")


class Changes:
    """The changes since this was made, for one reader."""

    def __init__(
        self, facts: ServerFacts, stopping: threading.Event, errors: RaisedErrors
    ) -> None:
        self._facts = facts
        self._stopping = stopping
        self._errors = errors
        self._watch: _Watch | None = None

    def stream(self) -> Iterator[bytes]:
        """Yield the changes as they happen, until the server stops."""
        look = 0
        while True:
            changes: list[Change] = []
            with self._errors:
                changes += self._look(is_first=look == 0)
            yield from (change.encoded() for change in changes)
            if look % _LOOKS_BETWEEN_COMMENTS == _LOOKS_BETWEEN_COMMENTS - 1:
                yield b": still here\n\n"  # finds out whether anybody reads
            look += 1
            if self._stopping.wait(_LOOK_SECONDS):
                return

    def _look(self, *, is_first: bool) -> Iterator[Change]:
        try:
            state = ACTIVATIONS.current_state()
        except NotActiveError:
            self._watch = None
            yield from [Change("hello", {})] if is_first else ()
            return
        if self._watch is None or self._watch.is_over(state):
            self._watch = _Watch(state)
            name = "hello" if is_first else "reset"
            yield Change(name, state_json(Reading(state, {}, self._facts)))
            return
        yield from self._watch.changes()
        if self._watch.has_clock_moved():
            yield Change("clock", state_json(Reading(state, {}, self._facts)))


class _Watch:
    """The last look at one state."""

    def __init__(self, state: MockState) -> None:
        self._state = state
        self._resets = state.resets
        self._moves = state.clock.moves
        self._connections = _by_name(state.backend.view.connections)
        self._destinations = _by_name(state.backend.view.api_destinations)
        self._others = _others_in(state)
        self._logs = [
            _LogWatch(state, record_kinds.EVENTS, _of_event),
            _LogWatch(state, record_kinds.SERVICE_EVENTS, _of_event),
            _LogWatch(state, record_kinds.INVOCATIONS, _of_invocation),
            _LogWatch(state, record_kinds.TOKEN_REQUESTS),
            _LogWatch(state, record_kinds.DEAD_LETTERS),
        ]

    def is_over(self, state: MockState) -> bool:
        """Return whether *state* is another one, or was reset."""
        return state is not self._state or state.resets != self._resets

    def has_clock_moved(self) -> bool:
        """Return whether the virtual clock was moved since the last look."""
        before, self._moves = self._moves, self._state.clock.moves
        return before != self._moves

    def changes(self) -> Iterator[Change]:
        """Yield what has changed since the last look."""
        yield from self._resource_changes()
        records = [(log, log.changed()) for log in self._logs]
        if any(changed for _, changed in records):
            rendered = RecordJson(self._state)
            for log, changed in records:
                for number, record in changed:
                    shown = log.kind.render(rendered, number, record)
                    yield Change(log.kind.name, shown)

    def _resource_changes(self) -> Iterator[Change]:
        view = self._state.backend.view
        connections = _by_name(view.connections)
        yield from _differences(
            "connection", self._connections, connections, connection_json
        )
        destinations = _by_name(view.api_destinations)
        yield from _differences(
            "api_destination", self._destinations, destinations, model_json
        )
        self._connections, self._destinations = connections, destinations
        before, self._others = self._others, _others_in(self._state)
        if before != self._others:
            yield Change("resources", {})


class _LogWatch:
    """The last look at one log."""

    def __init__(
        self,
        state: MockState,
        kind: RecordKind,
        look: Callable[[Any], tuple[Any, bool]] | None = None,
    ) -> None:
        self.kind = kind
        self._state = state
        # Returns what can change of a record, and whether it still can.
        self._look = look
        self._seen = len(kind.log(state))
        # The records that may still change: what was seen, and the looks left.
        self._open: dict[int, tuple[Any, int]] = {}

    def changed(self) -> list[tuple[int, Any]]:
        """Return the records that are new or have changed, with their numbers."""
        records: Sequence[Any] = self.kind.log(self._state)
        new = range(self._seen, len(records))
        self._seen = new.stop
        looked_at = [
            (index, record)
            for index in chain(list(self._open), new)
            for record in records[index : index + 1]  # none after a reset
        ]
        return [
            (index + 1, record)
            for index, record in looked_at
            if self._has_changed(index, record)
        ]

    def _has_changed(self, index: int, record: Any) -> bool:
        before, looks = self._open.pop(index, (None, _EXTRA_LOOKS))
        if self._look is None:
            return True
        seen, is_open = self._look(record)
        has_changed = bool(seen != before)
        looks = _EXTRA_LOOKS if is_open or has_changed else looks - 1
        if looks:
            self._open[index] = seen, looks
        return has_changed


def _of_event(event: Any) -> tuple[Any, bool]:
    """Return what of an event can change, and whether it still can."""
    outcomes = [
        _of_outcome(outcome) for match in event.matches for outcome in match.outcomes
    ]
    return [seen for seen, _ in outcomes], any(is_open for _, is_open in outcomes)


def _of_outcome(outcome: Any) -> tuple[Any, bool]:
    if outcome.forwarded is not None:
        return _of_event(outcome.forwarded)
    if outcome.invocation is not None:
        return _of_invocation(outcome.invocation)
    due = outcome.next_attempt_time
    return (outcome.failure, due, outcome.queue_failure), due is not None


def _of_invocation(invocation: Any) -> tuple[Any, bool]:
    seen = len(invocation.attempts), invocation.outcome, invocation.next_attempt_time
    return seen, invocation.outcome == "pending"


def _by_name(resources: Any) -> dict[str, Any]:
    return dict(resources.items())


def _others_in(state: MockState) -> list[Any]:
    """Return what shows a change of the other resources: the frozen models."""
    view = state.backend.view
    return [
        [id(model) for model in resources.values()]
        for resources in (view.event_buses, view.rules, view.replays, view.endpoints)
    ] + [
        [
            (each.archive_name, each.state, each.event_count)
            for each in view.archives.values()
        ]
    ]


def _differences(
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
    render: Callable[[Any], Json],
) -> Iterator[Change]:
    for resource_name, resource in after.items():
        if before.get(resource_name) is not resource:
            yield Change(name, render(resource))
    for resource_name in before.keys() - after.keys():
        yield Change(name, {"name": resource_name, "is_deleted": True})
