"""What a delivery to an API destination finds in a backend, and does to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..delivery.delivery import Circumstances, Delivery
from ..model.arn import parse_arn

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.backend import Backend
    from ..model.connection import Connection
    from ..model.target import TargetConditions


def delivery_to(
    backend: Backend,
    api_destination_arn: str,
    *,
    event: Any,
    body: bytes,
    conditions: TargetConditions,
    rule_arn: str | None = None,
    target_id: str | None = None,
    trace_header: str | None = None,
) -> Delivery:
    """Return what is to be delivered to an API destination, which may not exist."""
    name = parse_arn(api_destination_arn).name
    look_up = partial(_circumstances, backend, name, api_destination_arn)
    destination = look_up().api_destination
    return Delivery(
        api_destination=destination.name if destination else name,
        target_arn=api_destination_arn,
        connection_arn=destination.connection_arn if destination else "",
        account_id=backend.account_id,
        region_name=backend.region_name,
        event=event,
        body=body,
        look_up=look_up,
        deauthorize=partial(_deauthorize, backend),
        conditions=conditions,
        rule_arn=rule_arn,
        target_id=target_id,
        trace_header=trace_header,
    )


def _circumstances(
    backend: Backend, name: str, api_destination_arn: str
) -> Circumstances:
    """Return what there is of an API destination and what it stands on."""
    destination = backend.all_api_destinations.get(name)
    if destination is None or destination.api_destination_arn != api_destination_arn:
        return Circumstances(None, None, None)
    connection = backend.connection_with_arn(destination.connection_arn)
    secret = backend.secret_of(connection)
    return Circumstances(
        destination, connection, secret.auth_parameters if secret else None
    )


def _deauthorize(
    backend: Backend, connection: Connection, reason: str, time: datetime
) -> None:
    """Deauthorize *connection* for *reason*, unless it has changed since."""
    with backend.lock:
        if backend.all_connections.get(connection.name) is connection:
            backend.deauthorize(connection, reason, now=time.replace(microsecond=0))
