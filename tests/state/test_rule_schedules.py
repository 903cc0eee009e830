"""Rules that fire by the clock."""

from __future__ import annotations

import datetime
import io
import unittest
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import TooManyFiringsError
from tests.conftest import REGION_NAME
from tests.state.setting import destination, put_rule, put_schedule, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

START = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is 05:06:07 until the test moves on."""
    with freezegun.freeze_time(START) as frozen:
        yield frozen


def times(mock: EventBridgeMock) -> list[str]:
    """Return when events were made, by the clock on the wall."""
    return [one.envelope["time"][11:19] for one in mock.events]


def test_a_rate_fires_as_time_passes(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(5 minutes)", target(destination(events)))

    mock.advance(minutes=14)

    assert times(mock) == ["05:11:07", "05:16:07"]
    assert len(mock.assert_invoked("crm", times=2)) == 2


def test_a_cron_fires_by_the_calendar(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "cron(0/20 5 * * ? *)")

    mock.advance(days=1)

    assert times(mock) == ["05:20:00", "05:40:00", "05:00:00"]


def test_a_cron_that_has_passed_never_fires(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "cron(0 5 * * ? 2025)")

    mock.advance(weeks=100)

    assert times(mock) == []


def test_a_scheduled_event_is_whole(mock: EventBridgeMock, events: Any) -> None:
    """Recorded on AWS 2026-09-15."""
    put_schedule(events, "rate(1 hour)")

    mock.advance(hours=1)

    (event,) = mock.events
    assert list(event.envelope.items()) == [
        ("version", "0"),
        ("id", event.id),
        ("detail-type", "Scheduled Event"),
        ("source", "aws.events"),
        ("account", "123456789012"),
        ("time", "2026-03-04T06:06:07Z"),
        ("region", "eu-west-1"),
        ("resources", [mock.rules["tick"].arn]),
        ("detail", {}),
    ]
    assert event.matched_rules == ("tick",)


def test_freezegun_moves_the_clock_too(
    mock: EventBridgeMock, events: Any, clock: Any
) -> None:
    put_schedule(events, "rate(1 minute)", target(destination(events)))

    clock.tick(datetime.timedelta(minutes=2))

    assert times(mock) == ["05:07:07", "05:08:07"]
    tries = [one.attempts[0].time for one in mock.invocations]
    assert [str(one)[11:19] for one in tries] == times(mock)


def test_targets_are_those_of_the_time(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(1 minute)")
    mock.advance(minutes=1)
    events.put_targets(Rule="tick", Targets=[target(destination(events))])

    mock.advance(minutes=1)

    assert [len(one.invocations) for one in mock.events] == [0, 1]


def test_a_disabled_rule_does_not_fire(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(2 minutes)")
    mock.advance(minutes=1)
    events.disable_rule(Name="tick")
    mock.advance(minutes=10)
    assert times(mock) == []

    events.enable_rule(Name="tick")
    mock.advance(minutes=3)

    assert times(mock) == ["05:19:07"]


def test_another_schedule_takes_the_place_of_the_first(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(2 minutes)")
    put_schedule(events, "rate(3 minutes)")

    mock.advance(minutes=5)

    assert times(mock) == ["05:09:07"]


def test_a_pattern_takes_the_place_of_a_schedule(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(2 minutes)")
    put_rule(events, "tick")

    mock.advance(hours=1)

    assert times(mock) == []


def test_a_deleted_rule_does_not_fire(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(2 minutes)")
    events.delete_rule(Name="tick")

    mock.advance(hours=1)

    assert times(mock) == []


def test_a_rule_that_was_made_anew_fires_once(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(2 minutes)")
    events.delete_rule(Name="tick")
    put_schedule(events, "rate(2 minutes)")

    mock.advance(minutes=2)

    assert times(mock) == ["05:08:07"]


def test_reset_ends_all_schedules(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(2 minutes)")

    mock.reset()
    mock.advance(hours=1)

    assert times(mock) == []


def test_rules_of_all_places_fire(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    put_schedule(make_client(region_name="us-east-1"), "rate(1 hour)")

    mock.advance(hours=1)

    assert mock.events.last.envelope["region"] == "us-east-1"


def test_a_jump_too_far_ends_with_an_error(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(1 minute)")

    with pytest.raises(TooManyFiringsError) as caught:
        mock.advance(weeks=52)

    assert str(caught.value) == (
        "rules would fire more than 20000 times in one jump of the clock, rule 'tick'"
        " (rate(1 minute)) among them, which fires no more: move the clock in smaller"
        " steps, or disable the rule."
    )
    assert len(mock.events) == 20_000


def test_smaller_steps_are_free(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(1 minute)")

    for _ in range(3):
        mock.advance(days=7)

    assert len(mock.events) == 3 * 7 * 24 * 60


def test_a_copy_for_a_test_has_the_schedules(make_client: Callable[..., Any]) -> None:
    seen = []

    @mock_api_destinations(region_name=REGION_NAME)
    class Ticks(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            put_schedule(make_client(), "rate(1 hour)")

        def test_ticks(self) -> None:
            current_mock().advance(hours=1)
            seen.append(times(current_mock()))

    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Ticks)
    assert unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()
    assert seen == [["06:06:07"]]
