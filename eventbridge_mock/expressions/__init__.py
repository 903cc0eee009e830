"""The small languages of rules: event patterns, schedules, paths and templates."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .input_template import escaped_placeholders
    from .input_transformer import (
        EmptyInputError,
        InvalidInputError,
        TransformerContext,
        input_error,
        rendered_input,
    )
    from .patterns.event_pattern import (
        EngineFailureError,
        EventPattern,
        InvalidPatternError,
    )
    from .patterns.pattern_index import PatternIndex
    from .schedule_expression import InvalidScheduleError, ScheduleExpression

__all__ = [
    "EmptyInputError",
    "EngineFailureError",
    "EventPattern",
    "InvalidInputError",
    "InvalidPatternError",
    "InvalidScheduleError",
    "PatternIndex",
    "ScheduleExpression",
    "TransformerContext",
    "escaped_placeholders",
    "input_error",
    "rendered_input",
]

# Most tests never put a rule. Importing all modules at the first activation would cost
# 15 ms, so a name is looked up when it is first used.
_HOMES = {
    "EngineFailureError": "patterns.event_pattern",
    "EventPattern": "patterns.event_pattern",
    "EmptyInputError": "input_transformer",
    "InvalidInputError": "input_transformer",
    "InvalidPatternError": "patterns.event_pattern",
    "InvalidScheduleError": "schedule_expression",
    "PatternIndex": "patterns.pattern_index",
    "ScheduleExpression": "schedule_expression",
    "TransformerContext": "input_transformer",
    "escaped_placeholders": "input_template",
    "input_error": "input_transformer",
    "rendered_input": "input_transformer",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
