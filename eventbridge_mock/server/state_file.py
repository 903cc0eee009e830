"""Keep the resources of a mock in a file, and read them back.

The file is JSON. A frozen model is an object with its class as `$model` and its fields;
`$enum`, `$time`, `$tuple` and `$map` mark the other values that JSON lacks. The
records of events are not kept. The file has the secrets of connections, without which
nothing could be delivered after a restart, so only its owner can read it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..aws.operations.event_patterns import compiled_pattern
from ..model.archive import ArchivedEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model.backend import Backend, Backends
    from ..state.mock_state import MockState

_FORMAT = "eventbridge_mock state"
_VERSION = 1
_MODULES = (
    "api_destination",
    "archive",
    "auth_parameters",
    "connection",
    "connection_state",
    "event_bus",
    "event_source",
    "global_endpoint",
    "rule",
    "secret",
    "target",
)
# The errors that a file raises which this module did not write.
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class StateFileError(ValueError):
    """A state file that cannot be read."""


class StateFile:
    """The file *path*, which keeps the resources of *state*."""

    def __init__(self, path: str, state: MockState) -> None:
        self._path = Path(path)
        self._state = state
        self._kept: list[Any] = []

    def load(self) -> bool:
        """Read the file into the state; return whether it exists.

        Raises StateFileError, and leaves the state as it is, for a file that this class
        did not write, or that is damaged, and OSError for one that cannot be read.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return False
        try:
            document = json.loads(content)
            _require_format(document)
            decoded = [_decoded(each) for each in document["backends"]]
            sources = [_decoded(each) for each in document["event_sources"]]
            _restore(self._state.backends, decoded, sources)
        except _DAMAGE as error:
            self._state.backends.clear()
            msg = (
                f"The state file {self._path} cannot be read"
                f" ({type(error).__name__}: {error}). Restore it, or remove it to start"
                " with nothing."
            )
            raise StateFileError(msg) from None
        self._plan()
        self._kept = self._models()
        return True

    def _plan(self) -> None:
        """Plan the schedules and the replays that had not ended."""
        for backend in self._state.backends:
            self._state.outbound.rule_schedules.plan_all(backend)
            self._state.outbound.replays.plan_all(backend)

    def save_if_changed(self) -> None:
        """Write the file if a resource has changed since it was read or written.

        Raises OSError if that cannot be done; the file then stays as it was.
        """
        models = self._models()
        is_same = len(models) == len(self._kept) and all(
            a is b for a, b in zip(models, self._kept, strict=True)
        )
        if not is_same or not self._path.exists():
            self._write()
            self._kept = models

    def _models(self) -> list[Any]:
        """Return all models that exist, which are replaced when they change."""
        backends = self._state.backends
        sources = [each for _, each in backends.event_sources.snapshot()]
        return [model for each in backends for model in _models_in(each)] + sources

    def _write(self) -> None:
        text = json.dumps(_document(self._state.backends), indent=1)
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            # Nobody else has made this file, or a link in its place: it has secrets.
            beside.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(
                os.open(beside, flags, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise


def _models_in(backend: Backend) -> Iterator[Any]:
    with backend.lock:
        view = backend.view
        yield from view.connections.values()
        yield from view.api_destinations.values()
        yield from view.secrets.values()
        yield from view.event_buses.values()
        yield from view.rules.values()
        yield from backend.all_archives.resources.values()
        yield from backend.all_archives.all_events()
        yield from view.replays.values()
        yield from view.endpoints.values()


def _document(backends: Backends) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "backends": [_encoded(_content_of(backend)) for backend in backends],
        "event_sources": [
            _encoded({"region_name": region_name, "event_source": source})
            for region_name, source in backends.event_sources.snapshot()
        ],
    }


def _content_of(backend: Backend) -> dict[str, Any]:
    with backend.lock:
        view = backend.view
        return {
            "account_id": backend.account_id,
            "region_name": backend.region_name,
            "connections": list(view.connections.values()),
            "api_destinations": list(view.api_destinations.values()),
            "secrets": list(view.secrets.values()),
            "event_buses": list(view.event_buses.values()),
            "rules": list(view.rules.values()),
            "archives": list(view.archives.values()),
            "replays": list(view.replays.values()),
            "endpoints": list(view.endpoints.values()),
            "unsettled": list(backend.unsettled),
        }


def _restore(
    backends: Backends, contents: list[dict[str, Any]], sources: list[dict[str, Any]]
) -> None:
    for content in contents:
        backend = backends.of(str(content["account_id"]), str(content["region_name"]))
        with backend.lock:
            _fill(backend, content)
    for each in sources:
        in_region = backends.event_sources.in_region(str(each["region_name"]))
        in_region.put(each["event_source"].name, each["event_source"])


def _fill(backend: Backend, content: dict[str, Any]) -> None:
    for connection in content["connections"]:
        backend.all_connections.put(connection.name, connection)
    for destination in content["api_destinations"]:
        backend.all_api_destinations.put(destination.name, destination)
    for secret in content["secrets"]:
        backend.all_secrets.put(secret.arn, secret)
    for event_bus in content["event_buses"]:
        backend.buses.put_event_bus(event_bus)
    for rule in content["rules"]:
        backend.buses.put_rule(rule)
    for archive in content["archives"]:
        backend.all_archives.put(replace(archive, events=()))
        for event in archive.events:
            backend.all_archives.keep(archive.rule_name, event)
    for replay in content["replays"]:
        backend.all_replays.put(replay.replay_name, replay)
    for endpoint in content["endpoints"]:
        backend.all_endpoints.put(endpoint.name, endpoint)
    backend.unsettled.update(dict.fromkeys(content["unsettled"]))


def _require_format(document: Any) -> None:
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        msg = "eventbridge_mock did not write it"
        raise ValueError(msg)
    if document.get("version") != _VERSION:
        msg = f"version {document.get('version')!r} is not {_VERSION}"
        raise ValueError(msg)


@cache
def _classes() -> dict[str, Any]:
    """Return the classes of models and enumerations by name."""
    modules = [import_module(f"...model.{name}", __name__) for name in _MODULES]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and (hasattr(value, "__frozen_fields__") or issubclass(value, (Enum, tuple)))
    }


