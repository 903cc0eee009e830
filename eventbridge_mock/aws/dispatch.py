"""From a call to the function that carries it out, and back with its answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from . import response
from .call import OperationCall
from .errors import AwsError
from .operations import (
    api_destinations,
    connections,
    event_buses,
    event_patterns,
    events,
    permissions,
    rules,
    secrets,
    tags,
    targets,
)
from .operations.connections import update_connection
from .operations.secrets import delete_secret
from .validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel

    from ..state.mock_state import MockState
    from .call import Response

_EVENTS: dict[str, Callable[[OperationCall], Response]] = {
    "CreateConnection": connections.create_connection,
    "UpdateConnection": update_connection,
    "DescribeConnection": connections.describe_connection,
    "ListConnections": connections.list_connections,
    "DeauthorizeConnection": connections.deauthorize_connection,
    "DeleteConnection": connections.delete_connection,
    "CreateApiDestination": api_destinations.create_api_destination,
    "UpdateApiDestination": api_destinations.update_api_destination,
    "DescribeApiDestination": api_destinations.describe_api_destination,
    "ListApiDestinations": api_destinations.list_api_destinations,
    "DeleteApiDestination": api_destinations.delete_api_destination,
    "CreateEventBus": event_buses.create_event_bus,
    "UpdateEventBus": event_buses.update_event_bus,
    "DescribeEventBus": event_buses.describe_event_bus,
    "ListEventBuses": event_buses.list_event_buses,
    "DeleteEventBus": event_buses.delete_event_bus,
    "PutPermission": permissions.put_permission,
    "RemovePermission": permissions.remove_permission,
    "PutRule": rules.put_rule,
    "DescribeRule": rules.describe_rule,
    "ListRules": rules.list_rules,
    "EnableRule": rules.enable_rule,
    "DisableRule": rules.disable_rule,
    "DeleteRule": rules.delete_rule,
    "PutTargets": targets.put_targets,
    "RemoveTargets": targets.remove_targets,
    "ListTargetsByRule": targets.list_targets_by_rule,
    "ListRuleNamesByTarget": rules.list_rule_names_by_target,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "ListTagsForResource": tags.list_tags_for_resource,
    "TestEventPattern": event_patterns.try_event_pattern,
    "PutEvents": events.put_events,
}

_SECRETS_MANAGER: dict[str, Callable[[OperationCall], Response]] = {
    "GetSecretValue": secrets.get_secret_value,
    "DescribeSecret": secrets.describe_secret,
    "PutSecretValue": secrets.refuse_change_of_secret,
    "UpdateSecret": secrets.refuse_change_of_secret,
    "UpdateSecretVersionStage": secrets.refuse_change_of_secret,
    "RotateSecret": secrets.refuse_change_of_secret,
    "RestoreSecret": secrets.refuse_change_of_secret,
    "DeleteSecret": delete_secret,
}

_OPERATIONS = {"events": _EVENTS, "secretsmanager": _SECRETS_MANAGER}

# `json.loads` would guess an encoding first; botocore's is always UTF-8.
_parse = json.JSONDecoder().decode

SERVICES = frozenset(_OPERATIONS)
# Services of which the mock owns every operation, known to it or not.
OWN_SERVICES = frozenset({"events"})
# Service and name: operations of two services may have one name.
OPERATIONS = tuple(
    (service_name, name)
    for service_name, operations in _OPERATIONS.items()
    for name in operations
)


class Origin(NamedTuple):
    """What all calls of one client have in common."""

    service_name: str
    region_name: str
    partition: str


class IncomingCall(NamedTuple):
    """A call as the hook caught it, before its parameters are looked at."""

    operation_model: OperationModel
    body: bytes
    url: str
    account_id: str
    origin: Origin
    # The HTTP header X-Amzn-Trace-Id.
    trace_header: str | None = None

    @property
    def operation(self) -> tuple[str, str]:
        """The service and the name of the operation."""
        return self.origin.service_name, self.operation_model.name

    def __repr__(self) -> str:
        # Without the body: it may hold a password, and tracebacks show this.
        return f"<IncomingCall {self.operation_model.name}>"


def dispatch(state: MockState, incoming: IncomingCall) -> response.Answer | None:
    """Return the answer to *incoming*, or None for what is not ours.

    Of Secrets Manager only the secrets of connections are ours.
    """
    service_name = incoming.origin.service_name
    operation = _OPERATIONS[service_name].get(incoming.operation_model.name)
    if operation is None:
        return None
    params = _parse(incoming.body.decode())
    if b"null" in incoming.body:
        params = _without_nulls(params)
    if service_name != "events" and not secrets.is_of_a_connection(
        params.get("SecretId")
    ):
        return None
    return _carry_out(state, incoming, operation, params)


def is_ours(incoming: IncomingCall) -> bool:
    """Tell whether `dispatch` has an answer to *incoming*."""
    service_name = incoming.origin.service_name
    if incoming.operation_model.name not in _OPERATIONS[service_name]:
        return False
    return service_name == "events" or secrets.is_of_a_connection(
        json.loads(incoming.body).get("SecretId")
    )


def _without_nulls(value: Any) -> Any:
    """Leave out members that are null: to AWS that is the same as not given.

    botocore lets one through only when its own validation is off.
    """
    if isinstance(value, dict):
        return {
            name: _without_nulls(member)
            for name, member in value.items()
            if member is not None
        }
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _carry_out(
    state: MockState,
    incoming: IncomingCall,
    operation: Callable[[OperationCall], Response],
    params: dict[str, Any],
) -> response.Answer:
    model, _, url, account_id, origin, trace_header = incoming
    # What fell due before this call comes before it.
    state.run_due()
    backend = state.backends.of(account_id, origin.region_name)
    call = OperationCall(
        model.name,
        params,
        backend,
        account_id,
        origin.region_name,
        origin.partition,
        state.clock.this_second(),
        [],
        trace_header,
    )
    try:
        validate(model.input_shape, params)
        with backend.lock:
            result = operation(call)
            # Taken under the same lock: the call that began it settles it, before
            # it returns, and no other call does.
            unsettled: tuple[str, ...] = ()
            if backend.unsettled and state.options.transitions == "eager":
                unsettled = backend.take_unsettled()
    except AwsError as error:
        return response.failure(url, error)
    if unsettled:
        state.settle(backend, unsettled)
    if call.follow_ups:
        state.run_follow_ups(backend, call.follow_ups)
    return response.success(url, model.output_shape, result)
