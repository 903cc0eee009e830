"""Which values an event pattern takes, operator by operator."""

from __future__ import annotations

import json

import pytest

from eventbridge_mock.expressions.patterns.event_pattern import EventPattern
from eventbridge_mock.expressions.patterns.matchers import comparable_text


def takes(alternatives, value):
    """Say whether a field with *value* fits the list *alternatives*."""
    pattern = EventPattern.compile(json.dumps({"detail": {"field": alternatives}}))
    return pattern.matches({"source": "shop", "detail": {"field": value}})


@pytest.mark.parametrize(
    ("alternatives", "fitting", "others"),
    [
        (["a", "b"], ["a", "b", ["x", "b"]], ["A", "ab", "", [], {}, None]),
        ([""], [""], [" ", None, []]),
        (["1"], ["1"], [1]),
        ([300], [300, 300.0, 3e2], ["300", 301, True]),
        ([0.1], [0.1, 0.1000000000000000001], [0.11]),
        ([1], [1.0], [True]),
        ([0], [-0.0], [False, None, ""]),
        ([10**400], [10**400], [10**399, 1]),
        ([True], [True], ["true", 1, False]),
        ([None], [None], ["null", [], 0]),
        (["10.0.0.5"], ["10.0.0.5", "10.0.0.005"], ["10.0.0.50", 10, "x"]),
        (["::ffff:a00:5"], ["10.0.0.5"], ["10.0.0.6"]),
        (["2001:db8::1"], ["2001:DB8:0:0:0:0:0:1"], ["2001:db8::2", "x" * 60]),
        ([{"exactly": "10.0.0.5"}], ["10.0.0.5"], ["10.0.0.005", 1]),
        ([{"prefix": "eu-"}], ["eu-", "eu-west-1"], ["EU-", "us", 1, None]),
        ([{"prefix": ""}], ["", "x"], [1, None, []]),
        ([{"suffix": ".png"}], [".png", "a.png"], [".PNG", "a.png ", 1]),
        ([{"equals-ignore-case": "eU"}], ["EU", "eu", "Eu"], ["eu-", "e", "", 1]),
        ([{"equals-ignore-case": "aß"}], ["Aß", "ASS"], ["ass", "aSs"]),
        ([{"prefix": {"equals-ignore-case": "eU"}}], ["EU-west", "eu"], ["us", 1]),
        ([{"suffix": {"equals-ignore-case": "aß"}}], ["xAß", "xaSS"], ["ss", "ß", 1]),
        ([{"exists": True}], ["", 0, None, [1], [{}, 2]], [[], {}, {"a": 1}, [{}]]),
        ([{"exists": False}], [[], {}, {"a": 1}], ["", 0, None, [1]]),
        (["a", {"prefix": "b"}, {"exists": False}], ["a", "bc", []], ["c", 1]),
    ],
    ids=lambda case: json.dumps(case)[:40],
)
def test_values(alternatives, fitting, others):
    """Recorded on AWS 2024-11 to 2025-10, and the open-source engine."""
    assert [takes(alternatives, value) for value in fitting] == [True] * len(fitting)
    assert [takes(alternatives, value) for value in others] == [False] * len(others)


@pytest.mark.parametrize(
    ("operand", "fitting", "others"),
    [
        (["=", 300], [300, 300.0], ["300", 301, None, True]),
        # A number that no double holds is not compared.
        (["<", 5], [4.9, -(10**22)], [5, 10**400, -(10**400)]),
        (["<=", 5], [5], [5.1]),
        ([">", 0, "<=", 5], [0.1, 5, [9, 3]], [0, 5.1, [0, 9]]),
        ([">=", -1], [-1, 0], [-1.5, "0"]),
    ],
)
def test_numeric(operand, fitting, others):
    """Recorded on AWS 2024-11 to 2025-10."""
    alternatives = [{"numeric": operand}]

    assert [takes(alternatives, value) for value in fitting] == [True] * len(fitting)
    assert [takes(alternatives, value) for value in others] == [False] * len(others)


@pytest.mark.parametrize(
    ("block", "fitting", "others"),
    [
        ("10.0.0.0/24", ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "x", 123, None]),
        ("10.0.0.77/24", ["10.0.0.0"], ["9.255.255.255"]),
        (
            "2001:db8::/32",
            ["2001:db8::1", "2001:DB8:ffff::"],
            ["2001:db9::", "1.2.3.4"],
        ),
        # A number is compared by its decimal digits, an address of the other family by
        # its first hexadecimal digits.
        (
            "0.0.0.0/0",
            ["1.2.3.4", 10, 300.0, 12345678901, "::1"],
            [0, -5.5, True],
        ),
    ],
)
def test_cidr(block, fitting, others):
    """Recorded on AWS 2024-11 to 2025-10, and the open-source engine."""
    alternatives = [{"cidr": block}]

    assert [takes(alternatives, value) for value in fitting] == [True] * len(fitting)
    assert [takes(alternatives, value) for value in others] == [False] * len(others)


@pytest.mark.parametrize(
    ("wildcard", "fitting", "others"),
    [
        ("*", ["", "abc"], [1, None]),
        ("", [""], ["a"]),
        ("a*", ["a", "ab"], ["ba", ""]),
        ("*b*d", ["bd", "abcd", "bbdd"], ["db", "bdc"]),
        ("a*a", ["aa", "aba"], ["a"]),
        ("ab*ba", ["abba"], ["aba"]),
        ("a*b*c*d", ["abcd", "a-b-c-d"], ["acbd", "abc"]),
        ("\\*\\\\", ["*\\"], ["x\\", "*\\\\"]),
        (
            "/Users/*/dir/dir/dir/dir/dir/doc.txt",
            ["/Users/x/dir/dir/dir/dir/dir/doc.txt"],
            [],
        ),
    ],
)
def test_wildcard(wildcard, fitting, others):
    """Recorded on AWS 2024-11 to 2025-10, and the open-source engine."""
    alternatives = [{"wildcard": wildcard}]

    assert [takes(alternatives, value) for value in fitting] == [True] * len(fitting)
    assert [takes(alternatives, value) for value in others] == [False] * len(others)


@pytest.mark.parametrize(
    ("operand", "fitting", "others"),
    [
        ("a", ["b", 1, None, True, ["a", "b"]], ["a", ["a"], [], {}]),
        (["a", "b"], ["c"], ["a", "b"]),
        ("10.0.0.5", ["10.0.0.005"], ["10.0.0.5"]),
        (1, [2, "1", True], [1, 1.0]),
        ([1, 2.5], [3], [2.5]),
        ({"prefix": "a"}, ["b", 1, None], ["ab", []]),
        ({"prefix": ["a", "b"]}, ["c"], ["ab", "ba"]),
        ({"suffix": "a"}, ["ab"], ["ba"]),
        ({"equals-ignore-case": ["a", "b"]}, ["c", 1], ["A", "b"]),
        ({"wildcard": "*/dir/*"}, ["dir"], ["x/dir/y"]),
    ],
)
def test_anything_but(operand, fitting, others):
    """Recorded on AWS 2024-11 to 2025-10: there has to be something, be it null."""
    alternatives = [{"anything-but": operand}]

    assert [takes(alternatives, value) for value in fitting] == [True] * len(fitting)
    assert [takes(alternatives, value) for value in others] == [False] * len(others)


def test_a_prefix_that_ignores_case_after_a_leading_wildcard_is_found_anywhere():
    """Seen of the open-source engine, aws/event-ruler."""
    prefix = {"prefix": {"equals-ignore-case": "ST-"}}

    assert takes([{"wildcard": "*us-e"}, prefix], "us-east-2")
    assert not takes([{"wildcard": "*us-e"}, prefix], 1)
    assert not takes([prefix, {"wildcard": "*us-e"}], "us-east-2")
    assert not takes([{"wildcard": "us-e*x"}, prefix], "us-east-2")


@pytest.mark.parametrize(
    ("pattern", "event", "expected"),
    [
        ({"a.b": [1]}, {"a": {"b": 1}}, True),
        ({"a": {"b": [1]}}, {"a.b": 1}, True),
        ({"a": {"b": [1]}}, {"a.b.c": 1, "a.": {"b": 1}}, False),
        ({"a": {"b": [1]}}, {"a": [{"b": 2}, {"c": 1}, {"b": 1}]}, True),
        ({"a": [1]}, {"a": [[0], [2, [1]]]}, True),
        ({"a": [1]}, {"a": (0, 1)}, True),
        ({"a": {"b": [1], "c": [2]}}, {"a": [{"b": 1}, {"c": 2}]}, False),
        ({"a": {"b": [1], "c": [2]}}, {"a": [{"b": 1}, {"b": 1, "c": 2}]}, True),
        ({"a": {"b": [1], "c": [2]}}, {"a": [[{"b": 1}], [{"c": 2}]]}, False),
        (
            {"a": {"b": {"d": [1]}, "c": [2]}},
            {"a": [{"b": [{"d": 1}]}, {"c": 2}]},
            False,
        ),
        (
            {"a": {"b": [1]}, "c": {"d": [2]}},
            {"a": [{"b": 1}], "c": [{}, {"d": 2}]},
            True,
        ),
        (
            {"a": {"b": [1], "c": [{"exists": False}]}},
            {"a": [{"b": 1}, {"c": 2}]},
            True,
        ),
        (
            {"a": {"b": [{"exists": False}], "c": [2]}},
            {"a": [{"b": 1}, {"c": 2}]},
            False,
        ),
        ({"a": {"b": [{"exists": False}]}}, {"x": 1}, True),
        ({"a": {"b": [1], "c": [2]}}, {"a.b": [], "a": [{"b": 1, "c": 2}]}, True),
        (
            {"a": {"b": {"c": [1], "d": [2]}}},
            {"a.b": [{"c": 1}], "a": {"b": [{"d": 2}]}},
            True,
        ),
        (
            {"a": {"b": {"c": [1], "d": [{"exists": False}, 3]}}},
            {"a.b": [{"c": 1}], "a": {"b": [{"d": 2}, {"c": 2, "d": 4}]}},
            False,
        ),
        (
            {"a": {"b": {"c": [1], "d": [{"exists": False}]}}},
            {"a.b": [{"c": 1}, {"d": 1}], "a": {"b": [{"c": 2}]}},
            True,
        ),
    ],
)
def test_paths_and_arrays(pattern, event, expected):
    """Dots are recorded on AWS 2024-11 to 2025-10; arrays: the open-source engine."""
    assert EventPattern.compile(json.dumps(pattern)).matches(event) is expected


@pytest.mark.parametrize(
    ("pattern", "event", "expected"),
    [
        ('{"$or": [{"a": [1]}, {"b": [2]}]}', {"b": 2}, True),
        ('{"$or": [{"a": [1]}, {"b": [2]}]}', {"b": 1}, False),
        ('{"c": [3], "$or": [{"a": [1]}, {"b": [2]}]}', {"b": 2}, False),
        ('{"d": {"$or": [{"a": [1]}, {"b": [2]}]}}', {"d": {"a": 1}}, True),
        ('{"$or": [{"$or": [{"a": [1]}, {"b": [2]}]}, {"c": [3]}]}', {"b": 2}, True),
        # A field that is named again takes the place of the earlier one.
        ('{"a": [1], "$or": [{"a": [2]}, {"b": [2]}]}', {"a": 2}, True),
        ('{"$or": [{"a": [2]}, {"b": [2]}], "a": [1]}', {"a": 1}, True),
        ('{"a": [1], "a": [2]}', {"a": 2}, True),
        ('{"a": [1], "a": [2]}', {"a": 1}, False),
    ],
)
def test_or_and_fields_named_again(pattern, event, expected):
    """The open-source engine, aws/event-ruler."""
    assert EventPattern.compile(pattern).matches(event) is expected


def test_escapes_are_read():
    pattern = EventPattern.compile('{"\\u0061": ["\\ud83d\\ude00\\n\\"\\/"]}')

    assert pattern.matches({"a": '\U0001f600\n"/'})


def test_the_name_of_the_pattern_in_failures():
    assert repr(EventPattern.compile('{"a": [1]}')) == '<EventPattern {"a": [1]}>'


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0e5", 0.0),
        ("-0.0E3", 0.0),
        ("0.00", 0.0),
        ("1e-400", None),
        (f"0.{400 * '0'}1", None),
        ("1e400", None),
        ("2.50", 2.5),
        ("0.1", 0.1),
    ],
)
def test_a_number_that_no_double_has_is_none(text, number):
    assert comparable_text(text) == number
