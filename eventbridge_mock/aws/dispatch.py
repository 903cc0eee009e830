"""Answer a call: find the function of its operation, run it, form the answer.

This is the order of work:

1. `dispatch` finds the operation and parses the body that botocore has serialized.
2. Work that has fallen due before this call is done.
3. `Plan.validate` checks the parameters against the service model.
4. The operation runs under the lock of its backend. If it raises, it has changed
   nothing.
5. Connections that it has left in a passing state settle, without the lock.
6. Its follow-ups run: events are published, schedules begin. The states that
   connections and API destinations have reached are published too.
7. The result, or the `AwsError` that one of these steps raised, becomes an answer.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..state.settling import settle
from . import response
from .call import OperationCall, Plan
from .errors import AwsError, SerializationException
from .operations.secrets import is_of_a_connection
from .response import parser_of
from .validation import validator_of

if TYPE_CHECKING:
    from ..state.mock_state import MockState
    from .call import IncomingCall, Operation, OperationKey

# The function of each operation, by its module in `operations`, which is imported when
# the operation is first called.
_EVENTS = {
    "CreateConnection": "connections.create_connection",
    "UpdateConnection": "connections.update_connection",
    "DescribeConnection": "connections.describe_connection",
    "ListConnections": "connections.list_connections",
    "DeauthorizeConnection": "connections.deauthorize_connection",
    "DeleteConnection": "connections.delete_connection",
    "CreateApiDestination": "api_destinations.create_api_destination",
    "UpdateApiDestination": "api_destinations.update_api_destination",
    "DescribeApiDestination": "api_destinations.describe_api_destination",
    "ListApiDestinations": "api_destinations.list_api_destinations",
    "DeleteApiDestination": "api_destinations.delete_api_destination",
    "CreateEventBus": "event_buses.create_event_bus",
    "UpdateEventBus": "event_buses.update_event_bus",
    "DescribeEventBus": "event_buses.describe_event_bus",
    "ListEventBuses": "event_buses.list_event_buses",
    "DeleteEventBus": "event_buses.delete_event_bus",
    "PutPermission": "permissions.put_permission",
    "RemovePermission": "permissions.remove_permission",
    "PutRule": "rules.put_rule",
    "DescribeRule": "rules.describe_rule",
    "ListRules": "rules.list_rules",
    "EnableRule": "rules.enable_rule",
    "DisableRule": "rules.disable_rule",
    "DeleteRule": "rules.delete_rule",
    "PutTargets": "targets.put_targets",
    "RemoveTargets": "targets.remove_targets",
    "ListTargetsByRule": "targets.list_targets_by_rule",
    "ListRuleNamesByTarget": "rules.list_rule_names_by_target",
    "TagResource": "tags.tag_resource",
    "UntagResource": "tags.untag_resource",
    "ListTagsForResource": "tags.list_tags_for_resource",
    "CreateArchive": "archives.create_archive",
    "UpdateArchive": "archives.update_archive",
    "DescribeArchive": "archives.describe_archive",
    "ListArchives": "archives.list_archives",
    "DeleteArchive": "archives.delete_archive",
    "StartReplay": "replays.start_replay",
    "DescribeReplay": "replays.describe_replay",
    "CancelReplay": "replays.cancel_replay",
    "ListReplays": "replays.list_replays",
    "CreatePartnerEventSource": "event_sources.create_partner_event_source",
    "DescribePartnerEventSource": "event_sources.describe_partner_event_source",
    "ListPartnerEventSources": "event_sources.list_partner_event_sources",
    "ListPartnerEventSourceAccounts": (
        "event_sources.list_partner_event_source_accounts"
    ),
    "DeletePartnerEventSource": "event_sources.delete_partner_event_source",
    "DescribeEventSource": "event_sources.describe_event_source",
    "ListEventSources": "event_sources.list_event_sources",
    "ActivateEventSource": "event_sources.activate_event_source",
    "DeactivateEventSource": "event_sources.deactivate_event_source",
    "CreateEndpoint": "endpoints.create_endpoint",
    "UpdateEndpoint": "endpoints.update_endpoint",
    "DescribeEndpoint": "endpoints.describe_endpoint",
    "ListEndpoints": "endpoints.list_endpoints",
    "DeleteEndpoint": "endpoints.delete_endpoint",
    "TestEventPattern": "event_patterns.try_event_pattern",
    "PutEvents": "events.put_events",
    "PutPartnerEvents": "partner_events.put_partner_events",
}

_SECRETS_MANAGER = {
    "GetSecretValue": "secrets.get_secret_value",
    "DescribeSecret": "secrets.describe_secret",
    "PutSecretValue": "secrets.refuse_change_of_secret",
    "UpdateSecret": "secrets.refuse_change_of_secret",
    "UpdateSecretVersionStage": "secrets.refuse_change_of_secret",
    "RotateSecret": "secrets.refuse_change_of_secret",
    "RestoreSecret": "secrets.refuse_change_of_secret",
    "DeleteSecret": "secrets.delete_secret",
}

_OPERATIONS: dict[OperationKey, str] = {
    **{("events", name): function for name, function in _EVENTS.items()},
    **{
        ("secretsmanager", name): function
        for name, function in _SECRETS_MANAGER.items()
    },
}

# `json.loads` would guess an encoding first; botocore's is always UTF-8.
_parse = json.JSONDecoder().raw_decode
_JSON_WHITESPACE = " \t\r\n"

# The text is our choice.
_NOT_AN_OBJECT = "The body of the request is not a JSON object."

OPERATIONS = tuple(_OPERATIONS)
SERVICES = frozenset(service_name for service_name, _ in OPERATIONS)
# Services of which the mock owns every operation, known to it or not.
OWN_SERVICES = frozenset({"events"})


def dispatch(state: MockState, incoming: IncomingCall) -> response.Answer | None:
    """Return the answer to *incoming*, or None for a call that the mock leaves alone.

    The mock answers Secrets Manager only for the secrets of connections.
    """
    key, body = incoming.operation, incoming.body
    if key not in _OPERATIONS:
        return None
    params = _params_in(body)
    if params is None:
        return response.failure(incoming.url, SerializationException(_NOT_AN_OBJECT))
    if b"null" in body:
        params = _without_nulls(params)
    if key[0] not in OWN_SERVICES and not _is_about_ours(key, params):
        return None
    return _answered(state, incoming, params)


def _plan(incoming: IncomingCall) -> Plan:
    """Find out how *incoming* is answered, and later calls of its client."""
    key, model = incoming.operation, incoming.operation_model
    plan = incoming.origin.plans[key] = Plan(
        _function_of(key),
        validator_of(key, model.input_shape),
        parser_of(model.output_shape),
    )
    return plan


@cache
def _function_of(key: OperationKey) -> Operation:
    module_name, _, function_name = _OPERATIONS[key].partition(".")
    module = import_module(f".operations.{module_name}", __package__)
    function: Operation = getattr(module, function_name)
    return function


def is_ours(incoming: IncomingCall) -> bool:
    """Return whether `dispatch` answers *incoming*, an operation that it knows."""
    params = _params_in(incoming.body)
    return params is None or _is_about_ours(incoming.operation, params)


def _params_in(body: bytes) -> dict[str, Any] | None:
    """Return the parameters in *body*; None if it is not a JSON object.

    botocore never sends another body, other clients may.
    """
    try:
        text = body.decode().strip(_JSON_WHITESPACE)
        params, end = _parse(text)
    except (ValueError, RecursionError):
        return None
    return params if type(params) is dict and end == len(text) else None


def _is_about_ours(key: OperationKey, params: dict[str, Any]) -> bool:
    service_name, _ = key
    return service_name in OWN_SERVICES or is_of_a_connection(params.get("SecretId"))


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


def _answered(
    state: MockState, incoming: IncomingCall, params: dict[str, Any]
) -> response.Answer:
    plan = incoming.origin.plans.get(incoming.operation) or _plan(incoming)
    run, validate, parse = plan
    if state.agenda.planned:
        state.agenda.run_due()
    call, url = OperationCall(incoming, params, state), incoming.url
    backend = call.backend
    try:
        validate(params)
        with backend.lock:
            result = run(call)
            # Taken under the same lock, so that the call that began a transition
            # settles it before it returns, and no other call does.
            unsettled: tuple[str, ...] = ()
            if backend.unsettled and state.options.transitions == "eager":
                unsettled = backend.pop_unsettled()
    except AwsError as error:
        return response.failure(url, error)
    if unsettled:
        settle(state, backend, unsettled)
    if call.follow_ups:
        state.run_follow_ups(backend, call.follow_ups)
    if backend.state_changes:
        state.service_events.publish_changes(backend)
    return response.success(url, parse, result)
