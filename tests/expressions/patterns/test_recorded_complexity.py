"""Wildcards that AWS admits, and those that are too complex.

Recorded in us-east-1, 2026-09-13: PutRule and TestEventPattern agree. The thresholds
are AWS's; values between two that were tried are the guess of this project.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.aws.operations.answers import refusal
from tests.expressions.patterns.test_recorded_patterns import ENVELOPE

TOO_COMPLEX = (
    "InvalidEventPatternException",
    "Event pattern is not valid. Reason: Rule is too complex - try using fewer wildcard"
    " characters or fewer repeating character sequences after a wildcard character",
)


def wildcard(text: str) -> dict[str, Any]:
    return {"wildcard": text}


def other_than(*texts: str) -> dict[str, Any]:
    return {"anything-but": {"wildcard": list(texts)}}


def listed(texts: list[str]) -> dict[str, Any]:
    return {"zzz": [wildcard(text) for text in texts]}


def branches(*given: dict[str, Any]) -> dict[str, Any]:
    return {"$or": list(given)}


# By name: what makes a pattern of a number, the numbers that pass, and those that do
# not.
ROWS: dict[str, tuple[Any, list[int], list[int]]] = {
    "*a repeated": (lambda n: listed(["*a" * n]), [1, 4, 5], [6, 7, 12]),
    "*a repeated, then *": (lambda n: listed(["*a" * n + "*"]), [1, 4], [5, 6]),
    "*abc…*": (lambda n: listed([f"*{'abc' * n}*"]), [1, 8], [9, 12]),
    "four bytes": (lambda n: listed([f"*{'😀' * n}*"]), [1, 5], [10]),
    "a list that shares a start": (
        lambda n: listed([f"*a{k}*" for k in range(n)]),
        [1, 2, 3],
        [4, 5],
    ),
    "a list of different starts": (
        lambda n: listed([f"{k:x}*x" for k in range(n)]),
        [1, 10],
        [11, 12],
    ),
    "a list without a star": (
        lambda n: listed([f"w{k:x}" for k in range(n)]),
        [1, 10],
        [11, 12],
    ),
    "the same in a list": (lambda n: listed(["*a*"] * n), [1, 4], [5, 6]),
    "the same without a star": (lambda n: listed(["abc"] * n), [1, 11], []),
    "branches of different starts": (
        lambda n: branches(*(listed([f"{k:x}*x"]) for k in range(n))),
        [2, 10],
        [11, 12],
    ),
    "branches that share a wildcard beside them": (
        lambda n: {
            "a": [wildcard("*a*")],
            "$or": [{"z": [k]} for k in range(n)],
        },
        [2, 4],
        [10],
    ),
    "branches after different literals": (
        lambda n: branches(
            *({"aaa": [f"l{k}"], **listed([f"{k:x}*x"])} for k in range(n))
        ),
        [2, 11],
        [],
    ),
    "branches after the same literal": (
        lambda n: branches(*({"aaa": ["l"], **listed([f"{k:x}*x"])} for k in range(n))),
        [2, 10],
        [11],
    ),
    "a wildcard in each field": (
        lambda n: {f"f{k}": [wildcard("*a*")] for k in range(n)},
        [1, 12],
        [],
    ),
    "one anything-but of different starts": (
        lambda n: {"zzz": [other_than(*(f"{k:x}*x" for k in range(n)))]},
        [1, 12],
        [],
    ),
    "one anything-but that shares a start": (
        lambda n: {"zzz": [other_than(*(f"*a{k}*" for k in range(n)))]},
        [1, 4],
        [5],
    ),
    "one anything-but of the same": (
        lambda n: {"zzz": [other_than(*["*a*"] * n)]},
        [1, 11],
        [],
    ),
    "separate anything-buts of the same": (
        lambda n: {"zzz": [other_than("*a*") for _ in range(n)]},
        [1, 4],
        [10],
    ),
}


def given(accepted: bool) -> list[Any]:  # noqa: FBT001 - one of two lists
    return [
        pytest.param({"detail": make(n)}, id=f"{name}: {n}")
        for name, (make, passing, refused) in ROWS.items()
        for n in (passing if accepted else refused)
    ]


@pytest.mark.parametrize("pattern", given(accepted=True))
def test_a_pattern_that_is_simple_enough(pattern: Any, events: Any) -> None:
    text = json.dumps(pattern)

    events.put_rule(Name="a", EventPattern=text)
    events.test_event_pattern(EventPattern=text, Event=json.dumps(ENVELOPE))

    assert events.describe_rule(Name="a")["EventPattern"] == text


@pytest.mark.parametrize("pattern", given(accepted=False))
def test_a_pattern_that_is_too_complex(pattern: Any, events: Any) -> None:
    text = json.dumps(pattern)

    assert refusal(events.put_rule, Name="a", EventPattern=text) == TOO_COMPLEX
    assert (
        refusal(
            events.test_event_pattern, EventPattern=text, Event=json.dumps(ENVELOPE)
        )
        == TOO_COMPLEX
    )


TOO_MUCH = wildcard("*a" * 6)


@pytest.mark.parametrize(
    ("before", "is_admitted"),
    [
        ({"aaa": [{"exists": False}], "zzz": [TOO_MUCH]}, True),
        ({"aaa": [{"exists": True}], "zzz": [TOO_MUCH]}, False),
        ({"aaa": ["literal"], "zzz": [TOO_MUCH]}, False),
        ({"aaa": [{"exists": False}, "literal"], "zzz": [TOO_MUCH]}, False),
        ({"zzz": [TOO_MUCH], "zzzz": [{"exists": False}]}, False),
    ],
    ids=["absent", "present", "literal", "absent or literal", "absent after"],
)
def test_behind_an_absent_field_nothing_is_counted(
    before: Any, is_admitted: Any, events: Any
) -> None:
    """Fields are taken in the order of their names."""
    text = json.dumps({"detail": before})
    if is_admitted:
        events.put_rule(Name="a", EventPattern=text)
        assert events.describe_rule(Name="a")["EventPattern"] == text
    else:
        assert refusal(events.put_rule, Name="a", EventPattern=text) == TOO_COMPLEX


@pytest.mark.parametrize(
    ("wildcards", "is_admitted"),
    [
        (["a*1*", "a*2*", "ab*3*", "ab*4*", "ab*5*"], False),
        (["ab*1*", "ab*2*", "ab*3*", "a*4*", "a*5*"], False),
        (["ab*1*", "ab*2*", "ab*3*", "c*4*", "c*5*"], True),
        (["a" * 20 + "*x"], True),
        (["b*" + "a*" * 5], False),
    ],
    ids=["a within ab", "ab around a", "apart", "long beginning", "after it"],
)
def test_wildcards_are_counted_from_their_first_star(
    wildcards: list[str], is_admitted: Any, events: Any
) -> None:
    """What comes before it decides which wildcards one value can fit: our guess."""
    text = json.dumps({"detail": listed(wildcards)})
    if is_admitted:
        events.put_rule(Name="a", EventPattern=text)
        assert events.describe_rule(Name="a")["EventPattern"] == text
    else:
        assert refusal(events.put_rule, Name="a", EventPattern=text) == TOO_COMPLEX
