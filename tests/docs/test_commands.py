"""Every command that a page shows exists, down to its environments, files and extras.

The commands that are quick are run too.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted(ROOT.joinpath(".github").glob("*.md")),
    *sorted(ROOT.joinpath("docs").rglob("*.md")),
]
_BLOCK = re.compile(r"(?ms)^```(?:console|bash|sh|shell)\n(.*?)^```")
_IN_LINE = re.compile(
    r"(?<!`)`((?:[A-Z_]+=\S+ )?(?:python|pip|pytest|tox|eventbridge-mock) [^`\n]+)`"
)

# Programs that are no part of this project, whose arguments are their own.
FOREIGN = frozenset(
    {
        "cd",
        "curl",
        "docker",
        "export",
        "git",
        "node",
        "npm",
        "npx",
        "pre-commit",
        "sam",
        "serverless",
        "terraform",
        "unittest",
        "venv",
    }
)


def commands_in(text: str) -> list[str]:
    """Return the commands of a page: of its blocks by line, and those in sentences."""
    lines = [
        line.removeprefix("$ ")
        for block in _BLOCK.findall(text)
        for line in block.replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    lines += _IN_LINE.findall(text)
    return [part for line in lines for part in re.split(r" && | \| |; ", line)]


COMMANDS = sorted(
    {command for page in PAGES for command in commands_in(page.read_text("utf-8"))}
)


def complaint(command: str) -> str | None:
    """Return why a command cannot be run as a page shows it; None if it can."""
    words = shlex.split(command, comments=True)
    words = [word for word in words if not re.match(r"[A-Z_]+=|&$", word)]
    if words[:2] == ["python", "-m"]:
        words = words[2:]
    program, *arguments = words
    if program in FOREIGN:
        return None
    if program not in CHECKS:
        return f"nobody has taught this test the program {program!r}"
    return CHECKS[program](arguments)


def pip(arguments: list[str]) -> str | None:
    """Return the extra of this package that a command installs and that is not."""
    ours = [word for word in arguments if word.startswith((".", "eventbridge-mock"))]
    extras = re.findall(r"[\[,](\w+)", " ".join(ours))
    project = ROOT.joinpath("pyproject.toml").read_text("utf-8")
    known = project.partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    missing = [name for name in extras if not re.search(rf"(?m)^{name} = \[", known)]
    return f"no extra {missing[0]!r}" if missing else None


def tox(arguments: list[str]) -> str | None:
    """Return the environment or the file that a command names and that is not."""
    own, _, passed_on = " ".join(arguments).partition(" -- ")
    settings = ROOT.joinpath("tox.ini").read_text("utf-8")
    listed = re.findall(r"-e (\S+)", own)
    for name in ",".join(listed).split(",") if listed else ():
        pattern = rf"(?m)^    {name}$|^\[testenv:{name}[\]{{]"
        if not re.search(pattern, settings):
            return f"tox has no environment {name!r}"
    return files(passed_on.split())


def files(arguments: list[str]) -> str | None:
    """Return the file of this project that a command names and that is not.

    A file without a directory is one that the reader has just written.
    """
    paths = [word.partition("::")[0] for word in arguments]
    own = [path for path in paths if re.match(r"(docs|tests|eventbridge_mock)\b", path)]
    missing = [path for path in own if not ROOT.joinpath(path).exists()]
    return f"there is no {missing[0]}" if missing else None


def module(name: str) -> Callable[[list[str]], str | None]:
    """Return the check of a command that runs the module *name*."""
    return lambda _: None if find_spec(name) else f"there is no module {name}"


CHECKS: dict[str, Callable[[list[str]], str | None]] = {
    "pip": pip,
    "tox": tox,
    "pytest": files,
    "python": files,
    "sphinx": files,
    "tests.bench": module("tests.bench.__main__"),
    "eventbridge-mock": module("eventbridge_mock.__main__"),
    "eventbridge_mock": module("eventbridge_mock.__main__"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_pages_can_be_run(command: str) -> None:
    assert complaint(command) is None


def test_a_program_that_is_not_in_the_package_is_found() -> None:
    assert module("nowhere")([]) == "there is no module nowhere"


def test_a_command_of_another_program_is_left_to_it() -> None:
    assert complaint("npx cdk synth") is None


def test_the_pages_have_commands() -> None:
    assert 'python -m pip install ".[examples]"' in COMMANDS
    assert len(COMMANDS) > 8


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("python -m tox -e nowhere", "tox has no environment 'nowhere'"),
        ("python -m tox -e py313 -- docs/nowhere.md", "there is no docs/nowhere.md"),
        ("python -m pytest tests/nowhere.py::test_it", "there is no tests/nowhere.py"),
        ('pip install "eventbridge-mock[nothing]"', "no extra 'nothing'"),
        ("python docs/nowhere.py", "there is no docs/nowhere.py"),
        ("make docs", "nobody has taught this test the program 'make'"),
        ("python -m sphinx -W docs/nowhere html", "there is no docs/nowhere"),
    ],
)
def test_a_command_that_cannot_be_run_is_found(command: str, why: str) -> None:
    assert complaint(command) == why


def test_the_command_of_the_examples_passes() -> None:
    """On one of them, as the whole takes long."""
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            "docs/examples/test_rate_limit.py",
        ],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout
