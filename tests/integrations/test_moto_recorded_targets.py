"""What targets of other services are sent, row by row as recorded, answered by moto."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import ACCOUNT_ID, REGION_NAME
from tests.integrations.beside_moto import client, moto
from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    put_schedule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

QUEUE = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def arn_of(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION_NAME}:{ACCOUNT_ID}:{resource}"


def partition_key(path: str | None, detail: Any) -> str:
    """Return the partition key of the record that an event becomes."""
    kinesis, events = client("kinesis"), client("events")
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    parameters = {} if path is None else {"PartitionKeyPath": path}
    stream = target(
        arn_of("kinesis", "stream/orders"),
        InputTransformer={"InputTemplate": '{"fixed": 1}'},
        **({"KinesisParameters": parameters} if parameters else {}),
    )
    put_rule(events, "orders", None, stream)
    put_event(events, detail)
    (shard,) = kinesis.list_shards(StreamName="orders")["Shards"]
    iterator = kinesis.get_shard_iterator(
        StreamName="orders", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    (record,) = kinesis.get_records(ShardIterator=iterator)["Records"]
    assert record["Data"] == b'{"fixed": 1}'
    key: str = record["PartitionKey"]
    return key


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("tenant-1", '"tenant-1"'),
        ("", '""'),
        (None, "{}"),
        (42, "42"),
        (True, "true"),
        ({"a": 1}, '{"a":1}'),
        (["a", "b"], '["a","b"]'),
        ("Zoë", '"Zoë"'),
    ],
    ids=["text", "empty", "null", "number", "boolean", "object", "list", "not ASCII"],
)
def test_a_partition_key_is_json_text(
    mock_beside_moto: EventBridgeMock, value: Any, key: str
) -> None:
    """Recorded on AWS 2026-09-19, but for the text that is not ASCII: our choice."""
    assert partition_key("$.detail.tenant", {"tenant": value}) == key


def test_a_partition_key_that_is_missing(mock_beside_moto: EventBridgeMock) -> None:
    """Recorded on AWS 2026-09-19."""
    assert partition_key("$.detail.tenant", {"other": 1}) == "{}"


def test_the_default_partition_key(mock_beside_moto: EventBridgeMock) -> None:
    """Recorded on AWS 2026-09-19."""
    key = partition_key(None, {})

    event_id, _, unique = key.partition("_")
    assert event_id == mock_beside_moto.events.last.id
    assert re.fullmatch(UUID, unique)


def test_targets_are_listed_by_id(mock_beside_moto: EventBridgeMock) -> None:
    """Recorded on AWS 2026-09-19."""
    events = client("events")
    stream = arn_of("kinesis", "stream/orders")
    put_rule(
        events, "orders", None, target(stream, "default"), target(stream, "custom")
    )

    listed = events.list_targets_by_rule(Rule="orders")["Targets"]
    assert [one["Id"] for one in listed] == ["custom", "default"]


def make_log_group(events: Any, **changes: Any) -> None:
    client("logs").create_log_group(logGroupName="/shop/orders")
    group = {"Id": "to", "Arn": arn_of("logs", "log-group:/shop/orders:*"), **changes}
    put_rule(events, "orders", None, group)


def streams() -> dict[str, list[dict[str, Any]]]:
    """Return the log events by the name of their stream."""
    logs = client("logs")
    found = logs.describe_log_streams(logGroupName="/shop/orders")["logStreams"]
    return {
        stream["logStreamName"]: [
            {"timestamp": event["timestamp"], "message": event["message"]}
            for event in logs.get_log_events(
                logGroupName="/shop/orders", logStreamName=stream["logStreamName"]
            )["events"]
        ]
        for stream in found
    }


def test_each_event_is_in_a_log_stream_of_its_own(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """The whole event at its time in whole seconds; recorded on AWS 2026-09-13."""
    events, now = client("events"), int(time.time())
    make_log_group(events)

    put_event(events, Time=now + 0.123)
    put_event(events, Time=now + 0.9)

    logged = streams()
    assert all(re.fullmatch(UUID, name) for name in logged)
    expected = [
        {
            "timestamp": now * 1000,
            "message": json.dumps(event.envelope, separators=(",", ":")),
        }
        for event in mock_beside_moto.events
    ]
    found = [event for logged_events in logged.values() for event in logged_events]
    assert sorted(map(str, found)) == sorted(map(str, expected))
    assert len(logged) == 2


def test_a_template_makes_time_and_message(mock_beside_moto: EventBridgeMock) -> None:
    """The bare text of the message; recorded on AWS 2026-09-13."""
    events, now = client("events"), int(time.time())
    transformer = {
        "InputPathsMap": {"at": "$.time", "status": "$.detail.status"},
        "InputTemplate": '{"timestamp": <at>, "message": "is <status>"}',
    }
    make_log_group(events, InputTransformer=transformer)

    put_event(events, Time=now)

    (logged,) = streams().values()
    assert logged == [{"timestamp": now * 1000, "message": "is paid"}]


def test_a_topic_is_sent_the_event_without_a_subject(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """Recorded on AWS 2026-09-14."""
    events, sqs, sns = client("events"), client("sqs"), client("sns")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    topic = sns.create_topic(Name="orders")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn_of("sqs", "orders"))
    put_rule(events, "orders", None, target(topic))

    put_event(events)

    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    notification = json.loads(message["Body"])
    assert notification["Type"] == "Notification"
    assert notification["Message"] == json.dumps(
        mock_beside_moto.events.last.envelope, separators=(",", ":")
    )
    assert "Subject" not in notification


def test_a_queue_that_is_gone(mock_beside_moto: EventBridgeMock) -> None:
    """Recorded on AWS 2026-09-22, at once and without attributes of retries."""
    events = client("events")
    url = client("sqs").create_queue(QueueName="undelivered")["QueueUrl"]
    policy = {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60}
    gone = target(arn_of("sqs", "gone"), RetryPolicy=policy, Input="[1]", **QUEUE)
    put_rule(events, "orders", None, gone)

    put_event(events)

    received = client("sqs").receive_message(
        QueueUrl=url, MessageAttributeNames=["All"]
    )
    (message,) = received["Messages"]
    attributes = {
        name: value["StringValue"]
        for name, value in message["MessageAttributes"].items()
    }
    assert message["Body"] == "[1]"
    assert sorted(attributes) == [
        "ERROR_CODE",
        "ERROR_MESSAGE",
        "RULE_ARN",
        "TARGET_ARN",
    ]
    assert attributes["ERROR_CODE"] == "NO_RESOURCE"
    assert re.fullmatch(
        r"The specified queue does not exist or you do not have access to it\."
        r" \(Service: AmazonSQS; Status Code: 400; Error Code:"
        rf" AWS\.SimpleQueueService\.NonExistentQueue; Request ID: {UUID};"
        r" Proxy: null\)",
        attributes["ERROR_MESSAGE"],
    )


def test_a_dead_letter_queue_that_is_gone_loses_the_event(
    mock_beside_moto: EventBridgeMock,
) -> None:
    events = client("events")
    put_rule(events, "orders", None, target(arn_of("sqs", "gone"), **QUEUE))

    put_event(events)

    (letter,) = mock_beside_moto.dead_letters
    assert letter.queue_failure is not None
    assert letter.queue_failure.startswith("NO_RESOURCE: The specified queue does not")


TRACE_HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"


def test_a_message_has_the_trace_header(mock_beside_moto: EventBridgeMock) -> None:
    """Recorded on AWS 2026-09-22."""
    events = client("events")
    url = client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    put_rule(events, "orders", None, target(arn_of("sqs", "orders")))

    put_event(events, TraceHeader=TRACE_HEADER)

    received = client("sqs").receive_message(QueueUrl=url, AttributeNames=["All"])
    (message,) = received["Messages"]
    assert message["Attributes"]["AWSTraceHeader"] == TRACE_HEADER


def test_a_scheduled_event_reaches_a_queue(mock_beside_moto: EventBridgeMock) -> None:
    events = client("events")
    url = client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    put_schedule(events, "rate(1 hour)", target(arn_of("sqs", "orders")))

    mock_beside_moto.advance(hours=1)

    (message,) = client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == mock_beside_moto.events.last.envelope


@pytest.fixture
def entries() -> list[dict[str, str]]:
    """Three entries, of which the second goes to a topic."""
    return [
        {"Source": source, "DetailType": "Order Placed", "Detail": "{}"}
        for source in ("shop", "topic", "shop")
    ]


def test_what_moto_raises_is_a_failure_of_the_target(
    entries: list[dict[str, str]],
) -> None:
    """moto raises ServiceNotWhitelisted, which is no error of botocore."""
    config = {"core": {"service_whitelist": ["sqs"]}}
    with (
        moto.mock_aws(config=config),
        mock_api_destinations(region_name=REGION_NAME) as mock,
    ):
        events, sqs = client("events"), client("sqs")
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        topic = target(arn_of("sns", "orders"), **QUEUE)
        put_rule(events, "orders", None, target(arn_of("sqs", "orders")))
        put_rule(events, "topic", {"source": ["topic"]}, topic)

        answer = events.put_events(Entries=entries)

        assert answer["FailedEntryCount"] == 0
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        assert len(received["Messages"]) == 2
        (letter,) = mock.dead_letters
        assert letter.attributes["ERROR_CODE"] == "SDK_CLIENT_ERROR"
        message = letter.attributes["ERROR_MESSAGE"]
        assert message.startswith("No answer from sns: ServiceNotWhitelisted: ")


def test_a_subscriber_that_cannot_be_reached_is_a_failure_of_the_topic(
    mock_beside_moto: EventBridgeMock, entries: list[dict[str, str]]
) -> None:
    """moto sends to the subscriber itself; requests raises ConnectionError."""
    events, sns = client("events"), client("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/")
    put_rule(events, "topic", {"source": ["topic"]}, target(topic, **QUEUE))

    answer = events.put_events(Entries=entries)

    assert answer["FailedEntryCount"] == 0
    assert len(mock_beside_moto.events) == 3
    (letter,) = mock_beside_moto.dead_letters
    assert letter.attributes["ERROR_CODE"] == "SDK_CLIENT_ERROR"
    assert (
        "No answer from sns: ConnectionError: " in (letter.attributes["ERROR_MESSAGE"])
    )


def make_role(*statements: Any) -> str:
    """Make a role with the trust policy of these *statements*; return its ARN."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    if len(statements) == 1:
        policy["Statement"] = statements[0]
    role = client("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument=json.dumps(policy)
    )
    arn: str = role["Role"]["Arn"]
    return arn


