"""The operations on archives.

All texts and answers were recorded in us-east-1, 2026-09-16.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...ids import new_uuid
from ...model.archive import Archive, ArchiveState
from ...model.arn import parse_arn
from ..errors import (
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
    invalid_parameter,
)
from ..new_arns import archive_arn, event_bus_arn, rule_arn
from ..pagination import page
from .event_patterns import compiled_pattern

if TYPE_CHECKING:
    from ...model.event_bus import EventBus
    from ...model.rule import Rule
    from ..call import OperationCall, OperationResult

_LONGEST_RETENTION = 2**31 - 1
_FILTERS = ("State", "EventSourceArn", "NamePrefix")


def create_archive(call: OperationCall) -> OperationResult:
    """Add an archive, and the managed rule that fills it."""
    name = call.params["ArchiveName"]
    event_bus = _event_bus(call)
    if name in call.backend.all_archives.resources:
        msg = f"Archive {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    archive = Archive(
        archive_arn=archive_arn(call, name),
        archive_name=name,
        event_source_arn=event_bus.arn,
        creation_time=call.now,
        uuid=new_uuid(),
        **_given(call),
    )
    if call.backend.rule(event_bus.name, archive.rule_name) is not None:
        msg = (
            f"A rule with the pattern '{archive.rule_name}' already exists. Please"
            " choose a different archive name or delete your rule, then, try again."
        )
        raise ResourceAlreadyExistsException(msg)
    _put(call, archive, event_bus.name)
    return _state_of(archive)


def _event_bus(call: OperationCall) -> EventBus:
    """Return the event bus of EventSourceArn; one of another place is refused."""
    text = call.params["EventSourceArn"]
    arn = parse_arn(text)
    if arn.kind != "event-bus" or not arn.account_id:
        reason = "Must contain an event bus ARN."
        raise invalid_parameter(parameter="EventSourceArn", reason=reason)
    for kind, theirs, ours in (
        ("partition", arn.partition, call.partition),
        ("region", arn.region_name, call.region_name),
        ("account", arn.account_id, call.account_id),
    ):
        if theirs != ours:
            reason = f"Creating cross-{kind} archive is not permitted."
            raise invalid_parameter(parameter="EventSourceArn", reason=reason)
    event_bus = call.backend.buses.event_buses.get(arn.path)
    if event_bus is None:
        raise _no_event_bus(arn.path)
    return event_bus


def _given(call: OperationCall) -> dict[str, Any]:
    """Return the fields that a request gives; what is empty takes a value away."""
    params = call.params
    given: dict[str, Any] = {
        field: params[member] or None
        for field, member in (
            ("description", "Description"),
            ("event_pattern", "EventPattern"),
            ("kms_key_identifier", "KmsKeyIdentifier"),
        )
        if member in params
    }
    if given.get("event_pattern") is not None:
        compiled_pattern(given["event_pattern"])
    if "RetentionDays" in params:
        given["retention_days"] = min(params["RetentionDays"], _LONGEST_RETENTION)
    return given


def _put(call: OperationCall, archive: Archive, event_bus_name: str) -> None:
    """Store *archive*, and its managed rule as the archive wants it."""
    call.backend.all_archives.put(archive)
    call.backend.buses.put_rule(
        archive.managed_rule(
            event_bus_name=event_bus_name,
            rule_arn=rule_arn(call, event_bus_name, archive.rule_name),
            created_by=call.account_id,
            pattern=compiled_pattern(archive.rule_pattern),
        )
    )


def _state_of(archive: Archive) -> OperationResult:
    return {
        "ArchiveArn": archive.archive_arn,
        "State": archive.state,
        "CreationTime": archive.creation_time,
    }


def update_archive(call: OperationCall) -> OperationResult:
    """Change what is given; a managed rule that was taken away comes back.

    A change of the key is answered with UPDATING, and is over at the next call
    (recorded in us-east-1, 2026-09-16).
    """
    if len(call.params) == 1:
        msg = (
            "At least one of EventPattern, RetentionDays or Description must be"
            " provided."
        )
        raise ValidationException(msg)
    before = _existing_archive(call)
    event_bus_name = parse_arn(before.event_source_arn).path
    if event_bus_name not in call.backend.buses.event_buses:
        msg = f"Archive {before.archive_name} managed rule does not exist."
        raise ResourceNotFoundException(msg)
    archive = replace(
        before, state=ArchiveState.ENABLED, state_reason=None, **_given(call)
    )
    _put(call, archive, event_bus_name)
    if archive.kms_key_identifier != before.kms_key_identifier:
        archive = replace(archive, state=ArchiveState.UPDATING)
    return _state_of(archive)


def describe_archive(call: OperationCall) -> OperationResult:
    """Show an archive, with the counts of its events as they are now."""
    archive = _existing_archive(call)
    call.backend.all_archives.forget_expired(call.now)
    return call.backend.all_archives.filled(archive)


def delete_archive(call: OperationCall) -> OperationResult:
    """Remove an archive, its events and its managed rule."""
    archive = _existing_archive(call)
    rule = managed_rule_of(call, archive)
    if rule is not None:
        call.backend.buses.remove_rule(rule)
    call.backend.all_archives.remove(archive.archive_name)
    return {}


def managed_rule_of(call: OperationCall, archive: Archive) -> Rule | None:
    """Return the managed rule of *archive*, unless it was removed by force."""
    event_bus_name = parse_arn(archive.event_source_arn).path
    return call.backend.rule(event_bus_name, archive.rule_name)


def list_archives(call: OperationCall) -> OperationResult:
    """List archives by name, of one prefix, event bus or state."""
    if sum(name in call.params for name in _FILTERS) > 1:
        msg = (
            "At most one filter is allowed for ListArchives. Use either : State,"
            " EventSourceArn, or NamePrefix."
        )
        raise ValidationException(msg)
    source_arn, state = map(call.params.get, ("EventSourceArn", "State"))
    if source_arn is not None:
        name = source_arn.removeprefix(event_bus_arn(call, ""))
        if name not in call.backend.buses.event_buses:
            raise _no_event_bus(name)
    archives = call.backend.all_archives
    archives.forget_expired(call.now)
    return page(
        call,
        archives.resources,
        member="Archives",
        keep=lambda archive: (
            source_arn in {None, archive.event_source_arn}
            and state in {None, archive.state}
        ),
        show=archives.filled,
    )


def _existing_archive(call: OperationCall) -> Archive:
    name = call.params["ArchiveName"]
    archive = call.backend.all_archives.resources.get(name)
    if archive is None:
        msg = f"Archive {name} does not exist."
        raise ResourceNotFoundException(msg)
    return archive


def _no_event_bus(name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Event bus {name} does not exist.")
