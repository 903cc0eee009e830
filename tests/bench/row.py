"""One line of the table: who is timed at what, and the budgets it must keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Peer = Literal["stubber", "moto", "ministack"]

#: Does the thing once or more; returns the seconds that one doing of it took.
Sample = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The seconds each contestant needed in its best round; None if it cannot do it.

    `rounds` has the seconds of every round, by contestant.
    """

    ours: float | None
    stubber: float | None
    moto: float | None
    ministack: float | None = None
    rounds: Mapping[str, Sequence[float]] = field(default_factory=dict)


Results = Mapping[str, Times]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was measured against a budget, and whether the budget is kept."""

    measured: str
    limit: str
    kept: bool
    beside: Peer | None = None

    def __str__(self) -> str:
        """Return the cell of the table."""
        text = f"{self.measured} {self.limit}".strip()
        return text if self.kept else f"{text} OVER"


class Budget(Protocol):
    """A promise about one row."""

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Judge *times*, the row's own, knowing the *results* of all rows."""


@dataclass(frozen=True, slots=True)
class TimesPeer:
    """Take at most *factor* times what *peer* takes for the same thing."""

    factor: float
    peer: Peer

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Compare with the peer's time in the same row."""
        del results
        ratio = measured(times.ours) / measured(getattr(times, self.peer))
        return Verdict(
            measured=f"{ratio:.2f}",
            limit=f"(≤ {self.factor:g})",
            kept=ratio <= self.factor,
            beside=self.peer,
        )


@dataclass(frozen=True, slots=True)
class TimesRow:
    """Take at most *factor* times what this project takes in another row."""

    factor: float
    row: str

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Compare with our own time in the other row."""
        ratio = measured(times.ours) / measured(results[self.row].ours)
        return Verdict(
            measured=f"{ratio:.2f}",
            limit=f"(≤ {self.factor:g}) times {self.row}",
            kept=ratio <= self.factor,
        )


@dataclass(frozen=True, slots=True)
class AtMost:
    """Take at most so many milliseconds, on whatever machine this is."""

    milliseconds: float

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Compare with the limit itself."""
        del results
        milliseconds = measured(times.ours) * 1e3
        return Verdict(
            measured=f"{milliseconds:.2f} ms",
            limit=f"(≤ {self.milliseconds:g} ms)",
            kept=milliseconds <= self.milliseconds,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is true or not, checked once after the measuring."""

    text: str
    holds: Callable[[], bool]

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Ask."""
        del times, results
        holds = self.holds()
        return Verdict(measured=self.text, limit="" if holds else "NOT", kept=holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to do, and how each contestant does it."""

    name: str
    ours: Sample | None
    stubber: Sample | None
    moto: Sample | None
    ministack: Sample | None = None
    budgets: tuple[Budget, ...] = ()
    rounds: int = 12


def measured(seconds: float | None) -> float:
    """Return *seconds*; a budget cannot be about what nobody measured."""
    if seconds is None:
        msg = "a budget names a contestant that the row does not time"
        raise ValueError(msg)
    return seconds
