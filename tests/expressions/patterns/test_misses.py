"""Why an event does not match, in words and in order."""

from __future__ import annotations

import json

import pytest

from eventbridge_mock.expressions.json_path import MISSING
from eventbridge_mock.expressions.patterns.event_pattern import EventPattern, Miss


def misses(pattern, event):
    return EventPattern.compile(json.dumps(pattern)).misses(event)


def told(pattern, event):
    return [str(miss) for miss in misses(pattern, event)]


@pytest.mark.parametrize(
    ("alternatives", "wanted"),
    [
        (["paid"], '"paid"'),
        (["paid", 1.0, None, True], 'one of "paid", 1.0, null, true'),
        (["paid", {"prefix": "sh"}], '"paid" or prefix "sh"'),
        ([{"exactly": "a"}], 'exactly "a"'),
        ([{"suffix": "é"}], 'suffix "é"'),
        ([{"equals-ignore-case": "a"}], 'equals-ignore-case "a"'),
        ([{"prefix": {"equals-ignore-case": "a"}}], 'prefix equals-ignore-case "a"'),
        ([{"suffix": {"equals-ignore-case": "a"}}], 'suffix equals-ignore-case "a"'),
        ([{"wildcard": "a*"}], 'wildcard "a*"'),
        ([{"numeric": [">", 0, "<=", 5.5]}], "numeric > 0 and <= 5.5"),
        ([{"cidr": "10.0.0.0/8"}], "cidr 10.0.0.0/8"),
        ([{"exists": True}], "to exist"),
        ([{"anything-but": "a"}], 'anything but "a"'),
        ([{"anything-but": [1, 2]}], "anything but one of 1, 2"),
        ([{"anything-but": {"prefix": "a"}}], 'anything but prefix "a"'),
    ],
)
def test_what_is_wanted(alternatives, wanted):
    assert misses({"a": alternatives}, {}) == (
        Miss(path="a", wanted=wanted, actual=MISSING),
    )


def test_what_should_not_be_there():
    assert told({"a": [{"exists": False}]}, {"a": 1}) == [
        "a: wanted not to exist, got 1"
    ]


def test_what_is_there():
    event = {"one": "x", "some": ["x", "y"], "object": {"x": 1}, "empty": []}

    assert told({name: [1] for name in [*event, "none"]}, event) == [
        "one: wanted 1, got 'x'",
        "some: wanted 1, got ['x', 'y']",
        "object: wanted 1, got {'x': 1}",
        "empty: wanted 1, got []",
        "none: wanted 1, got nothing",
    ]


def test_an_event_that_matches_misses_nothing():
    assert misses({"a": [1]}, {"a": 1}) == ()


def test_what_nearly_fits_comes_first():
    pattern = {
        "none": ["x"],
        "object": ["x"],
        "other": ["x"],
        "case": ["Paid", True, None, 2.5],
        "number": [300],
        "text": [{"numeric": [">", 1]}],
        "word": [True],
    }
    event = {
        "object": {"x": 1},
        "other": "y",
        "case": " paid",
        "number": "300",
        "text": "7",
        "word": "true",
    }

    assert [miss.path for miss in misses(pattern, event)] == [
        "case",
        "number",
        "text",
        "word",
        "other",
        "object",
        "none",
    ]


def test_branches_are_named_and_the_nearest_comes_first():
    pattern = {
        "source": ["shop"],
        "detail": {
            "$or": [
                {"a": [1], "b": [2]},
                {"c": [3], "$or": [{"d": [4]}, {"e": [5], "f": [6]}]},
            ]
        },
    }

    assert told(pattern, {"source": "shop", "detail": {"c": 3, "b": 1}}) == [
        "detail.d: wanted 4, got nothing (branch detail.$or[1].$or[0])",
        "detail.b: wanted 2, got 1 (branch detail.$or[0])",
        "detail.a: wanted 1, got nothing (branch detail.$or[0])",
        "detail.e: wanted 5, got nothing (branch detail.$or[1].$or[1])",
        "detail.f: wanted 6, got nothing (branch detail.$or[1].$or[1])",
    ]


def test_an_array_of_which_no_element_has_all():
    pattern = {"items": {"sku": ["a"], "count": [2], "gift": [{"exists": False}]}}
    event = {"items": [{"sku": "a", "count": 1}, {"count": 2, "sku": "b", "gift": 1}]}
    del event["items"][1]["gift"]

    assert told(pattern, event) == [
        "items.count: wanted 2 in the same element of items, got 1"
    ]


def test_an_element_in_which_a_field_is_missing_or_there_several_times():
    pattern = {"x": {"a": [1], "b": [2], "c": [3]}}
    event = {"x": [{"a": 1, "b": [3, 4], "c": 3}, {"b": 2}, [{"c": 1}]]}

    assert told(pattern, event) == [
        "x.b: wanted 2 in the same element of x, got [3, 4]"
    ]


def test_the_innermost_array_is_named():
    pattern = {"x": {"y": {"a": [1], "b": [2]}}, "z": {"c": [1], "d": [2]}}
    event = {"x": [{"y": [{"a": 1}, {"b": 2}]}], "z": [{"c": 1, "d": 2}]}

    assert told(pattern, event) == [
        "x.y.b: wanted 2 in the same element of x.y, got nothing"
    ]


def test_elements_that_have_all_inside_but_not_together():
    """What only keys with dots in them can bring about."""
    pattern = {"x": {"a": [1], "b": {"c": [2], "d": [3]}}}
    event = {"x": [{"a": 1, "b.c": 2}, {"a": 1, "b": [{"c": 2}, {"d": 3}]}]}

    found = told(pattern, event)

    assert found == ["x.b.d: wanted 3 in the same element of x.b, got nothing"]


def test_an_array_in_a_branch():
    pattern = {"$or": [{"x": {"a": [1], "b": [2]}}, {"c": [3], "d": [4]}]}

    assert told(pattern, {"x": [{"a": 1}, {"b": 2}]}) == [
        "x.b: wanted 2 in the same element of x, got nothing (branch $or[0])",
        "c: wanted 3, got nothing (branch $or[1])",
        "d: wanted 4, got nothing (branch $or[1])",
    ]


def test_what_is_long_or_deep_is_cut_short():
    deep = {}
    for _ in range(5000):
        deep = {"a": deep}

    (miss,) = misses({"a": ["x"]}, {"a": deep})
    (long,) = misses({"a": ["x"]}, {"a": "abcdefghij" * 20})

    assert len(str(miss)) < 200
    start, end = "abcdefghij" * 4, "abcdefghij" * 4
    assert str(long) == f"a: wanted \"x\", got '{start[:37]}...{end[-38:]}'"
