"""Matchers in the JSON of an assertion, in place of values that are expected."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import ANY

from .messages import RefusedError


def with_matchers(value: Any) -> Any:
    """Return *value* with matchers in place of `{"$any": true}` and `{"$regex": ...}`.

    Raises RefusedError for an expression that Python does not compile.
    """
    if isinstance(value, list):
        return [with_matchers(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value == {"$any": True}:
        return ANY
    if value.keys() == {"$regex"} and isinstance(value["$regex"], str):
        try:
            return _Regex(value["$regex"])
        except re.error as error:
            raise RefusedError(400, "ValueError", f"$regex: {error}") from None
    return {name: with_matchers(member) for name, member in value.items()}


class _Regex:
    """Equals each string that an expression matches whole."""

    def __init__(self, expression: str) -> None:
        self._expression = re.compile(expression)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(self._expression.fullmatch(other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<a string that matches {self._expression.pattern!r}>"
