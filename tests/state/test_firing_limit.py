"""The limit of firings in one jump of the clock."""

from __future__ import annotations

import pytest

from eventbridge_mock.clock import Clock
from eventbridge_mock.delivery.agenda import Agenda
from eventbridge_mock.errors import TooManyFiringsError
from eventbridge_mock.state.firing_limit import FiringLimit


def test_too_many_firings_end_with_an_error() -> None:
    agenda = Agenda(Clock())
    limit = FiringLimit(agenda, "schedule")
    for _ in range(20_000):
        limit.count("tick", "rate(1 minute)")

    with pytest.raises(TooManyFiringsError) as caught:
        limit.count("tick", "rate(1 minute)")

    assert str(caught.value) == (
        "schedules would fire more than 20000 times in one jump of the clock, schedule"
        " 'tick' (rate(1 minute)) among them, which fires no more: move the clock in"
        " smaller steps, or disable the schedule."
    )


def test_another_jump_counts_anew() -> None:
    agenda = Agenda(Clock())
    limit = FiringLimit(agenda, "schedule")
    for _ in range(2):
        with agenda.jump():
            for _ in range(20_000):
                limit.count("tick", "rate(1 minute)")
