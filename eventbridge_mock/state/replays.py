"""Replays: the events of an archive, published again on its event bus."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ..ids import new_uuid
from ..model.archive import ReplayState
from ..model.arn import parse_arn
from ..records.published_events import PublishedEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..delivery.agenda import Agenda
    from ..delivery.delivery_order import OptionsSource
    from ..model.archive import Archive, ArchivedEvent, Replay
    from ..model.backend import Backend
    from .publisher import Publisher

# A replay ended 54 to 67 seconds after its start (recorded in us-east-1, 2026-09-16).
_DURATION = timedelta(seconds=60)


class ReplayRunner:
    """Runs replays: at once, or with `delivery="on_time"` when they would end."""

    def __init__(
        self,
        agenda: Agenda,
        publisher: Publisher,
        settings: OptionsSource,
    ) -> None:
        self._clock = agenda.clock
        self._agenda = agenda
        self._publisher = publisher
        self._settings = settings

    def start(self, backend: Backend, replay: Replay) -> None:
        """Run *replay* now, or plan it for the time at which it would end."""
        end = replay.replay_start_time + _DURATION
        if self._settings.options.delivery == "eager":
            self._run(backend, replay.replay_name, end)
        else:
            self._agenda.plan(end, partial(self._run, backend, replay.replay_name))

    def plan_all(self, backend: Backend) -> None:
        """Plan the replays in *backend*, a copy, that have not ended."""
        for replay in backend.all_replays.snapshot():
            if not replay.state.is_final:
                self.start(backend, replay)

    def _run(self, backend: Backend, name: str, end: datetime) -> None:
        """Publish what the replay *name* selects, and record that it ended at *end*."""
        with backend.lock:
            backend.all_archives.forget_expired(self._clock.now())
            replay = backend.all_replays[name]
            archive = _archive_of(backend, replay)
            if replay.state is ReplayState.STARTING and archive is not None:
                replay = replace(replay, state=ReplayState.RUNNING)
                backend.all_replays.put(name, replay)
        try:
            if replay.state is ReplayState.RUNNING and archive is not None:
                self._publish(backend, replay, archive)
        finally:
            with backend.lock:
                last = backend.all_replays.get(name)
                # A reply may have reset the mock.
                if last is not None:
                    backend.all_replays.put(name, _ended(last, archive, end))

    def _publish(self, backend: Backend, replay: Replay, archive: Archive) -> None:
        for archived in filter(replay.selects, archive.events):
            # A reply may have cancelled the replay, or reset the mock.
            if backend.all_replays.get(replay.replay_name) is not replay:
                return
            self._publisher.publish(_replayed_event(backend, replay, archived))


def _archive_of(backend: Backend, replay: Replay) -> Archive | None:
    """Return the archive of *replay*, unless it was deleted meanwhile."""
    return backend.all_archives.get(parse_arn(replay.event_source_arn).path)


def _ended(replay: Replay, archive: Archive | None, end: datetime) -> Replay:
    """Return *replay* as it is after its end (recorded in us-east-1, 2026-09-16)."""
    if replay.state is ReplayState.CANCELLING:
        return replace(replay, state=ReplayState.CANCELLED, replay_end_time=end)
    if archive is None:
        return replace(
            replay,
            state=ReplayState.FAILED,
            state_reason="Archive resource not found.",
            replay_end_time=end,
        )
    return replace(
        replay,
        state=ReplayState.COMPLETED,
        event_last_replayed_time=replay.last_minute_with_events(archive.events),
        replay_end_time=end,
    )


def _replayed_event(
    backend: Backend, replay: Replay, archived: ArchivedEvent
) -> PublishedEvent:
    """Return the event as rules see it: with another id, and the replay's name."""
    return PublishedEvent(
        _replayed_envelope(replay.replay_name, archived.envelope),
        event_bus_name=parse_arn(replay.destination.arn).path,
        account_id=backend.account_id,
        region_name=backend.region_name,
        ingestion_time=archived.ingestion_time,
        origin="replay",
        only_rules=replay.destination.filter_arns,
    )


def _replayed_envelope(name: str, envelope: Mapping[str, Any]) -> dict[str, Any]:
    """Return *envelope* with `replay-name` after the Region, as recorded."""
    replayed: dict[str, Any] = {}
    for key, value in envelope.items():
        replayed[key] = new_uuid() if key == "id" else value
        if key == "region":
            replayed["replay-name"] = name
    return replayed
