"""The API destinations of a backend, for the deliveries to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..delivery.delivery_order import DeliveryOrder, Destination

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.backend import Backend
    from ..model.connection import Connection
    from ..model.target import TargetConditions
    from .service_events import ServiceEvents


def order_delivery(
    backend: Backend,
    target_arn: str,
    name: str,
    *,
    event: Any,
    body: bytes,
    conditions: TargetConditions,
    service_events: ServiceEvents,
    rule_arn: str | None = None,
    target_id: str | None = None,
    trace_header: str | None = None,
) -> DeliveryOrder:
    """Return the order to deliver to an API destination, which may not exist.

    *name* is its name and *target_arn* its ARN in *backend*.
    """
    source = BackendDestination(backend, target_arn, name, service_events)
    destination = source.current_destination()
    found = destination.api_destination
    return DeliveryOrder(
        api_destination=found.name if found else name,
        target_arn=target_arn,
        connection_arn=found.connection_arn if found else "",
        account_id=backend.account_id,
        region_name=backend.region_name,
        event=event,
        body=body,
        destination=destination,
        source=source,
        conditions=conditions,
        rule_arn=rule_arn,
        target_id=target_id,
        trace_header=trace_header,
    )


class BackendDestination:
    """One API destination of a backend, as it is when an attempt asks."""

    __slots__ = ("_arn", "_backend", "_name", "_service_events")

    def __init__(
        self, backend: Backend, arn: str, name: str, service_events: ServiceEvents
    ) -> None:
        self._backend = backend
        self._arn = arn
        self._name = name
        self._service_events = service_events

    def current_destination(self) -> Destination:
        """Return the API destination with its connection, as they are now."""
        backend = self._backend
        found = backend.all_api_destinations.get(self._name)
        if found is None:
            return Destination()
        if found.api_destination_arn != self._arn:
            return Destination(live_arn=found.api_destination_arn)
        connection = backend.connection_with_arn(found.connection_arn)
        secret = backend.secret_of(connection)
        return Destination(
            found, connection, secret.current.auth_parameters if secret else None
        )

    def deauthorize(self, connection: Connection, reason: str, time: datetime) -> None:
        """Deauthorize *connection* for *reason*, unless it has changed since."""
        backend = self._backend
        with backend.lock:
            if backend.all_connections.get(connection.name) is connection:
                backend.deauthorize(connection, reason, now=time.replace(microsecond=0))

    def publish_changes(self) -> None:
        """Publish the states that connections and API destinations have reached."""
        self._service_events.publish_changes(self._backend)
