"""Record which test runs which lines of the package, and how long each takes.

Coverage.py measures the lines. This module is a plugin of pytest too, which makes each
test a context of its own, with its fixtures and the processes that it starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from coverage import Coverage

from tests.mutation.reach import LINES, PACKAGE, ROOT, SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SETTINGS = """\
[run]
parallel = true
patch = subprocess
source_pkgs = {package}
data_file = {lines}
"""

_seconds: dict[str, float] = defaultdict(float)
_failed: set[str] = set()


def record(folder: Path, tests: Sequence[str] = ("tests",)) -> None:
    """Run *tests*, and leave a recording of those that pass in *folder*.

    Raises RuntimeError if pytest cannot run them, because one of *tests* is not there.
    """
    folder.mkdir(exist_ok=True)
    settings = folder / "settings.ini"
    lines = folder / LINES
    settings.write_text(_SETTINGS.format(package=PACKAGE.name, lines=lines), "utf-8")
    coverage = [sys.executable, "-m", "coverage"]
    plugins = ["-p", "no:randomly", "-p", __name__]
    run = [*coverage, "run", f"--rcfile={settings}", "-m", "pytest", "-q", "-n", "2"]
    chosen = [*tests, "--ignore=tests/mutation"]
    result = subprocess.run([*run, *plugins, *chosen], cwd=ROOT, check=False)  # noqa: S603 - ours
    if result.returncode > pytest.ExitCode.TESTS_FAILED:
        msg = f"no recording: pytest ended with {result.returncode} for {chosen}"
        raise RuntimeError(msg)
    combine = [*coverage, "combine", "--quiet", f"--rcfile={settings}"]
    subprocess.run(combine, cwd=ROOT, check=True)  # noqa: S603 - ours


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure under the name of *item* here and in the processes that it starts."""
    _measure_as(item.nodeid)
    yield
    _measure_as("")


def _measure_as(context: str) -> None:
    coverage = Coverage.current()
    coverage.switch_context(context)
    coverage.set_option("run:context", context)
    # What Coverage.py reads in a new process.
    os.environ["COVERAGE_PROCESS_CONFIG"] = coverage.config.serialize()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add the seconds of a test's set-up, call or teardown."""
    _seconds[report.nodeid] += report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the seconds of the tests that passed, once for all processes."""
    if hasattr(session.config, "workerinput"):
        return
    passed = {test: _seconds[test] for test in _seconds if test not in _failed}
    lines = Path(Coverage.current().get_option("run:data_file"))
    lines.with_name(SECONDS).write_text(json.dumps(passed), encoding="utf-8")
