"""What is to be delivered, where, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import AuthParameters
    from ..model.connection import Connection
    from ..model.target import TargetConditions


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a try finds: all that may have changed since the last one.

    *auth_parameters* hold the secret values. Each is None when it is gone.
    """

    api_destination: ApiDestination | None
    connection: Connection | None
    auth_parameters: AuthParameters | None


@frozen
class Delivery:
    """What is to be delivered, where, and under which conditions.

    *body* is the event as the target's input made it, before the connection adds
    to it. *look_up* tells the circumstances as they are now, and *deauthorize*
    takes the authorization from a connection, with a StateReason, at a time.
    """

    api_destination: str
    target_arn: str
    connection_arn: str
    account_id: str
    region_name: str
    event: Any
    body: bytes
    look_up: Callable[[], Circumstances] = field(repr=False)
    deauthorize: Callable[[Connection, str, datetime], None] = field(repr=False)
    conditions: TargetConditions
    rule_arn: str | None = None
    target_id: str | None = None
    trace_header: str | None = None
