"""The operations on event buses, but for their permissions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.event_bus import DEFAULT_EVENT_BUS_NAME, EventBus, LogConfig
from ...model.target import DeadLetterConfig
from ...model.wire import from_wire
from ..errors import (
    LimitExceededException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
)
from ..new_arns import event_bus_arn
from ..pagination import page
from .existing import existing_event_bus
from .requirements import require_queue
from .tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, Response

# AWS guide "Amazon EventBridge quotas".
CUSTOM_EVENT_BUSES_PER_REGION = 100


def create_event_bus(call: OperationCall) -> Response:
    """Add a custom event bus."""
    name, known = call.params["Name"], call.backend.buses.event_buses
    _refuse_partner_event_source(call.params)
    if name in known:
        msg = f"Event bus {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    if len(known) > CUSTOM_EVENT_BUSES_PER_REGION:
        # The default one is not counted. Recorded on AWS 2025-01-08 for the
        # targets of a rule.
        msg = "The requested resource exceeds the maximum number allowed."
        raise LimitExceededException(msg)
    event_bus = EventBus(
        name=name,
        arn=event_bus_arn(call, name),
        creation_time=call.now,
        last_modified_time=call.now,
        tags=require_tags(call.params.get("Tags", ())),
        **_given(call),
    )
    call.backend.buses.put_event_bus(event_bus)
    return {"EventBusArn": event_bus.arn, **_answered(call.params)}


def _refuse_partner_event_source(params: Mapping[str, Any]) -> None:
    """Refuse what only partners have (docs/fidelity.md, row "partner event buses")."""
    if "EventSourceName" in params:
        msg = f"Event source {params['EventSourceName']} does not exist."
        raise ResourceNotFoundException(msg)
    if "/" in params["Name"]:
        # The service model's description; the text is our choice.
        msg = "Event bus name must not contain '/'."
        raise ValidationException(msg)


def _given(call: OperationCall) -> dict[str, Any]:
    """Return the fields that a request gives; what is empty takes a value away."""
    params = call.params
    given: dict[str, Any] = {
        field: params[member] or None
        for field, member in (
            ("description", "Description"),
            ("kms_key_identifier", "KmsKeyIdentifier"),
        )
        if member in params
    }
    if "DeadLetterConfig" in params:
        config = from_wire(DeadLetterConfig, params["DeadLetterConfig"])
        if config.arn is not None:
            require_queue(call, config.arn)
        given["dead_letter_config"] = config if config.arn else None
    if "LogConfig" in params:
        given["log_config"] = from_wire(LogConfig, params["LogConfig"])
    return given


def _answered(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a request that CreateEventBus repeats."""
    members = ("Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig")
    return {member: params[member] for member in members if params.get(member)}


def update_event_bus(call: OperationCall) -> Response:
    """Change what is given of an event bus; the default one if none is named."""
    event_bus = existing_event_bus(call, "Name")
    updated = replace(event_bus, **_given(call), last_modified_time=call.now)
    call.backend.buses.put_event_bus(updated)
    return updated


def describe_event_bus(call: OperationCall) -> Response:
    """Show an event bus; the default one if none is named."""
    return existing_event_bus(call, "Name")


def delete_event_bus(call: OperationCall) -> Response:
    """Remove a custom event bus; one that does not exist is no error.

    The service model has no error for that. Its description says that rules are
    to be deleted first (docs/fidelity.md, row "an event bus with rules").
    """
    name = call.params["Name"]
    if name == DEFAULT_EVENT_BUS_NAME:
        # Recorded on AWS 2025-01-08.
        msg = f"Cannot delete event bus {name}."
        raise ValidationException(msg)
    if len(call.backend.rules_on(name)):
        msg = "Event bus can't be deleted since it has rules."
        raise ValidationException(msg)
    if name in call.backend.buses.event_buses:
        call.backend.buses.remove_event_bus(name)
    return {}


def list_event_buses(call: OperationCall) -> Response:
    """List event buses by name, the default one among them."""
    return page(
        call,
        call.backend.buses.event_buses,
        member="EventBuses",
        keep=lambda _: True,
    )
