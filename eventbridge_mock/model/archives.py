"""The archives of one account and Region, and the events in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from .resources import Resources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .archive import Archive, ArchivedEvent
    from .rule import Rule

# The service that makes the rule of an archive, and the rule's name (recorded in
# us-east-1, 2026-09-16).
MANAGED_BY = "prod.vhs.events.aws.internal"
RULE_NAME_PREFIX = "Events-Archive-"


class Archives:
    """The archives of one account and Region by name, with the events in them."""

    def __init__(self) -> None:
        self.resources: Resources[Archive] = Resources()
        self._events: dict[str, list[ArchivedEvent]] = {}

    def put(self, archive: Archive) -> None:
        """Add *archive*, or put it in the place of the one of its name."""
        self.resources.put(archive.archive_name, archive)
        self._events.setdefault(archive.archive_name, [])

    def remove(self, name: str) -> None:
        """Take the archive *name* out, with its events."""
        self.resources.remove(name)
        del self._events[name]

    def keep(self, rule_name: str, event: ArchivedEvent) -> None:
        """Keep *event* in the archive whose managed rule has the name *rule_name*.

        An archive that was deleted while the event was on its way keeps nothing.
        """
        name = rule_name.removeprefix(RULE_NAME_PREFIX)
        self._events.get(name, []).append(event)

    def of_rule(self, rule: Rule) -> Archive | None:
        """Return the archive that *rule* works for, if it is a managed one."""
        if rule.managed_by != MANAGED_BY:
            return None
        return self.resources.get(rule.name.removeprefix(RULE_NAME_PREFIX))

    def forget_expired(self, now: datetime) -> None:
        """Drop the events that have been in an archive longer than its retention."""
        for name, archive in self.resources.items():
            if archive.retention_days:
                self._events[name] = [
                    event
                    for event in self._events[name]
                    if now - event.ingestion_time
                    < timedelta(days=archive.retention_days)
                ]

    def get(self, name: str, /) -> Archive | None:
        """Return the archive *name* with its events and their counts, or None."""
        archive = self.resources.get(name)
        return None if archive is None else self.filled(archive)

    def filled(self, archive: Archive) -> Archive:
        """Return *archive* with its events and their counts."""
        events = tuple(self._events[archive.archive_name])
        return replace(
            archive,
            events=events,
            event_count=len(events),
            size_bytes=sum(event.size for event in events),
        )

    def all_events(self) -> Iterator[ArchivedEvent]:
        """Yield the events of all archives."""
        for events in self._events.values():
            yield from events

    def names(self) -> tuple[str, ...]:
        """Return the names of all archives, the first made first."""
        return self.resources.names()

    def __len__(self) -> int:
        return len(self.resources)

    def clear(self) -> None:
        """Take everything out."""
        self.resources.clear()
        self._events.clear()

    def copy(self) -> Archives:
        """Return archives of their own with the same content."""
        twin = Archives()
        twin.resources = self.resources.copy()
        twin._events = {name: list(events) for name, events in self._events.items()}
        return twin
