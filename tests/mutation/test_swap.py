"""Functions that get the code of a source with a fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.swap import functions_in, swap

SOURCE = """\
LIMIT = 5

def plus(number, more=1):
    return number + more

def adder(more):
    def add(number):
        return number + more
    return add

class Sum:
    size = 2

    def plus(self, number):
        return number + 1
    minus = lambda self, number: number - 1
"""


@pytest.fixture
def module() -> dict[str, Any]:
    """The names of a module that is imported."""
    names: dict[str, Any] = {"__name__": "module"}
    exec(compile(SOURCE, "sum.py", "exec"), names)  # noqa: S102 - as an import does
    return names


@pytest.mark.parametrize(
    ("before", "after", "called", "value"),
    [
        ("number + more\n\ndef", "number * more\n\ndef", "plus(3, 3)", 9),
        ("number + more\n    return", "number * more\n    return", "adder(3)(3)", 9),
        ("number + more\n    return", "number * more\n    return", "added(3)", 9),
        ("number + 1", "number + 2", "Sum().plus(3)", 5),
        ("number - 1", "number - 2", "Sum().minus(3)", 1),
        ("return number + 1", "return (\n\n  number + 2)", "Sum().minus(3)", 2),
        ("return add", "return None", "adder(3)", None),
    ],
)
def test_a_function_gets_the_faulty_code(
    before: str, after: str, called: str, value: object, module: dict[str, Any]
) -> None:
    module["added"] = module["adder"](3)

    swapped = swap(
        functions_in({"sum.py"}),
        SOURCE.encode(),
        SOURCE.replace(before, after).encode(),
    )

    assert (swapped, eval(called, module)) == (True, value)  # noqa: S307 - our own


def test_a_function_that_is_left_out_keeps_its_code(module: dict[str, Any]) -> None:
    """The function that contains it, and makes it, is swapped."""
    changed = SOURCE.replace(
        "    def add(number):\n        return number + more\n    return add",
        "    def less(number):\n        return number - more\n    return less",
    )
    added = module["adder"](3)

    swapped = swap(functions_in({"sum.py"}), SOURCE.encode(), changed.encode())

    assert (swapped, added(3), module["adder"](3)(3)) == (True, 6, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIMIT = 5", "LIMIT = 6"),
        ("LIMIT = 5", "pass"),
        ("more=1", "more=2"),
        ("size = 2", "size = 3"),
        ("return number + more\n    return", "return number\n    return"),
    ],
)
def test_what_only_an_import_changes_is_not_swapped(
    before: str, after: str, module: dict[str, Any]
) -> None:
    module["added"] = module["adder"](3)

    swapped = swap(
        functions_in({"sum.py"}),
        SOURCE.encode(),
        SOURCE.replace(before, after).encode(),
    )

    assert (swapped, module["plus"](3), module["added"](3)) == (False, 4, 6)
