"""The operations on event buses, except for those on their permissions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.event_bus import DEFAULT_EVENT_BUS_NAME, EventBus, LogConfig
from ...model.target import DeadLetterConfig
from ...model.wire import from_wire
from ..errors import (
    ResourceAlreadyExistsException,
    ValidationException,
    invalid_parameter,
)
from ..new_arns import event_bus_arn
from ..pagination import page
from .event_sources import begin_matching, end_matching, matching_event_source
from .existing import existing_event_bus
from .requirements import key_identifier, over_quota, require_queue
from .tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, OperationResult


def create_event_bus(call: OperationCall) -> OperationResult:
    """Add a custom event bus; the answer repeats what the request gives."""
    name, event_buses = call.params["Name"], call.backend.buses.event_buses
    _require_name_of_its_kind(call)
    if name in event_buses:
        msg = f"Event bus {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    # One of those that exist is the default one, which is not counted.
    if len(event_buses) > call.quotas.event_buses:
        raise over_quota()
    given = _given(call)
    event_bus = EventBus(
        name=name,
        arn=event_bus_arn(call, name),
        creation_time=call.instant,
        last_modified_time=call.instant,
        tags=require_tags(call, call.params.get("Tags", ())),
        **given,
    )
    if "EventSourceName" in call.params:
        begin_matching(call)
    call.backend.buses.put_event_bus(event_bus)
    return {"EventBusArn": event_bus.arn, **_repeated(call.params, given)}


def _require_name_of_its_kind(call: OperationCall) -> None:
    """Refuse a partner event bus that does not have the name of its event source.

    Refuse a custom one with a slash in its name. Both rules are in the service model's
    descriptions; the texts are our choice.
    """
    name, source_name = call.params["Name"], call.params.get("EventSourceName")
    if source_name is None:
        if "/" in name:
            msg = "Event bus name must not contain '/'."
            raise ValidationException(msg)
    elif matching_event_source(call).name != name:
        reason = f"It must match the event source {source_name}."
        raise invalid_parameter(parameter="Name", reason=reason)


def _given(call: OperationCall) -> dict[str, Any]:
    """Return the fields that a request sets; an empty value removes one."""
    params, given = call.params, dict[str, Any]()
    if "Description" in params:
        given["description"] = params["Description"] or None
    if "KmsKeyIdentifier" in params:
        text = params["KmsKeyIdentifier"]
        given["kms_key_identifier"] = key_identifier(call, text) if text else None
    if "DeadLetterConfig" in params:
        config = from_wire(DeadLetterConfig, params["DeadLetterConfig"])
        if config.arn:
            require_queue(call, config.arn)
        given["dead_letter_config"] = config if config.arn else None
    if "LogConfig" in params:
        given["log_config"] = from_wire(LogConfig, params["LogConfig"])
    return given


def _repeated(params: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that CreateEventBus repeats, an alias of a key by its ARN.

    Recorded in us-east-1, 2026-09-13.
    """
    members = ("Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig")
    repeated = {member: params[member] for member in members if params.get(member)}
    if "KmsKeyIdentifier" in repeated:
        repeated["KmsKeyIdentifier"] = given["kms_key_identifier"]
    return repeated


def update_event_bus(call: OperationCall) -> OperationResult:
    """Change an event bus, by default `default`; members not given stay.

    Recorded in us-east-1, 2026-09-13, with the text.
    """
    event_bus = existing_event_bus(call, "Name")
    if call.params.get("DeadLetterConfig") == {}:
        msg = (
            "Parameter DeadLetterConfig.Arn is not valid. Reason: Provide a valid SQS"
            " queue ARN, or an empty string to remove the dead-letter queue"
            " configuration."
        )
        raise ValidationException(msg)
    updated = replace(event_bus, **_given(call), last_modified_time=call.instant)
    call.backend.buses.put_event_bus(updated)
    return updated


def describe_event_bus(call: OperationCall) -> OperationResult:
    """Show an event bus, by default `default`."""
    return existing_event_bus(call, "Name")


def delete_event_bus(call: OperationCall) -> OperationResult:
    """Remove a custom event bus without rules. A missing one succeeds.

    Recorded in us-east-1, 2026-09-13, with the text about rules.
    """
    name = call.params["Name"]
    if name == DEFAULT_EVENT_BUS_NAME:
        # Recorded on AWS 2025-01-08.
        msg = f"Cannot delete event bus {name}."
        raise ValidationException(msg)
    if len(call.backend.rules_on(name)):
        msg = "EventBus can't be deleted since it has rules."
        raise ValidationException(msg)
    if name in call.backend.buses.event_buses:
        call.backend.buses.remove_event_bus(name)
        end_matching(call, name)
    return {}


def list_event_buses(call: OperationCall) -> OperationResult:
    """List event buses by name, the default one among them."""
    return page(
        call,
        call.backend.buses.event_buses,
        member="EventBuses",
        keep=lambda _: True,
    )
