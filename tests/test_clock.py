"""The clock of a mock tells the time as the test sees it."""

from __future__ import annotations

import datetime
import time

import freezegun

from eventbridge_mock.clock import Clock

UTC = datetime.timezone.utc


def test_the_time_is_now_in_utc() -> None:
    before = time.time()
    now = Clock().now()

    assert before <= now.timestamp() <= time.time()
    assert now.tzinfo is UTC


def test_a_frozen_time_is_told() -> None:
    with freezegun.freeze_time("2026-10-25 00:30:00.25"):
        now = Clock().now()

    assert now == datetime.datetime(2026, 10, 25, 0, 30, 0, 250000, tzinfo=UTC)


def test_a_second_is_that_of_now_cut_off() -> None:
    with freezegun.freeze_time("2026-10-25 00:30:00.999999"):
        second = Clock().this_second()

    assert second == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_clock_made_before_time_was_frozen_follows() -> None:
    clock = Clock()
    with freezegun.freeze_time("2026-10-25") as frozen:
        frozen.tick(60)
        now = clock.now()

    assert now == datetime.datetime(2026, 10, 25, 0, 1, tzinfo=UTC)


def test_time_goes_on_after_it_was_frozen() -> None:
    clock = Clock()
    with freezegun.freeze_time("2001-01-01"):
        frozen = clock.now()

    assert clock.now() - frozen > datetime.timedelta(days=365)
