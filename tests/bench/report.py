"""What was measured, as JSON and SVG for `docs/performance.md`."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.chart import chart
from tests.bench.growth import curves
from tests.bench.ministack import MINISTACK
from tests.bench.shares import shares
from tests.bench.timing import median_and_spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.row import Results, Row, Times

PUBLISHED = Path(__file__).parents[2] / "docs" / "benchmarks"
LIBRARIES = ("botocore", "boto3", "moto", "pytest", "responses", "requests")


def report(
    rows: Sequence[Row],
    results: Results,
    over: Sequence[str],
    place: dict[str, Any],
) -> dict[str, Any]:
    """Return all that was measured as JSON; *place* is the machine at the start."""
    return {
        "measured_at": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": place,
        "versions": versions(),
        "skipped": {"MiniStack": MINISTACK.reason} if MINISTACK.reason else {},
        "rows": [described(row.name, results[row.name]) for row in rows],
        "over_budget": list(over),
    }


def described(name: str, times: Times) -> dict[str, Any]:
    """Return one row: for each contestant the best round, the median, the spread."""
    described: dict[str, Any] = {"name": name}
    for contestant, rounds in times.rounds.items():
        middle, spread = median_and_spread(rounds)
        described[contestant] = {
            "best": min(rounds),
            "median": middle,
            "spread": spread,
            "rounds": len(rounds),
        }
    return described


def machine() -> dict[str, Any]:
    """Return what the numbers hang on."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(
            os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        ),
        "system": f"{platform.system()} {platform.release()}",
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def processor() -> str:
    """Return the name of the processor, where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the contestants."""
    found = {name: version(name) for name in LIBRARIES}
    if MINISTACK.version:
        found["MiniStack"] = MINISTACK.version
    return {"Python": platform.python_version(), **found}


def publish(reported: dict[str, Any]) -> None:
    """Measure curves and shares too, and write all of it for the page."""
    PUBLISHED.mkdir(exist_ok=True)
    measured = [curve.measured() for curve in curves()]
    whole = {**reported, "curves": measured, "shares": shares()}
    write(PUBLISHED / "results.json", whole)
    for curve in measured:
        path = PUBLISHED / f"growth-{curve['slug']}.svg"
        path.write_text(chart(curve), "utf-8")


def write(path: Path, value: dict[str, Any]) -> None:
    """Write JSON, each number short."""
    path.write_text(json.dumps(shortened(value), indent=1, ensure_ascii=False) + "\n")


def shortened(value: Any) -> Any:
    """Return the same with four digits of each float."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shortened(member) for member in value]
    return value
