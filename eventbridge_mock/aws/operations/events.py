"""PutEvents: from entries to events."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from math import isinf
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ...published_events import PublishedEvent
from ..arn import parse_arn
from ..errors import ValidationException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, Response

# The service model's description of PutEvents. It was 256 KB until 2025.
_MAXIMUM_BYTES = 1_048_576
_BYTES_OF_A_TIME = 14

# Recorded on AWS 2025-01-08, in this order.
_REQUIRED = ("Source", "DetailType", "Detail")


class EntryError(Exception):
    """An entry that is refused while the others are taken."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def put_events(call: OperationCall) -> Response:
    """Take the entries that are complete; publish them when this has succeeded.

    An entry that is refused is told of in its place, with HTTP status 200
    (recorded on AWS 2025-01-08).
    """
    entries = call.params["Entries"]
    if sum(map(_size, entries)) > _MAXIMUM_BYTES:
        # Recorded on AWS 2025-01-08.
        msg = "Total size of the entries in the request is over the limit."
        raise ValidationException(msg)
    results = [_result(call, entry) for entry in entries]
    failed = sum("ErrorCode" in result for result in results)
    return {"FailedEntryCount": failed, "Entries": results}


def _result(call: OperationCall, entry: Mapping[str, Any]) -> dict[str, str]:
    try:
        event = _event(call, entry)
    except EntryError as error:
        return {"ErrorCode": error.code, "ErrorMessage": str(error)}
    call.consequences.append(event)
    return {"EventId": event.id}


def _event(call: OperationCall, entry: Mapping[str, Any]) -> PublishedEvent:
    """Return the event that *entry* becomes, members in AWS's order.

    Recorded on AWS 2025-01-08. Raises EntryError.
    """
    for name in _REQUIRED:
        if not entry.get(name):
            msg = (
                f"Parameter {name} is not valid. Reason: {name} is a required argument."
            )
            msg_0 = "InvalidArgument"
            raise EntryError(msg_0, msg)
    if entry["Source"].startswith("aws."):
        # The text is our choice (docs/fidelity.md, row "a source that begins with").
        msg = "Not authorized for the source."
        msg_0 = "NotAuthorizedForSourceException"
        raise EntryError(msg_0, msg)
    account_id, region_name, event_bus_name = _place(call, entry.get("EventBusName"))
    envelope = {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": call.account_id,
        "time": _time(call, entry),
        "region": call.region_name,
        "resources": list(entry.get("Resources", ())),
        "detail": _detail(entry["Detail"]),
    }
    return PublishedEvent(
        envelope,
        event_bus_name=event_bus_name,
        account_id=account_id,
        region_name=region_name,
        ingestion_time=call.now,
    )


def _place(call: OperationCall, event_bus: str | None) -> tuple[str, str, str]:
    """Return the account, the Region and the name of an event bus.

    It is given as a name, or as an ARN, which may be of another account or Region.
    """
    if not event_bus or not event_bus.startswith("arn:"):
        return call.account_id, call.region_name, event_bus or "default"
    arn = parse_arn(event_bus)
    return arn.account_id, arn.region_name, arn.resource.partition("/")[2]


def _time(call: OperationCall, entry: Mapping[str, Any]) -> str:
    """Return the time in whole seconds; that of the call if there is none."""
    time = call.now
    if "Time" in entry:
        time = datetime.fromtimestamp(int(entry["Time"]), timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _detail(text: str) -> dict[str, Any]:
    """Return the detail, which has to be an object (recorded on AWS 2025-01-08)."""
    try:
        detail = json.loads(text, parse_constant=_refuse, parse_float=_number)
    except (ValueError, RecursionError):
        detail = None
    if not isinstance(detail, dict):
        msg = "Detail is malformed."
        msg_0 = "MalformedDetail"
        raise EntryError(msg_0, msg)
    return detail


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(constant)


def _number(text: str) -> float:
    """Return a number, unless it is too large for one and would become Infinity."""
    number = float(text)
    if isinf(number):
        raise ValueError(text)
    return number


def _size(entry: Mapping[str, Any]) -> int:
    """Return the bytes that count (AWS guide "Amazon EventBridge PutEvents")."""
    texts = [entry.get(name, "") for name in _REQUIRED] + entry.get("Resources", [])
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return size + (_BYTES_OF_A_TIME if "Time" in entry else 0)
