"""Targets other than API destinations, answered by moto."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.records.failure import Failure
from eventbridge_mock.targets.clients import target_client
from eventbridge_mock.targets.send import Payload, send_to
from tests.conftest import ACCOUNT_ID, REGION_NAME
from tests.integrations.beside_moto import both, client, moto

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventbridge_mock import EventBridgeMock

PAYLOAD = b'{"number":"1001","customer":"Zo\xc3\xab"}'
TEXT = PAYLOAD.decode()


@dataclass
class Target:
    """The part of a rule's target that counts."""

    arn: str
    role_arn: str | None = None
    sqs_parameters: Mapping[str, Any] | None = None
    kinesis_parameters: Mapping[str, Any] | None = None


def target(service: str, resource: str, account_id: str = ACCOUNT_ID, **of: Any) -> Any:
    return Target(f"arn:aws:{service}:{REGION_NAME}:{account_id}:{resource}", **of)


def envelope(**changes: Any) -> dict[str, Any]:
    """Return an event of now: CloudWatch Logs takes none that is old."""
    instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    detail = {"number": "1001", "items": 2}
    return {"id": "6a7e", "time": instant, "detail": detail, **changes}


def send(
    target: Any, body: bytes = PAYLOAD, event: dict[str, Any] | None = None
) -> Failure | None:
    """Send *body*, made of *event*, to *target*."""
    return send_to(target, Payload(body, envelope() if event is None else event))


def without_request_id(failure: Failure | None) -> str:
    """Return *failure* with a fixed id of the request."""
    return re.sub("Request ID: [-0-9a-f]{36}", "Request ID: 1", str(failure))


def make_queue(name: str = "orders", **attributes: str) -> str:
    queue = client("sqs").create_queue(QueueName=name, Attributes=attributes)
    return str(queue["QueueUrl"])


def test_a_queue_gets_the_input(mock_beside_moto: EventBridgeMock) -> None:
    url = make_queue()

    assert send(target("sqs", "orders")) is None
    (message,) = client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == TEXT


