"""Print the table; fail when a budget is over.

Run it as ``python -m tests.bench``, or with parts of row names to measure only those
rows: ``python -m tests.bench create describe``. ``--json PATH`` writes the numbers
too, and ``--publish`` measures all rows, curves and shares for docs/performance.md.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import (
    activation,
    cold_start,
    deliveries,
    imports,
    listing,
    operations,
    publishing,
    serving,
    templates,
)
from tests.bench.ministack import MINISTACK
from tests.bench.report import machine, publish, report, versions, write
from tests.bench.row import Row, TimesRow
from tests.bench.table import NONE, render
from tests.bench.timing import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

FOOTNOTE = (
    f"{NONE}: moto has no deauthorize_connection, and its lists have no pages.\n"
    "MiniStack is a server of its own on loopback: its times have HTTP in them."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="*", help="part of the name of a row")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    parser.add_argument(
        "--publish", action="store_true", help="write what docs/performance.md shows"
    )
    chosen = parser.parse_args(arguments)
    parts = [] if chosen.publish else chosen.part
    rows = selected(all_rows(), parts)
    if not rows:
        parser.error(f"no row is named like {' or '.join(parts)}")

    # What Stubber or moto say on the way is no part of the table.
    logging.disable(logging.WARNING)
    place = machine()
    results = measure(rows)
    table, over = render(rows, results)
    sys.stdout.write(f"{heading()}\n\n{table}\n\n{FOOTNOTE}\n")
    reported = report(rows, results, over, place)
    if chosen.json:
        write(chosen.json, reported)
    if chosen.publish:
        publish(reported)
    if not over:
        sys.stdout.write("All budgets are kept.\n")
        return 0
    sys.stdout.write("Over budget:\n" + "".join(f"  {line}\n" for line in over))
    return 1


def heading() -> str:
    """Return what was measured, and how."""
    names = [f"{name} {version}" for name, version in versions().items()]
    if MINISTACK.reason:
        names.append(f"without MiniStack: {MINISTACK.reason}")
    return (
        f"{', '.join(names)}\n"
        "The median of several rounds, and half of what lies between its quartiles."
        " Ratios and budgets are those of the best rounds."
    )


def all_rows() -> list[Row]:
    """Return every row there is, in the order of the table."""
    return [
        *operations.rows(),
        *activation.rows(),
        *imports.rows(),
        *cold_start.rows(),
        *listing.rows(),
        *deliveries.rows(),
        *publishing.rows(),
        *serving.rows(),
        *templates.rows(),
    ]


def selected(rows: Sequence[Row], parts: Sequence[str]) -> list[Row]:
    """Return the rows named like one of *parts*, and those they are compared with."""
    if not parts:
        return list(rows)
    chosen = [row for row in rows if any(part in row.name for part in parts)]
    needed = {row.name for row in chosen} | {
        budget.row
        for row in chosen
        for budget in row.budgets
        if isinstance(budget, TimesRow)
    }
    return [row for row in rows if row.name in needed]


if __name__ == "__main__":
    sys.exit(main())
