"""The package starts no program, unpickles nothing and writes no temporary file."""

from __future__ import annotations

import ast
from pathlib import Path

import eventbridge_mock

ROOT = Path(eventbridge_mock.__file__).parent
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in ROOT.rglob("*.py")
}
MODULES = {
    "ctypes",
    "marshal",
    "multiprocessing",
    "pickle",
    "shelve",
    "subprocess",
    "tempfile",
}
CALLS = {"eval", "exec", "popen", "spawn", "system", "unsafe_load"}


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and not node.level:
        return {str(node.module).partition(".")[0]}
    return set()


def called(node: ast.AST) -> str:
    """Return the last part of the name of a function that is called."""
    if not isinstance(node, ast.Call):
        return ""
    return ast.unparse(node.func).rpartition(".")[2]


def test_no_module_that_runs_or_unpickles_is_imported() -> None:
    found = {
        (name, module)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        for module in imported(node) & MODULES
    }

    assert found == set()


def test_code_is_made_of_the_names_of_fields_alone() -> None:
    """`frozen` makes an `__init__` as `dataclasses` does."""
    found = {
        (name, called(node))
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if called(node) in CALLS
    }

    assert found == {("frozen.py", "exec")}
