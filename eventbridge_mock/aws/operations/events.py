"""PutEvents: make events of entries."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from ...errors import UnmockedAwsCallError
from ...ids import new_uuid
from ...model.arn import parse_arn
from ...model.event_bus import DEFAULT_EVENT_BUS_NAME
from ...records.envelope import envelope, time_text
from ...records.published_events import NEXT_ORIGIN, PublishedEvent
from ..errors import ValidationException

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...model.global_endpoint import GlobalEndpoint
    from ...records.published_events import Origin
    from ...state.scripted_errors import Fault
    from ..call import OperationCall, OperationResult

# The service model's description of PutEvents. It was 256 KB until 2025.
_MAXIMUM_BYTES = 1_048_576
_BYTES_OF_A_TIME = 14
# The same description, in prose.
_LONGEST_DETAIL_TYPE = 128
_DEEPEST = 1000
_INTEGERS = range(-(2**63), 2**63)
# Python reads and writes this depth however much of its recursion limit is used up.
_DEEPEST_HERE = 500

# Checked in this order (recorded on AWS 2025-01-08).
_REQUIRED = ("Source", "DetailType", "Detail")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Everything but brackets, and the brackets inside strings.
_NO_BRACKETS = re.compile(r'[^][{}"]+|"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1, '"': 0}


class EntryError(Exception):
    """AWS refuses an entry, and accepts the others of the request."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def put_events(call: OperationCall) -> OperationResult:
    """Accept the entries that are complete, to be published after the call.

    A refused entry has its error in its place, with HTTP status 200, even if all are
    refused (recorded on AWS 2025-01-08).
    """
    origin = _taken_origin()
    if "EndpointId" not in call.params:
        result = answer_entries(call, _event)
    else:
        result = _put_to_endpoint(call)
    if origin is not None:
        for event in _events_of(call):
            event.origin = origin
    return result


def _taken_origin() -> Origin | None:
    """Return the origin that `recorded_as` gives to this call; None for any other.

    A reply to its events may call PutEvents too, and that is another call.
    """
    origin = NEXT_ORIGIN.get()
    if origin is not None:
        NEXT_ORIGIN.set(None)
    return origin


def _put_to_endpoint(call: OperationCall) -> OperationResult:
    """Accept entries for a global endpoint."""
    from .endpoints import endpoint_with_id  # noqa: PLC0415 - rarely used

    endpoint = endpoint_with_id(call)
    result = answer_entries(call, partial(_event_at, endpoint))
    if endpoint.is_replicating:
        _, other_region = endpoint.regions_in_use()
        events = _events_of(call)
        call.follow_ups.extend(_replica(call, event, other_region) for event in events)
    return result


def _events_of(call: OperationCall) -> list[PublishedEvent]:
    """Return the events that *call* is going to publish."""
    return [one for one in call.follow_ups if isinstance(one, PublishedEvent)]


def answer_entries(
    call: OperationCall,
    event_of: Callable[[OperationCall, Mapping[str, Any]], PublishedEvent],
) -> OperationResult:
    """Answer each entry of *call*, and publish the events that *event_of* returns.

    *event_of* may raise EntryError.
    """
    entries = call.params["Entries"]
    if sum(map(_size, entries)) > _MAXIMUM_BYTES:
        # Recorded on AWS 2025-01-08.
        msg = "Total size of the entries in the request is over the limit."
        raise ValidationException(msg)
    faults, fault = call.faults, None
    if faults.in_use:
        fault = faults.pop_for_entries(call.operation, len(entries))
    results = [
        _scripted(fault)
        if fault is not None and number in fault.entries
        else _result(call, entry, event_of)
        for number, entry in enumerate(entries)
    ]
    refused = [result for result in results if "ErrorCode" in result]
    if refused:
        _, name = call.operation
        call.refused_entries.update(
            (name, result["ErrorCode"], result["ErrorMessage"]) for result in refused
        )
    return {"FailedEntryCount": len(refused), "Entries": results}


def _scripted(fault: Fault) -> dict[str, str]:
    return {"ErrorCode": fault.code, "ErrorMessage": fault.message}


def _result(
    call: OperationCall,
    entry: Mapping[str, Any],
    event_of: Callable[[OperationCall, Mapping[str, Any]], PublishedEvent],
) -> dict[str, str]:
    try:
        event = event_of(call, entry)
    except EntryError as error:
        return {"ErrorCode": error.code, "ErrorMessage": str(error)}
    call.follow_ups.append(event)
    return {"EventId": event.id}


def _event(call: OperationCall, entry: Mapping[str, Any]) -> PublishedEvent:
    """Return the event of *entry*; raises EntryError."""
    _check_of_customer(entry)
    bus = _bus_address(call, entry.get("EventBusName", DEFAULT_EVENT_BUS_NAME))
    return event_of_entry(
        call, entry, bus, account_id=call.account_id, region_name=call.region_name
    )


def _event_at(
    endpoint: GlobalEndpoint, call: OperationCall, entry: Mapping[str, Any]
) -> PublishedEvent:
    """Return the event of *entry* in the Region that *endpoint* uses.

    Raises EntryError, also for an event bus that the endpoint does not have, which is
    our choice (docs/fidelity.md, "Global endpoints").
    """
    _check_of_customer(entry)
    bus = _bus_address(call, entry.get("EventBusName", DEFAULT_EVENT_BUS_NAME))
    if bus.name != endpoint.event_bus_name:
        name, reason = "EventBusName", f"Endpoint {endpoint.name} has no {bus.name}."
        raise _invalid(name, reason)
    region_name, _ = endpoint.regions_in_use()
    return event_of_entry(
        call,
        entry,
        BusAddress(call.account_id, region_name, bus.name),
        account_id=call.account_id,
        region_name=region_name,
    )


