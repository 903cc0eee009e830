"""The search of the built pages, as far as it can be tested without building them.

`tox -e docs` builds them, and asks the search all questions of docs/check_search.py.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def check_search() -> Any:
    path = DOCS / "check_search.py"
    spec = importlib.util.spec_from_file_location("check_search", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_question_leads_to_a_page_that_exists(check_search: Any) -> None:
    pages = set(check_search.QUESTIONS.values())

    assert [page for page in pages if not DOCS.joinpath(f"{page}.md").is_file()] == []


def test_a_page_that_is_found_too_late_is_reported(check_search: Any) -> None:
    found = {"DLQ": ["faq", "quickstart", "guide/time", "guide/failures"]}

    assert check_search.complaints(found) == [
        "'DLQ' finds ['faq', 'quickstart', 'guide/time', 'guide/failures'],"
        " not first 'guide/failures'"
    ]


def test_a_record_before_a_guide_is_reported(check_search: Any) -> None:
    found = {"DLQ": ["guide/failures", "fidelity", "guide/moto"]}

    assert check_search.complaints(found) == [
        "'DLQ' finds a record before a guide:"
        " ['guide/failures', 'fidelity', 'guide/moto']"
    ]


def test_a_good_search_has_no_complaints(check_search: Any) -> None:
    found = {"DLQ": ["guide/failures", "guide/failures", "fidelity", "changelog"]}

    assert check_search.complaints(found) == []


@pytest.mark.parametrize(
    ("page", "synonym"),
    [
        ("guide/failures", "DLQ"),
        ("guide/time", "backoff"),
        ("guide/events", "typo"),
        ("guide/assertions", "partial"),
        ("guide/activation", "parallel"),
        ("guide/activation", "conftest"),
    ],
)
def test_a_page_is_found_by_a_synonym(page: str, synonym: str) -> None:
    text = DOCS.joinpath(f"{page}.md").read_text("utf-8")
    keywords = re.search(r'(?m)^    keywords: "(.+)"$', text)

    assert keywords is not None
    assert synonym in keywords[1].split(", ")
