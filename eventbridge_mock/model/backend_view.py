"""The resources of one account and Region as a test sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .event_bus import RulesByKey
from .resources import ResourceView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .api_destination import ApiDestination
    from .archive import Archive, Replay
    from .backend import Backend
    from .connection import Connection
    from .event_bus import EventBus
    from .global_endpoint import GlobalEndpoint
    from .resources import Keyed, Place
    from .rule import Rule
    from .secret import Secret

K = TypeVar("K")
R = TypeVar("R")


class BackendView:
    """Read-only mappings to what exists in one account and Region.

    They are live: they always show the current resources. Their values are
    frozen.

        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock:
        ...     list(mock.backend(region_name="eu-west-1").event_buses)
        ['default']
    """

    __slots__ = ("_backend", "_others")

    def __init__(self, backend: Backend, others: Iterable[Backend] = ()) -> None:
        self._backend = backend
        # Searched for a name that does not exist here.
        self._others = others

    def __repr__(self) -> str:
        account_id, region_name = self._backend.place
        return f"<BackendView of account {account_id}, Region {region_name}>"

    def _view(
        self, noun: str, keyed: Callable[[Backend], Keyed[K, R]]
    ) -> ResourceView[K, R]:
        def elsewhere() -> Iterator[tuple[Place, Keyed[K, R]]]:
            return ((other.place, keyed(other)) for other in self._others)

        backend = self._backend
        return ResourceView(keyed(backend), noun, backend.place, elsewhere)

    @property
    def connections(self) -> Mapping[str, Connection]:
        """The connections by name."""
        return self._view("connection", lambda backend: backend.all_connections)

    @property
    def api_destinations(self) -> Mapping[str, ApiDestination]:
        """The API destinations by name."""
        return self._view(
            "API destination", lambda backend: backend.all_api_destinations
        )

    @property
    def event_buses(self) -> Mapping[str, EventBus]:
        """The event buses by name; `default` is always among them."""
        return self._view("event bus", lambda backend: backend.buses.event_buses)

    @property
    def rules(self) -> Mapping[str | tuple[str, str], Rule]:
        """The rules of the default event bus by name, others by `(bus, name)`."""
        return self._view("rule", lambda backend: RulesByKey(backend.buses))

    @property
    def archives(self) -> Mapping[str, Archive]:
        """The archives by name, with the events in them."""
        return self._view("archive", lambda backend: backend.all_archives)

    @property
    def replays(self) -> Mapping[str, Replay]:
        """The replays by name."""
        return self._view("replay", lambda backend: backend.all_replays)

    @property
    def endpoints(self) -> Mapping[str, GlobalEndpoint]:
        """The global endpoints by name, whose primary Region this is."""
        return self._view("global endpoint", lambda backend: backend.all_endpoints)

    @property
    def secrets(self) -> Mapping[str, Secret]:
        """The secrets of the connections by ARN."""
        return self._view("secret of a connection", lambda backend: backend.all_secrets)
