"""The header Retry-After: seconds or a date, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventbridge_mock.delivery.retry_policy import later, read_retry_after

from .times import START, after

CENTURY = timedelta(days=36_500)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" +7 ", timedelta(seconds=7)),
        ("0", timedelta()),
        ("-0", timedelta()),
        ("-1", timedelta(seconds=-1)),
        ("0" * 5000, timedelta()),
        ("0" * 5000 + "7", timedelta(seconds=7)),
        ("999999999", timedelta(seconds=999_999_999)),
        ("1000000000", CENTURY),
        ("-" + "9" * 5000, -CENTURY),
        ("Sun, 25 Oct 2026 12:02:00 GMT", timedelta(seconds=120)),
        ("Sun, 25 Oct 2026 13:02:00 +0100", timedelta(seconds=120)),
        ("Sunday, 25-Oct-26 12:02:00 GMT", timedelta(seconds=120)),
        ("Sun, 25 Oct 2026 12:02:00 -0000", timedelta(seconds=120)),
        ("Sun, 25 Oct 2026 11:59:59 GMT", timedelta()),
        ("Mon, 01 Jan 0001 00:00:00 +1400", timedelta()),
    ],
    ids=lambda value: str(value)[:32],
)
def test_it_asks_to_wait(value: str, wait: timedelta) -> None:
    """RFC 9110, section 10.2.3; less than nothing is AWS's."""
    assert read_retry_after(value, START) == wait


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        "1.5",
        "1e3",
        "٣",
        "Sun, 32 Oct 2026 12:02:00 GMT",
        "Sun, 25 Oct 2026 12:02:00 +9900",
        "1 Jan 99999999999999 00:00:00 GMT",
        "\x00",
    ],
)
def test_what_is_no_number_and_no_date_asks_for_nothing(value: str | None) -> None:
    assert read_retry_after(value, START) is None


def test_the_end_of_time_is_the_end() -> None:
    assert later(START, timedelta(seconds=5)) == after(5)
    assert later(START, timedelta.max).year == 9999
