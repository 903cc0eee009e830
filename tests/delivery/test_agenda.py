"""What is planned happens at its time, in order, and once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from eventbridge_mock.clock import Clock
from eventbridge_mock.delivery.agenda import Agenda

from .times import after

if TYPE_CHECKING:
    from datetime import datetime


class Diary:
    """Remembers which actions were called, and with which time."""

    def __init__(self) -> None:
        self.agenda = Agenda(Clock())
        self.lines: list[tuple[str, datetime]] = []

    def plan(self, name: str, seconds: float) -> None:
        self.agenda.plan(after(seconds), lambda time: self.lines.append((name, time)))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.lines]


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_nothing_is_planned_at_first(diary: Diary) -> None:
    diary.agenda.run(after(0))

    assert (len(diary.agenda), diary.agenda.next_time) == (0, None)


def test_an_action_is_told_when_it_was_due(diary: Diary) -> None:
    diary.plan("a", 5)
    diary.agenda.run(after(60))

    assert diary.lines == [("a", after(5))]


def test_actions_happen_in_the_order_of_their_times(diary: Diary) -> None:
    for name, seconds in (("c", 3), ("a", 1), ("b", 2)):
        diary.plan(name, seconds)
    diary.agenda.run(after(3))

    assert diary.names == ["a", "b", "c"]


def test_of_two_actions_at_one_time_the_first_planned_is_first(diary: Diary) -> None:
    for name in "bac":
        diary.plan(name, 1)
    diary.agenda.run(after(1))

    assert diary.names == ["b", "a", "c"]


def test_what_is_not_due_stays_planned(diary: Diary) -> None:
    diary.plan("now", 1)
    diary.plan("later", 1.000001)
    diary.agenda.run(after(1))

    assert diary.names == ["now"]
    assert (len(diary.agenda), diary.agenda.next_time) == (1, after(1.000001))


def test_all_that_has_fallen_due_is_one_jump_of_the_clock() -> None:
    """Limits such as that of a schedule's firings count within a jump."""
    agenda, jumps = Agenda(Clock()), []

    def note(_: datetime) -> None:
        jumps.append(agenda.jumps)

    for actions in (2, 1):
        for _ in range(actions):
            agenda.plan(agenda.clock.now(), note)
        agenda.run_due()

    assert jumps == [1, 1, 2]


def test_an_action_happens_once(diary: Diary) -> None:
    diary.plan("a", 1)
    diary.agenda.run(after(1))
    diary.agenda.run(after(2))

    assert diary.names == ["a"]


def test_what_an_action_adds_happens_too_if_it_is_due(diary: Diary) -> None:
    def chain(time: datetime) -> None:
        diary.plan("due", 2)
        diary.plan("not due", 9)

    diary.agenda.plan(after(1), chain)
    diary.agenda.run(after(5))

    assert diary.names == ["due"]
    assert diary.agenda.next_time == after(9)


def test_what_an_action_leads_to_keeps_the_order(diary: Diary) -> None:
    """As a receiver that publishes an event, and reads what has arrived."""

    def publish(time: datetime) -> None:
        diary.agenda.run_due()
        diary.lines.append(("a", time))

    diary.agenda.plan(after(-3), publish)
    diary.plan("b", -2)
    diary.plan("c", -1)
    diary.agenda.clock.move_on_to(after(0))
    diary.agenda.run_due()

    assert diary.names == ["a", "b", "c"]


def test_an_action_may_move_the_clock(diary: Diary) -> None:
    def wait(time: datetime) -> None:
        diary.agenda.advance_to(after(2))
        diary.lines.append(("a", time))

    diary.agenda.plan(after(1), wait)
    diary.plan("b", 2)
    diary.plan("c", 3)
    diary.agenda.advance_to(after(3))

    assert diary.names == ["b", "a", "c"]


def test_an_action_that_raises_is_over_and_the_others_are_not(diary: Diary) -> None:
    def fail(time: datetime) -> None:
        raise RuntimeError("no")

    diary.agenda.plan(after(1), fail)
    diary.plan("b", 2)
    with pytest.raises(RuntimeError, match="^no$"):
        diary.agenda.run(after(5))
    diary.agenda.clock.move_on_to(after(5))
    diary.agenda.run_due()

    assert diary.names == ["b"]


def test_what_is_forgotten_does_not_happen(diary: Diary) -> None:
    diary.plan("a", 1)
    diary.agenda.clear()
    diary.agenda.run(after(1))

    assert (diary.names, diary.agenda.next_time) == ([], None)


def test_after_the_stop_nothing_happens(diary: Diary) -> None:
    diary.plan("a", 1)
    diary.agenda.stop()
    diary.agenda.run(after(1))

    assert (diary.names, diary.agenda.next_time) == ([], None)
    assert len(diary.agenda) == 1


def test_threads_that_run_it_at_once_call_each_action_once(diary: Diary) -> None:
    names = [str(number) for number in range(200)]
    for number, name in enumerate(names):
        diary.plan(name, number)
    start = threading.Barrier(8)

    def run(_: int) -> None:
        start.wait(10)
        diary.agenda.run(after(200))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run, range(8)))

    assert sorted(diary.names) == sorted(names)
