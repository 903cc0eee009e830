"""The resources of one account and Region, and how they follow one another."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .api_destination import ApiDestination, ApiDestinationState
from .archives import Archives
from .arn import parse_arn
from .auth_parameters import AuthParameters
from .backend_view import BackendView
from .connection import DEAUTHORIZED_BY_OPERATION, Connection
from .connection_state import (
    STATE_AFTER_REJECTION,
    STATE_AFTER_SETTLING,
    ConnectionState,
    SettlingOutcome,
)
from .event_bus import EventBuses
from .event_source import EventSources
from .resources import Resources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .archive import Replay
    from .global_endpoint import GlobalEndpoint
    from .rule import Rule
    from .secret import Secret


class StateChange(NamedTuple):
    """A connection or API destination in a state that it reached at *time*."""

    resource: Connection | ApiDestination
    time: datetime


class Backend:
    """The resources of one account and Region.

    All of them are frozen models: secrets by ARN, everything else by name. Every change
    is made under `lock`. A test gets the `view`.
    """

    def __init__(self, account_id: str, region_name: str) -> None:
        self.account_id = account_id
        self.region_name = region_name
        #: The account and the Region.
        self.place = account_id, region_name
        self.lock = threading.RLock()
        self.all_connections: Resources[Connection] = Resources()
        self.all_api_destinations: Resources[ApiDestination] = Resources()
        # Names of API destinations that exist, or existed and were deleted.
        self.past_destinations: set[str] = set()
        self.all_secrets: Resources[Secret] = Resources()
        self.buses = EventBuses(account_id, region_name)
        self.all_archives = Archives()
        self.all_replays: Resources[Replay] = Resources()
        self.all_endpoints: Resources[GlobalEndpoint] = Resources()
        # Names of connections that an operation left in a passing state.
        self.unsettled: dict[str, None] = {}
        # The states reached, oldest first, that nobody has published yet.
        self.state_changes: list[StateChange] = []

    @property
    def view(self) -> BackendView:
        """The read-only mappings that a test sees."""
        return BackendView(self)

    def rules_on(self, event_bus_name: str) -> Resources[Rule]:
        """Return the rules on an event bus; none if there is no such bus."""
        return self.buses.rules_on(event_bus_name)

    def rule(self, event_bus_name: str, rule_name: str) -> Rule | None:
        """Return a rule by the names of its event bus and its own, or None."""
        return self.buses.rules_on(event_bus_name).get(rule_name)

    def put_connection(
        self, connection: Connection, *, now: datetime, is_anew: bool = False
    ) -> None:
        """Store *connection*, and update the API destinations on it.

        While it is DEAUTHORIZING or DELETING they stay as they are (recorded on AWS
        2026-09-26: they change a second or two later). *is_anew* says that it reaches
        its state again, even if it was in the same state before.
        """
        before = self.all_connections.get(connection.name)
        self.all_connections.put(connection.name, connection)
        if is_anew or before is None or _have_other_states(before, connection):
            self.state_changes.append(StateChange(connection, now))
        if before is None or connection.connection_state.is_leaving:
            return
        state = destination_state(connection)
        for destination in self._on(connection):
            if destination.api_destination_state is not state:
                self._move_destination(destination, state=state, now=now)

    def begin(
        self, connection: Connection, *, now: datetime, secret: Secret | None = None
    ) -> None:
        """Store *connection* in the state that an operation has put it into.

        Store its new *secret*, if any, too.
        """
        self.put_connection(connection, now=now, is_anew=True)
        if secret is not None:
            self.all_secrets.put(secret.arn, secret)
        if connection.connection_state.is_transitional:
            self.unsettled[connection.name] = None
        else:
            self.unsettled.pop(connection.name, None)

    def pop_unsettled(self) -> tuple[str, ...]:
        """Return the names of the connections that have to settle, and forget them.

        They are forgotten because a scripted reply may make calls of its own while its
        connection settles.
        """
        names = tuple(self.unsettled)
        self.unsettled.clear()
        return names

    def settle_connection(
        self,
        connection: Connection,
        outcome: SettlingOutcome,
        reason: str | None,
        *,
        now: datetime,
    ) -> None:
        """Move *connection* out of its passing state, by the *outcome* of settling."""
        state = STATE_AFTER_SETTLING[
            connection.connection_state, outcome, connection.kind
        ]
        if state is None:
            self._forget_connection(connection, now=now)
            return
        if connection.connection_state is ConnectionState.DEAUTHORIZING:
            self.forget_secret(connection)
            connection = replace(
                connection, secret_arn=None, auth_parameters=AuthParameters()
            )
            reason = DEAUTHORIZED_BY_OPERATION
        self.put_connection(connection.in_state(state, reason=reason, now=now), now=now)
        self.unsettled.pop(connection.name, None)

    def deauthorize(
        self, connection: Connection, reason: str, *, now: datetime
    ) -> None:
        """Take its authorization from *connection*, because an endpoint refused it.

        Its secret stays (docs/fidelity.md, row "what an automatic deauthorization
        leaves").
        """
        state = STATE_AFTER_REJECTION.get(connection.connection_state)
        if state is not None:
            self.put_connection(
                connection.in_state(state, reason=reason, now=now), now=now
            )

    def _forget_connection(self, connection: Connection, *, now: datetime) -> None:
        """Remove *connection*; API destinations that still work lose its ARN.

        Recorded on AWS 2026-09-26: those that were INACTIVE already keep it.
        """
        self.all_connections.remove(connection.name)
        self.unsettled.pop(connection.name, None)
        self.forget_secret(connection)
        for destination in self._on(connection):
            if destination.api_destination_state is ApiDestinationState.ACTIVE:
                self._move_destination(
                    replace(destination, connection_arn=""),
                    state=ApiDestinationState.INACTIVE,
                    now=now,
                )

    def connection_with_arn(self, connection_arn: str) -> Connection | None:
        """Return the connection of *connection_arn*, if it still exists."""
        if not connection_arn:  # of an API destination without a connection
            return None
        connection = self.all_connections.get(parse_arn(connection_arn).name)
        if connection is None or connection.connection_arn != connection_arn:
            return None
        return connection

    def secret_of(self, connection: Connection | None) -> Secret | None:
        """Return the secret of *connection*, if it has one."""
        if connection is None or connection.secret_arn is None:
            return None
        return self.all_secrets.get(connection.secret_arn)

    def forget_secret(self, connection: Connection) -> None:
        """Remove the secret of *connection*, if it has one."""
        if connection.secret_arn is not None:
            self.all_secrets.remove(connection.secret_arn)

    def _on(self, connection: Connection) -> Iterator[ApiDestination]:
        return (
            destination
            for destination in self.all_api_destinations.snapshot()
            if destination.connection_arn == connection.connection_arn
        )

    def put_destination(self, destination: ApiDestination, *, now: datetime) -> None:
        """Store *destination*, which may have reached another state."""
        before = self.all_api_destinations.get(destination.name)
        self.all_api_destinations.put(destination.name, destination)
        self.past_destinations.add(destination.name)
        state = destination.api_destination_state
        if before is None or before.api_destination_state is not state:
            self.state_changes.append(StateChange(destination, now))

    def _move_destination(
        self, destination: ApiDestination, *, state: ApiDestinationState, now: datetime
    ) -> None:
        moved = replace(
            destination, api_destination_state=state, last_modified_time=now
        )
        self.put_destination(moved, now=now)

    def switch_endpoint(self, name: str, *, is_failed_over: bool) -> None:
        """Set the Region that the global endpoint *name* uses.

        Raises KeyError for an endpoint that does not exist.
        """
        endpoint = self.view.endpoints[name]
        self.all_endpoints.put(name, replace(endpoint, is_failed_over=is_failed_over))

    def clear(self) -> None:
        """Forget what exists here."""
        with self.lock:
            self.all_connections.clear()
            self.all_api_destinations.clear()
            self.past_destinations.clear()
            self.all_secrets.clear()
            self.buses.clear()
            self.all_archives.clear()
            self.all_replays.clear()
            self.all_endpoints.clear()
            self.unsettled.clear()
            self.state_changes.clear()

    def copy(self) -> Backend:
        """Return a backend of its own with the same content."""
        twin = Backend(self.account_id, self.region_name)
        with self.lock:
            twin.all_connections = self.all_connections.copy()
            twin.all_api_destinations = self.all_api_destinations.copy()
            twin.past_destinations = set(self.past_destinations)
            twin.all_secrets = self.all_secrets.copy()
            twin.buses = self.buses.copy()
            twin.all_archives = self.all_archives.copy()
            twin.all_replays = self.all_replays.copy()
            twin.all_endpoints = self.all_endpoints.copy()
            twin.unsettled = dict(self.unsettled)
        return twin


class Backends:
    """The backends of all accounts and Regions, made when first asked for."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, str], Backend] = {}
        self.event_sources = EventSources()
        self._lock = threading.Lock()

    def of(self, account_id: str, region_name: str) -> Backend:
        """Return the backend of an account in a Region."""
        place = account_id, region_name
        backend = self._by_place.get(place)
        if backend is None:
            with self._lock:
                backend = self._by_place.setdefault(place, Backend(*place))
        return backend

    def view(self, backend: Backend) -> BackendView:
        """Return the view of *backend*, which knows of the other places too."""
        return BackendView(backend, self)

    def __iter__(self) -> Iterator[Backend]:
        with self._lock:
            return iter(tuple(self._by_place.values()))

    def clear(self) -> None:
        """Forget what exists anywhere."""
        self.event_sources.clear()
        for backend in self:
            backend.clear()

    def copy_from(self, others: Backends) -> None:
        """Take over the content of *others*."""
        self.event_sources = others.event_sources.copy()
        for backend in others:
            self._by_place[backend.account_id, backend.region_name] = backend.copy()


def _have_other_states(before: Connection, after: Connection) -> bool:
    return before.connection_state is not after.connection_state


def destination_state(connection: Connection) -> ApiDestinationState:
    """Return the state of an API destination on *connection*."""
    if connection.connection_state.is_usable:
        return ApiDestinationState.ACTIVE
    return ApiDestinationState.INACTIVE
