"""The tests that a fault is shown to."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest

from tests.mutation import reach
from tests.mutation.reach import (
    LINES,
    SECONDS,
    Reach,
    header_of,
    modules,
    nearness,
    statement_in,
)

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
LIMIT = 5

@cached
def first(
    number=1,
):
    if number > (
        LIMIT
    ):
        return number
    return None

class Sum:
    size: int = 2
    first()
"""
QUICK, SLOW, BROKEN = (f"tests/test_other.py::test_{each}" for each in "abc")
NAMESAKE = "tests/test_sum.py::test_d"


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reach:
    """What Coverage.py records of a package with two modules."""
    coverage = pytest.importorskip("coverage")
    package = tmp_path / "package"
    package.mkdir()
    package.joinpath("sum.py").write_text(SOURCE)
    package.joinpath("other.py").write_text("x = first()\nresize = Sum\ny = size\n")
    monkeypatch.setattr(reach, "PACKAGE", package)
    data = coverage.CoverageData(str(tmp_path / LINES))
    for test, lines in {
        "": {"sum.py": [1, 3, 4, 13, 14, 15]},
        SLOW: {"sum.py": [7, 8, 9, 10], "other.py": [1]},
        QUICK: {"sum.py": [7, 11], "other.py": [3]},
        BROKEN: {"sum.py": [7]},
    }.items():
        data.set_context(test)
        data.add_lines({f"/elsewhere/package/{at}": on for at, on in lines.items()})
    data.write()
    tmp_path.joinpath(SECONDS).write_text(json.dumps({SLOW: 2, QUICK: 1, NAMESAKE: 3}))
    return Reach(tmp_path)


@pytest.mark.parametrize(
    ("line", "tests"),
    [
        pytest.param(8, [QUICK, SLOW], id="in-the-head-of-a-statement"),
        pytest.param(10, [SLOW], id="in-its-body"),
        pytest.param(11, [QUICK], id="quick"),
        pytest.param(1, [NAMESAKE, SLOW], id="a-constant-is-named"),
        pytest.param(5, [NAMESAKE, SLOW], id="a-function-is-called"),
        pytest.param(14, [NAMESAKE, QUICK], id="a-member-is-named"),
        pytest.param(13, [NAMESAKE], id="a-class-is-named-by-no-test"),
        pytest.param(15, [NAMESAKE], id="nothing-is-named"),
        pytest.param(2, [NAMESAKE], id="no-statement"),
        pytest.param(12, [NAMESAKE], id="between"),
    ],
)
def test_a_fault_is_shown_to_the_tests_that_run_it(
    line: int, tests: list[str], recorded: Reach
) -> None:
    assert recorded.tests_of("sum.py", line) == tests


@pytest.mark.parametrize(
    ("seconds", "tests"),
    [(0.5, [QUICK]), (1, [QUICK]), (1.5, [QUICK, SLOW]), (9, [QUICK, SLOW])],
)
def test_tests_are_run_until_their_time_is_over(
    seconds: float, tests: list[str], recorded: Reach
) -> None:
    assert list(recorded.within([QUICK, SLOW], seconds)) == tests


def test_tests_that_contain_a_text_are_near(
    recorded: Reach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "ROOT", tmp_path)
    path = tmp_path / "tests" / "test_other.py"
    path.parent.mkdir()
    path.write_text("limit = 5")

    assert recorded.tests_of("sum.py", 1, "limit") == [SLOW, NAMESAKE]
    assert recorded.tests_of("sum.py", 1, "limits") == [NAMESAKE, SLOW]


@pytest.mark.parametrize(
    ("test", "near"),
    [
        ("tests/state/deep/test_agenda.py::test_a", 3),
        ("tests/state/deep/test_other.py::test_a", 2),
        ("tests/state/deep/agenda/test_other.py::test_a", 3),
        ("tests/state/test_agenda.py::test_a", 1),
        ("tests/deep/test_agenda.py::test_a", 0),
    ],
)
def test_the_tests_in_the_folder_of_a_module_are_near(test: str, near: int) -> None:
    assert nearness(test, "state/deep/agenda.py") == near


@pytest.mark.parametrize(
    ("line", "header"),
    [(1, range(1, 2)), (3, range(3, 7)), (8, range(7, 10)), (2, range(0))],
)
def test_the_head_of_a_statement_is_without_what_is_in_it(
    line: int, header: range
) -> None:
    assert header_of(statement_in(ast.parse(SOURCE), line)) == header


def test_the_modules_are_those_of_the_package() -> None:
    assert {"mock.py", "delivery/agenda.py"} < set(modules())
