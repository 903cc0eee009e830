"""Users can meet each error text that the troubleshooting page explains."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import _pytest.fixtures
import botocore.exceptions
import pytest

import eventbridge_mock
from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
PACKAGE = Path(eventbridge_mock.__file__).parent
SOURCES = [
    *sorted(PACKAGE.rglob("*.py")),
    Path(botocore.exceptions.__file__),
    Path(_pytest.fixtures.__file__),
]
# A heading, and the error that has no single string in the source.
COMPOSED = "Expected one invocation of ...; found none."


def headings() -> list[str]:
    return re.findall(r"(?m)^### `(.+)`$", PAGE.read_text("utf-8"))


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield each string of a module, with `...` in the place of what is filled in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                part.value if isinstance(part, ast.Constant) else "..."
                for part in node.values
            ]
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"\{\w*\}", "...", node.value)


@pytest.fixture(scope="module")
def known_strings() -> str:
    """All strings of the sources, without marks of Markdown."""
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    return "\n".join(text for tree in trees for text in strings(tree)).replace("`", "")


def as_pattern(heading: str) -> str:
    """Return a regular expression: `...` is anything within one string."""
    return ".*".join(re.escape(part) for part in heading.split("..."))


def test_the_page_explains_errors() -> None:
    assert len(headings()) > 40
    assert len(set(headings())) == len(headings())


@pytest.mark.parametrize("heading", [text for text in headings() if text != COMPOSED])
def test_an_error_that_is_explained_exists(heading: str, known_strings: str) -> None:
    assert re.search(as_pattern(heading), known_strings)


def test_an_error_that_does_not_exist_is_found(known_strings: str) -> None:
    assert not re.search(as_pattern("no mock is ... asleep"), known_strings)


def test_the_failure_of_an_assertion_begins_as_the_page_says() -> None:
    with mock_api_destinations() as mock, pytest.raises(AssertionError) as failure:
        mock.assert_invoked("orders")

    assert re.search(as_pattern(COMPOSED), str(failure.value))
    assert COMPOSED in headings()
