"""The tables of the documentation's pages, for tests of what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_QUOTED = re.compile(r"`(.+)`")


def quoted_rows(page: Path, *headings: str) -> list[tuple[str, ...]]:
    """Return what the cells quote, of all tables of *page* with these headings."""
    found: list[tuple[str, ...]] = []
    is_wanted = False
    for line in page.read_text("utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("| ").split(" | "))
        if cells == headings:
            is_wanted = True
        elif not line.startswith("|"):
            is_wanted = False
        elif is_wanted and not line.startswith("|---"):
            found.append(tuple(_QUOTED.sub(r"\1", cell) for cell in cells))
    return found
