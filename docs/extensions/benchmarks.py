"""A Sphinx directive that shows what `tox -e bench -- --publish` has measured."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

FOLDER = Path(__file__).parents[1] / "benchmarks"
RESULTS = FOLDER / "results.json"
CONTESTANTS = {
    "ours": "this project",
    "stubber": "Stubber",
    "moto": "moto",
    "ministack": "MiniStack",
}


def where(results: dict[str, Any]) -> str:
    """Return when, where and with which versions the numbers were measured."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {one}" for name, one in results["versions"].items())
    skipped = [f" Without {name}: {why}." for name, why in results["skipped"].items()]
    return (
        f"<p>Measured on {escape(results['measured_at'])}:"
        f" {escape(machine['processor'])}, {machine['cores']} cores,"
        f" {machine['memory_gib']} GiB of memory, {escape(machine['system'])}, with a"
        f" load of {machine['load_at_start']} at the start."
        f" {escape(versions)}.{escape(''.join(skipped))}</p>"
    )


def table(results: dict[str, Any]) -> str:
    """Return a row for each measurement, with a column for each contestant."""
    headings = "".join(f"<th>{name}</th>" for name in ("", *CONTESTANTS.values()))
    rows = "".join(
        f"<tr><td>{escape(row['name'])}</td>{''.join(cells(row))}</tr>"
        for row in results["rows"]
        if any(name in row for name in CONTESTANTS)
    )
    return (
        '<div class="table-wrapper"><table class="docutils benchmarks">'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def cells(row: dict[str, Any]) -> Iterator[str]:
    """Yield a cell for each contestant, which is empty if it cannot do the work."""
    for name in CONTESTANTS:
        measured = row.get(name)
        if not measured:
            yield "<td></td>"
            continue
        spread = f" ±{measured['spread']:.0%}" if measured["rounds"] > 1 else ""
        yield f"<td><p>{duration(measured['median'])}{spread}</p></td>"


def budgets(results: dict[str, Any]) -> str:
    """Return which budgets were exceeded."""
    over = results["over_budget"]
    if not over:
        return "<p>All budgets were kept.</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in over)
    return f"<p>These budgets were exceeded:</p><ul>{items}</ul>"


def growth(results: dict[str, Any]) -> str:
    """Return the curves that the benchmark has drawn."""
    drawings = [
        (FOLDER / f"growth-{curve['slug']}.svg").read_text("utf-8")
        for curve in results["curves"]
    ]
    figures = "".join(f"<figure>{drawing}</figure>" for drawing in drawings)
    return f'<div class="drawings">{figures}</div>'


def shares(results: dict[str, Any]) -> str:
    """Return a bar for each share of a call."""
    return "".join(
        f'<p class="shares-title">{escape(call["title"])}</p><ul class="shares">'
        + "".join(
            f'<li><span>{escape(place)}</span><span class="share"'
            f' style="--share: {share:.3f}">{share:.0%}</span></li>'
            for place, share in call["parts"].items()
        )
        + "</ul>"
        for call in results["shares"]
    )


def duration(seconds: float) -> str:
    """Return *seconds* in the unit that reads best."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


PARTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "budgets": budgets,
    "growth": growth,
    "shares": shares,
    "table": table,
    "where": where,
}


class Benchmarks(SphinxDirective):
    """`{benchmarks}` and the name of a part: what was measured last."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(RESULTS))
        results = json.loads(RESULTS.read_text("utf-8"))
        html = PARTS[self.arguments[0]](results)
        return [nodes.raw("", html, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive to Sphinx."""
    app.add_directive("benchmarks", Benchmarks)
    return {"parallel_read_safe": True}
