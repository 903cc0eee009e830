"""A curve as an SVG of its own: both axes logarithmic, so that a line shows growth."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {
    "ours": "this project",
    "stubber": "Stubber",
    "moto": "moto",
    "ministack": "MiniStack",
}
# In the middle of light and dark, so that they are seen on both.
COLOURS = {
    "ours": "#d6336c",
    "stubber": "#2b8a9e",
    "moto": "#c77700",
    "ministack": "#8560d0",
}
WIDTH, HEIGHT = 400, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 310, 34, 196
MARKS = {"ours": "circle", "stubber": "square", "moto": "diamond", "ministack": "cross"}
# The least distance between two names beside their lines.
NAME_HEIGHT = 14
STYLE = (
    "<style>.chart text{font:12px sans-serif;fill:currentColor}"
    ".chart .small{font-size:11px;opacity:.75}.chart .title{font-weight:600}"
    ".chart .axis{stroke:currentColor;opacity:.35;fill:none}</style>"
)


def chart(curve: dict[str, Any]) -> str:
    """Return the SVG of a measured curve."""
    seconds = [one for line in curve["seconds"].values() for one in line]
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    first, last = log10(curve["inputs"][0]), log10(curve["inputs"][-1])

    def x_of(size: float) -> float:
        return LEFT + (RIGHT - LEFT) * (log10(size) - first) / (last - first)

    def y_of(duration: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (log10(duration) - low) / (high - low)

    parts = [text(8, 18, curve["title"], kind="title")]
    for power in range(low, high + 1):
        y = y_of(10**power)
        parts.append(f'<path class="axis" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        parts.append(text(LEFT - 6, y + 4, in_words(10**power), "end", "small"))
    parts += [
        text(x_of(size), BOTTOM + 16, f"{size:,}", "middle", "small")
        for size in curve["inputs"]
    ]
    middle = (LEFT + RIGHT) / 2
    parts.append(text(middle, BOTTOM + 34, curve["horizontal"], "middle", "small"))
    ends = {}
    for name, line in curve["seconds"].items():
        places = [
            (x_of(size), y_of(duration))
            for size, duration in zip(curve["inputs"], line, strict=True)
        ]
        parts.append(polyline(places, name))
        ends[name] = places[-1][1]
    for name, y in spread(ends).items():
        colour = COLOURS[name]
        parts.append(
            f'<text x="{RIGHT + 8}" y="{y + 4:.1f}" style="fill:{colour}">'
            f"{NAMES[name]}</text>"
        )
    return whole(curve, parts)


def whole(curve: dict[str, Any], parts: Sequence[str]) -> str:
    """Return the SVG with what it shows in words."""
    title, words = f"chart-{curve['slug']}-title", f"chart-{curve['slug']}-words"
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" aria-labelledby="{title} {words}">'
        f'<title id="{title}">{escape(curve["title"])}</title>'
        f'<desc id="{words}">{escape(described(curve))}</desc>'
        f"{STYLE}{''.join(parts)}</svg>\n"
    )


def described(curve: dict[str, Any]) -> str:
    """Return each line in a sentence."""
    return " ".join(
        f"{NAMES[name]}: "
        + ", ".join(
            f"{in_words(duration)} at {size:,}"
            for size, duration in zip(curve["inputs"], line, strict=True)
        )
        + "."
        for name, line in curve["seconds"].items()
    )


def polyline(places: Sequence[tuple[float, float]], name: str) -> str:
    """Return a line with a mark at each place."""
    colour = COLOURS[name]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    line = (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    )
    return line + "".join(mark(x, y, name) for x, y in places)


def mark(x: float, y: float, name: str) -> str:
    """Return the mark of a contestant: each has a shape of its own."""
    colour = COLOURS[name]
    if MARKS[name] == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    shapes = {
        "square": "m-3 -3h6v6h-6z",
        "diamond": "m0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z",
        "cross": "m-3.5 -3.5l7 7m0 -7l-7 7",
    }
    path = f"M{x:.1f} {y:.1f}{shapes[MARKS[name]]}"
    return f'<path d="{path}" fill="{colour}" stroke="{colour}" stroke-width="2"/>'


def spread(ends: dict[str, float]) -> dict[str, float]:
    """Return the heights of the names, no two of them on each other."""
    heights: dict[str, float] = {}
    lowest = float("-inf")
    for name, y in sorted(ends.items(), key=lambda item: item[1]):
        lowest = heights[name] = max(y, lowest + NAME_HEIGHT)
    return heights


def text(
    x: float, y: float, content: str, anchor: str = "start", kind: str = "name"
) -> str:
    """Return one line of text."""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
        f"{escape(content)}</text>"
    )


def in_words(seconds: float) -> str:
    """Return a duration in the unit that reads best."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size * 0.9999:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
