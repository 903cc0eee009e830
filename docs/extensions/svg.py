"""SVG for the pages: shapes as strings, coloured by the classes in `drawings.css`."""

from __future__ import annotations

from html import escape
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_numbers = count(1)


def drawing(
    width: float, height: float, title: str, description: str, shapes: Iterable[str]
) -> str:
    """Return an SVG element that is as wide as its page allows.

    *title* and *description* are for those who cannot see it.
    """
    number = next(_numbers)
    return (
        f'<svg class="drawing" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-labelledby="drawing-{number}-title drawing-{number}-text">'
        f'<title id="drawing-{number}-title">{escape(title)}</title>'
        f'<desc id="drawing-{number}-text">{escape(description)}</desc>'
        f"{''.join(shapes)}</svg>"
    )


def text(
    x: float, y: float, content: str, *, anchor: str = "start", kind: str = "label"
) -> str:
    """Return one line of text; *y* is its base line."""
    return (
        f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">'
        f"{escape(content)}</text>"
    )


def box(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Return a rectangle with round corners."""
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}"'
        f' height="{height:g}" rx="6"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line."""
    return f'<path class="{kind}" d="M{x1:g} {y1:g}L{x2:g} {y2:g}"/>'


def path(commands: str, kind: str) -> str:
    """Return a line along *commands*."""
    return f'<path class="{kind}" d="{commands}"/>'


def dot(x: float, y: float, radius: float, kind: str) -> str:
    """Return a filled circle."""
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def head(x: float, y: float, *, leftward: bool, kind: str) -> str:
    """Return the head of an arrow that ends at a point."""
    back = 7 if leftward else -7
    return (
        f'<path class="head {kind}"'
        f' d="M{x:g} {y:g}l{back} -4.5l{-back / 4:g} 4.5l{back / 4:g} 4.5z"/>'
    )
