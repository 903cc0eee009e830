"""The page is one file that needs nothing else, and never makes HTML of data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import eventbridge_mock

PAGE = Path(eventbridge_mock.__file__).parent / "server" / "page.html"
TEXT = PAGE.read_text("utf-8")


@pytest.mark.parametrize("element", ["script", "style"])
def test_it_has_one_script_and_one_style(element):
    """The policy of its answer allows these two by their hashes."""
    assert TEXT.count(f"<{element}") == TEXT.count(f"<{element}>") == 1


def test_it_loads_nothing():
    loaded = re.findall(r'\b(?:src|href)="(?!#)([^"]*)"|url\(([^)]*)\)', TEXT)

    sources = {attribute or style for attribute, style in loaded}
    assert {source for source in sources if not source.startswith("data:")} == {
        '#arrow-${isPossible ? "possible" : "plain"}'
    }


def test_it_names_no_other_host():
    hosts = set(re.findall(r"https?://([\w.-]+)", TEXT))

    assert hosts == {"www.w3.org", "partner.example"}


@pytest.mark.parametrize(
    "forbidden",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "createContextualFragment",
        "eval(",
        "new Function",
        "srcdoc",
    ],
)
def test_it_never_makes_html_of_data(forbidden):
    assert forbidden not in TEXT


def test_it_has_no_handlers_or_styles_in_attributes():
    assert re.findall(r"<[^>]+\s(?:on\w+|style)=", TEXT) == []
