"""The operations on replays of archives.

Answers were recorded in us-east-1, 2026-09-16. Of the refusals of StartReplay the texts
were recorded, and the order in which they are checked is our choice (docs/fidelity.md,
row "the refusals of StartReplay").
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ...model.archive import Replay, ReplayDestination, ReplayState
from ...model.arn import parse_arn
from ...model.wire import from_wire
from ..errors import (
    IllegalStatusException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
    invalid_parameter,
)
from ..new_arns import replay_arn
from ..pagination import page
from .requirements import over_quota

if TYPE_CHECKING:
    from ...model.archive import Archive
    from ..call import OperationCall, OperationResult

_FILTERS = ("NamePrefix", "EventSourceArn", "State")


def start_replay(call: OperationCall) -> OperationResult:
    """Begin a replay; it runs when the operation has succeeded."""
    name = call.params["ReplayName"]
    destination = from_wire(ReplayDestination, call.params["Destination"])
    _require_event_bus(call, destination)
    if destination.arn != _archive(call).event_source_arn:
        reason = "Cross event bus replay is not permitted."
        raise invalid_parameter(parameter="Destination.Arn", reason=reason)
    start, end = (_time(call, name) for name in ("EventStartTime", "EventEndTime"))
    if start >= end:
        reason = "EventStartTime must be before EventEndTime."
        raise invalid_parameter(parameter="EventEndTime", reason=reason)
    _require_new(call)
    replay = Replay(
        replay_name=name,
        replay_arn=replay_arn(call, name),
        description=call.params.get("Description") or None,
        event_source_arn=call.params["EventSourceArn"],
        destination=replace(destination, filter_arns=destination.filter_arns or None),
        event_start_time=start,
        event_end_time=end,
        replay_start_time=call.now,
    )
    call.backend.all_replays.put(name, replay)
    call.follow_ups.append(replay)
    return {**_state_of(replay), "ReplayStartTime": replay.replay_start_time}


def _require_new(call: OperationCall) -> None:
    """Refuse a name that a replay has, and more replays at once than AWS allows."""
    name, replays = call.params["ReplayName"], call.backend.all_replays
    if name in replays:
        msg = f"Replay {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    running = [each for each in replays.snapshot() if not each.state.is_final]
    if len(running) >= call.quotas.replays:
        raise over_quota()


def _state_of(replay: Replay) -> dict[str, object]:
    return {"ReplayArn": replay.replay_arn, "State": replay.state}


def _archive(call: OperationCall) -> Archive:
    arn = parse_arn(call.params["EventSourceArn"])
    archive = call.backend.all_archives.resources.get(arn.path)
    if archive is None or archive.archive_arn != call.params["EventSourceArn"]:
        reason = f"Archive {arn.path} does not exist."
        raise invalid_parameter(parameter="EventSourceArn", reason=reason)
    return archive


def _require_event_bus(call: OperationCall, destination: ReplayDestination) -> None:
    """Refuse a *destination* that is not an event bus.

    The order of these checks is our choice (docs/fidelity.md, row "the refusals of
    StartReplay").
    """
    _, is_bus, name = destination.arn.rpartition("event-bus/")
    if not is_bus:
        reason = "Must contain an event bus ARN."
        raise invalid_parameter(parameter="Destination.Arn", reason=reason)
    if name not in call.backend.buses.event_buses:
        msg = f"Event bus {name} does not exist."
        raise ResourceNotFoundException(msg)


def _time(call: OperationCall, member: str) -> datetime:
    """Return a time in whole seconds, to which AWS cuts fractions."""
    return datetime.fromtimestamp(int(call.params[member]), timezone.utc)


def describe_replay(call: OperationCall) -> OperationResult:
    """Show a replay."""
    return _existing_replay(call)


def cancel_replay(call: OperationCall) -> OperationResult:
    """Cancel a replay that has not ended."""
    replay = _existing_replay(call)
    if replay.state not in {ReplayState.STARTING, ReplayState.RUNNING}:
        msg = f"Replay {replay.replay_name} is not in a valid state for this operation."
        raise IllegalStatusException(msg)
    replay = replace(replay, state=ReplayState.CANCELLING)
    call.backend.all_replays.put(replay.replay_name, replay)
    return _state_of(replay)


def list_replays(call: OperationCall) -> OperationResult:
    """List replays by name, of one prefix, archive or state.

    Several filters are refused as ListArchives refuses them, which is our choice
    (docs/fidelity.md, row "several filters of ListReplays").
    """
    if sum(name in call.params for name in _FILTERS) > 1:
        msg = (
            "At most one filter is allowed for ListReplays. Use either : State,"
            " EventSourceArn, or NamePrefix."
        )
        raise ValidationException(msg)
    source_arn, state = map(call.params.get, ("EventSourceArn", "State"))
    return page(
        call,
        call.backend.all_replays,
        member="Replays",
        keep=lambda replay: (
            source_arn in {None, replay.event_source_arn}
            and state in {None, replay.state}
        ),
    )


def _existing_replay(call: OperationCall) -> Replay:
    name: Any = call.params["ReplayName"]
    replay = call.backend.all_replays.get(name)
    if replay is None:
        msg = f"Replay {name} does not exist."
        raise ResourceNotFoundException(msg)
    return replay