def test_a_fifo_queue_gets_the_group_of_the_target(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """The group is the target's."""
    url = make_queue("o.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    fifo = target("sqs", "o.fifo", sqs_parameters={"MessageGroupId": "shop"})

    assert send(fifo) is None
    received = client("sqs").receive_message(QueueUrl=url, AttributeNames=["All"])
    (message,) = received["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "shop"


def test_a_fifo_queue_without_a_group(mock_beside_moto: EventBridgeMock) -> None:
    make_queue("o.fifo", FifoQueue="true", ContentBasedDeduplication="true")

    assert without_request_id(send(target("sqs", "o.fifo"))) == (
        "INVALID_PARAMETER: The request must contain the parameter MessageGroupId."
        " (Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter;"
        " Request ID: 1; Proxy: null)"
    )


def test_a_queue_of_another_account(mock_beside_moto: EventBridgeMock) -> None:
    target_client("sqs", "111122223333", REGION_NAME).create_queue(QueueName="orders")
    theirs = target("sqs", "orders", "111122223333")

    assert send(theirs) is None
    failure = send(target("sqs", "orders"))
    assert failure is not None
    assert failure.code == "NO_RESOURCE"


def test_a_topic_gets_the_input(mock_beside_moto: EventBridgeMock) -> None:
    url = make_queue()
    arn = client("sns").create_topic(Name="orders")["TopicArn"]
    queue_arn = target("sqs", "orders").arn
    client("sns").subscribe(
        TopicArn=arn,
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes={"RawMessageDelivery": "true"},
    )

    assert send(target("sns", "orders")) is None
    (message,) = client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == TEXT


def logged() -> list[dict[str, Any]]:
    """Return what is in the log group, without the times of ingestion."""
    logs = client("logs")
    streams = logs.describe_log_streams(logGroupName="/shop/orders")["logStreams"]
    return [
        {"timestamp": event["timestamp"], "message": event["message"]}
        for stream in streams
        for event in logs.get_log_events(
            logGroupName="/shop/orders", logStreamName=stream["logStreamName"]
        )["events"]
    ]


@pytest.mark.parametrize("suffix", ["", ":*"])
def test_a_log_group_gets_the_event_at_its_time(
    mock_beside_moto: EventBridgeMock, suffix: str
) -> None:
    """The event is the message, its time the time."""
    client("logs").create_log_group(logGroupName="/shop/orders")
    group, now = target("logs", f"log-group:/shop/orders{suffix}"), int(time.time())
    event = envelope(time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)))

    assert send(group, PAYLOAD, event) is None
    assert logged() == [{"timestamp": now * 1000, "message": TEXT}]


@pytest.mark.parametrize("message", ["placed", {"number": 1}])
@pytest.mark.parametrize("as_text", [str, int], ids=["text", "number"])
def test_a_log_group_with_a_template(
    mock_beside_moto: EventBridgeMock, message: Any, as_text: Any
) -> None:
    """AWS guide "CloudWatch Logs groups as targets"."""
    client("logs").create_log_group(logGroupName="/shop/orders")
    now = int(time.time() * 1000)
    payload = json.dumps({"timestamp": as_text(now), "message": message}).encode()

    assert send(target("logs", "log-group:/shop/orders"), payload, {}) is None
    expected = message if isinstance(message, str) else json.dumps(message)
    assert logged() == [{"timestamp": now, "message": expected}]


def test_a_log_group_that_gets_a_plain_text(mock_beside_moto: EventBridgeMock) -> None:
    client("logs").create_log_group(logGroupName="/shop/orders")
    group = target("logs", "log-group:/shop/orders")

    assert send(group, b"placed") is None
    assert [one["message"] for one in logged()] == ["placed"]


def test_an_event_too_old_for_a_log_group(mock_beside_moto: EventBridgeMock) -> None:
    """CloudWatch Logs takes events of the last fourteen days."""
    client("logs").create_log_group(logGroupName="/shop/orders")
    group = target("logs", "log-group:/shop/orders")

    assert send(group, PAYLOAD, envelope(time="2020-01-01T00:00:00Z")) == Failure(
        "INVALID_PARAMETER",
        'logs.PutLogEvents rejected the event: {"tooOldLogEventEndIndex": 0}',
    )


def test_a_time_that_is_none(mock_beside_moto: EventBridgeMock) -> None:
    client("logs").create_log_group(logGroupName="/shop/orders")
    payload = b'{"timestamp": "soon", "message": "placed"}'

    failure = send(target("logs", "log-group:/shop/orders"), payload, {})
    assert failure is not None
    assert failure.code == "SDK_CLIENT_ERROR"
    assert "No answer from logs: ParamValidationError: Parameter validation" in (
        failure.message
    )


def test_a_stream_with_a_path_that_is_none(mock_beside_moto: EventBridgeMock) -> None:
    parameters = {"PartitionKeyPath": "$.detail["}
    stream = target("kinesis", "stream/orders", kinesis_parameters=parameters)

    failure = send(stream)
    assert failure is not None
    assert failure.code == "INVALID_PARAMETER"
    assert failure.message.startswith("PartitionKeyPath: '$.detail['")


def test_a_delivery_stream_stores_the_input(mock_beside_moto: EventBridgeMock) -> None:
    place = {"LocationConstraint": REGION_NAME}
    client("s3").create_bucket(Bucket="orders", CreateBucketConfiguration=place)
    client("firehose").create_delivery_stream(
        DeliveryStreamName="orders",
        S3DestinationConfiguration={
            "RoleARN": f"arn:aws:iam::{ACCOUNT_ID}:role/firehose",
            "BucketARN": "arn:aws:s3:::orders",
        },
    )
    stream = target("firehose", "deliverystream/orders")

    assert send(stream) is None
    (item,) = client("s3").list_objects_v2(Bucket="orders")["Contents"]
    stored = client("s3").get_object(Bucket="orders", Key=item["Key"])
    assert stored["Body"].read() == PAYLOAD


def test_a_state_machine_starts_with_the_input(
    mock_beside_moto: EventBridgeMock,
) -> None:
    machine = client("stepfunctions").create_state_machine(
        name="orders",
        definition='{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}',
        roleArn=f"arn:aws:iam::{ACCOUNT_ID}:role/machine",
    )["stateMachineArn"]

    assert send(Target(machine)) is None
    steps = client("stepfunctions")
    (execution,) = steps.list_executions(stateMachineArn=machine)["executions"]
    described = steps.describe_execution(executionArn=execution["executionArn"])
    # Some versions of moto write it anew.
    assert json.loads(described["input"]) == json.loads(TEXT)


@moto.mock_aws(config={"lambda": {"use_docker": False}})
@mock_api_destinations(region_name=REGION_NAME)
def test_a_function_is_invoked_and_not_waited_for() -> None:
    role = client("iam").create_role(RoleName="f", AssumeRolePolicyDocument="{}")
    function = client("lambda").create_function(
        FunctionName="orders",
        Runtime="python3.12",
        Role=role["Role"]["Arn"],
        Handler="orders.handler",
        Code={"ZipFile": b"not looked at"},
    )["FunctionArn"]
    asked: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(params)

    events = target_client("lambda", ACCOUNT_ID, REGION_NAME).meta.events
    events.register("provide-client-params.lambda.Invoke", note, "test")

    assert send(Target(function)) is None
    events.unregister("provide-client-params.lambda.Invoke", unique_id="test")
    assert asked == [
        {"FunctionName": function, "InvocationType": "Event", "Payload": PAYLOAD}
    ]


@pytest.mark.parametrize(
    ("service", "resource"),
    [
        ("sqs", "absent"),
        ("sns", "absent"),
        ("lambda", "function:absent"),
        ("logs", "log-group:absent"),
        ("kinesis", "stream/absent"),
        ("firehose", "deliverystream/absent"),
        ("states", "stateMachine:absent"),
    ],
)
def test_what_is_not_there(service: str, resource: str) -> None:
    """The code of the AWS guide "Using dead-letter queues"."""
    with both("moto outside"):
        failure = send(target(service, resource))

    assert failure is not None
    assert (failure.code, failure.is_retryable) == ("NO_RESOURCE", False)


def test_a_session_older_than_moto_is_answered_too() -> None:
    """moto sees clients of sessions made after its import, and those it is given."""
    program = (
        "from eventbridge_mock import mock_api_destinations\n"
        "from eventbridge_mock.targets.clients import session, target_client\n"
        "session()\n"
        "from moto import mock_aws\n"
        "with mock_aws(), mock_api_destinations():\n"
        "    sqs = target_client('sqs', '123456789012', 'eu-west-1')\n"
        "    sqs.create_queue(QueueName='orders')"
    )

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0  # noqa: S603, PLW1510