def _encoded(value: Any) -> Any:
    if isinstance(value, Enum):
        return {"$enum": type(value).__name__, "value": value.value}
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    fields = _fields_of(value)
    if fields is not None:
        members = {name: _encoded(getattr(value, name)) for name in fields}
        return {"$model": type(value).__name__, **members}
    if isinstance(value, (list, tuple)):
        items = [_encoded(item) for item in value]
        return items if isinstance(value, list) else {"$tuple": items}
    if isinstance(value, Mapping):
        return {"$map": {name: _encoded(member) for name, member in value.items()}}
    return value


def _fields_of(value: Any) -> list[str] | None:
    """Return the names of the fields of a model, but for a rule's compiled pattern."""
    if isinstance(value, ArchivedEvent):
        return list(value._fields)
    declared = getattr(value, "__frozen_fields__", None)
    if declared is None:
        return None
    return [name for name, _, _ in declared if name != "pattern"]


def _decoded(value: Any) -> Any:
    """Return what was encoded; raises one of `_DAMAGE` for anything else."""
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    marks = _READERS.keys() & value.keys()
    if len(marks) != 1:
        msg = f"an object has {len(marks)} marks of a kind, not one"
        raise ValueError(msg)
    return _READERS[marks.pop()](value)


def _model_of(value: dict[str, Any]) -> Any:
    fields = {n: _decoded(member) for n, member in value.items() if n != "$model"}
    if value["$model"] == "Rule" and fields["event_pattern"] is not None:
        fields["pattern"] = compiled_pattern(fields["event_pattern"])
    return _classes()[value["$model"]](**fields)


# How each object is read, by the member that marks it.
_READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "$model": _model_of,
    "$enum": lambda value: _classes()[value["$enum"]](value["value"]),
    "$time": lambda value: datetime.fromisoformat(value["$time"]),
    "$tuple": lambda value: tuple(map(_decoded, value["$tuple"])),
    "$map": lambda value: {
        name: _decoded(member) for name, member in value["$map"].items()
    },
}
