"""A Sphinx directive that draws the floors of the package, the highest first.

The floors come from the layers contract in pyproject.toml, the sentences from the
docstrings of the rooms, so that the picture changes with the code.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomllib
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
PACKAGE = "eventbridge_mock"


def floors() -> list[list[str]]:
    """Return the names of the rooms on each floor, the highest floor first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract.get("containers") == [PACKAGE]:
            return [floor.split(" | ") for floor in contract["layers"]]
    msg = f"pyproject.toml has no layers contract for {PACKAGE}."
    raise LookupError(msg)


def purpose_of(room: str) -> str:
    """Return the first paragraph of the docstring of a room, on one line."""
    package = ROOT / PACKAGE / room / "__init__.py"
    path = package if package.is_file() else ROOT / PACKAGE / f"{room}.py"
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def marked_up(sentence: str) -> list[nodes.Node]:
    """Return a *sentence* with its words between backticks as code."""
    kinds = [nodes.inline, nodes.literal]
    return [
        kinds[number % 2](text=part)
        for number, part in enumerate(sentence.split("`"))
        if part
    ]


class House(SphinxDirective):
    """`{house}`: a list of floors, each a list of rooms and their purposes."""

    def run(self) -> list[nodes.Node]:
        house = nodes.bullet_list(classes=["house"])
        for floor in floors():
            rooms = nodes.bullet_list(classes=["floor"])
            for room in floor:
                paragraph = nodes.paragraph()
                paragraph += nodes.literal(text=room)
                paragraph += nodes.Text(" ")
                paragraph += marked_up(purpose_of(room))
                rooms += nodes.list_item("", paragraph)
            house += nodes.list_item("", rooms)
        return [house]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive to Sphinx."""
    app.add_directive("house", House)
    return {"parallel_read_safe": True}
