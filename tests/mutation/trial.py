"""Run tests against the package with a fault in it.

The package and the tests are imported once. A trial is a fork, in which the functions
of a module are given faulty code, or in which all of it is imported anew from a copy.
"""

from __future__ import annotations

import compileall
import gc
import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING

import pytest

from tests.mutation.reach import PACKAGE, ROOT
from tests.mutation.swap import functions_in, swap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.mutation.mutants import Mutant

# Among the arguments of all runs: no plugin of the environment changes the order.
ARGUMENTS = ["-x", "-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider"]

# The status of a run of tests, and of one in which no function could be made faulty.
_FAILED, _NO_FUNCTION = 1, 77
_IN_NO_FUNCTION = "in no function"


_copies: list[Copy] = []


def begin(folder: Path, session: pytest.Session) -> None:
    """Give this process a copy of the package in *folder*."""
    _copies.append(Copy(folder / str(os.getpid()), session))


def outcome(mutant: Mutant, tests: tuple[list[str], list[str]], seconds: float) -> str:
    """Return what comes of *mutant* in the copy of this process."""
    return _copies[0].outcome(mutant, *tests, seconds)


class Chosen:
    """A plugin of pytest that runs the tests with some names, in that order."""

    def __init__(self, tests: list[str], note: Callable[[str], object]) -> None:
        self._order = {test: place for place, test in enumerate(tests)}
        self._note = note

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out and sort."""
        items[:] = self.of(items)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which test runs."""
        self._note(nodeid)

    def of(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """Return those of *items* that are to run."""
        chosen = [item for item in items if item.nodeid in self._order]
        return sorted(chosen, key=lambda item: self._order[item.nodeid])


class Copy:
    """A copy of the package in which one module at a time has a fault."""

    def __init__(self, folder: Path, session: pytest.Session) -> None:
        self.folder = folder
        self._session = session
        self._functions = functions_in(set(map(str, PACKAGE.rglob("*.py"))))
        # The forks do not copy what is collected here.
        gc.freeze()
        # Whether tests pass without a fault, for those that have failed with one, in
        # each kind of run.
        self._passing: dict[tuple[str, str], bool] = {}
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
        by_hash = PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(folder, quiet=1, invalidation_mode=by_hash)
        # The package names pages that lie beside it.
        folder.joinpath("docs").symlink_to(ROOT / "docs")

    def outcome(
        self, mutant: Mutant, quick: list[str], others: list[str], seconds: float
    ) -> str:
        """Return `killed`, `timeout`, `survived` or `unreached`.

        One run of tests may take *seconds*.
        All tests see faulty functions. If they pass, the quick ones see a faulty
        module, and the others too if the fault is in no function.
        """
        if not quick:
            return "unreached"
        outcome = self._outcome(mutant, self._run_swapped, quick + others, seconds)
        in_function = outcome != _IN_NO_FUNCTION
        for tests in [quick] if in_function else [quick, others]:
            if outcome in {"survived", _IN_NO_FUNCTION}:
                outcome = self._outcome(mutant, self._run_anew, tests, seconds)
        return outcome

    def _outcome(
        self, mutant: Mutant, run: Callable[..., int], tests: list[str], seconds: float
    ) -> str:
        """Return what comes of one kind of run. Tests that always fail do not count."""
        left = [test for test in tests if self._passing.get((run.__name__, test), True)]
        while left:
            with self._fault(mutant) as faulty:
                status = self._status(partial(run, left, *faulty), seconds)
            if status == _NO_FUNCTION:
                return _IN_NO_FUNCTION
            if status in {0, pytest.ExitCode.NO_TESTS_COLLECTED}:
                break
            # Nothing runs if the faulty module cannot be imported.
            failing = self._running.read_text("utf-8") or left[0]
            if self._passes(run, failing, seconds):
                return "timeout" if status is None else "killed"
            left.remove(failing)
        return "survived"

    def _passes(self, run: Callable[..., int], test: str, seconds: float) -> bool:
        """Return whether *test* passes without a fault."""
        key = run.__name__, test
        if key not in self._passing:
            status = self._status(partial(run, [test], b"", b""), seconds)
            self._passing[key] = status == 0
        return self._passing[key]

    @property
    def _running(self) -> Path:
        return self.folder / "running"

    @contextmanager
    def _fault(self, mutant: Mutant) -> Iterator[tuple[bytes, bytes]]:
        """Write *mutant* into the copy; yield the source without and with it."""
        path = self.folder / PACKAGE.name / mutant.path
        source = path.read_bytes()
        faulty = mutant.applied_to(source)
        path.write_bytes(faulty)
        yield source, faulty
        path.write_bytes(source)

    def _run_swapped(self, tests: list[str], source: bytes, faulty: bytes) -> int:
        """Run tests that are imported, with the functions of a faulty module."""
        if not swap(self._functions, source, faulty):
            return _NO_FUNCTION
        session = self._session
        chosen = Chosen(tests, self._note)
        session.config.pluginmanager.register(chosen)
        items = chosen.of(session.items)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return _FAILED
        return 0

    def _run_anew(self, tests: list[str], *_: bytes) -> int:
        """Import the package in the copy, and the modules of tests."""
        for name in list(sys.modules):
            if name.partition(".")[0] in {PACKAGE.name, "tests"}:
                del sys.modules[name]
        files = sorted({test.partition("::")[0] for test in tests})
        return pytest.main([*ARGUMENTS, *files], plugins=[Chosen(tests, self._note)])

    def _note(self, test: str) -> None:
        self._running.write_text(test, "utf-8")

    def _status(self, run: Callable[[], int], seconds: float) -> int | None:
        """Return what *run* returns in a fork; None if it takes too long."""
        self._note("")
        child = os.fork()
        if not child:
            self._become(run)
        return _wait(child, seconds)

    def _become(self, run: Callable[[], int]) -> None:
        """Run in this process, which ends. Its output is discarded."""
        os.setpgid(0, 0)
        status: int = _FAILED
        try:
            with Path(self.folder, "output").open("w", encoding="utf-8") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            sys.path.insert(0, str(self.folder))
            os.environ["PYTHONPATH"] = str(self.folder)
            # A new process finds the copy before the checkout.
            os.environ["PYTHONSAFEPATH"] = "1"
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            status = run()
        finally:
            sys.stdout.flush()
            os._exit(status)


def _wait(child: int, seconds: float) -> int | None:
    """Return the status of a process; None if it had to be killed."""
    end = time.monotonic() + seconds
    done, status = 0, 0
    try:
        while not done and time.monotonic() < end:
            time.sleep(0.01)
            done, status = os.waitpid(child, os.WNOHANG)
    finally:
        if not done:
            # The process leads a group of its own, with what its tests have started.
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if done else None
