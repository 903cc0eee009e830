"""Schedules that moto's EventBridge Scheduler stores fire on the mock's clock."""

from __future__ import annotations

import datetime
import io
import json
import re
import unittest
from typing import TYPE_CHECKING, Any

import freezegun
import pytest
from botocore.exceptions import ClientError

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import ScheduleWarning
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import ORDERS, both, client, moto

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

START = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
PUT_EVENTS = "arn:aws:scheduler:::aws-sdk:eventbridge:putEvents"
ROLE = "arn:aws:iam::123456789012:role/scheduler"
ARN = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/tick"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:undelivered"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is 05:06:07 until the test moves on."""
    with freezegun.freeze_time(START) as frozen:
        yield frozen


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    with both("moto outside") as active:
        yield active


def bus_target(**changes: Any) -> dict[str, Any]:
    return {
        "Arn": BUS,
        "RoleArn": ROLE,
        "EventBridgeParameters": {"DetailType": "Tick", "Source": "shop"},
        **changes,
    }


def call_target(entries: Any, **changes: Any) -> dict[str, Any]:
    text = entries if isinstance(entries, str) else json.dumps({"Entries": entries})
    return {"Arn": PUT_EVENTS, "RoleArn": ROLE, "Input": text, **changes}


def store(
    expression: str,
    target: dict[str, Any] | None = None,
    *,
    operation: str = "create_schedule",
    **changes: Any,
) -> None:
    """Create the schedule `tick`, or update it."""
    getattr(client("scheduler"), operation)(
        **{
            "Name": "tick",
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": target or bus_target(),
            **changes,
        }
    )


def times(mock: EventBridgeMock) -> list[str]:
    return [event.envelope["time"][11:19] for event in mock.events]


def names() -> list[str]:
    return [each["Name"] for each in client("scheduler").list_schedules()["Schedules"]]


@pytest.mark.parametrize("order", ORDERS)
def test_a_schedule_puts_an_event_on_its_bus(order: str) -> None:
    with both(order) as mock:
        store("at(2026-03-05T00:00:00)", bus_target(Input='{"number": 7}'))

        mock.advance(days=1)

    (event,) = mock.events
    assert event.origin == "schedule"
    assert event.envelope == {
        "version": "0",
        "id": event.id,
        "detail-type": "Tick",
        "source": "shop",
        "account": "123456789012",
        "time": "2026-03-05T00:00:00Z",
        "region": "eu-west-1",
        "resources": [ARN],
        "detail": {"number": 7},
    }


def test_a_bus_of_another_region_gets_the_event_there(mock: EventBridgeMock) -> None:
    client("events", region_name="us-east-1").create_event_bus(Name="orders")
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/orders"
    store("rate(1 hour)", bus_target(Arn=bus))

    (event,) = mock.events
    assert (event.region_name, event.event_bus_name) == ("us-east-1", "orders")
    assert event.envelope["detail"] == {}


def test_the_universal_target_calls_put_events(mock: EventBridgeMock) -> None:
    entry = {"Source": "shop", "DetailType": "Tick", "Detail": '{"number": 7}'}
    store("rate(1 hour)", call_target([entry, {**entry, "Source": "store"}]))

    assert [event.envelope["source"] for event in mock.events] == ["shop", "store"]
    assert {event.origin for event in mock.events} == {"schedule"}
    assert mock.events.last.envelope["resources"] == []


def test_a_receiver_that_publishes_is_no_schedule(mock: EventBridgeMock) -> None:
    """Only the event of the schedule has that origin."""
    from tests.state.setting import destination, put_event, put_rule, target  # noqa: PLC0415

    events = client("events")
    put_rule(events, "ticks", {"detail-type": ["Tick"]}, target(destination(events)))
    mock.responses.add_callback(
        "POST",
        "https://crm.example/orders",
        callback=lambda _: (put_event(events) and 200, {}, ""),
    )
    store("rate(1 hour)")

    assert [event.origin for event in mock.events] == ["schedule", "put_events"]


@pytest.mark.parametrize(
    ("expression", "settings", "expected"),
    [
        pytest.param(
            "rate(30 minutes)",
            {},
            ["05:06:07", "05:36:07", "06:06:07", "06:36:07", "07:06:07"],
            id="rate, at once",
        ),
        pytest.param(
            "rate(30 minutes)",
            {"StartDate": START + datetime.timedelta(minutes=65)},
            ["06:11:07", "06:41:07"],
            id="rate from the StartDate",
        ),
        pytest.param(
            "rate(30 minutes)",
            {"EndDate": START + datetime.timedelta(minutes=60)},
            ["05:06:07", "05:36:07", "06:06:07"],
            id="rate to the EndDate",
        ),
        pytest.param("cron(0 * * * ? *)", {}, ["06:00:00", "07:00:00"], id="cron"),
        pytest.param(
            "cron(0 * * * ? *)",
            {"StartDate": START + datetime.timedelta(minutes=65)},
            ["07:00:00"],
            id="cron after the StartDate",
        ),
        pytest.param(
            "cron(0 * * * ? *)",
            {"EndDate": START + datetime.timedelta(minutes=65)},
            ["06:00:00"],
            id="cron before the EndDate",
        ),
        pytest.param(
            "cron(15 1 * * ? *)",
            {"ScheduleExpressionTimezone": "America/New_York"},
            ["06:15:00"],
            id="cron in a time zone",
        ),
        pytest.param(
            "at(2026-03-04T07:00:00)",
            {
                "ScheduleExpressionTimezone": "Europe/Brussels",
                "EndDate": START + datetime.timedelta(minutes=1),
            },
            ["06:00:00"],
            id="once in a time zone, whatever the EndDate",
        ),
        pytest.param("at(2026-03-04T05:00:00)", {}, [], id="once, in the past"),
        pytest.param("rate(1 hour)", {"State": "DISABLED"}, [], id="disabled"),
        pytest.param(
            "at(2026-03-04T06:00:00)",
            {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30}},
            ["06:00:00"],
            id="the start of a flexible window",
        ),
    ],
)
def test_when_schedules_fire(
    mock: EventBridgeMock, expression: str, settings: Any, expected: list[str]
) -> None:
    store(expression, **settings)

    mock.advance(hours=2)

    assert times(mock) == expected


def test_freezegun_moves_schedules(mock: EventBridgeMock, clock: Any) -> None:
    store("at(2026-03-04T06:00:00)")
    assert times(mock) == []

    clock.move_to("2026-03-04T06:30:00")

    assert times(mock) == ["06:00:00"]


@pytest.mark.parametrize(
    ("expression", "settings", "left"),
    [
        pytest.param("at(2026-03-04T06:00:00)", {}, [], id="once"),
        pytest.param(
            "rate(1 hour)",
            {"EndDate": START + datetime.timedelta(minutes=90)},
            [],
            id="after the last time",
        ),
        pytest.param("rate(1 hour)", {}, ["tick"], id="without an end"),
        pytest.param(
            "at(2026-03-04T06:00:00)",
            {"ActionAfterCompletion": "NONE"},
            ["tick"],
            id="kept",
        ),
    ],
)
def test_a_schedule_that_has_completed_is_deleted(
    mock: EventBridgeMock, expression: str, settings: Any, left: list[str]
) -> None:
    store("rate(1 hour)", Name="tock", State="DISABLED")
    store(expression, **{"ActionAfterCompletion": "DELETE", **settings})

    mock.advance(hours=2)

    assert len(mock.events) >= 1
    assert sorted(names()) == [*left, "tock"]


def test_context_attributes_are_in_the_input(mock: EventBridgeMock) -> None:
    """Scheduler guide "Adding context attributes"."""
    text = json.dumps(
        {
            name: f"<aws.scheduler.{name}>"
            for name in (
                "schedule-arn",
                "scheduled-time",
                "execution-id",
                "attempt-number",
            )
        }
    )
    store("at(2026-03-04T06:00:00)", bus_target(Input=text))

    mock.advance(hours=2)

    detail = mock.events.last.envelope["detail"]
    assert re.fullmatch("[0-9a-f-]{36}", detail.pop("execution-id"))
    assert detail == {
        "schedule-arn": ARN,
        "scheduled-time": "2026-03-04T06:00:00Z",
        "attempt-number": "1",
    }


def test_an_update_changes_the_plan(mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)")
    store("at(2026-03-04T06:30:00)", operation="update_schedule")

    mock.advance(hours=2)

    assert times(mock) == ["06:30:00"]


def test_an_update_with_the_same_expression_keeps_the_cadence(
    mock: EventBridgeMock,
) -> None:
    store("rate(1 hour)")
    mock.advance(minutes=40)
    store("rate(1 hour)", bus_target(Input="{}"), operation="update_schedule")
    mock.advance(minutes=30)

    assert times(mock) == ["05:06:07", "06:06:07"]


def test_an_update_enables_a_schedule(mock: EventBridgeMock) -> None:
    store("rate(1 hour)", State="DISABLED")
    mock.advance(minutes=40)
    store("rate(1 hour)", State="ENABLED", operation="update_schedule")
    mock.advance(minutes=30)

    assert times(mock) == ["06:06:07"]


def delete_schedule(_mock: EventBridgeMock) -> None:
    client("scheduler").delete_schedule(Name="tick", GroupName="default")


def disable_schedule(_mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)", State="DISABLED", operation="update_schedule")


def delete_group(_mock: EventBridgeMock) -> None:
    client("scheduler").delete_schedule_group(Name="default")


def reset_moto(_mock: EventBridgeMock) -> None:
    moto.core.models.reset_model_data()
    moto.backends.get_backend("scheduler").reset()


@pytest.mark.parametrize(
    "end", [delete_schedule, disable_schedule, delete_group, reset_moto]
)
def test_a_schedule_that_is_gone_does_not_fire(mock: EventBridgeMock, end: Any) -> None:
    store("at(2026-03-04T06:00:00)")
    end(mock)

    mock.advance(hours=2)

    assert times(mock) == []


def test_a_schedule_that_is_made_anew_fires_once(mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)")
    delete_schedule(mock)
    store("at(2026-03-04T06:00:00)")

    mock.advance(hours=2)

    assert times(mock) == ["06:00:00"]


def test_plans_of_deleted_schedules_are_forgotten(mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)")
    delete_schedule(mock)
    store("at(2026-03-04T06:30:00)", Name="other")

    mock.advance(hours=2)

    assert times(mock) == ["06:30:00"]


def test_a_reset_of_the_mock_keeps_the_schedules_of_moto(mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)")
    mock.reset()

    mock.advance(hours=2)

    assert times(mock) == ["06:00:00"]


def test_schedules_that_are_older_than_the_mock_fire() -> None:
    with moto.mock_aws():
        store("at(2026-03-04T06:00:00)")
        with mock_api_destinations(region_name=REGION_NAME) as mock:
            mock.advance(hours=2)

    assert times(mock) == ["06:00:00"]


def test_a_schedule_ends_with_moto() -> None:
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        with moto.mock_aws():
            store("at(2026-03-04T06:00:00)")
        mock.advance(hours=2)

    assert times(mock) == []


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:events:eu-west-1:123456789012:api-destination/crm/0-1",
        "arn:aws:events:eu-west-1:123456789012:connection/crm/0-1",
    ],
)
@pytest.mark.parametrize("operation", ["create_schedule", "update_schedule"])
def test_api_destinations_and_connections_are_no_targets(
    mock: EventBridgeMock, arn: str, operation: str
) -> None:
    """The text is our choice."""
    if operation == "update_schedule":
        store("rate(1 hour)", State="DISABLED")
    before = names()

    with pytest.raises(ClientError) as caught:
        store("rate(1 hour)", bus_target(Arn=arn), operation=operation)

    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "Provided Arn is not in correct format.",
    }
    assert names() == before
    mock.advance(hours=2)
    assert times(mock) == []


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sqs:eu-west-1:123456789012:orders",
        "arn:aws:lambda:eu-west-1:123456789012:function:tick",
        "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
        "not an ARN",
    ],
)
def test_other_targets_are_left_to_moto(mock: EventBridgeMock, arn: str) -> None:
    store("rate(1 hour)", {"Arn": arn, "RoleArn": ROLE})

    mock.advance(hours=2)

    assert names() == ["tick"]
    assert times(mock) == []


def test_a_schedule_that_aws_would_refuse_never_fires(mock: EventBridgeMock) -> None:
    with pytest.warns(ScheduleWarning) as warned:
        store("some cron")

    assert str(warned[0].message) == (
        "schedule 'tick' never fires, because EventBridge Scheduler would refuse it:"
        " Invalid Schedule Expression some cron."
    )
    mock.advance(hours=2)
    assert times(mock) == []


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        pytest.param(
            bus_target(Input="[]"),
            "MalformedDetail: Detail is malformed.",
            id="a detail that is not an object",
        ),
        pytest.param(
            call_target("nothing"),
            "INVALID_JSON: The Input of the schedule: Expecting value: line 1 column 1"
            " (char 0)",
            id="no JSON",
        ),
        pytest.param(
            call_target("[]"),
            "INVALID_JSON: The Input of the schedule: a JSON object with the parameters"
            " of PutEvents is expected",
            id="no object",
        ),
        pytest.param(
            call_target(
                '{"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}],'
                ' "Bus": 1}'
            ),
            "SDK_CLIENT_ERROR: No answer from events: ParamValidationError: Parameter"
            " validation failed:\nUnknown parameter in input:"
            ' "Bus", must be one of: Entries, EndpointId',
            id="parameters that PutEvents does not have",
        ),
        pytest.param(
            call_target(["an entry"]),
            "SDK_CLIENT_ERROR: No answer from events: ParamValidationError: Parameter"
            " validation failed:\nInvalid type for parameter Entries[0], value: an"
            " entry, type: <class 'str'>, valid types: <class 'dict'>",
            id="an entry that is not an object",
        ),
    ],
)
def test_a_failure_without_a_queue_warns(
    mock: EventBridgeMock, target: Any, failure: str
) -> None:
    store("rate(1 hour)", target)

    with pytest.warns(ScheduleWarning) as warned:
        assert times(mock) == []

    assert str(warned[0].message) == (
        "schedule 'tick' fired, but no event was published, because PutEvents failed:"
        f" {failure}"
    )


def test_a_failure_goes_to_the_queue_of_the_schedule(mock: EventBridgeMock) -> None:
    client("sqs").create_queue(QueueName="undelivered")
    store(
        "rate(1 hour)",
        bus_target(Input="[]", DeadLetterConfig={"Arn": QUEUE}),
    )

    (letter,) = mock.dead_letters

    assert (letter.queue_arn, letter.body, letter.queue_failure) == (QUEUE, "[]", None)
    assert dict(letter.attributes) == {
        "SCHEDULE_ARN": ARN,
        "TARGET_ARN": BUS,
        "ERROR_CODE": "MalformedDetail",
        "ERROR_MESSAGE": "Detail is malformed.",
    }


@pytest.mark.parametrize("delivery", ["eager", "on_time"])
def test_a_throttled_call_is_tried_again(delivery: str) -> None:
    with both("moto outside", delivery=delivery) as mock:
        mock.fail("PutEvents", "ThrottlingException", times=2)
        store(
            "rate(1 day)", bus_target(Input='{"n": "<aws.scheduler.attempt-number>"}')
        )

        mock.advance(hours=2)

    (event,) = mock.events
    assert event.envelope["detail"] == {"n": "3"}


@pytest.mark.parametrize(
    ("policy", "condition", "retries"),
    [
        ({"MaximumRetryAttempts": 2}, "MaximumRetryAttempts", "2"),
        ({"MaximumEventAgeInSeconds": 60}, "MaximumEventAgeInSeconds", "3"),
    ],
)
def test_the_retry_policy_ends_the_retries(
    mock: EventBridgeMock, policy: Any, condition: str, retries: str
) -> None:
    mock.fail("PutEvents", "ThrottlingException", times=9)
    store(
        "rate(1 day)",
        bus_target(RetryPolicy=policy, DeadLetterConfig={"Arn": QUEUE}),
    )

    (letter,) = mock.dead_letters

    assert letter.attributes["ERROR_CODE"] == "THROTTLING"
    assert letter.attributes["EXHAUSTED_RETRY_CONDITION"] == condition
    assert letter.attributes["RETRY_ATTEMPTS"] == retries


def test_a_failed_entry_may_be_tried_again(mock: EventBridgeMock) -> None:
    mock.fail("PutEvents", "InternalFailure", "Later.", entries=(0,))
    store("rate(1 day)")

    assert len(mock.events) == 1


def test_a_copy_for_a_test_has_the_schedules() -> None:
    seen = []

    @mock_api_destinations(region_name=REGION_NAME)
    class Ticks(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            store("at(2026-03-04T06:00:00)")

        def test_ticks(self) -> None:
            current_mock().advance(hours=1)
            seen.append(times(current_mock()))

    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Ticks)
    with moto.mock_aws():
        run = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    assert run.wasSuccessful()
    assert seen == [["06:00:00"]]


def test_an_empty_mock_has_the_schedules(mock: EventBridgeMock) -> None:
    store("at(2026-03-04T06:00:00)")
    other = mock._state.empty()  # noqa: SLF001 - what a test within a wider mock gets

    assert len(other.agenda) == 1
