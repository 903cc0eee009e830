"""TestEventPattern: its answer, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import at_most, invalid, members, refusal, violation

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

EVENT = json.dumps(
    {
        "id": "1",
        "source": "shop",
        "detail-type": "Order placed",
        "account": "123456789012",
        "time": "2026-01-02T03:04:05Z",
        "region": "eu-west-1",
        "detail": {"total": 50},
    }
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [({"source": ["shop"]}, True), ({"source": ["other"]}, False)],
)
def test_the_answer_is_the_verdict(
    pattern: dict[str, Any],
    expected: bool,  # noqa: FBT001 - it is what is asserted
    events: Any,
) -> None:
    """Recorded on AWS 2024-11 to 2025-10."""
    answer = events.test_event_pattern(EventPattern=json.dumps(pattern), Event=EVENT)

    assert members(answer) == {"Result": expected}


def test_a_pattern_that_is_not_valid(events: Any) -> None:
    """Recorded on AWS 2024-11 to 2025-10."""
    pattern = '{"string": "my-value"}'

    assert refusal(events.test_event_pattern, EventPattern=pattern, Event=EVENT) == (
        "InvalidEventPatternException",
        'Event pattern is not valid. Reason: "string" must be an object or an array\n'
        f' at [Source: (String)"{pattern}"; line: 1, column: 13]',
    )


@pytest.mark.parametrize(
    "event",
    ["text", '"text"', "[]", "null", '{"a": NaN}', '{"a":' * 100_000, ""],
    ids=["word", "string", "array", "null", "NaN", "deep", "empty"],
)
def test_an_event_that_is_no_object(event: str, events: Any) -> None:
    """Recorded on AWS 2024-11 to 2025-10 for text and arrays."""
    assert refusal(
        events.test_event_pattern, EventPattern='{"source": ["shop"]}', Event=event
    ) == ("ValidationException", "Parameter Event is not valid.")


def test_of_two_that_are_not_valid_the_event_is_told(events: Any) -> None:
    """Nobody recorded it."""
    code, _ = refusal(events.test_event_pattern, EventPattern="{}", Event="[]")

    assert code == "ValidationException"


def test_a_pattern_that_is_too_long(events: Any) -> None:
    """The maximum of the service model."""
    pattern = json.dumps({"source": ["x" * 4096]})

    assert refusal(
        events.test_event_pattern, EventPattern=pattern, Event=EVENT
    ) == invalid(violation("eventPattern", pattern, at_most(4096)))


def test_nothing_changes(mock: EventBridgeMock, events: Any) -> None:
    events.test_event_pattern(EventPattern='{"source": ["shop"]}', Event=EVENT)

    assert (dict(mock.connections), list(mock.invocations)) == ({}, [])
