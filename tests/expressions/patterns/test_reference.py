"""Patterns and indexes say what a plain reference says, whatever the event."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from eventbridge_mock.expressions.patterns.event_pattern import (
    EventPattern,
    InvalidPatternError,
)
from eventbridge_mock.expressions.patterns.pattern_index import PatternIndex
from tests.expressions.patterns import reference

# Few of all, so that patterns and events nearly meet.
TEXTS = ["", "a", "A", "ab", "aB", "ba", "ß", "SS", "10.0.0.1", "10.0.0.9", "::1", "1"]
NUMBERS = [0, 1, 1.0, 2, 2.5, -3]
VALUES = [*TEXTS, *NUMBERS, True, False, None]
KEYS = ["a", "b", "c", "a.b", "b.c"]

texts = st.sampled_from(TEXTS)
numbers = st.sampled_from(NUMBERS)
non_empty = texts.filter(bool)
wildcards = st.sampled_from(["*", "a*", "*b", "a*b", "*a*", "", "\\*", "a"])
ignoring_case = st.fixed_dictionaries({"equals-ignore-case": texts})


def one_or_several(operands):
    return operands | st.lists(operands, min_size=1, max_size=3)


negatable = (
    one_or_several(texts)
    | one_or_several(numbers)
    | st.fixed_dictionaries({"prefix": one_or_several(non_empty)})
    | st.fixed_dictionaries({"suffix": one_or_several(non_empty)})
    | st.fixed_dictionaries({"equals-ignore-case": one_or_several(texts)})
    | st.fixed_dictionaries({"wildcard": one_or_several(wildcards)})
)
ranges = st.sampled_from(
    [["=", 1], ["<", 1], ["<=", 1], [">", 1], [">=", 2.5], [">", 0, "<=", 2.0]]
)
alternatives = (
    st.sampled_from(VALUES)
    | st.fixed_dictionaries({"exactly": texts})
    | st.fixed_dictionaries({"prefix": texts})
    | st.fixed_dictionaries({"suffix": texts | ignoring_case})
    | st.fixed_dictionaries({"equals-ignore-case": texts})
    | st.fixed_dictionaries({"wildcard": wildcards})
    | st.fixed_dictionaries({"numeric": ranges})
    | st.fixed_dictionaries({"cidr": st.sampled_from(["10.0.0.0/29", "::/64"])})
    | st.fixed_dictionaries({"exists": st.booleans()})
    | st.fixed_dictionaries({"anything-but": negatable})
)
# A list of its own: after a wildcard the engine takes it for something else.
lists = st.lists(alternatives, min_size=1, max_size=3) | st.lists(
    st.fixed_dictionaries({"prefix": ignoring_case}), min_size=1, max_size=2
)


def objects(members):
    fields = st.dictionaries(st.sampled_from(KEYS), members, min_size=1, max_size=3)
    branches = st.lists(fields, min_size=2, max_size=3)
    return fields | st.builds(
        lambda each, some: {**each, "$or": some}, fields, branches
    )


def refusal(pattern):
    """Return why AWS refuses *pattern*, or nothing."""
    try:
        EventPattern.compile(pattern)
    except InvalidPatternError as error:
        return str(error).partition(" - ")[0]
    return ""


def is_simple_enough(pattern):
    """Return whether AWS would not find the wildcards too complex."""
    why = refusal(pattern)
    assert why in {"", "Rule is too complex"}
    return not why


patterns = (
    objects(st.recursive(lists, objects, max_leaves=4))
    .map(json.dumps)
    .filter(is_simple_enough)
)
events = st.dictionaries(
    st.sampled_from(KEYS),
    st.recursive(
        st.sampled_from(VALUES),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)
# Much that is in arrays, and only two values: mostly a matter of which element.
bits = st.sampled_from([0, 1])
items = st.recursive(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), bits, max_size=3),
    lambda inner: (
        st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            bits | st.lists(inner, max_size=3),
            max_size=3,
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=8,
)
array_events = st.fixed_dictionaries({"x": st.lists(items, max_size=4)})
array_fields = st.lists(bits | st.just({"exists": False}), min_size=1, max_size=2)
array_patterns = st.fixed_dictionaries(
    {
        "x": st.dictionaries(
            st.sampled_from(["a", "b", "c", "a.b", "a.c", "b.a", "b.c"]),
            array_fields,
            min_size=1,
            max_size=4,
        )
    }
).map(json.dumps)


def test_patterns_that_are_too_complex_are_left_out():
    assert is_simple_enough('{"a": [{"wildcard": "*a*"}]}')
    assert not is_simple_enough('{"a": [{"wildcard": "*a*a*a*a*a*a"}]}')


@settings(deadline=None, max_examples=40)
@given(patterns, events)
def test_a_pattern_matches_what_the_reference_matches(pattern, event):
    compiled = EventPattern.compile(pattern)

    assert compiled.matches(event) == reference.matches(pattern, event)


@settings(deadline=None, max_examples=40)
@given(array_patterns, array_events)
def test_elements_of_arrays_combine_as_in_the_reference(pattern, event):
    compiled = EventPattern.compile(pattern)

    assert compiled.matches(event) == reference.matches(pattern, event)


@settings(deadline=None, max_examples=40)
@given(patterns | array_patterns, events | array_events)
def test_there_are_misses_exactly_when_the_event_does_not_match(pattern, event):
    misses = EventPattern.compile(pattern).misses(event)

    assert bool(misses) != reference.matches(pattern, event)
    assert all(str(miss) for miss in misses)


@settings(deadline=None, max_examples=25)
@given(st.lists(patterns | array_patterns, max_size=12), events | array_events)
def test_an_index_finds_what_the_reference_matches(some, event):
    index: PatternIndex[int] = PatternIndex()
    for number, pattern in enumerate(some):
        index.put(number, EventPattern.compile(pattern))

    assert index.matching(event) == [
        number
        for number, pattern in enumerate(some)
        if reference.matches(pattern, event)
    ]
