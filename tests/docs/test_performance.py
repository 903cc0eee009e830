"""The numbers of docs/performance.md, which `tox -e bench -- --publish` has written."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

BENCHMARKS = Path(__file__).parents[2] / "docs" / "benchmarks"
RESULTS = json.loads(BENCHMARKS.joinpath("results.json").read_text("utf-8"))


def test_the_numbers_say_when_and_where_they_were_measured():
    assert RESULTS["measured_at"].endswith(" UTC")
    assert RESULTS["machine"]["cores"] >= 1
    assert {"Python", "botocore", "moto"} <= RESULTS["versions"].keys()


def test_each_row_has_medians_and_spreads():
    measured = [
        times
        for row in RESULTS["rows"]
        for name, times in row.items()
        if name != "name"
    ]

    assert measured
    for times in measured:
        assert 0 < times["best"] <= times["median"]
        assert times["spread"] >= 0


@pytest.mark.parametrize(
    "curve", RESULTS["curves"], ids=[curve["slug"] for curve in RESULTS["curves"]]
)
def test_each_curve_is_drawn_with_all_of_its_numbers(curve):
    path = BENCHMARKS / f"growth-{curve['slug']}.svg"
    drawn = ET.fromstring(path.read_text("utf-8"))  # noqa: S314 - our own

    described = drawn.find("{*}desc").text
    assert drawn.find("{*}title").text == curve["title"]
    assert described.count(" at ") == sum(map(len, curve["seconds"].values()))


def test_the_shares_of_a_call_are_all_of_it():
    for call in RESULTS["shares"]:
        assert sum(call["parts"].values()) == pytest.approx(1, abs=0.01)
