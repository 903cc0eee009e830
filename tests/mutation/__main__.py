"""Put faults into the package, one after the other, and tell which no test notices.

``python -m tests.mutation`` tries a sample; ``--all`` all faults; ``--kind with`` only
those of one kind; and names such as ``delivery/ hook/`` only those of some modules.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.mutation import trial
from tests.mutation.equivalent import reason_of
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.related import PACKAGE, Related, modules, related_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Try mutants, print the survivors, and return the exit status."""
    options = parsed(arguments)
    mutants = chosen(options)
    if options.list:
        print_lines(mutants)
        return 0
    for name in trial.PRELOADED:
        importlib.import_module(name)
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(
            options.jobs, get_context("fork"), trial.begin, (folder,)
        ) as workers,
    ):
        tests = [related(mutant, options) for mutant in mutants]
        seconds = [options.seconds] * len(mutants)
        outcomes = workers.map(trial.outcome, mutants, tests, seconds)
        return report(zip(mutants, outcomes, strict=True), options.least)


def related(mutant: Mutant, options: argparse.Namespace) -> Related:
    """Return the tests that *mutant* is shown to."""
    return Related(options.tests) if options.tests else related_to(mutant.path)


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
    parser.add_argument("--seconds", type=float, default=240, help="bound of a trial")
    parser.add_argument("--least", type=float, default=0.9, help="share to be killed")
    parser.add_argument("--tests", help="below tests/, in place of the related ones")
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


def report(outcomes: Iterable[tuple[Mutant, str]], least: float) -> int:
    """Print what comes of each mutant that is not killed; return the exit status."""
    counts: Counter[str] = Counter()
    for mutant, outcome in outcomes:
        reason = reason_of(mutant) if outcome == "survived" else None
        counts["equivalent" if reason else outcome] += 1
        if outcome != "killed":
            print_lines([f"{outcome} {mutant}", *([f"    {reason}"] if reason else [])])
    killed = counts["killed"] + counts["timeout"]
    judged = killed + counts["survived"]
    share = killed / judged if judged else 1
    print_lines([f"{killed} of {judged} killed, {share:.1%}: {dict(counts)}"])
    return int(share < least or bool(counts["red"]))


def print_lines(lines: Iterable[object]) -> None:
    """Print *lines* at once, because a run takes long."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
