"""A global endpoint as DescribeEndpoint shows it, and the Region that it uses."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from ..frozen import frozen
from .arn import parse_arn
from .wire import NOT_ON_WIRE, WireEnum, wire

if TYPE_CHECKING:
    from datetime import datetime


class EndpointState(WireEnum):
    """The state of a global endpoint; here it is always ACTIVE."""

    ACTIVE = "ACTIVE"


@frozen
class PrimaryRegion:
    """The Region of a global endpoint, by the health check that watches it."""

    health_check: str


@frozen
class SecondaryRegion:
    """The Region that takes over."""

    route: str


@frozen
class FailoverConfig:
    """The two Regions of a global endpoint."""

    primary: PrimaryRegion = field(metadata={"model": PrimaryRegion})
    secondary: SecondaryRegion = field(metadata={"model": SecondaryRegion})


@frozen
class RoutingConfig:
    """How a global endpoint chooses its Region."""

    failover_config: FailoverConfig = field(metadata={"model": FailoverConfig})


@frozen
class ReplicationConfig:
    """Whether events go to both Regions."""

    state: str = "ENABLED"


@frozen
class EndpointEventBus:
    """An event bus of a global endpoint."""

    event_bus_arn: str


@frozen
class GlobalEndpoint:
    """A global endpoint; fields are the members of its Describe in snake case.

    `is_failed_over` is True while it uses the secondary Region.
    """

    name: str
    description: str | None = wire()
    arn: str
    routing_config: RoutingConfig = field(metadata={"model": RoutingConfig})
    replication_config: ReplicationConfig = field(metadata={"model": ReplicationConfig})
    event_buses: tuple[EndpointEventBus, ...] = field(
        metadata={"model": EndpointEventBus, "is_list": True}
    )
    role_arn: str | None = wire()
    endpoint_id: str
    endpoint_url: str
    state: EndpointState = EndpointState.ACTIVE
    creation_time: datetime
    last_modified_time: datetime
    is_failed_over: bool = field(default=False, metadata=NOT_ON_WIRE)

    @property
    def primary_region(self) -> str:
        """The Region in which the endpoint was made."""
        return parse_arn(self.arn).region_name

    @property
    def secondary_region(self) -> str:
        """The Region that takes over."""
        return self.routing_config.failover_config.secondary.route

    @property
    def event_bus_name(self) -> str:
        """The name of its event buses, which is the same in both Regions."""
        return parse_arn(self.event_buses[0].event_bus_arn).path

    @property
    def is_replicating(self) -> bool:
        """Whether events go to both Regions."""
        return self.replication_config.state == "ENABLED"

    def regions_in_use(self) -> tuple[str, str]:
        """Return the Region that takes events, and the one they are replicated to."""
        regions = self.primary_region, self.secondary_region
        return regions[::-1] if self.is_failed_over else regions
