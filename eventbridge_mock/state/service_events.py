"""The events that EventBridge itself publishes: states that resources have reached.

A `Backend` notes each state that a connection or an API destination reaches. Once the
lock is free, `publish_changes` takes these notes. If a rule may match, it makes an
event and publishes it on the default event bus. If none may, it keeps the note with the
rules of that moment, and the event is made when a test looks at
`EventBridgeMock.service_events`: most tests never do.

The detail types, `resources` and members of `detail` are known from the AWS guide,
"Amazon EventBridge events detail reference". Which states are published for an
operation is our choice (docs/fidelity.md, row "one event for each state").
"""

from __future__ import annotations

import threading
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..model.api_destination import ApiDestination, ApiDestinationState
from ..model.connection_state import ConnectionState
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME

if TYPE_CHECKING:
    from datetime import datetime

    from ..clock import Clock
    from ..model.backend import Backend, StateChange
    from ..model.rule import Rule
    from ..records.invocation_log import Log
    from ..records.published_events import PublishedEvent
    from .publisher import Publisher

_SOURCE = "aws.events"

_OF_CONNECTIONS = {
    ConnectionState.CREATING: "Connection Creation Started",
    ConnectionState.UPDATING: "Connection Update Started",
    ConnectionState.DELETING: "Connection Deletion Started",
    ConnectionState.ACTIVE: "Connection Activated",
    ConnectionState.AUTHORIZED: "Connection Authorized",
    ConnectionState.AUTHORIZING: "Connection Authorization Started",
    ConnectionState.DEAUTHORIZED: "Connection Deauthorized",
    ConnectionState.DEAUTHORIZING: "Connection Deauthorization Started",
    ConnectionState.FAILED_CONNECTIVITY: "Connection Failed Connectivity",
}
_OF_API_DESTINATIONS = {
    ApiDestinationState.ACTIVE: "API Destination Activated",
    ApiDestinationState.INACTIVE: "API Destination Deactivated",
}


class EventsSource(Protocol):
    """The mock that publishes, which makes its publisher when it is first needed."""

    clock: Clock

    @property
    def publisher(self) -> Publisher:
        """The publisher."""
        ...

    def run_due(self) -> None:
        """Run what has fallen due by now."""
        ...


class _Rules(NamedTuple):
    """The rules of a default event bus in one version of them."""

    account_id: str
    region_name: str
    version: int
    rules: tuple[Rule, ...]
    may_match: bool


class ServiceEvents:
    """Publishes the state changes of all backends, and keeps their record."""

    def __init__(self, mock: EventsSource) -> None:
        self._mock = mock
        # A change is kept with the rules of its moment, if no rule may match.
        self._records: list[tuple[StateChange, _Rules] | PublishedEvent] = []
        # The events of the first records, as many as a test has looked at.
        self._events: list[PublishedEvent] = []
        self._rules: dict[Backend, _Rules] = {}
        self._lock = threading.Lock()

    @property
    def log(self) -> Log[PublishedEvent]:
        """A view of the events, the oldest first."""
        from ..records.invocation_log import Log  # noqa: PLC0415 - when a test looks

        return Log(self._events, self._bring_up_to_date)

    @property
    def count(self) -> int:
        """The number of events, without running what is due."""
        return len(self._records)

    @property
    def published(self) -> tuple[PublishedEvent, ...]:
        """The events that some rule might have matched, the oldest first."""
        return tuple(
            record for record in self._records if not isinstance(record, tuple)
        )

    def publish_changes(self, backend: Backend) -> None:
        """Publish what has changed in *backend*, whose lock has to be free.

        Code of the test that answers a delivery may raise. The changes that are left
        are published after the next call.
        """
        if not backend.state_changes:
            return
        with backend.lock:
            left, backend.state_changes = backend.state_changes, []
        on_bus = self._rules_of(backend)
        if not on_bus.may_match:
            self._records += zip(left, repeat(on_bus))
            return
        left.reverse()
        try:
            while left:
                self._publish(backend, left.pop())
        finally:
            if left:
                with backend.lock:
                    backend.state_changes[:0] = reversed(left)

    def _publish(self, backend: Backend, change: StateChange) -> None:
        """Publish *change*, after which other rules may be there."""
        ingestion_time = max(self._mock.clock.now(), change.time)
        event = _event(change, self._rules_of(backend), ingestion_time=ingestion_time)
        self._records.append(event)
        self._mock.publisher.publish(event)

    def _rules_of(self, backend: Backend) -> _Rules:
        """Return the rules on the default event bus of *backend*."""
        known = self._rules.get(backend)
        if known is not None and known.version == backend.buses.version:
            return known
        with backend.lock:
            version = backend.buses.version
            rules = backend.rules_on(DEFAULT_EVENT_BUS_NAME).snapshot()
        may_match = any(map(_may_match, rules))
        account_id, region_name = backend.place
        known = _Rules(account_id, region_name, version, rules, may_match)
        self._rules[backend] = known
        return known

    def _bring_up_to_date(self) -> None:
        """Run what is due, and make the events that nobody has looked at yet."""
        self._mock.run_due()
        with self._lock:
            for record in self._records[len(self._events) :]:
                self._events.append(
                    _event(*record, ingestion_time=record[0].time)
                    if isinstance(record, tuple)
                    else record
                )

    def clear(self) -> None:
        """Forget all events."""
        with self._lock:
            self._records.clear()
            self._events.clear()
            self._rules.clear()


def _may_match(rule: Rule) -> bool:
    """Return whether *rule* may match a service event."""
    if not rule.is_enabled or rule.pattern is None:
        return False
    may_match: bool = rule.pattern.may_match_source(_SOURCE)
    return may_match


def _event(
    change: StateChange, on_bus: _Rules, *, ingestion_time: datetime
) -> PublishedEvent:
    """Return the event of *change*, which no target has been sent."""
    from ..records.envelope import envelope  # noqa: PLC0415 - most tests make none
    from ..records.published_events import PublishedEvent  # noqa: PLC0415 - the same

    account_id, region_name, _, rules, _ = on_bus
    detail_type, arn, detail = _described(change)
    event = PublishedEvent(
        envelope(
            detail_type=detail_type,
            source=_SOURCE,
            account_id=account_id,
            time=change.time,
            region_name=region_name,
            resources=[arn],
            detail=detail,
        ),
        event_bus_name=DEFAULT_EVENT_BUS_NAME,
        account_id=account_id,
        region_name=region_name,
        ingestion_time=ingestion_time,
        origin="service",
    )
    event.rules_on_bus = rules
    return event


def _described(change: StateChange) -> tuple[str, str, dict[str, str]]:
    """Return the detail type, the ARN of the resource and the detail of *change*."""
    resource, timestamp = change.resource, f"{change.time:%Y-%m-%d %H:%M:%S} +0000 UTC"
    if isinstance(resource, ApiDestination):
        detail = {"ApiDestinationName": resource.name, "Timestamp": timestamp}
        detail_type = _OF_API_DESTINATIONS[resource.api_destination_state]
        return detail_type, resource.api_destination_arn, detail
    detail = {"ConnectionName": resource.name}
    if resource.state_reason is not None:
        detail["StateReason"] = resource.state_reason
    detail["Timestamp"] = timestamp
    detail_type = _OF_CONNECTIONS[resource.connection_state]
    return detail_type, resource.connection_arn, detail
