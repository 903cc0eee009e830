"""What the service model demands of one text or number, and AWS's words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model_patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

# Where the order in AWS's text is not the model's: recorded on AWS 2026-09-26.
_ENUM_ORDER = {
    "ApiDestinationHttpMethod": "HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS",
}

# Patterns that AWS checks and the model does not have: recorded on AWS 2026-09-26.
_BASE64 = (
    r"^(?:[A-Za-z0-9+\/]{4})*"
    r"(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|[A-Za-z0-9+\/]{2}={2})$"
)
_UNMODELLED_PATTERNS = {"NextToken": _BASE64}

# Patterns of the model that AWS does not check: it takes an empty value and one with a
# line end for a header of a target (recorded on AWS 2026-09-26).
_UNCHECKED_PATTERNS = frozenset({"HeaderValue"})

_UNBOUNDED = float("inf")
_MEASURES = {"integer": "value", "long": "value"}


class Constraints:
    """The constraints of one shape, read from the model."""

    __slots__ = (
        "_enum",
        "_enum_text",
        "_high",
        "_low",
        "_matches",
        "_measure",
        "_pattern_text",
    )

    def __init__(self, shape: Shape) -> None:
        constraints = shape.metadata
        self._measure = _MEASURES.get(shape.type_name, "length")
        lowest = 0 if self._measure == "length" else -_UNBOUNDED
        self._low = constraints.get("min", lowest)
        self._high = constraints.get("max", _UNBOUNDED)
        pattern = constraints.get("pattern", _UNMODELLED_PATTERNS.get(shape.name))
        self._pattern_text = (
            f"Member must satisfy regular expression pattern: {pattern}"
        )
        is_checked = pattern and shape.name not in _UNCHECKED_PATTERNS
        self._matches = compiled(pattern).fullmatch if is_checked else None
        self._enum: frozenset[str] = frozenset(constraints.get("enum", ()))
        names = _ENUM_ORDER.get(shape.name, ", ".join(constraints.get("enum", ())))
        self._enum_text = f"Member must satisfy enum value set: [{names}]"

    def violations(self, value: Any) -> list[str]:
        """Return what *value* fails, the pattern before the length."""
        violations = []
        if self._matches is not None and not self._matches(value):
            violations.append(self._pattern_text)
        size = len(value) if isinstance(value, str) else value
        if not self._low <= size <= self._high:
            violations += self.size_violations(size)
        if self._enum and value not in self._enum:
            violations.append(self._enum_text)
        return violations

    def size_violations(self, size: int) -> list[str]:
        """Return the bound that *size* breaks, if any."""
        if self._low <= size <= self._high:
            return []
        return [self._high_text if size > self._high else self._low_text]

    def texts(self) -> Iterator[str]:
        """Yield all constraints, for the elements of a list or map: the length first.

        This order is recorded on AWS 2026-09-26 for HttpParameters, and that a
        lower bound of 0 is told with an upper one.
        """
        if self._high != _UNBOUNDED:
            yield self._high_text
        if self._high != _UNBOUNDED or self._low > 0:
            yield self._low_text
        if self._matches is not None:
            yield self._pattern_text
        if self._enum:
            yield self._enum_text

    @property
    def _high_text(self) -> str:
        return f"Member must have {self._measure} less than or equal to {self._high}"

    @property
    def _low_text(self) -> str:
        return f"Member must have {self._measure} greater than or equal to {self._low}"
