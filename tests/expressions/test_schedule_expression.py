"""When a rule's ScheduleExpression falls due."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbridge_mock.expressions.schedule_expression import (
    InvalidScheduleError,
    ScheduleExpression,
)

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = datetime.timezone.utc


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(expression: str, after: str, count: int) -> list[str]:
    """Return the next *count* times, as text."""
    schedule = ScheduleExpression.parse(expression)
    found, time = [], schedule.next_time(at(after))
    while time and len(found) < count:
        found.append(time.strftime("%Y-%m-%d %H:%M"))
        time = schedule.next_time(time)
    return found


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("rate(1 minute)", "2026-01-01 00:00:30", "2026-01-01 00:01:30"),
        ("rate(5 minutes)", "2026-01-01 23:58", "2026-01-02 00:03"),
        ("rate(1 hour)", "2026-01-01 00:00", "2026-01-01 01:00"),
        ("rate(36 hours)", "2026-01-01 00:00", "2026-01-02 12:00"),
        ("rate(1 day)", "2026-02-28 00:00", "2026-03-01 00:00"),
        ("rate(10 days)", "2026-01-01 00:00", "2026-01-11 00:00"),
        ("rate(05 minutes)", "2026-01-01 00:00", "2026-01-01 00:05"),
        ("rate(001 minute)", "2026-01-01 00:00", "2026-01-01 00:01"),
        ("rate(2147483647 minutes)", "2026-01-01 00:00", "6109-01-24 02:07"),
    ],
)
def test_a_rate_counts_from_the_last_time(
    expression: str, after: str, expected: str
) -> None:
    assert ScheduleExpression.parse(expression).next_time(at(after)) == at(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 minutes",
        "rate(5 minutes",
        "rate(5 minutes) ",
        "Rate(5 minutes)",
        "rate()",
        "rate(5)",
        "rate(minutes)",
        "rate(1 minutes)",
        "rate(1 hours)",
        "rate(1 days)",
        "rate(5 minute)",
        "rate(24 hour)",
        "rate(2 day)",
        "rate(0 minutes)",
        "rate(-5 minutes)",
        "rate(1.5 hours)",
        "rate(5 MINUTES)",
        "rate(5  minutes)",
        "rate( 5 minutes )",
        "rate(30 seconds)",
        "rate(2 weeks)",
        "rate(five minutes)",
        "rate(2147483648 days)",
        "rate(01 minutes)",
        "rate(02 minute)",
        "rate(0 minute)",
        "rate(" + "9" * 5000 + " days)",
        "at(2026-01-01T00:00:00)",
    ],
)
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    """AWS guide "Rate expressions reference"."""
    with pytest.raises(InvalidScheduleError) as caught:
        ScheduleExpression.parse(text)

    assert str(caught.value) == "Parameter ScheduleExpression is not valid."


# 2026-01-01 is a Thursday; 2026-02-01, 2026-03-01 and 2026-11-01 are Sundays.
CRON = [
    # The examples of the AWS guide "Cron expressions reference".
    ("0 10 * * ? *", ["2026-01-01 10:00", "2026-01-02 10:00"]),
    ("15 12 * * ? *", ["2026-01-01 12:15", "2026-01-02 12:15"]),
    (
        "0 18 ? * MON-FRI *",
        ["2026-01-01 18:00", "2026-01-02 18:00", "2026-01-05 18:00"],
    ),
    ("0 8 1 * ? *", ["2026-01-01 08:00", "2026-02-01 08:00"]),
    ("0/15 * * * ? *", ["2026-01-01 00:15", "2026-01-01 00:30"]),
    ("0/10 * ? * MON-FRI *", ["2026-01-01 00:10", "2026-01-01 00:20"]),
    ("0/5 8-17 ? * MON-FRI *", ["2026-01-01 08:00", "2026-01-01 08:05"]),
    ("0 9 ? * 2#1 *", ["2026-01-05 09:00", "2026-02-02 09:00", "2026-03-02 09:00"]),
    # Fields of time.
    ("30/20 0 * * ? *", ["2026-01-01 00:30", "2026-01-01 00:50", "2026-01-02 00:30"]),
    ("1-10/4 0,12 * * ? *", ["2026-01-01 00:01", "2026-01-01 00:05"]),
    ("*/59 23 * * ? *", ["2026-01-01 23:00", "2026-01-01 23:59"]),
    ("05 07 * * ? *", ["2026-01-01 07:05"]),
    # Months and years.
    ("0 0 1 JAN,7 ? *", ["2026-07-01 00:00", "2027-01-01 00:00"]),
    ("0 0 1 jun-Aug ? *", ["2026-06-01 00:00", "2026-07-01 00:00"]),
    ("0 0 1 5/4 ? *", ["2026-05-01 00:00", "2026-09-01 00:00", "2027-05-01 00:00"]),
    ("0 0 1 1 ? 2027-2029/2", ["2027-01-01 00:00", "2029-01-01 00:00"]),
    ("0 0 1 1 ? 2199", ["2199-01-01 00:00"]),
    # Days of the month.
    ("0 0 31 * ? *", ["2026-01-31 00:00", "2026-03-31 00:00", "2026-05-31 00:00"]),
    ("0 0 29 2 ? *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
    ("0 0 29 2 ? 2100-2199", ["2104-02-29 00:00"]),
    ("0 0 L * ? *", ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00"]),
    ("0 0 L 2 ? 2028", ["2028-02-29 00:00"]),
    ("0 0 LW * ? *", ["2026-01-30 00:00", "2026-02-27 00:00", "2026-03-31 00:00"]),
    ("0 0 3W * ? *", ["2026-01-02 00:00", "2026-02-03 00:00", "2026-03-03 00:00"]),
    ("0 0 1W * ? *", ["2026-02-02 00:00", "2026-03-02 00:00", "2026-04-01 00:00"]),
    ("0 0 1W 8 ? *", ["2026-08-03 00:00"]),
    ("0 0 15W 3,8 ? *", ["2026-03-16 00:00", "2026-08-14 00:00"]),
    ("0 0 31W 1,2,5 ? *", ["2026-01-30 00:00", "2026-05-29 00:00"]),
    ("0 0 1/10 1 ? 2026", ["2026-01-11 00:00", "2026-01-21 00:00", "2026-01-31 00:00"]),
    # Days of the week.
    ("0 0 ? * 1 *", ["2026-01-04 00:00", "2026-01-11 00:00"]),
    ("0 0 ? * SAT *", ["2026-01-03 00:00", "2026-01-10 00:00"]),
    ("0 0 ? * L *", ["2026-01-03 00:00", "2026-01-10 00:00"]),
    ("0 0 ? * 6L *", ["2026-01-30 00:00", "2026-02-27 00:00"]),
    ("0 0 ? 2,3 SUNL *", ["2026-02-22 00:00", "2026-03-29 00:00"]),
    ("0 0 ? * thu#5 *", ["2026-01-29 00:00", "2026-04-30 00:00"]),
    ("0 0 ? 2 MON#5 *", ["2044-02-29 00:00", "2072-02-29 00:00", "2112-02-29 00:00"]),
    ("0 0 ? * * *", ["2026-01-02 00:00", "2026-01-03 00:00"]),
    # Ranges that wrap.
    (
        "50-10/5 0 * * ? *",
        ["2026-01-01 00:05", "2026-01-01 00:10", "2026-01-01 00:50"],
    ),
    (
        "0 22-1 * * ? *",
        ["2026-01-01 01:00", "2026-01-01 22:00", "2026-01-01 23:00"],
    ),
    (
        "0 0 30-2 * ? *",
        ["2026-01-02 00:00", "2026-01-30 00:00", "2026-01-31 00:00"],
    ),
    (
        "0 0 1 NOV-FEB ? *",
        ["2026-02-01 00:00", "2026-11-01 00:00", "2026-12-01 00:00"],
    ),
    (
        "0 0 ? * FRI-MON *",
        [
            "2026-01-02 00:00",
            "2026-01-03 00:00",
            "2026-01-04 00:00",
            "2026-01-05 00:00",
        ],
    ),
    # Steps that lead nowhere, and letters that say nothing.
    ("30/0 0 * * ? *", ["2026-01-01 00:30", "2026-01-02 00:30"]),
    ("30/61 0 * * ? *", ["2026-01-01 00:30", "2026-01-02 00:30"]),
    ("10-20/0 0 * * ? *", ["2026-01-01 00:10", "2026-01-02 00:10"]),
    ("*/0 0 * * ? *", ["2026-01-01 00:01", "2026-01-01 00:02"]),
    ("30x 0 * * ? *", ["2026-01-01 00:30"]),
    ("30-31x 0 * * ? *", ["2026-01-01 00:30", "2026-01-01 00:31"]),
    ("0 0 ? FEBRUARY MONDAY *", ["2026-02-02 00:00"]),
    ("0 0 ? * 5/2 *", ["2026-01-03 00:00", "2026-01-08 00:00"]),
    # Days before the last, and weekdays near several days.
    ("0 0 L-30 * ? *", ["2026-03-01 00:00", "2026-05-01 00:00"]),
    ("0 0 L-0 * ? *", ["2026-01-31 00:00"]),
    ("0 0 3-4W 1 ? 2026", ["2026-01-02 00:00", "2026-01-05 00:00"]),
    ("0 0 30-1W 1,2 ? 2026", ["2026-01-30 00:00", "2026-02-02 00:00"]),
    # Years far away.
    ("0 0 1 1 ? 2198/1", ["2198-01-01 00:00", "2199-01-01 00:00"]),
    ("0 0 1 1 ? 2027/0", ["2027-01-01 00:00"]),
    ("0 0 1 1 ? 0-2147483647", ["2027-01-01 00:00", "2028-01-01 00:00"]),
    ("0 0 1 1 ? 2300", ["2300-01-01 00:00"]),
    ("0 0 1 1 ? 9999", ["9999-01-01 00:00"]),
    ("0 0 1 1 ? 10000", []),
    ("0 0 1 1 ? 1969", []),
    # Never again.
    ("0 0 31 2 ? *", []),
    ("0 0 30W 2 ? *", []),
    ("0 0 1 1 ? 1970-2026", []),
]


@pytest.mark.parametrize(("content", "expected"), CRON)
def test_a_cron_expression_falls_due(content: str, expected: list[str]) -> None:
    found = times(f"cron({content})", "2026-01-01 00:00", max(1, len(expected)))

    assert found == expected


@pytest.mark.parametrize(
    "content",
    [
        "",
        "0 10 * * ?",
        "0 10 * * ? * *",
        " 0 10 * * ? *",
        "0  10 * * ? *",
        "0 10 * * * *",
        "0 10 ? * ? *",
        "0 10 1 * MON *",
        "? 10 * * ? *",
        "0 ? * * ? *",
        "0 10 * ? ? *",
        "0 10 * * ? ?",
        "60 10 * * ? *",
        "0 24 * * ? *",
        "0 10 0 * ? *",
        "0 10 32 * ? *",
        "0 10 * 0 ? *",
        "0 10 * 13 ? *",
        "0 10 ? * 0 *",
        "0 10 ? * 8 *",
        "0 10 * * ? 2147483648",
        "0 10 * * ? 2030-2027",
        "0 10 * * ? 2027L",
        "-1 10 * * ? *",
        "1.5 10 * * ? *",
        ", 10 * * ? *",
        "0, 10 * * ? *",
        "1- 10 * * ? *",
        "*-5 10 * * ? *",
        "/5 10 * * ? *",
        "0/1x 10 * * ? *",
        "0/-1 10 * * ? *",
        "5L 10 * * ? *",
        "5W 10 * * ? *",
        "x5 10 * * ? *",
        "*x 10 * * ? *",
        "5? 10 * * ? *",
        "0/ 10 * * ? *",
        "JAN 10 * * ? *",
        "0 10 * MAI ? *",
        "0 10 * MON ? *",
        "0 10 ? * NOT *",
        "0 10 ? * MO *",
        "0 10 ? * \u017fUN *",
        "0 10 ? * 2#0 *",
        "0 10 ? * 2#6 *",
        "0 10 ? * 8#1 *",
        "0 10 ? * NOT#1 *",
        "0 10 ? * 3#1,6#3 *",
        "0 10 ? * 5W *",
        "0 10 ? * MON,6L *",
        "0 10 0W * ? *",
        "0 10 32W * ? *",
        "0 10 1W,15W * ? *",
        "0 10 L-31 * ? *",
        "0 10 L-3W * ? *",
        "0 10 1-32W * ? *",
        "0 10 1,L * ? *",
        "0 10 MON * ? *",
        "0 10 3#1 * ? *",
        "L 10 * * ? *",
        "٣ 10 * * ? *",
        "9" * 5000 + " 10 * * ? *",
        "0 10 * * ? *)",
    ],
)
def test_a_cron_expression_that_is_none_is_refused(content: str) -> None:
    """AWS guide "Cron expressions reference"."""
    with pytest.raises(InvalidScheduleError):
        ScheduleExpression.parse(f"cron({content})")


def test_a_time_zone_is_turned_into_utc() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=13))
    after = datetime.datetime(2026, 1, 2, 1, 0, tzinfo=zone)
    found = [
        ScheduleExpression.parse(text).next_time(after)
        for text in ("cron(0 13 * * ? *)", "rate(1 hour)")
    ]

    assert [str(time) for time in found] == ["2026-01-01 13:00:00+00:00"] * 2


@pytest.mark.parametrize(
    "text", ["rate(1 day)", "rate(2147483647 days)", "cron(0 0 * * ? *)"]
)
def test_after_the_last_day_of_the_calendar_nothing_falls_due(text: str) -> None:
    end = datetime.datetime.max.replace(tzinfo=UTC)

    assert ScheduleExpression.parse(text).next_time(end) is None


def test_an_expression_is_parsed_once() -> None:
    text = "cron(7 7 7 7 ? *)"

    assert ScheduleExpression.parse(text) is ScheduleExpression.parse(text)


Claim = tuple[str, "Callable[[datetime.datetime], bool]"]


def numbers(lowest: int, highest: int, unit: str) -> st.SearchStrategy[Claim]:
    """Return fields for *unit*, each beside what it claims of a time."""
    number = st.integers(lowest, highest)
    steps = st.tuples(number, st.integers(1, highest))
    ranges = st.tuples(number, number).map(sorted)

    def of(time: datetime.datetime) -> int:
        return int(getattr(time, unit))

    return st.one_of(
        st.just(("*", lambda _: True)),
        st.sets(number, min_size=1, max_size=4).map(
            lambda some: (",".join(map(str, some)), lambda time: of(time) in some)
        ),
        ranges.map(
            lambda pair: (
                f"{pair[0]}-{pair[1]}",
                lambda time: pair[0] <= of(time) <= pair[1],
            )
        ),
        steps.map(
            lambda pair: (
                f"{pair[0]}/{pair[1]}",
                lambda time: of(time) >= pair[0] and not (of(time) - pair[0]) % pair[1],
            )
        ),
    )


def is_last(time: datetime.datetime, days: int) -> bool:
    """Return whether the month is over *days* days later."""
    return (time + datetime.timedelta(days=days)).month != time.month


WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
DAYS = st.one_of(
    numbers(1, 31, "day").map(lambda claim: (f"{claim[0]} {{}} ?", claim[1])),
    st.just(("L {} ?", lambda time: is_last(time, 1))),
    st.sampled_from(WEEKDAYS).map(
        lambda name: (f"? {{}} {name}", lambda time: f"{time:%a}".upper() == name)
    ),
    st.sampled_from(WEEKDAYS).map(
        lambda name: (
            f"? {{}} {name}L",
            lambda time: f"{time:%a}".upper() == name and is_last(time, 7),
        )
    ),
    st.tuples(st.integers(1, 7), st.integers(1, 5)).map(
        lambda pair: (
            f"? {{}} {pair[0]}#{pair[1]}",
            lambda time: (
                time.isoweekday() % 7 + 1 == pair[0] and (time.day + 6) // 7 == pair[1]
            ),
        )
    ),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers(0, 59, "minute"),
    numbers(0, 23, "hour"),
    DAYS,
    numbers(1, 12, "month"),
    st.datetimes(
        at("2023-01-01").replace(tzinfo=None), at("2030-01-01").replace(tzinfo=None)
    ),
)
def test_the_next_time_is_the_first_minute_of_which_all_fields_are_true(
    minute: Claim, hour: Claim, days: Claim, month: Claim, after: datetime.datetime
) -> None:
    content = f"{minute[0]} {hour[0]} {days[0].format(month[0])} *"
    after = after.replace(tzinfo=UTC)
    found = ScheduleExpression.parse(f"cron({content})").next_time(after)

    walked = after.replace(second=0, microsecond=0)
    expected = None
    for _ in range(2 * 24 * 60):
        walked += datetime.timedelta(minutes=1)
        if all(claim[1](walked) for claim in (month, days, hour, minute)):
            expected = walked
            break
    assert found == expected or (expected is None and (not found or found > walked))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    DAYS,
    st.datetimes(
        at("2023-01-01").replace(tzinfo=None), at("2030-01-01").replace(tzinfo=None)
    ),
)
def test_days_follow_each_other_with_no_day_left_out(
    days: Claim, after: datetime.datetime
) -> None:
    """A walk over the days of 14 months."""
    schedule = ScheduleExpression.parse(f"cron(0 0 {days[0].format('*')} *)")
    start = after.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    walked = [start + datetime.timedelta(days=day) for day in range(1, 430)]
    expected = [day for day in walked if days[1](day)]

    assert all(schedule.next_time(day) == later for day, later in pairwise(expected))
