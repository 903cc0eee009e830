"""Partner event sources, which a partner's account shares with a customer's."""

from __future__ import annotations

import threading
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING

from ..frozen import frozen
from .resources import Resources
from .wire import NOT_ON_WIRE, WireEnum, wire

if TYPE_CHECKING:
    from datetime import datetime

# Service model, the description of DeactivateEventSource.
PENDING_PERIOD = timedelta(weeks=2)


class EventSourceState(WireEnum):
    """Whether the events of a partner reach the customer's partner event bus."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    DELETED = "DELETED"


@frozen
class EventSource:
    """A partner event source; fields are the members of its Describe in snake case.

    `account` is the customer's account, `partner_account_id` the one that made it.
    """

    name: str
    arn: str
    account: str
    created_by: str
    creation_time: datetime
    expiration_time: datetime | None = wire()
    state: EventSourceState = EventSourceState.PENDING
    partner_account_id: str = field(metadata=NOT_ON_WIRE)


class EventSources:
    """The partner event sources of all accounts, by Region and name.

    Two accounts share each of them. Each look at one, and each change, is made under
    `lock`, which is taken after the lock of a backend.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._by_region: dict[str, Resources[EventSource]] = {}

    def in_region(self, region_name: str) -> Resources[EventSource]:
        """Return the event sources of a Region by name."""
        return self._by_region.setdefault(region_name, Resources())

    def snapshot(self) -> list[tuple[str, EventSource]]:
        """Return all of them as they are now, each with its Region."""
        with self.lock:
            return [
                (region_name, source)
                for region_name, sources in self._by_region.items()
                for source in sources.snapshot()
            ]

    def clear(self) -> None:
        """Forget all of them."""
        with self.lock:
            self._by_region.clear()

    def copy(self) -> EventSources:
        """Return independent event sources with the same content."""
        twin = EventSources()
        with self.lock:
            twin._by_region = {
                region_name: sources.copy()
                for region_name, sources in self._by_region.items()
            }
        return twin
