"""Event patterns: which events a rule matches, and why an event does not match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .array_search import fit_together, fits_alone
from .event_fields import EventFields, PathTree
from .json_scanner import JsonError
from .match_expression import EngineFailureError
from .miss import Miss, misses_of
from .pattern_syntax import read_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .pattern_field import PatternField

__all__ = ["EngineFailureError", "EventPattern", "InvalidPatternError", "Miss"]


class InvalidPatternError(Exception):
    """A string is not a valid event pattern; the message is AWS's reason."""


class EventPattern:
    """A compiled event pattern.

    Example:
        ::

            >>> pattern = EventPattern.compile('{"detail": {"status": ["paid"]}}')
            >>> pattern.matches({"source": "shop", "detail": {"status": "paid"}})
            True
            >>> for miss in pattern.misses({"source": "shop", "detail": {}}):
            ...     print(miss)
            detail.status: wanted "paid", got nothing
    """

    __slots__ = ("_tree", "combinations", "paths", "text")

    def __init__(
        self, text: str, combinations: Sequence[tuple[PatternField, ...]]
    ) -> None:
        self.text = text
        self.combinations = tuple(combinations)
        self.paths = frozenset(
            field.path for combination in combinations for field in combination
        )
        self._tree = PathTree.of(self.paths)

    def __repr__(self) -> str:
        return f"<EventPattern {self.text}>"

    @classmethod
    def compile(cls, text: str) -> EventPattern:
        """Return the event pattern in *text*.

        Raises:
            InvalidPatternError: AWS would refuse it; the message says why, in AWS's
                words.
            EngineFailureError: AWS answers nothing but that it failed.
        """
        try:
            combinations = read_pattern(text)
        except JsonError as error:
            raise InvalidPatternError(str(error)) from None
        return cls(text, [tuple(each.values()) for each in combinations])

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Return whether *event*, as parsed from its JSON, matches."""
        return self.fits(EventFields.of(event, self._tree))

    def may_match_source(self, source: str) -> bool:
        """Return whether any event of *source* can match."""
        event = EventFields.of({"source": source}, self._tree)
        return any(
            all(
                fits_alone(field, event)
                for field in combination
                if field.path == "source"
            )
            for combination in self.combinations
        )

    def misses(self, event: Mapping[str, Any]) -> tuple[Miss, ...]:
        """Return the fields of *event* that do not fit, the nearest miss first.

        The result is empty if, and only if, the event matches. `miss` defines what is
        nearer.
        """
        fields = EventFields.of(event, self._tree)
        if self.fits(fields):
            return ()
        return misses_of(self.combinations, fields)

    def fits(self, event: EventFields) -> bool:
        """Return whether *event*, read with all paths of this pattern, matches."""
        return any(
            fit_together(combination, event) for combination in self.combinations
        )
