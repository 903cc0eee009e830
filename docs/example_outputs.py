"""Run the examples, and write what pytest prints of each for the page that shows them.

`python docs/example_outputs.py` does it, where the extra `examples` is installed. Run
it after adding a test to an example, or renaming one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent / "examples"
OUTPUTS = EXAMPLES / "output"
_LINE = re.compile(r"(?P<file>test_\w+)\.py::(?P<test>.+?) (?P<outcome>[A-Z]+)\b")
_OPTIONS = ["-v", "--color=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
_SECONDS_TO_WAIT = 300


def main() -> int:
    """Write a file for each example; return the exit status."""
    finished = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *_OPTIONS, f"--rootdir={EXAMPLES}", EXAMPLES],
        cwd=EXAMPLES,
        capture_output=True,
        text=True,
        timeout=_SECONDS_TO_WAIT,
        check=False,
    )
    # An example that is skipped, because Node.js is missing, has nothing to show.
    if finished.returncode or " SKIPPED" in finished.stdout:
        sys.stderr.write(finished.stdout)
        return finished.returncode or 1
    OUTPUTS.mkdir(exist_ok=True)
    for name, text in outputs(finished.stdout).items():
        OUTPUTS.joinpath(f"{name}.txt").write_text(text, "utf-8")
    return 0


def outputs(printed: str) -> dict[str, str]:
    """Return the tests and their number, by the name of the example."""
    lines: dict[str, list[str]] = {}
    for line in printed.splitlines():
        match = _LINE.match(line)
        if match:
            lines.setdefault(match["file"], []).append(
                f"{match['file']}.py::{match['test']} {match['outcome']}"
            )
    return {
        name: "\n".join([*tests, "", f"{len(tests)} passed", ""])
        for name, tests in lines.items()
    }


if __name__ == "__main__":
    sys.exit(main())
