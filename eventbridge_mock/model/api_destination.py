"""An API destination as DescribeApiDestination shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..frozen import frozen
from .wire import WireEnum

if TYPE_CHECKING:
    from datetime import datetime


class ApiDestinationState(WireEnum):
    """Whether an API destination can be invoked."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


@frozen
class ApiDestination:
    """An API destination; fields are the members of its Describe in snake case.

    `connection_arn` is empty once the connection was deleted while authorized
    (recorded on AWS 2026-09-26). `invocation_rate_limit_per_second` counts
    invocations per second.
    """

    api_destination_arn: str
    name: str
    api_destination_state: ApiDestinationState
    connection_arn: str
    invocation_endpoint: str
    http_method: str
    invocation_rate_limit_per_second: int
    creation_time: datetime
    last_modified_time: datetime
    description: str | None = None
