"""The resources of one account and Region as a test sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .event_bus import RulesByKey
from .resources import ResourceView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api_destination import ApiDestination
    from .archive import Archive, Replay
    from .backend import Backend
    from .connection import Connection
    from .event_bus import EventBus
    from .global_endpoint import GlobalEndpoint
    from .rule import Rule
    from .secret import Secret


class BackendView:
    """Read-only mappings to what exists in one account and Region.

    They are live: they show what exists when they are looked at. Their values are
    frozen.

        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock:
        ...     list(mock.backend(region_name="eu-west-1").event_buses)
        ['default']
    """

    __slots__ = ("_backend", "_place")

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._place = f"account {backend.account_id}, Region {backend.region_name}"

    def __repr__(self) -> str:
        return f"<BackendView of {self._place}>"

    @property
    def connections(self) -> Mapping[str, Connection]:
        """The connections by name."""
        return ResourceView(self._backend.all_connections, "connection", self._place)

    @property
    def api_destinations(self) -> Mapping[str, ApiDestination]:
        """The API destinations by name."""
        resources = self._backend.all_api_destinations
        return ResourceView(resources, "API destination", self._place)

    @property
    def event_buses(self) -> Mapping[str, EventBus]:
        """The event buses by name; `default` is always among them."""
        resources = self._backend.buses.event_buses
        return ResourceView(resources, "event bus", self._place)

    @property
    def rules(self) -> Mapping[str | tuple[str, str], Rule]:
        """The rules of the default event bus by name, others by `(bus, name)`."""
        return ResourceView(RulesByKey(self._backend.buses), "rule", self._place)

    @property
    def archives(self) -> Mapping[str, Archive]:
        """The archives by name, with the events in them."""
        return ResourceView(self._backend.all_archives, "archive", self._place)

    @property
    def replays(self) -> Mapping[str, Replay]:
        """The replays by name."""
        return ResourceView(self._backend.all_replays, "replay", self._place)

    @property
    def endpoints(self) -> Mapping[str, GlobalEndpoint]:
        """The global endpoints by name, whose primary Region this is."""
        resources = self._backend.all_endpoints
        return ResourceView(resources, "global endpoint", self._place)

    @property
    def secrets(self) -> Mapping[str, Secret]:
        """The secrets of the connections by ARN."""
        resources = self._backend.all_secrets
        return ResourceView(resources, "secret of a connection", self._place)
