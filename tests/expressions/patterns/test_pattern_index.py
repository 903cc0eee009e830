"""An index finds the patterns that match, in the order in which they came."""

from __future__ import annotations

import json

from eventbridge_mock.expressions.patterns.event_pattern import EventPattern
from eventbridge_mock.expressions.patterns.pattern_index import PatternIndex


def index_of(patterns):
    index = PatternIndex()
    for key, pattern in patterns.items():
        index.put(key, EventPattern.compile(json.dumps(pattern)))
    return index


def test_an_empty_index_finds_nothing():
    assert PatternIndex().matching({"source": "shop"}) == []


def test_all_that_match_are_found_in_order():
    index = index_of(
        {
            "z": {"source": ["shop", "x"]},
            "number": {"detail": {"total": [300]}},
            "y": {"source": [{"prefix": "sh"}]},
            "other": {"source": ["sho"]},
            "either": {"$or": [{"source": ["shop"]}, {"detail": {"total": [300.0]}}]},
            "address": {"detail": {"ip": ["10.0.0.1"]}},
            "absent": {"detail": {"gift": [{"exists": False}, 1]}},
        }
    )

    assert index.matching(
        {"source": "shop", "detail": {"total": 300.0, "ip": "10.0.0.001"}}
    ) == ["z", "number", "y", "either", "address", "absent"]


def test_what_is_put_again_keeps_its_place():
    index = index_of({"a": {"x": [1]}, "b": {"x": [1]}})
    assert index.matching({"x": 1}) == ["a", "b"]

    index.put("a", EventPattern.compile('{"x": [2, 1]}'))

    assert index.matching({"x": 1}) == ["a", "b"]
    assert index.matching({"x": 2}) == ["a"]


class CountingPattern(EventPattern):
    """A pattern that counts how often it is compared with an event."""

    comparisons = 0

    def fits(self, event):
        CountingPattern.comparisons += 1
        return super().fits(event)


def test_an_event_is_compared_only_with_patterns_that_it_may_match():
    """The claim behind the budget: 300 rules cost little more than three."""
    index = PatternIndex()
    for n in range(300):
        pattern = {"source": ["shop"], "detail": {"id": [n, -n]}}
        index.put(n, CountingPattern.compile(json.dumps(pattern)))

    assert index.matching({"source": "shop", "detail": {"id": -7}}) == [7]
    assert CountingPattern.comparisons == 1
