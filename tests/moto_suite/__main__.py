"""Run moto's tests beside the mock, and compare the failures with those expected.

    python -m tests.moto_suite FOLDER

The source distribution of the installed moto is downloaded to FOLDER. Its tests are
run there twice, with the mock outside and inside of moto's. A test that fails and is
not in `expected_failures` fails the run, and so does one there that passes. A test that
fails without the mock too, as with a botocore that is newer than moto, is only named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tests.moto_suite.expected_failures import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDERS = ("outside", "inside")
TESTS = (
    "test_events",
    "test_s3/test_s3_eventbridge_integration.py",
    "test_s3/test_s3_notifications.py",
    "test_s3/test_s3_integration.py",
    "test_cloudformation/test_cloudformation_stack_integration.py",
    "test_resourcegroupstaggingapi",
)
# What needs more than this process.
LEFT_OUT = "not network and not requires_docker"
ROOT = Path(__file__).parents[2]


def source_of_moto(folder: Path) -> Path:
    """Download moto's source distribution; return the folder that it unpacks to."""
    name = f"moto-{version('moto')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", "moto", "--dest", str(folder), name.replace("-", "==")]
    subprocess.run(command, check=True)  # noqa: S603
    with tarfile.open(folder / f"{name}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    # Else the package beside the tests would be imported, and not the installed one.
    package = folder / name / "moto"
    if package.exists():
        package.rename(folder / name / "moto-not-imported")
    return folder / name


def failures(
    source: Path, order: str, tests: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Run *tests* in one order; return all that ran, and those that failed."""
    outcomes = source / f"{order}.json"
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "EVENTBRIDGE_MOCK_ORDER": order,
        "EVENTBRIDGE_MOCK_OUTCOMES": str(outcomes),
        "PYTHONPATH": os.pathsep.join([str(source), str(ROOT / "tests/moto_suite")]),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", "--tb=line"]
    command += ["-p", "active_mock", "-p", "no:randomly", "-p", "no:cacheprovider"]
    command += ["-m", LEFT_OUT, *tests]
    subprocess.run(command, check=False, cwd=source, env=environment)  # noqa: S603
    found = json.loads(outcomes.read_text("utf-8"))
    return set(found["run"]), set(found["failed"])


def differences(order: str, ran: set[str], failed: set[str]) -> list[str]:
    """Return a line for each test that fails newly, or no longer."""
    new, mended = failed - EXPECTED.keys(), EXPECTED.keys() - failed
    return [
        *(f"{order}: fails newly: {name}" for name in sorted(new)),
        *(
            f"{order}: {'passes now' if name in ran else 'did not run'}: {name}"
            for name in sorted(mended)
        ),
    ]


def main() -> int:
    """Print each difference from what is expected; return 1 if there is one."""
    source = source_of_moto(Path(sys.argv[1]))
    tests = [f"tests/{name}" for name in TESTS]
    outcomes = {order: failures(source, order, tests) for order in ORDERS}
    new = set().union(*(failed for _, failed in outcomes.values())) - EXPECTED.keys()
    _, motos_own = failures(source, "without", sorted(new)) if new else ((), set())
    lines = [f"without the mock too: fails: {name}" for name in sorted(motos_own)]
    found = []
    for order, (ran, failed) in outcomes.items():
        found += differences(order, ran, failed - motos_own)
        lines.append(f"{order}: {len(ran)} tests, {len(failed - motos_own)} failed")
    print("\n".join([*lines, *(found or ["as expected"])]))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
