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


def test_there_are_citations() -> None:
    assert len(citations()) > 5


@pytest.mark.parametrize("name", citations())
def test_the_row_is_there(name: str) -> None:
    page = PAGE.read_text("utf-8").replace("`", "").lower()

    assert re.sub(r"\s+(?:#\s+)?", " ", name).lower() in page
