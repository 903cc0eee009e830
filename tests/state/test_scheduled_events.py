"""A scheduled event on the default event bus, recorded on AWS 2026-09-15."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from tests.state.setting import (
    destination,
    put_event,
    put_rule,
    put_schedule,
    target,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

START = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is 05:06:07 until the test moves on."""
    with freezegun.freeze_time(START):
        yield


def times(mock: EventBridgeMock) -> list[str]:
    """Return when events were made, by the clock on the wall."""
    return [event.envelope["time"][11:19] for event in mock.events]


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.events"]},
        {"detail-type": ["Scheduled Event"]},
        {"resources": ["arn:aws:events:eu-west-1:123456789012:rule/tick"]},
    ],
    ids=["source", "detail-type", "resources"],
)
def test_any_rule_may_match_a_scheduled_event(
    mock: EventBridgeMock, events: Any, pattern: Any
) -> None:
    put_schedule(events, "rate(1 hour)", target(destination(events)))
    put_rule(events, "audit", pattern, target(destination(events, "audit")))

    mock.advance(hours=1)

    (event,) = mock.events
    assert event.matched_rules == ("tick", "audit")
    assert mock.assert_invoked("crm")[0].json() == event.envelope
    assert mock.assert_invoked("audit")[0].json() == event.envelope


def test_a_schedule_without_targets_makes_an_event_all_the_same(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(1 hour)")
    put_rule(events, "audit", {"source": ["aws.events"]}, target(destination(events)))

    mock.advance(hours=1)

    mock.assert_invoked("crm")


def test_other_rules_and_other_buses_do_not_see_it(
    mock: EventBridgeMock, events: Any
) -> None:
    events.create_event_bus(Name="central")
    put_schedule(events, "rate(1 hour)")
    put_rule(events, "orders")
    put_rule(events, "audit", {"source": ["aws.events"]}, bus="central")
    put_rule(events, "off", {"source": ["aws.events"]}, State="DISABLED")

    mock.advance(hours=1)

    assert mock.events.last.matched_rules == ("tick",)


def test_all_targets_have_the_same_event(mock: EventBridgeMock, events: Any) -> None:
    as_id = target(destination(events), "id", InputPath="$.id")
    put_schedule(events, "rate(1 hour)", as_id, target(destination(events, "whole")))

    mock.advance(hours=1)

    event_id = mock.events.last.id
    assert mock.assert_invoked("crm")[0].body.decode() == f'"{event_id}"'
    assert mock.assert_invoked("whole")[0].json()["id"] == event_id


def put_both(events: Any, pattern: str) -> None:
    """Make the rule `tick` with a schedule and a *pattern*."""
    events.put_rule(
        Name="tick", ScheduleExpression="rate(1 hour)", EventPattern=pattern
    )
    events.put_targets(Rule="tick", Targets=[target(destination(events))])


def test_an_event_knows_its_origin(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(1 hour)")

    put_event(events)
    mock.advance(hours=1)

    assert [event.origin for event in mock.events] == ["put_events", "schedule"]


def test_a_rule_with_a_pattern_too_gets_both(
    mock: EventBridgeMock, events: Any
) -> None:
    put_both(events, '{"source": ["shop"]}')

    put_event(events)
    mock.advance(hours=1)

    assert [event.matched_rules for event in mock.events] == [("tick",), ("tick",)]
    sources = [invocation.json()["source"] for invocation in mock.invocations]
    assert sources == ["shop", "aws.events"]


def test_a_rule_that_matches_its_own_event_runs_once(
    mock: EventBridgeMock, events: Any
) -> None:
    put_both(events, '{"source": ["aws.events"]}')

    mock.advance(hours=1)

    assert mock.events.last.matched_rules == ("tick",)
    mock.assert_invoked("crm")


def test_a_scheduled_event_is_forwarded_as_any_other(
    mock: EventBridgeMock, events: Any
) -> None:
    central = events.create_event_bus(Name="central")["EventBusArn"]
    put_schedule(events, "rate(1 hour)")
    put_rule(events, "forward", {"source": ["aws.events"]}, target(central))
    put_rule(events, "audit", {"source": ["aws.events"]}, bus="central")

    mock.advance(hours=1)

    assert mock.events.last.matched_rules == ("tick", "forward", "audit")


def test_the_same_expression_keeps_the_cadence(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(10 minutes)")
    mock.advance(minutes=4)
    events.put_rule(
        Name="tick", ScheduleExpression="rate(10 minutes)", Description="again"
    )

    mock.advance(minutes=16)

    assert times(mock) == ["05:16:07", "05:26:07"]


def test_another_expression_begins_anew(mock: EventBridgeMock, events: Any) -> None:
    put_schedule(events, "rate(10 minutes)")
    mock.advance(minutes=4)
    put_schedule(events, "rate(12 minutes)")

    mock.advance(minutes=13)

    assert times(mock) == ["05:22:07"]


def test_a_rule_that_was_deleted_begins_anew(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(10 minutes)")
    mock.advance(minutes=4)
    events.delete_rule(Name="tick")
    put_schedule(events, "rate(10 minutes)")

    mock.advance(minutes=10)

    assert times(mock) == ["05:20:07"]


def test_a_rule_that_was_disabled_begins_anew(
    mock: EventBridgeMock, events: Any
) -> None:
    """Our choice: nobody recorded it."""
    put_schedule(events, "rate(10 minutes)")
    mock.advance(minutes=4)
    events.put_rule(
        Name="tick", ScheduleExpression="rate(10 minutes)", State="DISABLED"
    )
    put_schedule(events, "rate(10 minutes)")

    mock.advance(minutes=10)

    assert times(mock) == ["05:20:07"]


def test_an_explanation_names_the_schedule_and_the_rules_that_matched(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(1 hour)")
    put_rule(events, "audit", {"source": ["aws.events"]})

    mock.advance(hours=1)

    lines = str(mock.explain(mock.events.last)).splitlines()
    assert "schedule of rule 'tick'" in lines[0]
    assert lines[1] == "  2 of 2 rules matched."
