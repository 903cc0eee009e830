"""A limit for what the clock fires in one jump, so that a test does not hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import TooManyFiringsError

if TYPE_CHECKING:
    from ..delivery.agenda import Agenda

# Thirteen days of every minute. A test that jumps further has most likely forgotten the
# rule, and must not hang.
_MOST_FIRINGS = 20_000


class FiringLimit:
    """Counts the firings of all that has one *noun*, in each jump of the clock."""

    def __init__(self, agenda: Agenda, noun: str) -> None:
        self._agenda = agenda
        self._noun = noun
        self._jump = self._firings = 0

    def count(self, name: str, expression: str) -> None:
        """Count a firing; raises TooManyFiringsError."""
        if self._jump != self._agenda.jumps:
            self._jump, self._firings = self._agenda.jumps, 0
        self._firings += 1
        if self._firings > _MOST_FIRINGS:
            msg = (
                f"{self._noun}s would fire more than {_MOST_FIRINGS} times in one jump"
                f" of the clock, {self._noun} {name!r} ({expression}) among them,"
                " which fires no more: move the clock in smaller steps, or disable the"
                f" {self._noun}."
            )
            raise TooManyFiringsError(msg)
