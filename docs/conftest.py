"""Run every Python block of the documentation and of the README.

A block that holds tests is written to a file and run by a pytest of its own, as
a reader would. A block that starts with a comment naming a file, such as
`# orders.py`, is put under that name, where the later blocks of the page can
import it. Any other block is executed in the namespace of its page. An `output`
block is what the Python block before it prints, with `...` for what varies; tests
that it follows may fail, as it is what pytest prints of them. An `ini` block has to
be a configuration that pytest and the plugin accept. A `yaml` block that names a
file, such as `# template.yaml`, is put under that name too.
"""

from __future__ import annotations

import ast

# A run of pytest within a test forgets what it is the first to import. Imported once
# more, the functions of this module cannot be pickled, as a pool of processes does.
import concurrent.futures.process  # noqa: F401
import contextlib
import doctest
import functools
import importlib.util
import io
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sybil import Example

DOCS = Path(__file__).parent
FILE_NAME = re.compile(r"# (?P<name>[\w/]+\.(?:py|yaml))\n")
USES_THE_OPTIONS = "def test_options_are_accepted(eventbridge_mock):\n    pass\n"


# `pytest docs/examples` loads this file too, and needs no sybil to be there.
SYBIL_IS_THERE = importlib.util.find_spec("sybil") is not None


def pytest_report_header() -> str | None:
    """Say so when the pages are left out."""
    return None if SYBIL_IS_THERE else "without sybil: documentation is not run"


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect the blocks of a page."""
    is_page = SYBIL_IS_THERE and file_path.suffix == ".md"
    return collect_blocks(file_path, parent) if is_page else None


@pytest.hookimpl(specname="pytest_collect_file")
def pytest_collect_readme(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect README.md, which lies above this directory, with the home page."""
    is_home = SYBIL_IS_THERE and file_path == DOCS / "index.md"
    return collect_blocks(DOCS.parent / "README.md", parent) if is_home else None


def collect_blocks(file_path: Path, parent: pytest.Collector) -> pytest.Collector:
    collector: pytest.Collector = page_collector()(file_path, parent)
    return collector


@pytest.fixture(autouse=True, scope="module")
def machine_without_aws() -> Iterator[None]:
    """Run everything as on a machine that has nothing of AWS set up.

    The scope is wider than that of the mock, which a marker puts before other
    fixtures of its own scope, and which sets a Region.
    """
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_CONFIG_FILE", os.devnull)
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        yield


@functools.cache
def page_collector() -> Callable[[Path, pytest.Collector], Any]:
    from sybil import Sybil  # noqa: PLC0415
    from sybil.evaluators.python import PythonEvaluator  # noqa: PLC0415
    from sybil.parsers.myst import CodeBlockParser  # noqa: PLC0415

    blocks = Blocks(PythonEvaluator())
    return Sybil(
        path=str(DOCS.parent),
        patterns=["*.md"],
        parsers=[
            CodeBlockParser("python", blocks.evaluate_python),
            CodeBlockParser("output", blocks.evaluate_output),
            CodeBlockParser("ini", blocks.evaluate_ini),
            CodeBlockParser("yaml", blocks.evaluate_yaml),
        ],
        fixtures=["machine_without_aws"],
    ).pytest()


class Blocks:
    """How each kind of block is evaluated; *execute* runs one without tests."""

    def __init__(self, execute: Callable[[Example], Any]) -> None:
        self._execute = execute

    def evaluate_python(self, example: Example) -> None:
        """Run a block, unless its output follows: that runs it, and looks at more."""
        later = [other for other in example.document if other.start > example.start]
        if not later or later[0].region.evaluator != self.evaluate_output:
            passes, printed = self._run(example)
            require(passes, printed)

    def evaluate_output(self, example: Example) -> None:
        """Run the block before this one, and compare what it prints."""
        _, printed = self._run(self._python_before(example)[-1])
        is_shown = doctest.OutputChecker().check_output(
            str(example.parsed), printed, doctest.ELLIPSIS
        )
        require(is_shown, f"The page shows\n{example.parsed}\nThis is:\n{printed}")

    def evaluate_ini(self, example: Example) -> None:
        """Run a test with this configuration."""
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "test_options.py"
            path.write_text(USES_THE_OPTIONS)
            path.with_name("pytest.ini").write_text(str(example.parsed))
            passes, printed = run_pytest(path)
        require(passes, printed)

    def evaluate_yaml(self, example: Example) -> None:
        """Do nothing: the tests of the page use the file."""

    def _run(self, example: Example) -> tuple[bool, str]:
        """Run a block; return whether its tests pass, if any, and what it prints."""
        # The blocks before this one run again, so that the blocks of a page can
        # run in any order, and in several processes.
        example.namespace.clear()
        with tempfile.TemporaryDirectory() as directory:
            for earlier in self._files_before(example):
                self._prepare(earlier, Path(directory))
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                tests = self._prepare(example, Path(directory))
            if tests is not None:
                return run_pytest(tests)
            return True, printed.getvalue()

    def _files_before(self, example: Example) -> list[Example]:
        """Return the blocks of Python and YAML before this one."""
        evaluators = (self.evaluate_python, self.evaluate_yaml)
        return [
            other
            for other in example.document
            if other.start < example.start and other.region.evaluator in evaluators
        ]

    def _python_before(self, example: Example) -> list[Example]:
        return [
            other
            for other in self._files_before(example)
            if other.region.evaluator == self.evaluate_python
        ]

    def _prepare(self, example: Example, directory: Path) -> Path | None:
        """Execute a block or write its file; return the file if it holds tests."""
        source = str(example.parsed)
        file_name = FILE_NAME.match(source)
        if not file_name and not holds_tests(source):
            self._execute(example)
            return None
        name = file_name["name"] if file_name else f"test_line_{example.line}.py"
        path = directory / name
        path.write_text(source)
        is_python = path.suffix == ".py"
        return path if is_python and holds_tests(source) else None


def require(claim: bool, otherwise: str) -> None:  # noqa: FBT001 - it is the subject
    """Fail with the text *otherwise*, and nothing else, unless *claim* holds."""
    __tracebackhide__ = True
    if not claim:
        pytest.fail(otherwise, pytrace=False)


def holds_tests(source: str) -> bool:
    """Tell whether pytest would find a test in *source*."""
    return any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and node.name.lower().startswith("test")
        for node in ast.parse(source).body
    )


def run_pytest(path: Path) -> tuple[bool, str]:
    """Run the tests in *path* as a project of its own.

    Return whether they pass, and what pytest printed.
    """
    options = ["-q", "--color=no", "--strict-config", "--strict-markers", "-Werror"]
    # pytest-asyncio, where it is installed, warns of an option without a value.
    options += ["-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:asyncio"]
    options += [f"--rootdir={path.parent}", f"--confcutdir={path.parent}"]
    if "print(" in path.read_text():
        options.append("-s")
    if path.with_name("pytest.ini").exists():
        options += ["-c", str(path.with_name("pytest.ini"))]
    with (
        forgetting_modules_in(path.parent),
        contextlib.redirect_stdout(io.StringIO()) as output,
    ):
        result = pytest.main([*options, str(path)])
    return result == pytest.ExitCode.OK, output.getvalue()


@contextlib.contextmanager
def forgetting_modules_in(directory: Path) -> Iterator[None]:
    """Restore `sys.path`, and let no page see the modules of another one."""
    search_path = sys.path.copy()
    try:
        yield
    finally:
        sys.path[:] = search_path
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(f"{directory}/"):
                del sys.modules[name]
