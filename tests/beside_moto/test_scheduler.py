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


def test_schedules_that_are_passed_at_once_publish_in_order(
    mock: EventBridgeMock, clock: Any
) -> None:
    """The call that publishes one event runs nothing else that is due."""
    store("rate(1 minute)")

    clock.move_to("2026-03-05T05:06:07")

    assert len(mock.events) == 1441
    assert times(mock)[:3] == ["05:06:07", "05:07:07", "05:08:07"]


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


def queue(name: str = "orders", **attributes: str) -> tuple[str, str]:
    """Create a queue; return its URL and its ARN."""
    url = client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url, f"arn:aws:sqs:eu-west-1:123456789012:{name}"


def bodies(url: str) -> list[str]:
    """Return what is in a queue, the oldest first."""
    sqs = client("sqs")
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in received.get("Messages", ())]


def other_target(arn: str, **members: Any) -> dict[str, Any]:
    return {"Arn": arn, "RoleArn": ROLE, **members}


@pytest.mark.parametrize("order", ORDERS)
def test_a_schedule_sends_its_input_to_a_queue(order: str) -> None:
    with both(order) as mock:
        url, arn = queue()
        text = "at <aws.scheduler.scheduled-time>"
        store("rate(1 hour)", other_target(arn, Input=text))
        mock.advance(minutes=90)

        assert bodies(url) == ["at 2026-03-04T05:06:07Z", "at 2026-03-04T06:06:07Z"]
        assert times(mock) == []


def put_rules(arn: str) -> None:
    """Have two rules of EventBridge send to a queue, one after the other."""
    events = client("events")
    for name, hour in (("first", 6), ("second", 7)):
        events.put_rule(Name=name, ScheduleExpression=f"cron(0 {hour} * * ? *)")
        target = {"Id": "queue", "Arn": arn, "Input": f'"{name}"'}
        events.put_targets(Rule=name, Targets=[target])


def store_schedules(arn: str) -> None:
    for name, hour in (("first", 6), ("second", 7)):
        target = other_target(arn, Input=f'"{name}"')
        store(f"at(2026-03-04T0{hour}:00:00)", target, Name=name)


@pytest.mark.parametrize("plan", [put_rules, store_schedules])
def test_a_queue_that_is_read_has_all_that_fell_due(
    mock: EventBridgeMock, clock: Any, plan: Any
) -> None:
    """In its order, although the call that sends the first is a call of SQS too."""
    url, arn = queue()
    plan(arn)
    assert bodies(url) == []

    clock.move_to("2026-03-04T07:30:00")

    assert bodies(url) == ['"first"', '"second"']


def test_a_target_without_input_gets_a_notification(mock: EventBridgeMock) -> None:
    """Its members are those that users report."""
    url, arn = queue()
    store("at(2026-03-04T06:00:00)", other_target(arn))
    mock.advance(hours=2)

    (body,) = bodies(url)
    assert re.fullmatch("[0-9a-f-]{36}", json.loads(body)["id"])
    assert json.loads(body) == {
        "version": "0",
        "id": json.loads(body)["id"],
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": "2026-03-04T06:00:00Z",
        "region": "eu-west-1",
        "resources": [ARN],
        "detail": "{}",
    }


def to_topic(url: str, arn: str) -> dict[str, Any]:
    topic = client("sns").create_topic(Name="ticks")["TopicArn"]
    attributes = {"RawMessageDelivery": "true"}
    client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes
    )
    return other_target(topic)


def to_operation(url: str, arn: str) -> dict[str, Any]:
    text = json.dumps({"QueueUrl": url, "MessageBody": "tick"})
    call = "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"
    return other_target(call, Input=text)


@pytest.mark.parametrize("target_for", [to_topic, to_operation])
def test_other_targets_are_invoked(mock: EventBridgeMock, target_for: Any) -> None:
    place = queue()
    store("at(2026-03-04T06:00:00)", {"Input": "tick", **target_for(*place)})
    mock.advance(hours=2)

    assert bodies(place[0]) == ["tick"]


