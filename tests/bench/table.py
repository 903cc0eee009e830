"""The table as text: aligned, with each budget beside what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.row import Peer, Results, Row, Times, Verdict

NONE = "\N{EN DASH}"
HEADINGS = (
    "",
    "ours",
    "Stubber",
    "moto",
    "ours / Stubber",
    "ours / moto",
    "other budgets",
)
RIGHT_ALIGNED = range(1, 4)


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
        duration(times.ours),
        duration(times.stubber),
        duration(times.moto),
        ratio("stubber", times, verdicts),
        ratio("moto", times, verdicts),
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
    beside = {"stubber": " times Stubber", "moto": " times moto", None: ""}[
        verdict.beside
    ]
    return f"{verdict.measured} {verdict.limit}{beside}"


def duration(seconds: float | None) -> str:
    """Return *seconds* in the unit that reads best."""
    if seconds is None:
        return NONE
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
