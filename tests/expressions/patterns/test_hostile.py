"""What is very deep, long or many is answered, and soon.

None of these measures time: with anything worse than the one way through that the
package takes, they would not end.
"""

from __future__ import annotations

import json

import pytest

from eventbridge_mock.expressions.patterns.event_pattern import (
    EventPattern,
    InvalidPatternError,
)


def nested(levels, value, key="a"):
    for _ in range(levels):
        value = {key: value}
    return value


def test_a_pattern_as_deep_as_can_be():
    text = '{"a": ' * 999 + '["x"]' + "}" * 999
    pattern = EventPattern.compile(text)

    assert pattern.matches(nested(999, "x"))
    assert not pattern.matches(nested(998, "x"))
    assert len(pattern.misses(nested(998, "x"))) == 1


@pytest.mark.parametrize("levels", [1000, 5000])
def test_a_pattern_that_is_too_deep(levels):
    """The parser of the open-source engine, Jackson, stops at a thousand."""
    with pytest.raises(InvalidPatternError) as caught:
        EventPattern.compile('{"a": ' * levels + '["x"]' + "}" * levels)

    assert str(caught.value) == (
        "Document nesting depth (1001) exceeds the maximum allowed (1000, from"
        " `StreamReadConstraints.getMaxNestingDepth()`)"
    )


def test_an_event_that_is_very_deep():
    pattern = EventPattern.compile('{"a": {"a": ["x"]}, "b": ["x"]}')
    event = {**nested(100_000, "x"), "b": "x"}

    assert not pattern.matches(event)
    assert [miss.path for miss in pattern.misses(event)] == ["a.a"]


def test_arrays_in_arrays_may_be_deep():
    pattern = EventPattern.compile('{"x": {"a": [1], "b": [2]}}')
    deep = []
    for _ in range(2000):
        deep = [{"a": 1}, deep, {"b": 2}]

    assert not pattern.matches({"x": deep})
    assert len(pattern.misses({"x": deep})) == 1
    assert pattern.matches({"x": [deep, {"a": 1, "b": 2}]})


def test_an_array_of_many_objects():
    pattern = EventPattern.compile('{"x": {"a": [1], "b": [2], "c": [3]}}')
    two_of_three = [{"a": 1, "b": 2}, {"b": 2, "c": 3}, {"a": 1, "c": 3}] * 2000

    assert not pattern.matches({"x": two_of_three})
    assert len(pattern.misses({"x": two_of_three})) == 1
    assert pattern.matches({"x": [*two_of_three, {"a": 1, "b": 2, "c": 3}]})


def test_keys_may_be_all_dots():
    pattern = EventPattern.compile(json.dumps({"." * 500: [1], "a." * 500: [2]}))

    assert pattern.matches({"." * 500: 1, "a." * 500: 2, "." * 100_000: 3})


@pytest.mark.parametrize(
    "operator",
    [
        {"wildcard": "*a*a*a*b"},
        {"prefix": {"equals-ignore-case": "a" * 2000 + "b"}},
        {"suffix": {"equals-ignore-case": "b" + "a" * 2000}},
        {"anything-but": {"wildcard": ["*", "*a*a*a"]}},
    ],
    ids=lambda operator: next(iter(operator)),
)
def test_long_values_that_nearly_fit(operator):
    pattern = EventPattern.compile(json.dumps({"x": [operator]}))

    assert not pattern.matches({"x": "a" * 200_000})


def test_a_thousand_combinations_of_or():
    branches = [{f"k{number}": [1]} for number in range(10)]
    pattern = EventPattern.compile(
        json.dumps({name: {"$or": branches} for name in "abc"})
    )
    event = {"a": {"k9": 1}, "b": {"k9": 1}}

    assert not pattern.matches(event)
    # Of the three groups only the last has no branch that fits.
    assert [miss.path for miss in pattern.misses(event)][:2] == ["c.k0", "c.k1"]
    assert pattern.matches({**event, "c": {"k9": 1}})
