"""The clock of a mock tells the time as the test sees it."""

from __future__ import annotations

import datetime
import threading
import time

import freezegun
import pytest

from eventbridge_mock.clock import Clock, real_seconds

UTC = datetime.timezone.utc


def test_the_time_is_now_in_utc() -> None:
    before = time.time()
    now = Clock().now()

    assert before <= now.timestamp() <= time.time()
    assert now.tzinfo is UTC


def test_real_seconds_go_on_while_the_time_is_frozen() -> None:
    with freezegun.freeze_time("2026-10-25"):
        before, after = real_seconds(), real_seconds()

    assert before < after


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


def test_a_thread_is_told_the_frozen_time() -> None:
    """freezegun tells the real time where `threading` is close below."""
    clock = Clock()
    told = []
    with freezegun.freeze_time("2001-01-01"):
        thread = threading.Thread(target=lambda: told.append(clock.now()))
        thread.start()
        thread.join(10)

    assert told == [datetime.datetime(2001, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize("instant", ["1925-01-01 00:00:00.000001", "9999-12-31"])
def test_no_frozen_time_is_too_far(instant: str) -> None:
    with freezegun.freeze_time(instant):
        now = Clock().now()

    assert now == datetime.datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_a_clock_is_moved_on() -> None:
    clock = Clock()
    clock.move_on_to(datetime.datetime(2100, 1, 1, tzinfo=UTC))

    assert clock.now().year == 2100
    assert clock.this_second().year == 2100
    assert clock.this_second().microsecond == 0


def test_a_clock_is_never_moved_back() -> None:
    clock = Clock()
    before = clock.now()
    clock.move_on_to(datetime.datetime(1999, 1, 1, tzinfo=UTC))

    assert clock.now() >= before


def test_a_frozen_time_is_never_moved_back() -> None:
    with freezegun.freeze_time("2026-10-25"):
        Clock().move_on_to(datetime.datetime(1999, 1, 1, tzinfo=UTC))
        now = Clock().now()

    assert now == datetime.datetime(2026, 10, 25, tzinfo=UTC)


def test_a_frozen_time_is_moved_on_for_everybody() -> None:
    with freezegun.freeze_time("2026-10-25"):
        Clock().move_on_to(datetime.datetime(2026, 10, 25, 1, tzinfo=UTC))
        stamp = time.time()

    assert stamp == datetime.datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()


def test_of_nested_frozen_times_the_innermost_is_moved_on() -> None:
    later = datetime.datetime(2026, 10, 25, 1, tzinfo=UTC)
    with freezegun.freeze_time("2001-01-01"):
        outer = time.time()
        with freezegun.freeze_time("2026-10-25"):
            Clock().move_on_to(later)
            inner = time.time()

        assert (inner, time.time()) == (later.timestamp(), outer)


def test_a_clock_that_stays_where_it_is_has_not_moved() -> None:
    clock = Clock()
    with freezegun.freeze_time("2026-10-25") as frozen:
        for seconds in (0, -1, 1):
            instant = frozen().replace(tzinfo=UTC)
            clock.move_on_to(instant + datetime.timedelta(seconds=seconds))

    assert clock.moves == 1


def test_what_a_clock_is_ahead_does_not_count_in_frozen_time() -> None:
    clock = Clock()
    clock.move_on_to(datetime.datetime(2100, 1, 1, tzinfo=UTC))
    with freezegun.freeze_time("2026-10-25"):
        frozen = clock.now()

    assert frozen == datetime.datetime(2026, 10, 25, tzinfo=UTC)
    assert clock.now().year == 2100


def test_a_copy_of_a_clock_is_moved_on_by_itself() -> None:
    clock = Clock()
    clock.move_on_to(datetime.datetime(2100, 1, 1, tzinfo=UTC))
    twin = clock.copy()
    twin.move_on_to(datetime.datetime(2200, 1, 1, tzinfo=UTC))

    assert (clock.now().year, twin.now().year) == (2100, 2200)
