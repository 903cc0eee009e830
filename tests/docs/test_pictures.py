"""The pictures that the documentation draws from the code."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from eventbridge_mock.model.connection_state import (
    STATE_AFTER_OPERATION,
    STATE_AFTER_SETTLING,
    ConnectionKind,
)

if TYPE_CHECKING:
    from types import ModuleType

EXTENSIONS = Path(__file__).parents[2] / "docs" / "extensions"
NAMES = ("state_drawing", "time_drawings", "event_path", "terminal", "svg")


@pytest.fixture
def load(monkeypatch):
    """Import a module of the extensions, which stays importable for this test only."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(EXTENSIONS)])

    def load(name: str) -> ModuleType:
        return import_module(name)

    yield load
    for name in NAMES:
        sys.modules.pop(name, None)


def description_of(drawing: str) -> str:
    """Return what a screen reader reads, from an SVG that is well-formed."""
    found = ET.fromstring(drawing).find("desc")  # noqa: S314 - our own
    return found.text


@pytest.mark.parametrize("kind", ConnectionKind, ids=lambda kind: kind.name)
def test_the_state_machine_shows_each_row_of_the_tables(kind, load):
    described = description_of(load("state_drawing").draw(kind))

    wanted = [
        f"{operation} to {state}: your call."
        for (operation, of_kind), state in STATE_AFTER_OPERATION.items()
        if of_kind is kind
    ]
    reached = {state for (_, of), state in STATE_AFTER_OPERATION.items() if of is kind}
    wanted += [
        f"{state} to {settled or 'deleted'}: "
        for (state, _, of_kind), settled in STATE_AFTER_SETTLING.items()
        if of_kind is kind and state in reached
    ]
    assert [sentence for sentence in wanted if sentence not in described] == []


def test_the_legend_has_each_line_that_is_drawn(load):
    html = load("state_drawing").draw_all()

    legend = html.partition("<ul")[2]
    drawn = {
        cause for cause in load("state_drawing").CAUSES if f'"arrow {cause}"' in html
    }
    assert drawn == {
        cause for cause in load("state_drawing").CAUSES if f'"arrow {cause}"' in legend
    }


def test_a_day_of_retries_is_drawn_whole(load):
    drawing = load("time_drawings").draw_retries()

    assert description_of(drawing) == (
        "186 attempts; the last 23 h 54 min 35 s after the first; delays: 5 s, 10 s,"
        " 20 s, 40 s, 1 min 20 s, 2 min 40 s, 5 min 20 s, and then 8 min each."
    )
    first_minutes = 9
    assert drawing.count('class="tick"') == 186 + first_minutes


def test_no_second_of_the_picture_has_more_requests_than_the_limit(load):
    sent = load("time_drawings").attempts_at_limit()

    per_second = Counter(int(second) for second in sent)
    assert per_second == {0: 5, 1: 5, 2: 4, 3: 1}
    assert "Requests in each second: 5, 5, 4, 1." in description_of(
        load("time_drawings").draw_rate_limit()
    )


def test_the_path_of_an_event_goes_from_the_entry_to_the_attempts(load):
    steps = list(load("event_path").steps())

    titles = [title for title, _, _ in steps]
    assert titles == [
        "Entry",
        "Event",
        "Rule",
        "Target",
        "Connection",
        "Request",
        "Attempts",
    ]
    *_, request, attempts = [value for _, _, value in steps]
    assert request.endswith('\n\n{"order": 1001, "amount": 250}')
    assert attempts == "attempt 1, 0 s: 503\nattempt 2, 5 s: 200\n→ delivered"
    assert "not-a-secret" not in str(steps)


@pytest.mark.parametrize(
    ("printed", "html"),
    [
        ("a < b", "a &lt; b"),
        ("\x1b[31mred\x1b[0m plain", '<span class="sgr-31">red</span> plain'),
        ("\x1b[1m\x1b[31mboth\x1b[0m", '<span class="sgr-1 sgr-31">both</span>'),
        ("\x1b[2Kgone", "gone"),
    ],
    ids=["escaped", "red", "bold and red", "another code"],
)
def test_colours_of_a_terminal_are_kept(printed, html, load):
    shown = load("terminal").coloured(printed)

    assert shown.replace('<span class="sgr-1"></span>', "") == html


def test_a_terminal_shows_the_failure_section(load):
    shown = EXTENSIONS / "shown"
    files = {
        "test_shop.py": (shown / "failing.py").read_text("utf-8"),
        "shop.py": (shown / "shop.py").read_text("utf-8"),
    }

    printed = load("terminal").run_pytest(files)

    assert "eventbridge_mock: events" in printed
    assert "detail.total wanted numeric >= 100" in printed.replace("  ", " ")


def test_a_terminal_shows_an_explanation(load):
    shown = EXTENSIONS / "shown"
    files = {name: (shown / name).read_text("utf-8") for name in ("why.py", "shop.py")}

    printed = load("terminal").run_script(files, "why.py")

    assert "1 of 2 rules matched." in printed
    assert "0 of 2 rules matched." in printed


def test_a_program_that_cannot_run_fails_the_build(load):
    with pytest.raises(ValueError, match="can't open file"):
        load("terminal").run_script({}, "missing.py")