def trust(principal: Any, effect: str = "Allow") -> dict[str, Any]:
    """Return a statement that lets *principal* assume a role, or not."""
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}


EVENTBRIDGE = {"Service": "events.amazonaws.com"}
LAMBDA = {"Service": "lambda.amazonaws.com"}
ACCOUNT = {"AWS": "arn:aws:iam::123456789012:root"}


@pytest.mark.parametrize(
    "statements",
    [
        [trust(EVENTBRIDGE)],
        [trust(LAMBDA), trust(EVENTBRIDGE)],
        [trust({"Service": ["lambda.amazonaws.com", "events.amazonaws.com"]})],
        [trust("*")],
    ],
    ids=["alone", "another statement", "a list", "everybody"],
)
def test_a_role_that_trusts_eventbridge_is_assumed(
    mock_beside_moto: EventBridgeMock, statements: Any
) -> None:
    events = client("events")
    url = client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    queue = target(arn_of("sqs", "orders"), RoleArn=make_role(*statements), **QUEUE)
    put_rule(events, "orders", None, queue)

    put_event(events)

    assert len(client("sqs").receive_message(QueueUrl=url)["Messages"]) == 1


@pytest.mark.parametrize(
    "statements",
    [[trust(LAMBDA)], [trust(ACCOUNT)], [trust(EVENTBRIDGE, "Deny")], []],
    ids=["another service", "an account", "denied", "nobody"],
)
@pytest.mark.parametrize("kind", ["queue", "API destination"])
def test_a_role_that_does_not_trust_eventbridge_is_not_assumed(
    mock_beside_moto: EventBridgeMock, statements: Any, kind: str
) -> None:
    """Recorded on AWS 2026-09-15 for a queue."""
    events, role_arn = client("events"), make_role(*statements)
    arn = arn_of("sqs", "orders") if kind == "queue" else destination(events)
    put_rule(events, "orders", None, target(arn, RoleArn=role_arn, **QUEUE))

    put_event(events)

    (letter,) = mock_beside_moto.dead_letters
    assert letter.attributes["ERROR_CODE"] == "FAILED_TO_ASSUME_ROLE"
    assert re.fullmatch(
        r"User: events\.amazonaws\.com is not authorized to perform: sts:AssumeRole on"
        rf" resource: {role_arn} \(Service: AWSSecurityTokenService; Status Code: 403;"
        rf" Error Code: AccessDenied; Request ID: {UUID}; Proxy: null\)",
        letter.attributes["ERROR_MESSAGE"],
    )
    assert "RETRY_ATTEMPTS" not in letter.attributes


def test_a_bus_is_not_reached_by_a_role_that_does_not_trust_eventbridge(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """Recorded on AWS 2026-09-15."""
    events, role_arn = client("events"), make_role(trust(LAMBDA))
    central = events.create_event_bus(Name="central")["EventBusArn"]
    put_rule(events, "orders", None, target(central, RoleArn=role_arn, **QUEUE))

    put_event(events)

    (letter,) = mock_beside_moto.dead_letters
    assert letter.attributes["ERROR_CODE"] == "NO_PERMISSIONS"
    assert letter.attributes["ERROR_MESSAGE"] == (
        "Lack of permissions to invoke cross account target."
    )


def test_a_role_that_moto_does_not_know_is_assumed(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """Our choice, so that a test need not make roles."""
    events = client("events")
    url = client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    put_rule(events, "orders", None, target(arn_of("sqs", "orders")))

    put_event(events)

    assert len(client("sqs").receive_message(QueueUrl=url)["Messages"]) == 1
