"""Dead letters go into moto's queues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

from eventbridge_mock import DeadLetter, mock_api_destinations
from eventbridge_mock.targets.send import put_dead_letter
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import client
from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ATTRIBUTES = {
    "RULE_ARN": "arn:aws:events:eu-west-1:123456789012:rule/orders",
    "TARGET_ARN": "arn:aws:events:eu-west-1:123456789012:api-destination/orders/1",
    "ERROR_CODE": "SDK_CLIENT_ERROR",
    "ERROR_MESSAGE": "ApiDestination returned HTTP status 403 with payload: ",
    "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
    "RETRY_ATTEMPTS": "185",
}


def dead_letter(
    queue_arn: str = "arn:aws:sqs:eu-west-1:123456789012:dead",
) -> DeadLetter:
    return DeadLetter(
        queue_arn=queue_arn, body='{"a":1}', attributes=ATTRIBUTES, invocation=None
    )


def test_the_message_has_the_body_and_text_attributes(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """AWS guide "Using dead-letter queues"."""
    url = client("sqs").create_queue(QueueName="dead")["QueueUrl"]

    assert put_dead_letter(dead_letter()) is None
    received = client("sqs").receive_message(
        QueueUrl=url, MessageAttributeNames=["All"]
    )
    (message,) = received["Messages"]
    assert message["Body"] == '{"a":1}'
    assert message["MessageAttributes"] == {
        name: {"DataType": "String", "StringValue": value}
        for name, value in ATTRIBUTES.items()
    }


ABSENT_QUEUE = "arn:aws:sqs:eu-west-1:123456789012:absent"
ABSENT = (
    "NO_RESOURCE: The specified queue does not exist or you do not have access to it."
    " (Service: AmazonSQS; Status Code: 400; Error Code:"
    " AWS.SimpleQueueService.NonExistentQueue; Request ID: 1; Proxy: null)"
)


def without_request_ids(text: object) -> str:
    """Return *text* with fixed ids of requests."""
    return re.sub("Request ID: [-0-9a-f]{36}", "Request ID: 1", str(text))


@pytest.mark.parametrize(
    ("queue_arn", "failure"),
    [
        ("arn:aws:sqs:eu-west-1:123456789012:absent", ABSENT),
        ("arn:aws:sqs:eu-west-1:111122223333:dead", ABSENT),
        (
            "arn:aws:sns:eu-west-1:123456789012:dead",
            "INVALID_PARAMETER: 'arn:aws:sns:eu-west-1:123456789012:dead' is not the"
            " ARN of an SQS queue.",
        ),
        ("dead", "INVALID_PARAMETER: 'dead' is not the ARN of an SQS queue."),
    ],
)
def test_no_queue_took_it(
    mock_beside_moto: EventBridgeMock, queue_arn: str, failure: str
) -> None:
    client("sqs").create_queue(QueueName="dead")

    assert without_request_ids(put_dead_letter(dead_letter(queue_arn))) == failure


@mock_api_destinations(region_name=REGION_NAME)
def test_without_moto_nobody_is_asked() -> None:
    assert put_dead_letter(dead_letter()) is None


@pytest.fixture
def events(mock_beside_moto: EventBridgeMock) -> Any:
    """A client whose rule `orders` has two targets that fail, with a queue each."""
    events = client("events")
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    targets = [target(destination(events), **queue), target(ABSENT_QUEUE, "a", **queue)]
    put_rule(events, "orders", None, *targets)
    mock_beside_moto.responses.post("https://crm.example/orders", status=403)
    return events


def test_a_dead_letter_tells_that_it_is_lost(
    mock_beside_moto: EventBridgeMock, events: Any
) -> None:
    put_event(events)

    found = mock_beside_moto.assert_dead_lettered("crm", queue_failure=ANY)
    assert without_request_ids(found[0].queue_failure) == ABSENT
    assert without_request_ids(repr(mock_beside_moto.dead_letters[0])) == (
        f"<DeadLetter lost, not in 'undelivered' ({ABSENT}):"
        f" {ABSENT.replace(': ', ', ', 1)}>"
    )


def test_an_explanation_tells_of_lost_dead_letters(
    mock_beside_moto: EventBridgeMock, events: Any
) -> None:
    put_event(events)

    lost = f"dead letter lost: {ABSENT}"
    lines = [
        line.strip()
        for line in without_request_ids(
            str(mock_beside_moto.explain(mock_beside_moto.events.last))
        ).splitlines()
    ]
    assert lines[4:] == [
        "a   sqs 'absent'",
        ABSENT,
        lost,
        "to  API destination 'crm', dead_lettered",
        "POST https://crm.example/orders -> 403",
        "SDK_CLIENT_ERROR: ApiDestination returned HTTP status 403 with payload:",
        lost,
    ]


def test_nothing_is_lost_in_a_queue_that_is_there(
    mock_beside_moto: EventBridgeMock, events: Any
) -> None:
    client("sqs").create_queue(QueueName="undelivered")
    put_event(events)

    assert [one.queue_failure for one in mock_beside_moto.dead_letters] == [None, None]
    assert "lost" not in str(mock_beside_moto.explain(mock_beside_moto.events.last))