def _replica(
    call: OperationCall, event: PublishedEvent, region_name: str
) -> PublishedEvent:
    """Return *event* as it is replicated to another Region.

    Its id and time are new, as for an event that a rule forwards (recorded on AWS
    2026-09-15); that this holds for global endpoints is our choice.
    """
    return PublishedEvent(
        {**event.envelope, "id": new_uuid(), "time": time_text(call.now)},
        event_bus_name=event.event_bus_name,
        account_id=event.account_id,
        region_name=region_name,
        ingestion_time=event.ingestion_time,
        origin="replication",
        forwarded_from=event,
        trace_header=event.trace_header,
    )


def _check_of_customer(entry: Mapping[str, Any]) -> None:
    """Raise EntryError for an entry that is not complete, or not a customer's."""
    check_entry(entry)
    if entry["Source"].startswith("aws."):
        # Recorded on AWS 2026-09-13.
        msg = "Not authorized for the source."
        raise EntryError(msg, code="NotAuthorizedForSourceException")


def event_of_entry(
    call: OperationCall,
    entry: Mapping[str, Any],
    bus: BusAddress,
    *,
    account_id: str,
    region_name: str,
) -> PublishedEvent:
    """Return the event of *entry* for *bus*, from an account and a Region.

    Raises EntryError.

    The members of the envelope, and their order, were recorded on AWS 2025-01-08.
    """
    trace_header = _trace_header(call, entry)
    return PublishedEvent(
        envelope(
            detail_type=entry["DetailType"],
            source=entry["Source"],
            account_id=account_id,
            time=_time(call, entry),
            region_name=region_name,
            resources=entry.get("Resources", ()),
            detail=_detail(entry["Detail"]),
        ),
        event_bus_name=bus.name,
        account_id=bus.account_id,
        region_name=bus.region_name,
        ingestion_time=call.instant,
        trace_header=trace_header,
    )


def _trace_header(call: OperationCall, entry: Mapping[str, Any]) -> str | None:
    """Return the trace header of *entry*, else of the request.

    One in the entry counts even if it is not valid (recorded on AWS 2026-09-22).
    """
    given = entry.get("TraceHeader", call.trace_header)
    if given is None:
        return None
    from ..trace_header import normalized_trace_header  # noqa: PLC0415 - rarely used

    return normalized_trace_header(given, call.now)


def check_entry(entry: Mapping[str, Any]) -> None:
    """Raise EntryError for an entry that is not complete."""
    for name in _REQUIRED:
        if not entry.get(name):
            raise _invalid(name, f"{name} is a required argument.")
    if len(entry["DetailType"]) > _LONGEST_DETAIL_TYPE:
        # The text is our choice (docs/fidelity.md, row "a DetailType of more").
        name, reason = "DetailType", f"more than {_LONGEST_DETAIL_TYPE} characters."
        raise _invalid(name, reason)


def _invalid(name: str, reason: str) -> EntryError:
    """Return the error of a member; its message was recorded on AWS 2025-01-08."""
    msg = f"Parameter {name} is not valid. Reason: {reason}"
    return EntryError(msg, code="InvalidArgument")


class BusAddress(NamedTuple):
    """The account, the Region and the name of an event bus."""

    account_id: str
    region_name: str
    name: str


def _bus_address(call: OperationCall, event_bus: str) -> BusAddress:
    """Return the address of *event_bus*, a name, or an ARN in any account."""
    if not event_bus.startswith("arn:"):
        return BusAddress(call.account_id, call.region_name, event_bus)
    arn = parse_arn(event_bus)
    return BusAddress(arn.account_id, arn.region_name, arn.path)


def _time(call: OperationCall, entry: Mapping[str, Any]) -> datetime:
    """Return the time of *entry*, by default of the call."""
    if "Time" not in entry:
        return call.now
    return _EPOCH + timedelta(seconds=int(entry["Time"]))


def _detail(text: str) -> dict[str, Any]:
    """Return the detail, which must be an object (recorded on AWS 2025-01-08)."""
    _check_nesting(text)
    try:
        detail = json.loads(
            text, parse_constant=_refuse, parse_float=_float, parse_int=_integer
        )
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        raise _malformed()
    return detail


def _malformed() -> EntryError:
    msg = "Detail is malformed."
    return EntryError(msg, code="MalformedDetail")


def _check_nesting(text: str) -> None:
    """Refuse a detail that is nested too deep for AWS, or for Python.

    The error for a detail too deep for AWS is our choice (docs/fidelity.md, row
    "more than 1,000 levels").
    """
    if text.count("{") + text.count("[") <= _DEEPEST_HERE:
        return
    brackets = _NO_BRACKETS.sub("", text)
    deepest = max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)
    if deepest > _DEEPEST:
        raise _malformed()
    if deepest > _DEEPEST_HERE:
        msg = (
            f"events.PutEvents with a Detail of {deepest} levels: eventbridge_mock"
            f" takes {_DEEPEST_HERE}, AWS {_DEEPEST}."
        )
        raise UnmockedAwsCallError(msg)


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads although they are not JSON."""
    raise ValueError(constant)


def _float(text: str) -> float:
    """Return a number; raises ValueError for one that would become Infinity."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _integer(text: str) -> int:
    """Return an integer; raises ValueError beyond the service model's range."""
    number = int(text)
    if number not in _INTEGERS:
        raise ValueError(text)
    return number


def _size(entry: Mapping[str, Any]) -> int:
    """Return the size that is limited (AWS guide "Amazon EventBridge PutEvents")."""
    strings = [entry.get(name, "") for name in _REQUIRED] + entry.get("Resources", [])
    size = sum(len(string.encode("utf-8", "replace")) for string in strings)
    return size + (_BYTES_OF_A_TIME if "Time" in entry else 0)
