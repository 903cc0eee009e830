"""Event patterns: which events a rule takes, and why it does not take one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .array_search import fit_together, fits_alone
from .event_fields import EventFields, PathTree
from .json_scanner import JsonError
from .match_expression import EngineFailureError
from .miss import Miss, misses_of
from .pattern_syntax import read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .pattern_field import PatternField

__all__ = ["EngineFailureError", "EventPattern", "InvalidPatternError", "Miss"]


class InvalidPatternError(Exception):
    """A text is no event pattern; the message is AWS's reason."""


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
            asked.path for combination in combinations for asked in combination
        )
        self._tree = PathTree.of(self.paths)

    def __repr__(self) -> str:
        return f"<EventPattern {self.text}>"

    @classmethod
    def compile(cls, text: str) -> EventPattern:
        """Return the event pattern that *text* is.

        Raises:
            InvalidPatternError: AWS would refuse it; the message says why, in AWS's
                words.
        """
        try:
            combinations = read_pattern(text)
        except JsonError as error:
            raise InvalidPatternError(str(error)) from None
        return cls(text, [tuple(each.values()) for each in combinations])

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Return whether the *event*, as parsed from its JSON, fits."""
        return self.fits(EventFields.of(event, self._tree))

    def misses(self, event: Mapping[str, Any]) -> tuple[Miss, ...]:
        """Return what in *event* does not fit, the nearest miss first.

        It is empty if the event matches, and else never. `routing.miss` says what is
        nearer.
        """
        fields = EventFields.of(event, self._tree)
        if self.fits(fields):
            return ()
        return misses_of(self.combinations, fields)

    def fits(self, event: EventFields) -> bool:
        """Return whether *event*, which has at least the paths of this one, fits."""
        # What combinations have in common is looked at once.
        known: dict[int, bool] = {}
        return any(
            _may_fit(combination, event, known) and fit_together(combination, event)
            for combination in self.combinations
        )


def _may_fit(
    combination: Iterable[PatternField], event: EventFields, known: dict[int, bool]
) -> bool:
    """Return whether no field alone says that *combination* does not fit."""
    for asked in combination:
        fits = known.get(id(asked))
        if fits is None:
            # In arrays what has to be absent can be so in one element.
            fits = known[id(asked)] = fits_alone(asked, event) or (
                asked.may_be_absent and asked.path in event.in_arrays
            )
        if not fits:
            return False
    return True
