"""The page of the examples, which shows the code and the output of each."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PAGE = EXAMPLES.with_suffix(".md").read_text("utf-8")
FILES = sorted(EXAMPLES.glob("test_*.py"))
_SHOWN = re.compile(
    r"(?P<file>test_\w+\.py)::(?:\w+::)?(?P<test>\w+)(?:\[.+\])? PASSED"
)


def names_of_tests(path: Path) -> set[str]:
    """Return the names of the tests in a file, those of classes too."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_shows_an_example_and_its_output(path):
    assert f"examples/{path.name}\n" in PAGE
    assert f"examples/output/{path.stem}.txt\n" in PAGE


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_output_is_that_of_the_names_of_tests_the_file(path):
    output = EXAMPLES.joinpath("output", f"{path.stem}.txt").read_text("utf-8")

    shown = [match for match in map(_SHOWN.fullmatch, output.splitlines()) if match]

    assert {match["file"] for match in shown} == {path.name}
    assert {match["test"] for match in shown} == names_of_tests(path)
    assert output.endswith(f"\n\n{len(shown)} passed\n")


def test_no_output_is_left_of_an_example_that_has_gone():
    outputs = {path.stem for path in EXAMPLES.joinpath("output").iterdir()}

    assert outputs == {path.stem for path in FILES}
