"""Tell which tests a fault in a line of the package is shown to.

The tests of a module are in a folder of the same name, and come first. The quick ones
come before the slow ones.
"""

from __future__ import annotations

import ast
import json
import re
import sqlite3
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "eventbridge_mock"

# The two files of a recording: data of Coverage.py, and the seconds of each test.
LINES, SECONDS = "lines", "seconds.json"


def modules() -> list[str]:
    """Return the paths of all modules, from the package on."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return [path.relative_to(PACKAGE).as_posix() for path in paths]


class Reach:
    """The recording in a folder: the tests of each line."""

    def __init__(self, folder: Path) -> None:
        self.seconds: dict[str, float] = json.loads((folder / SECONDS).read_text())
        self._lines = sqlite3.connect(folder / LINES)
        self._tests_in = lru_cache(maxsize=None)(self._read_module)

    def tests_of(self, module: str, line: int, text: str = "") -> list[str]:
        """Return the tests that run the statement in a line, the nearest first.

        Those in a file that contains *text*, which is not empty, are nearer.

        What runs when the package is imported is shown to the tests that run a line
        which names what it defines, and to those in the file of the same name, too.
        """
        tree = ast.parse((PACKAGE / module).read_bytes())
        statement = statement_in(tree, line)
        tests = self._running(module, header_of(statement))
        if runs_at_import(tree, statement):
            tests |= self._naming(statement)
            tests |= {test for test in self.seconds if is_namesake(test, module)}
        return sorted(
            (tests or self._running(module, None)) & self.seconds.keys(),
            key=lambda test: (
                -nearness(test, module) - 2 * mentions(test.partition("::")[0], text),
                self.seconds[test],
            ),
        )

    def within(self, tests: Iterable[str], seconds: float) -> Iterator[str]:
        """Yield the first of *tests*, until they have taken *seconds*."""
        for test in tests:
            yield test
            seconds -= self.seconds[test]
            if seconds <= 0:
                return

    def _naming(self, statement: ast.stmt | ast.Module) -> set[str]:
        return {
            test
            for name in names_of(statement)
            for module in modules()
            for test in self._running(module, lines_that_name(module, name))
        }

    def _running(self, module: str, lines: Iterable[int] | None) -> set[str]:
        wanted = -1 if lines is None else sum(1 << line for line in lines)
        return {test for test, bits in self._tests_in(module) if bits & wanted}

    def _read_module(self, module: str) -> list[tuple[str, int]]:
        """Return the tests that run a module, each with one bit for each line.

        The tables are described in the documentation of Coverage.py.
        """
        rows = self._lines.execute(
            "select context, numbits from line_bits"
            " join context on context.id = context_id where context != '' and"
            " file_id in (select id from file where path like '%/' || ? || '/' || ?)",
            (PACKAGE.name, module),
        )
        return [(test, int.from_bytes(bits, "little")) for test, bits in rows]


def nearness(test: str, module: str) -> int:
    """Return how many folders of a test have the names of folders or of the module.

    A test in the file of the same name is nearer.
    """
    names = module.removesuffix(".py").split("/")
    folders = zip(test.split("/")[1:-1], names, strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], folders)))
    return shared + is_namesake(test, module)


@cache
def mentions(path: str, text: str) -> bool:
    """Return whether a file of tests contains *text*, which is not empty."""
    file = ROOT / path
    return bool(text) and file.exists() and text in file.read_text("utf-8")


def is_namesake(test: str, module: str) -> bool:
    """Return whether the file of a test has the name of a module."""
    folder, _, name = module.rpartition("/")
    path = "/".join(filter(None, ["tests", folder, f"test_{name}"]))
    return test.startswith(f"{path}::")


def statement_in(tree: ast.Module, line: int) -> ast.stmt | ast.Module:
    """Return the innermost statement that goes over *line*."""
    found: ast.stmt | ast.Module = tree
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and line in _lines(node):
            found = node
    return found


def runs_at_import(tree: ast.Module, statement: ast.stmt | ast.Module) -> bool:
    """Return whether a statement is in no function."""
    return not any(
        statement is inner
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for outer in node.body
        for inner in ast.walk(outer)
    )


def header_of(statement: ast.stmt | ast.Module) -> range:
    """Return the lines of a statement without those of the statements in it."""
    if isinstance(statement, ast.Module):
        return range(0)
    lines = _lines(statement)
    body = getattr(statement, "body", None)
    end = _lines(body[0]).start if body else lines.stop
    return range(lines.start, max(end, statement.lineno + 1))


def _lines(statement: ast.stmt) -> range:
    decorators = getattr(statement, "decorator_list", [])
    first = min(node.lineno for node in [statement, *decorators])
    return range(first, (statement.end_lineno or first) + 1)


def names_of(statement: ast.stmt | ast.Module) -> list[str]:
    """Return the names that a statement defines."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return [target.id for target in targets if isinstance(target, ast.Name)]


@lru_cache
def lines_that_name(module: str, name: str) -> list[int]:
    """Return the lines of a module in which *name* is a word."""
    lines = (PACKAGE / module).read_text("utf-8").splitlines()
    word = re.compile(rf"\b{re.escape(name)}\b")
    return [number for number, line in enumerate(lines, 1) if word.search(line)]