def test_a_fifo_queue_gets_the_group_of_the_target(mock: EventBridgeMock) -> None:
    settings = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url, arn = queue("orders.fifo", **settings)
    group = {"MessageGroupId": "ticks"}
    store("rate(1 day)", other_target(arn, Input="tick", SqsParameters=group))

    (message,) = client("sqs").receive_message(
        QueueUrl=url, AttributeNames=["MessageGroupId"]
    )["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "ticks"


def test_a_stream_gets_the_partition_key_of_the_target(mock: EventBridgeMock) -> None:
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="ticks", ShardCount=1)
    arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/ticks"
    key = {"PartitionKey": "shop"}
    store("rate(1 day)", other_target(arn, Input="tick", KinesisParameters=key))

    shard = kinesis.describe_stream(StreamName="ticks")["StreamDescription"]["Shards"]
    iterator = kinesis.get_shard_iterator(
        StreamName="ticks",
        ShardId=shard[0]["ShardId"],
        ShardIteratorType="TRIM_HORIZON",
    )
    (record,) = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert (record["PartitionKey"], record["Data"]) == ("shop", b"tick")


MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:ticks"
SFN = "arn:aws:scheduler:::aws-sdk:sfn:startExecution"
DYNAMODB = "arn:aws:scheduler:::aws-sdk:dynamodb:putItem"
STARTED = json.dumps({"StateMachineArn": MACHINE, "Input": '{"n": 1}'})


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(other_target(MACHINE, Input='{"n": 1}'), id="templated"),
        pytest.param(other_target(SFN, Input=STARTED), id="universal"),
    ],
)
def test_a_schedule_starts_a_state_machine(mock: EventBridgeMock, target: Any) -> None:
    """A universal target has names with capital letters, which moto does not have."""
    machines = client("stepfunctions")
    states = {"Done": {"Type": "Succeed"}}
    machines.create_state_machine(
        name="ticks",
        definition=json.dumps({"StartAt": "Done", "States": states}),
        roleArn="arn:aws:iam::123456789012:role/ticks",
    )
    store("rate(1 day)", target)

    (execution,) = machines.list_executions(stateMachineArn=MACHINE)["executions"]
    started = machines.describe_execution(executionArn=execution["executionArn"])
    assert started["input"] == '{"n": 1}'


def test_names_within_maps_and_lists_are_found(mock: EventBridgeMock) -> None:
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="ticks",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"id": {"S": "one"}, "Tags": {"L": [{"s": "a"}, {"m": {"X": {"n": "1"}}}]}}
    text = json.dumps({"tableName": "ticks", "item": item})
    store("rate(1 day)", other_target(DYNAMODB, Input=text))

    (stored,) = dynamodb.scan(TableName="ticks")["Items"]
    assert stored == {
        "id": {"S": "one"},
        "Tags": {"L": [{"S": "a"}, {"M": {"X": {"N": "1"}}}]},
    }


def test_an_operation_needs_no_input(mock: EventBridgeMock) -> None:
    store("rate(1 day)", other_target("arn:aws:scheduler:::aws-sdk:sns:createTopic"))

    with pytest.warns(ScheduleWarning) as warned:
        assert times(mock) == []

    assert 'Missing required parameter in input: "Name"' in str(warned[0].message)


def trusting(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}}
    statement["Action"] = "sts:AssumeRole"
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize("operation", ["create_schedule", "update_schedule"])
def test_a_role_that_does_not_trust_scheduler_is_refused(
    mock: EventBridgeMock, operation: str
) -> None:
    """The text is reported by users."""
    client("iam").create_role(
        RoleName="events", AssumeRolePolicyDocument=trusting("events.amazonaws.com")
    )
    client("iam").create_role(
        RoleName="good", AssumeRolePolicyDocument=trusting("scheduler.amazonaws.com")
    )
    good = bus_target(RoleArn="arn:aws:iam::123456789012:role/good")
    if operation == "update_schedule":
        store("rate(1 hour)", good)
    refused = bus_target(RoleArn="arn:aws:iam::123456789012:role/events")

    with pytest.raises(ClientError) as caught:
        store("rate(1 minute)", refused, operation=operation)

    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "The execution role you provide must allow AWS EventBridge Scheduler"
        " to assume the role.",
    }
    mock.advance(minutes=30)
    assert len(mock.events) == len(names())


