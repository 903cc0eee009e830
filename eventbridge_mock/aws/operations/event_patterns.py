"""The operation that tries an event pattern."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ... import expressions as routing
from ..errors import InvalidEventPatternException, ValidationException

if TYPE_CHECKING:
    from ..call import OperationCall, Response


def compiled_pattern(text: str) -> routing.EventPattern:
    """Return the event pattern that *text* is, or refuse it as the service does.

    Recorded on AWS 2024-11 to 2025-10.
    """
    try:
        return routing.EventPattern.compile(text)
    except routing.InvalidPatternError as error:
        msg = f"Event pattern is not valid. Reason: {error}"
        raise InvalidEventPatternException(msg) from None


def try_event_pattern(call: OperationCall) -> Response:
    """Say whether an event matches a pattern; nothing changes."""
    event = _event(call.params["Event"])
    pattern = compiled_pattern(call.params["EventPattern"])
    return {"Result": pattern.matches(event)}


def _event(text: str) -> dict[str, Any]:
    """Return the event in *text*; anything but an object is refused.

    Recorded on AWS 2024-11 to 2025-10. What is nested too deeply for Python's parser
    counts as no object (docs/fidelity.md, row "An event that is nested").
    """
    try:
        event = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        msg = "Parameter Event is not valid."
        raise ValidationException(msg)
    return event


def _refuse_constant(name: str) -> float:
    """Refuse NaN and the infinities, which are Python's and no JSON."""
    raise ValueError(name)
