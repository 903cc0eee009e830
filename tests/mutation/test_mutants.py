"""The faults that are put into the package, and the tests they are shown to."""

from __future__ import annotations

import textwrap
from fnmatch import fnmatchcase

import pytest

from tests.mutation import equivalent
from tests.mutation.equivalent import EQUIVALENT, Equivalent, reason_of
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import PACKAGE, modules

SOURCE = '''
def f(a, b: "text" = 1) -> "text":
    """Text."""
    {line}
'''


def faults_in(line: str) -> list[str]:
    """Return what *line* becomes, in turn."""
    source = SOURCE.replace("{line}", textwrap.indent(line, "    ").strip())
    changed = [
        mutant.applied_to(source.encode()).decode()
        for mutant in mutants_of("m.py", source.encode())
        if mutant.line > 3
    ]
    return [textwrap.dedent(each.split('"""\n')[1]).strip() for each in changed]


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("é = a < b", ["é = (a <= b)"]),
        ("x = a is not b", ["x = (a is b)"]),
        ("x = a and b", ["x = (a or b)"]),
        ("x = a or b", ["x = (a and b)"]),
        ("x = a + b", ["x = (a - b)"]),
        ("x = a ** b", []),
        ("x = -a", []),
        ("x = not a", ["x = (a)"]),
        (
            "x = a if b else c",
            ["x = (a if b else c)".replace("a if b else c", "c if b else a")],
        ),
        ("x = 'é'", ["x = ('é*')"]),
        ("x = ''", []),
        ("x = None", []),
        ("x = True", ["x = (False)"]),
        ("x = f'{a}'", []),
        ("x += a", ["x -= a"]),
        ("x <<= a", []),
        ("x.y = a", ["pass"]),
        ("x()", ["pass"]),
        ("raise x", ["pass"]),
        ("return a", ["return None"]),
        ("return None", []),
        ("return", []),
        ("with a:\n    b", ["if True:\n    b", "with a:\n    pass"]),
        ("with a as b:\n    ...", []),
        ("if a:\n    x = a", ["if not a:\n    x = a"]),
        ("if TYPE_CHECKING:\n    x()", []),
        ("while a:\n    break", ["while a:\n    continue"]),
        ("while a:\n    continue", ["while a:\n    break"]),
        ("T = TypeVar('T')", []),
        ("class P(Protocol):\n    x()", []),
        ("@overload\ndef g():\n    x()", []),
    ],
)
def test_a_fault_is_one_edit(line: str, faults: list[str]) -> None:
    assert faults_in(line) == faults


def test_a_number_becomes_larger_and_smaller() -> None:
    assert faults_in("x = 5") == ["x = (6)", "x = (4)"]


def test_a_default_is_mutated_and_an_annotation_is_not() -> None:
    found = mutants_of("m.py", SOURCE.replace("{line}", "pass").encode())

    assert [str(mutant) for mutant in found] == [
        "m.py:2 constant: 1 -> (2)",
        "m.py:2 constant: 1 -> (0)",
    ]


@pytest.mark.parametrize("name", modules()[::4])
def test_every_fault_can_be_compiled(name: str) -> None:
    """Of each fourth module the middle one, because all of them take long."""
    source = PACKAGE.joinpath(name).read_bytes()
    found = mutants_of(name, source)

    for mutant in found[len(found) // 2 :][:1]:
        compile(mutant.applied_to(source), name, "exec")


@pytest.mark.parametrize("known", EQUIVALENT)
def test_each_equivalent_fault_is_still_there(known: Equivalent) -> None:
    paths = [path for path in modules() if fnmatchcase(path, known.path)]

    assert any(
        reason_of(mutant) == known.reason
        for path in paths
        for mutant in mutants_of(path, PACKAGE.joinpath(path).read_bytes())
    )


def test_a_fault_is_equivalent_for_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Equivalent("m*.py", "x = f(", "a", "(b)", "Nobody can see it.")
    monkeypatch.setattr(equivalent, "EQUIVALENT", (known,))
    mutant = Mutant("m1.py", 1, 0, 1, "operator", "a", "(b)", "x = f(a)")

    assert reason_of(mutant) == "Nobody can see it."
    assert reason_of(mutant._replace(path="n.py")) is None
    assert reason_of(mutant._replace(code="f(a)")) is None
    assert reason_of(mutant._replace(before="c")) is None
    assert reason_of(mutant._replace(text="(c)")) is None
