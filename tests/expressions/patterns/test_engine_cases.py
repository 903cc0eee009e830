"""The verdicts of the open-source engine, aws/event-ruler, on generated cases.

`event-patterns.jsonl.gz` holds patterns, events, what the engine (commit 337e8d9) said
of them, and where it refused the pattern its reason with the position.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eventbridge_mock.expressions.patterns.event_pattern import (
    EventPattern,
    InvalidPatternError,
)
from eventbridge_mock.expressions.patterns.pattern_index import PatternIndex
from tests.expressions.patterns import reference


def cases() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("event-patterns.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


CASES = cases()

# What the engine does that nobody would write down: a number that fits a block of
# addresses, a prefix that is found in the middle.
ODDITIES = {"fuzz-762", "fuzz-770", "fuzz-1198", "fuzz-2104", "fuzz-2139"}


def verdict(case: dict[str, Any]) -> tuple[str, str | None]:
    try:
        pattern = EventPattern.compile(case["pattern"])
    except InvalidPatternError as error:
        return "error", str(error)
    event = json.loads(case["event"])
    matches = pattern.matches(event)
    assert matches == (pattern.misses(event) == ())
    return "match" if matches else "no-match", None


def test_there_are_cases_of_all_kinds() -> None:
    kinds = {case["expect"] for case in CASES}

    assert (len(CASES), kinds) == (2500, {"match", "no-match", "error"})


@pytest.mark.parametrize("tenth", range(10))
def test_the_engine_says_the_same(tenth: int) -> None:
    disagreements = [
        (case["id"], verdict(case))
        for case in CASES[tenth::10]
        if verdict(case) != (case["expect"], case.get("reason"))
    ]

    assert disagreements == []


def test_the_engine_says_what_the_reference_says():
    """So the reference is worth being held against."""
    disagreements = {
        case["id"]
        for case in CASES
        if case["expect"] != "error"
        and reference.matches(case["pattern"], json.loads(case["event"]))
        != (case["expect"] == "match")
    }

    assert disagreements == ODDITIES


def test_all_patterns_in_one_index_find_the_same() -> None:
    index: PatternIndex[str] = PatternIndex()
    valid = [case for case in CASES if case["expect"] != "error"]
    for case in valid:
        index.put(case["id"], EventPattern.compile(case["pattern"]))

    for case in valid[::60]:
        found = index.matching(json.loads(case["event"]))

        assert (case["id"] in found) == (case["expect"] == "match")
