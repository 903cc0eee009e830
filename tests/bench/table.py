"""The table as text: aligned, with each budget beside what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.timing import CONTESTANTS, median_and_spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.row import Peer, Results, Row, Times, Verdict

NONE = "\N{EN DASH}"
HEADINGS = (
    "",
    "ours",
    "Stubber",
    "moto",
    "MiniStack",
    "ours / Stubber",
    "ours / moto",
    "ours / MiniStack",
    "other budgets",
)
RIGHT_ALIGNED = range(1, 5)


def render(rows: Sequence[Row], results: Results) -> tuple[str, list[str]]:
    """Return the table, and a line for each budget that is over."""
    lines = [list(HEADINGS)]
    over = []
    for row in rows:
        times = results[row.name]
        verdicts = [budget.verdict(times, results) for budget in row.budgets]
        lines.append(cells(row.name, times, verdicts))
        over += [
            f"{row.name}: {against(verdict)}"
            for verdict in verdicts
            if not verdict.kept
        ]
    return aligned(lines), over


def cells(name: str, times: Times, verdicts: Sequence[Verdict]) -> list[str]:
    """Return one line of the table."""
    others = [str(verdict) for verdict in verdicts if verdict.beside is None]
    return [
        name,
        *(typical(times.rounds.get(name, ())) for name in CONTESTANTS),
        *(ratio(peer, times, verdicts) for peer in ("stubber", "moto", "ministack")),
        "; ".join(others),
    ]


def ratio(peer: Peer, times: Times, verdicts: Sequence[Verdict]) -> str:
    """Return how we compare with *peer*, and the budget if there is one."""
    judged = [str(verdict) for verdict in verdicts if verdict.beside == peer]
    if judged:
        return "; ".join(judged)
    seconds = getattr(times, peer)
    if times.ours is None or seconds is None:
        return NONE
    return f"{times.ours / seconds:.2f}"


def against(verdict: Verdict) -> str:
    """Return a verdict with the name of what was compared with."""
    names = {"stubber": "Stubber", "moto": "moto", "ministack": "MiniStack"}
    beside = f" times {names[verdict.beside]}" if verdict.beside else ""
    return f"{verdict.measured} {verdict.limit}{beside}"


def typical(rounds: Sequence[float]) -> str:
    """Return the median of the rounds, with the spread about it."""
    if not rounds:
        return NONE
    middle, spread = median_and_spread(rounds)
    return f"{duration(middle)} ±{spread:.0%}" if len(rounds) > 1 else duration(middle)


def duration(seconds: float) -> str:
    """Return *seconds* in the unit that reads best."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.2f} ms"


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return *lines* of cells, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number in RIGHT_ALIGNED else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
