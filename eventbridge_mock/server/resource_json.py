"""Resources as the JSON of the control API, and the state machine of connections."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..model.connection_state import (
    STATE_AFTER_OPERATION,
    STATE_AFTER_REJECTION,
    STATE_AFTER_SETTLING,
    ConnectionKind,
    ConnectionState,
    SettlingOutcome,
)
from ..model.wire import redacted, wire_fields
from .record_json import time_json

if TYPE_CHECKING:
    from ..model.backend import Backend, Backends
    from ..model.connection import Connection
    from ..model.rule import Rule

Json = dict[str, Any]

_SETTLED = {
    SettlingOutcome.DONE: "settled",
    SettlingOutcome.REFUSED: "token refused",
    SettlingOutcome.UNREACHABLE: "endpoint unreachable",
}


# The states in which an operation is refused, because the connection is leaving.
_REFUSES = {
    "UpdateConnection": tuple(state for state in ConnectionState if state.is_leaving),
    "DeauthorizeConnection": (ConnectionState.DELETING,),
}


def resources_json(backend: Backend, backends: Backends) -> Json:
    """Return what exists in one account and Region, and where else something does."""
    view = backend.view
    return {
        "account_id": backend.account_id,
        "region_name": backend.region_name,
        "places": [
            {"account_id": each.account_id, "region_name": each.region_name}
            for each in backends
        ],
        "connections": list(map(connection_json, view.connections.values())),
        "api_destinations": list(map(model_json, view.api_destinations.values())),
        "event_buses": list(map(_with_tags, view.event_buses.values())),
        "rules": list(map(_rule_json, view.rules.values())),
        "archives": list(map(model_json, view.archives.values())),
        "replays": list(map(model_json, view.replays.values())),
        "endpoints": list(map(model_json, view.endpoints.values())),
    }


def model_json(model: Any) -> Json:
    """Return the members of a model, as Describe has them, without its secrets."""
    kind: Any = type(model)
    members = {}
    # Whether the value of a parameter is a secret depends on the parameter.
    shown = redacted(model) if hasattr(model, "is_value_secret") else model
    for field in wire_fields(kind):
        value = getattr(shown, field.field)
        if value is not None and not field.is_secret:
            members[field.member] = _value_json(value)
    return members


def _value_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return time_json(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return model_json(value)
    if isinstance(value, (list, tuple)):
        return [_value_json(item) for item in value]
    return value


def _with_tags(resource: Any) -> Json:
    return {**model_json(resource), "Tags": dict(resource.tags)}


def _rule_json(rule: Rule) -> Json:
    return {**_with_tags(rule), "Targets": list(map(model_json, rule.targets))}


def connection_json(connection: Connection) -> Json:
    """Return a connection, and where it goes from its current state."""
    kind, state = connection.kind, connection.connection_state
    return {
        **model_json(connection),
        "kind": kind.name,
        "transitions": [
            transition
            for transition in _transitions(kind)
            if transition["from"] == state.value
        ],
    }


def state_machine_json() -> Json:
    """Return the states of connections, and the transitions of each kind."""
    return {
        "states": [
            {
                "name": state.value,
                "is_usable": state.is_usable,
                "is_transitional": state.is_transitional,
            }
            for state in ConnectionState
        ],
        "kinds": {
            kind.name: {
                "description": kind.value,
                "initial": STATE_AFTER_OPERATION["CreateConnection", kind].value,
                "transitions": _transitions(kind),
            }
            for kind in ConnectionKind
        },
    }


def _transitions(kind: ConnectionKind) -> list[Json]:
    """Return the transitions of connections of one kind, by the tables of states."""
    settled = [
        _transition(state, _SETTLED[outcome], after)
        for (state, outcome, of_kind), after in STATE_AFTER_SETTLING.items()
        if of_kind is kind
    ]
    rejected = [
        _transition(state, "credentials rejected", after)
        for state, after in STATE_AFTER_REJECTION.items()
    ]
    operations = [
        _transition(state, operation_name, after)
        for (operation_name, of_kind), after in STATE_AFTER_OPERATION.items()
        if of_kind is kind and operation_name != "CreateConnection"
        for state in ConnectionState
        if state not in _REFUSES.get(operation_name, ())
    ]
    return [*settled, *rejected, *operations]


def _transition(state: ConnectionState, on: str, after: ConnectionState | None) -> Json:
    return {"from": state.value, "on": on, "to": after and after.value}
