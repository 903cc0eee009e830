"""The tables of docs/guide/patterns.md tell the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.expressions.guide_tables import quoted_rows

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "patterns.md"
VALUES = quoted_rows(PAGE, "pattern", "matches", "does not match")
REFUSED = quoted_rows(PAGE, "pattern", "reason")
ENVELOPE = {
    "id": "1",
    "account": "123456789012",
    "source": "shop",
    "time": "2026-11-24T08:00:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail-type": "Order placed",
}


def is_match(events: Any, pattern: str, value: str) -> bool:
    answer = events.test_event_pattern(
        EventPattern=f'{{"detail": {{"field": {pattern}}}}}',
        Event=json.dumps({**ENVELOPE, "detail": {"field": json.loads(value)}}),
    )
    return bool(answer["Result"])


@pytest.mark.parametrize(("pattern", "matching", "missing"), VALUES)
def test_a_row_of_values_and_operators(
    events: Any, pattern: str, matching: str, missing: str
) -> None:
    verdicts = is_match(events, pattern, matching), is_match(events, pattern, missing)

    assert verdicts == (True, False)


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_a_row_of_what_is_refused(events: Any, pattern: str, reason: str) -> None:
    with pytest.raises(ClientError) as refusal:
        events.test_event_pattern(EventPattern=pattern, Event=json.dumps(ENVELOPE))

    error = refusal.value.response["Error"]
    assert error["Code"] == "InvalidEventPatternException"
    first_line = error["Message"].splitlines()[0]
    assert first_line == f"Event pattern is not valid. Reason: {reason}"


def test_the_page_has_both_kinds_of_tables() -> None:
    counts = [len(VALUES), len(REFUSED)]

    assert counts == [35, 14]
