"""The order to deliver one event: what, where to, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import AuthParameters
    from ..model.connection import Connection
    from ..model.target import TargetConditions
    from ..options import Options


@dataclass(frozen=True, slots=True)
class Destination:
    """An API destination as an attempt finds it, with the connection it uses.

    *auth_parameters* contain the secret values. What does not exist is None. *live_arn*
    is the ARN of an API destination that has taken the name of a deleted one.
    """

    api_destination: ApiDestination | None = None
    connection: Connection | None = None
    auth_parameters: AuthParameters | None = None
    live_arn: str | None = None


class OptionsSource(Protocol):
    """The mock whose options are in force, which nested mocks may change."""

    options: Options


class DestinationSource(Protocol):
    """Access to one API destination, which may change between two attempts."""

    def current_destination(self) -> Destination:
        """Return the API destination as it is now."""
        ...

    def deauthorize(self, connection: Connection, reason: str, time: datetime) -> None:
        """Deauthorize *connection* with *reason* as StateReason."""
        ...

    def publish_changes(self) -> None:
        """Publish the states that connections and API destinations have reached."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOrder:
    """The order to deliver one event: what, where to, and under which conditions.

    *body* is the event as the target's input transformed it, before the connection
    adds anything, and *trace_header* goes to a dead-letter queue with it. *destination*
    is the API destination when the order was given; later attempts ask *source* for it.
    """

    api_destination: str
    target_arn: str
    connection_arn: str
    account_id: str
    region_name: str
    event: Any
    body: bytes
    destination: Destination = field(repr=False)
    source: DestinationSource = field(repr=False)
    conditions: TargetConditions
    rule_arn: str | None = None
    target_id: str | None = None
    trace_header: str | None = None
