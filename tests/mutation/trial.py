"""Run tests against a copy of the package that has a fault."""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mutation.related import PACKAGE, ROOT, paths_of

if TYPE_CHECKING:
    from tests.mutation.mutants import Mutant
    from tests.mutation.related import Related

# What the children would otherwise import again and again.
PRELOADED = (
    "botocore.auth",
    "botocore.client",
    "botocore.session",
    "freezegun",
    "requests",
    "responses",
    "unittest.mock",
    "werkzeug.serving",
)
_FAILED = 1


_copies: list[Copy] = []


def begin(folder: str) -> None:
    """Give this process a copy of the package in *folder*."""
    _copies.append(Copy(Path(folder, str(os.getpid()))))


def outcome(mutant: Mutant, related: Related, seconds: float) -> str:
    """Return what comes of *mutant* in the copy of this process."""
    return _copies[0].outcome(mutant, related, seconds)


class Copy:
    """A copy of the package in which one module at a time has a fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._package = folder / PACKAGE.name
        # Whether tests pass without a fault, for those that have failed with one.
        self._passing: dict[str, bool] = {}
        shutil.copytree(
            PACKAGE, self._package, ignore=shutil.ignore_patterns("__pycache__")
        )
        # The package names pages that lie beside it.
        folder.joinpath("docs").symlink_to(ROOT / "docs")
        compileall.compile_dir(self._package, quiet=1)

    def outcome(self, mutant: Mutant, related: Related, seconds: float) -> str:
        """Return `killed`, `timeout`, `survived`, or `red`.

        The tests may take *seconds*; they are red if they fail without a fault too.
        """
        for patterns in filter(None, related):
            status = self._status_with(mutant, patterns, seconds)
            if status != 0:
                if not self._pass_without(patterns, seconds):
                    return "red"
                return "timeout" if status is None else "killed"
        return "survived"

    def _pass_without(self, patterns: str, seconds: float) -> bool:
        if patterns not in self._passing:
            self._passing[patterns] = self.run(paths_of(patterns), seconds) == 0
        return self._passing[patterns]

    def _status_with(self, mutant: Mutant, patterns: str, seconds: float) -> int | None:
        path = self._package / mutant.path
        source = path.read_bytes()
        compiled = Path(py_compile.compile(str(path)) or "")
        try:
            path.write_bytes(mutant.applied_to(source))
            # Its time may be that of the original, to the second.
            compiled.unlink()
            return self.run(paths_of(patterns), seconds, writes_bytecode=False)
        finally:
            path.write_bytes(source)
            py_compile.compile(str(path))

    def run(
        self, paths: list[str], seconds: float, *, writes_bytecode: bool = True
    ) -> int | None:
        """Run tests in a forked process; return pytest's status, or None if too long.

        Its output is discarded.
        """
        child = os.fork()
        if not child:
            self._run_here(paths, writes_bytecode=writes_bytecode)
        return _wait(child, seconds)

    def _run_here(self, paths: list[str], *, writes_bytecode: bool) -> None:
        os.setsid()
        status: int = _FAILED
        try:
            with Path(self.folder, "output.txt").open("w", encoding="utf-8") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            os.chdir(ROOT)
            sys.path.insert(0, str(self.folder))
            os.environ["PYTHONPATH"] = str(self.folder)
            if not writes_bytecode:
                sys.dont_write_bytecode = True
                os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            arguments = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
            status = pytest.main([*arguments, *paths])
        finally:
            sys.stdout.flush()
            os._exit(status)


def _wait(child: int, seconds: float) -> int | None:
    """Return the status of a process; None if it had to be killed."""
    end = time.monotonic() + seconds
    done, status = 0, 0
    try:
        while not done and time.monotonic() < end:
            time.sleep(0.02)
            done, status = os.waitpid(child, os.WNOHANG)
    finally:
        if not done:
            # The process leads a group of its own, with what its tests have started.
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if done else None
