"""Put faults into the package, one after the other, and tell which no test notices.

``python -m tests.mutation`` tries a sample; ``--all`` all faults; ``--kind with`` only
those of one kind; and names such as ``delivery/ hook/`` only those of some modules.
All tests are recorded first, which takes twice as long as they do; ``--under
tests/delivery`` records, and then runs, only those in a folder.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mutation import trial
from tests.mutation.equivalent import reason_of
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import PACKAGE, ROOT, SECONDS, Reach, modules
from tests.mutation.recording import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Try mutants, print the survivors, and return the exit status."""
    options = parsed(arguments)
    mutants = chosen(options)
    if options.list:
        print_lines(mutants)
        return 0
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(options.recording or folder)
        if not (recording / SECONDS).exists():
            record(recording, options.under or ["tests"])
        run = Run(options, mutants, Reach(recording), Path(folder))
        with (
            Path(folder, "output").open("w", encoding="utf-8") as output,
            redirect_stdout(output),
        ):
            pytest.main([*trial.ARGUMENTS, *run.files()], plugins=[run])
        if not run.counts:
            print_lines([Path(folder, "output").read_text("utf-8")])
    return report(run.counts, options.least)


class Run:
    """A plugin of pytest that tries mutants with the tests that pytest has imported."""

    def __init__(
        self,
        options: argparse.Namespace,
        mutants: list[Mutant],
        reach: Reach,
        folder: Path,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._options = options
        self._folder = folder
        self._mutants = mutants
        self._tests = [shown(mutant, reach, options) for mutant in mutants]

    def files(self) -> list[str]:
        """Return the modules of all tests that are needed."""
        tests = {test for pair in self._tests for tests in pair for test in tests}
        return sorted({test.partition("::")[0] for test in tests})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants in forks of this process."""
        seconds = self._options.seconds
        with ProcessPoolExecutor(
            self._options.jobs,
            get_context("fork"),
            trial.begin,
            (self._folder, session),
        ) as workers:
            mutants = {
                workers.submit(trial.outcome, mutant, tests, seconds): mutant
                for mutant, tests in zip(self._mutants, self._tests, strict=True)
            }
            for future in as_completed(mutants):
                self._tell(mutants[future], future.result())
        return True

    def _tell(self, mutant: Mutant, outcome: str) -> None:
        """Print what comes of a mutant that is not killed."""
        reason = reason_of(mutant) if outcome == "survived" else None
        self.counts["equivalent" if reason else outcome] += 1
        if outcome != "killed":
            print_lines([f"{outcome} {mutant}", *([f"    {reason}"] if reason else [])])


def shown(
    mutant: Mutant, reach: Reach, options: argparse.Namespace
) -> tuple[list[str], list[str]]:
    """Return the quick tests that run a mutant, and more of them."""
    text = mutant.before[1:-1] if mutant.before[0] in "\"'" else ""
    reaching = reach.tests_of(mutant.path, mutant.line, text)
    tests = list(reach.within(reaching, options.tests))
    quick = list(reach.within(tests, options.quick))
    return quick, tests[len(quick) :]


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser("python -m tests.mutation", description=__doc__)
    parser.add_argument("module", nargs="*", help="beginning of the path of a module")
    parser.add_argument("--all", action="store_true", help="try all, not a sample")
    parser.add_argument("--count", type=int, default=60, help="size of the sample")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--kind", help="only this kind of fault, such as `with`")
    parser.add_argument("--source", default="", help="only code with this string")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--recording", help="its folder, filled if empty")
    parser.add_argument("--under", action="append", help="record only these tests")
    parser.add_argument("--quick", type=float, default=5, help="seconds of quick tests")
    parser.add_argument("--tests", type=float, default=60, help="seconds of all tests")
    parser.add_argument("--seconds", type=float, default=240, help="bound of a trial")
    parser.add_argument("--least", type=float, default=0.9, help="share to be killed")
    parser.add_argument("--list", action="store_true", help="only print the faults")
    return parser.parse_args(arguments)


def chosen(options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants that *options* ask for."""
    mutants = [
        mutant
        for name in modules()
        if name.startswith(tuple(options.module) or "")
        for mutant in mutants_of(name, PACKAGE.joinpath(name).read_bytes())
        if options.kind in {None, mutant.kind} and options.source in mutant.before
    ]
    if options.all or len(mutants) <= options.count:
        return mutants
    return random.Random(options.seed).sample(mutants, options.count)  # noqa: S311 - a sample


def report(counts: Counter[str], least: float) -> int:
    """Print how many mutants were killed, and return the exit status."""
    killed = counts["killed"] + counts["timeout"]
    judged = counts.total() - counts["equivalent"]
    share = killed / judged if judged else 0
    print_lines([f"{killed} of {judged} killed, {share:.1%}: {dict(counts)}"])
    return int(share < least)


def print_lines(lines: Iterable[object]) -> None:
    """Print *lines* at once, because a run takes long."""
    for line in lines:
        print(line, file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    sys.exit(main())
