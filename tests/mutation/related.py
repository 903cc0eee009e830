"""The tests that a fault in a module is shown to: first the quick ones, then more."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "eventbridge_mock"


class Related(NamedTuple):
    """Paths below tests/: *first* takes seconds, *then* is run if nothing fails."""

    first: str
    then: str = ""


# By the longest prefix of the path of a module.
RELATED = {
    "activation/": Related(
        "activation/test_[ceotnf]*.py state/test_locks.py",
        "activation hook pytest_plugin/test_marker_and_ini.py decorating",
    ),
    "aws/": Related("aws/*.py properties/test_constraints.py", "aws properties"),
    "aws/operations/": Related("aws/operations", "state properties targets aws"),
    "aws/operations/secrets": Related(
        "aws/operations/test_secrets.py aws/operations/test_delete_secret.py",
        "aws/operations integrations records",
    ),
    "beside_moto/": Related("beside_moto", "integrations"),
    "clock": Related("test_clock.py", "delivery/test_advance.py"),
    "delivery/": Related("delivery state/test_threads.py", "properties replies state"),
    "delivery/rate_limit": Related("delivery/test_rate_limit.py", "properties state"),
    "expressions/": Related("expressions/*.py", "expressions aws/operations"),
    "expressions/patterns/": Related("expressions/patterns", "expressions explanation"),
    "explanation/": Related("explanation", "records"),
    "hook/": Related("hook", "activation integrations pytest_plugin"),
    "model/": Related("model", "aws/operations state server properties templates"),
    "records/": Related("records assertions", "explanation delivery server"),
    "replies/": Related("replies", "delivery state"),
    "server/": Related("server"),
    "state/": Related("state delivery", "aws properties explanation beside_moto"),
    "state/replays": Related("aws/operations/test_replays.py", "state"),
    "targets/": Related("targets", "integrations state"),
    "templates/": Related("templates", "beside_moto pytest_plugin"),
    "templates/terraform": Related("templates/test_terraform.py", "templates"),
}


def related_to(module: str) -> Related:
    """Return the tests of a module by its path in the package."""
    parts = [module[:end] for end in range(len(module), 0, -1)]
    return next(RELATED[part] for part in parts if part in RELATED)


def paths_of(patterns: str) -> list[str]:
    """Return the files and folders that *patterns* name, from the root on."""
    tests = ROOT / "tests"
    found = [path for pattern in patterns.split() for path in tests.glob(pattern)]
    return sorted(
        str(path.relative_to(ROOT))
        for path in found
        if path.is_dir() or path.name.startswith("test_")
    )


def modules() -> list[str]:
    """Return the paths of the modules that have tests, from the package on."""
    paths = sorted(PACKAGE.rglob("*.py"))
    names = [path.relative_to(PACKAGE).as_posix() for path in paths]
    return [name for name in names if name.startswith(tuple(RELATED))]
