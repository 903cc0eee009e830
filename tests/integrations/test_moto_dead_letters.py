"""Dead letters go into moto's queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventbridge_mock import DeadLetter, mock_api_destinations
from eventbridge_mock.aws.other_targets import put_dead_letter
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import client

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

    assert put_dead_letter(dead_letter())
    received = client("sqs").receive_message(
        QueueUrl=url, MessageAttributeNames=["All"]
    )
    (message,) = received["Messages"]
    assert message["Body"] == '{"a":1}'
    assert message["MessageAttributes"] == {
        name: {"DataType": "String", "StringValue": value}
        for name, value in ATTRIBUTES.items()
    }


@pytest.mark.parametrize(
    "queue_arn",
    [
        "arn:aws:sqs:eu-west-1:123456789012:absent",
        "arn:aws:sqs:eu-west-1:111122223333:dead",
        "arn:aws:sns:eu-west-1:123456789012:dead",
        "dead",
    ],
)
def test_no_queue_took_it(mock_beside_moto: EventBridgeMock, queue_arn: str) -> None:
    client("sqs").create_queue(QueueName="dead")

    assert not put_dead_letter(dead_letter(queue_arn))


@mock_api_destinations(region_name=REGION_NAME)
def test_without_moto_there_are_no_queues() -> None:
    assert not put_dead_letter(dead_letter())
