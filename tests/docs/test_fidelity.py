"""The page on fidelity has each row that a comment refers to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import eventbridge_mock

PACKAGE = Path(eventbridge_mock.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"
CITATION = re.compile(r'docs/fidelity\.md,\s+(?:#\s+)?row\s+(?:#\s+)?"([^"]+)"')


def citations() -> list[str]:
    sources = [path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))]
    return sorted({name for source in sources for name in CITATION.findall(source)})


def rows() -> list[list[str]]:
    """Return the cells of the rows that compare a behaviour with AWS."""
    lines = PAGE.read_text("utf-8").splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line[:2] == "| "]
    return [row for row in cells if len(row) == 3 and row[0] != " behaviour "]


def test_each_row_compares_in_the_words_of_the_legend() -> None:
    known = re.compile(
        r" (as (recorded|documented|reported|moto|in|seen)|our choice|not mo)"
    )

    assert len(rows()) > 500
    assert [row[0] for row in rows() if not known.match(row[1])] == []


def test_there_are_citations() -> None:
    assert len(citations()) > 5


@pytest.mark.parametrize("name", citations())
def test_the_row_is_there(name: str) -> None:
    page = PAGE.read_text("utf-8").replace("`", "").lower()

    assert re.sub(r"\s+(?:#\s+)?", " ", name).lower() in page
