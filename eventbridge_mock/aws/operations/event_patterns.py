"""The operation that tries an event pattern on an event."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ... import expressions
from ..errors import InternalFailure, InvalidEventPatternException, ValidationException

if TYPE_CHECKING:
    from ..call import OperationCall, OperationResult

# The members that an event must have besides its detail: AWS documentation of
# TestEventPattern; recorded in us-east-1, 2026-09-13, that any that is missing is
# refused.
_REQUIRED = frozenset({"id", "detail-type", "source", "account", "time", "region"})
_TIME = re.compile(
    r"(?P<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_NOT_VALID = "Parameter Event is not valid."


class _Members(dict[str, Any]):
    """A JSON object that names a key twice: each of its values counts.

    Recorded in us-east-1, 2026-09-13. As a dictionary it has the last ones.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def items(self) -> Any:
        """Return all pairs, in the order of the object."""
        return self._pairs


def compiled_pattern(text: str) -> expressions.EventPattern:
    """Return the compiled event pattern, or refuse *text* as the service does.

    Recorded on AWS 2024-11 to 2025-10 and in us-east-1, 2026-09-13.
    """
    try:
        return expressions.EventPattern.compile(text)
    except expressions.InvalidPatternError as error:
        msg = f"Event pattern is not valid. Reason: {error}"
        raise InvalidEventPatternException(msg) from None
    except expressions.EngineFailureError:
        raise InternalFailure from None


def try_event_pattern(call: OperationCall) -> OperationResult:
    """Say whether an event matches a pattern; nothing changes."""
    event = _event(call.params["Event"])
    pattern = compiled_pattern(call.params["EventPattern"])
    return {"Result": pattern.matches(event)}


def _event(text: str) -> dict[str, Any]:
    """Return the event in *text*, or refuse what lacks a member or has a wrong time.

    Recorded on AWS 2024-11 to 2025-10 and in us-east-1, 2026-09-13. An event that is
    nested too deeply for Python's parser counts as no object (docs/fidelity.md, row
    "An event that is nested").
    """
    try:
        event = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict) or not event.keys() >= _REQUIRED:
        raise ValidationException(_NOT_VALID)
    if not _is_time(event["time"]):
        msg = f"{_NOT_VALID} Reason: Invalid time."
        raise ValidationException(msg)
    return event


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _Members(pairs)


def _is_time(value: Any) -> bool:
    """Return whether *value* is a date and a time of ISO 8601, with its zone."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return False
    try:
        datetime.fromisoformat(match["seconds"])
    except ValueError:
        return False
    return True


def _refuse_constant(name: str) -> float:
    """Refuse NaN and the infinities, which Python takes and JSON does not have."""
    raise ValueError(name)
