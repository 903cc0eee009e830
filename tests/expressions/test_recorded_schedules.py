"""Schedule expressions that PutRule took and refused, in us-east-1 on 2026-09-15."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time

from tests.aws.operations.answers import refusal
from tests.state.setting import destination, put_schedule, target

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

NOT_VALID = ("ValidationException", "Parameter ScheduleExpression is not valid.")

ACCEPTED = [
    "cron(0 12 * * ? *)",
    "cron(5,35 14 * * ? *)",
    "cron(0-30/10 8-17 ? * MON-FRI *)",
    "cron(0 12 1/10 * ? *)",
    "cron(*/15 * * * ? *)",
    # Ranges that wrap.
    "cron(0 20-2 * * ? *)",
    "cron(50-10/5 * * * ? *)",
    "cron(0 12 1 NOV-FEB ? *)",
    "cron(0 12 ? * FRI-MON *)",
    "cron(0 12 28-3 * ? *)",
    "cron(0 12 ? JAN,FEB,MAR MON,WED,FRI *)",
    "cron(0 12 ? jan mon *)",
    "cron(0 12 ? * * *)",
    # Days of the month.
    "cron(0 12 L * ? *)",
    "cron(0 12 L-3 * ? *)",
    "cron(0 12 L-15 * ? *)",
    "cron(0 12 3W * ? *)",
    "cron(0 12 LW * ? *)",
    "cron(0 12 1-5W * ? *)",
    "cron(0 12 1-31W * ? *)",
    # Days of the week.
    "cron(0 12 ? * L *)",
    "cron(0 12 ? * 6L *)",
    "cron(0 12 ? * FRIL *)",
    "cron(0 12 ? * 3#2 *)",
    "cron(0 12 ? * MON#5 *)",
    "cron(0 12 ? * 1/2 *)",
    "cron(0 12 ? * MONDAY *)",
    "cron(0 12 ? * TUESDAY *)",
    # Years.
    *(
        f"cron(0 12 * * ? {year})"
        for year in (1970, 2199, 1969, 2200, 0, 9999, 10000, 2147483647)
    ),
    "cron(0 12 * * ? 2027,2028-2032/2)",
    # Days that do not exist.
    "cron(0 12 31 FEB ? *)",
    "cron(0 12 29 FEB ? 2027)",
    # Steps that lead nowhere.
    "cron(0/0 12 * * ? *)",
    "cron(0/60 12 * * ? *)",
    "cron(0/61 12 * * ? *)",
    "cron(0 12 1/0 * ? *)",
    # Letters that follow a number.
    "cron(0x 0 * * ? *)",
    "cron(33x 22 * * ? *)",
    "rate(1 minute)",
    "rate(2 minutes)",
    "rate(1 hour)",
    "rate(2 hours)",
    "rate(1 day)",
    "rate(2 days)",
    "rate(01 minute)",
    "rate(02 minutes)",
    "rate(2147483647 minutes)",
    "rate(2147483647 days)",
]


@pytest.mark.parametrize("expression", ACCEPTED)
def test_an_expression_that_is_accepted(expression: str, events: Any) -> None:
    events.put_rule(Name="tick", ScheduleExpression=expression, State="DISABLED")

    described = events.describe_rule(Name="tick")
    assert described["ScheduleExpression"] == expression

    events.enable_rule(Name="tick")


REFUSED = [
    "cron(0 12 ? * ? *)",
    "cron(0 12 * * * *)",
    "cron(0 12 1 * MON *)",
    "cron(0 12 ? * MON#6 *)",
    "cron(0 12 ? * MON#0 *)",
    "cron(0 12 ? * 3#1,6#3 *)",
    "cron(0 12 * * ? 2030-2027)",
    "cron(0 12 * * ?)",
    "cron(0 12 * * ? * *)",
    "cron(60 12 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 12 0 * ? *)",
    "cron(0 12 32 * ? *)",
    "cron(0 12 * 0 ? *)",
    "cron(0 12 * 13 ? *)",
    "cron(0 12 ? * 0 *)",
    "cron(0 12 ? * 8 *)",
    "cron(? 12 * * ? *)",
    "cron(0/-1 12 * * ? *)",
    "cron(0 12 0W * ? *)",
    "cron(0 12 32W * ? *)",
    "cron(0 12 * * ? -1)",
    "cron(0 12 * * ? 2147483648)",
    "CRON(0 12 * * ? *)",
    "cron (0 12 * * ? *)",
    "cron(0  12 * * ? *)",
    "cron(0\t12 * * ? *)",
    "cron(0\n12 * * ? *)",
    "cron(0\u00a012 * * ? *)",
    "cron( 0 12 * * ? *)",
    "cron(0 12 * * ? * )",
    " cron(0 12 * * ? *)",
    "cron(0 12 * * ? *) ",
    "rate(0 minutes)",
    "rate(-1 minute)",
    "rate(1.5 minutes)",
    "rate(1 minutes)",
    "rate(2 minute)",
    "rate(01 minutes)",
    "rate(60 seconds)",
    "rate(1 week)",
    "rate(+1 minute)",
    "rate(1 MINUTE)",
    "RATE(1 minute)",
    "rate(2147483648 minutes)",
    "rate(2147483648 days)",
    "rate(2  minutes)",
    "rate(2\tminutes)",
    "rate( 2 minutes)",
    "rate(2 minutes )",
    " rate(2 minutes)",
    "rate(2 minutes) ",
    "rate (2 minutes)",
    "at(2026-09-15T22:33:00)",
]


@pytest.mark.parametrize("expression", REFUSED)
def test_an_expression_that_is_refused(
    expression: str, mock: EventBridgeMock, events: Any
) -> None:
    assert (
        refusal(events.put_rule, Name="tick", ScheduleExpression=expression)
        == NOT_VALID
    )
    assert dict(mock.rules) == {}


@pytest.mark.parametrize(
    ("content", "fires"),
    [
        ("33 22 * * ? *", True),
        ("33x 22 * * ? *", True),
        ("33/0 22 * * ? *", True),
        ("33/61 22 * * ? *", True),
        ("33 22 15W * ? *", True),
        ("33 22 1-31W * ? *", True),
        ("33 22 ? * TUE#3 *", True),
        ("33 22 L-15 * ? *", True),
        ("33 22 ? * TUESDAY *", True),
        ("33 22 16 * ? *", False),
    ],
)
def test_what_was_delivered_on_a_tuesday(
    content: str, fires: Any, mock: EventBridgeMock, events: Any
) -> None:
    """The 15th of September 2026 was one."""
    with freeze_time("2026-09-15T22:32:30Z"):
        put_schedule(events, f"cron({content})", target(destination(events)))

        mock.advance(minutes=2)
        times = [event.envelope["time"] for event in mock.events]

    assert times == (["2026-09-15T22:33:00Z"] if fires else [])