def test_a_role_that_trusts_scheduler_no_more_ends_the_deliveries(
    mock: EventBridgeMock,
) -> None:
    iam = client("iam")
    iam.create_role(
        RoleName="scheduler",
        AssumeRolePolicyDocument=trusting("scheduler.amazonaws.com"),
    )
    url, arn = queue()
    store("at(2026-03-04T06:00:00)", other_target(arn, Input="tick"))
    iam.update_assume_role_policy(
        RoleName="scheduler", PolicyDocument=trusting("events.amazonaws.com")
    )

    with pytest.warns(ScheduleWarning) as warned:
        mock.advance(hours=2)

    assert str(warned[0].message).startswith(
        f"schedule 'tick' fired, but its target {arn} was not invoked:"
        " FAILED_TO_ASSUME_ROLE: User: scheduler.amazonaws.com is not authorized to"
        f" perform: sts:AssumeRole on resource: {ROLE} (Service: "
    )
    assert bodies(url) == []


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
def test_an_event_that_is_not_published_warns(
    mock: EventBridgeMock, target: Any, failure: str
) -> None:
    store("rate(1 hour)", target)

    with pytest.warns(ScheduleWarning) as warned:
        assert times(mock) == []

    assert str(warned[0].message) == (
        "schedule 'tick' fired, but no event was published, because PutEvents failed:"
        f" {failure}"
    )


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        pytest.param(
            other_target("arn:aws:ecs:eu-west-1:123456789012:cluster/ticks"),
            "SDK_CLIENT_ERROR: eventbridge_mock does not model schedules for targets of"
            " 'ecs'.",
            id="a service that is not modelled",
        ),
        pytest.param(
            other_target("arn:aws:logs:eu-west-1:123456789012:log-group:ticks"),
            "SDK_CLIENT_ERROR: eventbridge_mock does not model schedules for targets of"
            " 'logs'.",
            id="a target of rules alone",
        ),
        pytest.param(
            other_target("not an ARN"),
            "INVALID_PARAMETER: 'not an ARN' is not an ARN.",
            id="no ARN",
        ),
        pytest.param(
            other_target("arn:aws:scheduler:::aws-sdk:sqz:sendMessage"),
            "INVALID_PARAMETER: botocore does not know the service 'sqz'.",
            id="an unknown service",
        ),
        pytest.param(
            other_target("arn:aws:scheduler:::aws-sdk:sqs:sendMassage"),
            "INVALID_PARAMETER: botocore does not know the operation 'sendMassage' of"
            " 'sqs'.",
            id="an unknown operation",
        ),
        pytest.param(
            other_target(
                "arn:aws:scheduler:::aws-sdk:sqs:listQueues", Input='{"No": 1}'
            ),
            "SDK_CLIENT_ERROR: No answer from sqs: ParamValidationError: Parameter"
            ' validation failed:\nUnknown parameter in input: "No", must be one of:'
            " QueueNamePrefix, NextToken, MaxResults",
            id="an unknown parameter",
        ),
        pytest.param(
            other_target(DYNAMODB, Input="[]"),
            "INVALID_JSON: The Input of the schedule: a JSON object with the parameters"
            " of the operation is expected",
            id="parameters that are not an object",
        ),
    ],
)
def test_a_target_that_is_not_invoked_warns(
    mock: EventBridgeMock, target: Any, failure: str
) -> None:
    store("rate(1 day)", target)

    with pytest.warns(ScheduleWarning) as warned:
        assert times(mock) == []

    assert str(warned[0].message) == (
        f"schedule 'tick' fired, but its target {target['Arn']} was not invoked:"
        f" {failure}"
    )


def test_a_call_that_moto_lets_through_is_not_made() -> None:
    """A delivery never reaches AWS: the guard refuses it, and says so in one line."""
    config = {"core": {"passthrough": {"services": ["sqs"], "urls": []}}}
    target = other_target("arn:aws:scheduler:::aws-sdk:sqs:listQueues")
    options = {"region_name": REGION_NAME}
    with moto.mock_aws(config=config), mock_api_destinations(**options) as mock:
        store("rate(1 day)", target)

        with pytest.warns(ScheduleWarning) as warned:
            assert times(mock) == []

    message = str(warned[0].message)
    assert "was not invoked: SDK_CLIENT_ERROR: No answer from sqs: " in message
    assert "sqs.ListQueues" in message
    assert "\n" not in message


def test_a_missing_queue_is_a_dead_letter(mock: EventBridgeMock) -> None:
    _, arn = queue("undelivered")
    missing = "arn:aws:sqs:eu-west-1:123456789012:orders"
    config = {"DeadLetterConfig": {"Arn": arn}}
    store("rate(1 day)", other_target(missing, Input="tick", **config))

    (letter,) = mock.dead_letters

    assert (letter.body, letter.queue_failure) == ("tick", None)
    assert letter.attributes["ERROR_CODE"] == "NO_RESOURCE"
    assert letter.attributes["TARGET_ARN"] == missing


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
