"""Print the table; fail when a budget is over.

Run it as ``python -m tests.bench``, or with parts of row names to measure only those
rows: ``python -m tests.bench create describe``.
"""

from __future__ import annotations

import argparse
import logging
import platform
import sys
from typing import TYPE_CHECKING

import botocore
import moto

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
from tests.bench.row import Row, TimesRow
from tests.bench.table import NONE, render
from tests.bench.timing import measure

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="*", help="part of the name of a row")
    parts = parser.parse_args(arguments).part
    rows = selected(all_rows(), parts)
    if not rows:
        parser.error(f"no row is named like {' or '.join(parts)}")

    # What Stubber or moto say on the way is no part of the table.
    logging.disable(logging.WARNING)
    table, over = render(rows, measure(rows))

    sys.stdout.write(
        f"Python {platform.python_version()}, botocore {botocore.__version__}, "
        f"moto {moto.__version__}; the best of several rounds\n\n{table}\n\n"
        f"{NONE}: moto has no deauthorize_connection, and its lists have no pages.\n"
    )
    if not over:
        sys.stdout.write("All budgets are kept.\n")
        return 0
    sys.stdout.write("Over budget:\n" + "".join(f"  {line}\n" for line in over))
    return 1


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
