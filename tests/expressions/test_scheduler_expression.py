"""When the expressions of EventBridge Scheduler fall due."""

from __future__ import annotations

import datetime

import pytest

from eventbridge_mock.expressions.scheduler_expression import (
    InvalidSchedulerExpressionError,
    SchedulerExpression,
)

UTC = datetime.timezone.utc


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(
    text: str, zone: str = "UTC", *, begin: str, anchor: str = "", count: int = 3
) -> list[str]:
    """Return the first times from *begin* on, in UTC."""
    expression = SchedulerExpression.parse(text, zone)
    after, found = instant(begin), []
    for _ in range(count):
        time = expression.next_time(after, anchor=instant(anchor or begin))
        if time is None:
            break
        found.append(f"{time:%Y-%m-%d %H:%M:%S}")
        after = time + datetime.timedelta(microseconds=1)
    return found


@pytest.mark.parametrize(
    ("text", "zone", "begin", "expected"),
    [
        pytest.param(
            "at(2026-07-01T12:00:00)",
            "UTC",
            "2026-06-30 00:00:00",
            ["2026-07-01 12:00:00"],
            id="once",
        ),
        pytest.param(
            "at(2026-07-01T12:00:00)",
            "Europe/Brussels",
            "2026-06-30 00:00:00",
            ["2026-07-01 10:00:00"],
            id="once, in a time zone",
        ),
        pytest.param(
            "at(2026-07-01T12:00:00)",
            "UTC",
            "2026-07-01 12:00:00",
            ["2026-07-01 12:00:00"],
            id="now",
        ),
        pytest.param(
            "at(2026-07-01T12:00:00)",
            "UTC",
            "2026-07-01 12:00:01",
            [],
            id="in the past",
        ),
        pytest.param(
            "rate(5 minutes)",
            "UTC",
            "2026-07-01 00:00:07",
            ["2026-07-01 00:00:07", "2026-07-01 00:05:07", "2026-07-01 00:10:07"],
            id="a rate, at once",
        ),
        pytest.param(
            "rate(1 days)",
            "America/New_York",
            "2026-07-01 00:00:00",
            ["2026-07-01 00:00:00", "2026-07-02 00:00:00", "2026-07-03 00:00:00"],
            id="a rate knows no time zone",
        ),
        pytest.param(
            "cron(0 12 * * ? *)",
            "UTC",
            "2026-07-01 12:00:00",
            ["2026-07-01 12:00:00", "2026-07-02 12:00:00", "2026-07-03 12:00:00"],
            id="a calendar, now",
        ),
        pytest.param(
            "cron(0 12 ? * MON *)",
            "Asia/Tokyo",
            "2026-07-01 12:00:30",
            ["2026-07-06 03:00:00", "2026-07-13 03:00:00", "2026-07-20 03:00:00"],
            id="a calendar in a time zone",
        ),
        pytest.param("cron(0 12 * * ? 2025)", "UTC", "2026-07-01", [], id="never"),
        pytest.param(
            "rate(2147483647 days)",
            "UTC",
            "2026-07-01",
            ["2026-07-01 00:00:00"],
            id="later than Python counts",
        ),
    ],
)
def test_expressions_fire_at_these_times(
    text: str, zone: str, begin: str, expected: list[str]
) -> None:
    """Scheduler guide "Schedule types"."""
    assert times(text, zone, begin=begin) == expected


def test_a_rate_counts_from_its_anchor() -> None:
    assert times(
        "rate(1 hour)", begin="2026-07-01 10:30:00", anchor="2026-07-01 00:10:00"
    ) == ["2026-07-01 11:10:00", "2026-07-01 12:10:00", "2026-07-01 13:10:00"]


def test_a_rate_waits_for_its_anchor() -> None:
    assert times(
        "rate(1 hour)", begin="2026-06-30", anchor="2026-07-01 00:10:00", count=2
    ) == ["2026-07-01 00:10:00", "2026-07-01 01:10:00"]


def test_a_time_that_spring_skips_does_not_fall_due() -> None:
    """Scheduler guide "Daylight savings time": 02:30 of 29 March is not there."""
    assert times(
        "cron(30 2 * * ? *)", "Europe/Brussels", begin="2026-03-28 01:00:00"
    ) == ["2026-03-28 01:30:00", "2026-03-30 00:30:00", "2026-03-31 00:30:00"]


def test_a_time_that_autumn_repeats_falls_due_once() -> None:
    """Scheduler guide "Daylight savings time": 02:30 of 25 October comes twice."""
    assert times(
        "cron(30 2 * * ? *)", "Europe/Brussels", begin="2026-10-24 12:00:00", count=2
    ) == ["2026-10-25 00:30:00", "2026-10-26 01:30:00"]
    # From within the second of the two hours.
    assert times(
        "cron(30 2 * * ? *)", "Europe/Brussels", begin="2026-10-25 01:10:00", count=1
    ) == ["2026-10-26 01:30:00"]


@pytest.mark.parametrize("text", ["rate(1 hour)", "cron(0 12 * * ? *)"])
def test_rates_and_crons_are_recurring(text: str) -> None:
    assert SchedulerExpression.parse(text).is_recurring


def test_once_is_not_recurring() -> None:
    assert not SchedulerExpression.parse("at(2026-07-01T12:00:00)").is_recurring


@pytest.mark.parametrize(
    "text",
    [
        "some cron",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "rate(9999999999 days)",
        "cron(0 12 * * * *)",
        "at(2026-07-01)",
        "at(2026-13-01T12:00:00)",
        "at(2026-07-01T12:00:00Z)",
    ],
)
def test_an_expression_that_is_refused(text: str) -> None:
    with pytest.raises(InvalidSchedulerExpressionError) as caught:
        SchedulerExpression.parse(text)

    assert str(caught.value) == f"Invalid Schedule Expression {text}."


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../UTC", ""])
def test_a_time_zone_that_is_refused(zone: str) -> None:
    with pytest.raises(InvalidSchedulerExpressionError) as caught:
        SchedulerExpression.parse("rate(1 hour)", zone)

    assert str(caught.value) == f"Invalid Schedule Expression Timezone {zone}."
