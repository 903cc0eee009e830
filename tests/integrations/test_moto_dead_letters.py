"""Dead letters go into moto's queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


ABSENT = (
    "NO_RESOURCE: sqs.GetQueueUrl answered AWS.SimpleQueueService.NonExistentQueue:"
    " The specified queue does not exist."
)


def of_any_moto(text: str) -> str:
    """Return *text* in the words of the newest moto; the oldest says a bit more."""
    return text.replace("does not exist for this wsdl version.", "does not exist.")


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

    assert of_any_moto(str(put_dead_letter(dead_letter(queue_arn)))) == failure


@mock_api_destinations(region_name=REGION_NAME)
def test_without_moto_nobody_is_asked() -> None:
    assert put_dead_letter(dead_letter()) is None


@pytest.fixture
def events(mock_beside_moto: EventBridgeMock) -> Any:
    """A client whose rule `orders` has two targets that fail, with a queue each."""
    events = client("events")
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    nowhere = "arn:aws:events:eu-west-1:123456789012:event-bus/nowhere"
    targets = [target(destination(events), **queue), target(nowhere, "bus", **queue)]
    put_rule(events, "orders", None, *targets)
    mock_beside_moto.responses.post("https://crm.example/orders", status=403)
    return events


def test_a_dead_letter_tells_that_it_is_lost(
    mock_beside_moto: EventBridgeMock, events: Any
) -> None:
    put_event(events)

    found = mock_beside_moto.assert_dead_lettered("crm", queue_arn=QUEUE_ARN)
    assert of_any_moto(found[0].queue_failure) == ABSENT
    assert of_any_moto(repr(mock_beside_moto.dead_letters[0])) == (
        "<DeadLetter lost, not in 'undelivered' (NO_RESOURCE:"
        " sqs.GetQueueUrl answered AWS.SimpleQueueService.NonExistentQueue: The"
        " specified queue does not exist.): NO_RESOURCE, Event bus nowhere does not"
        " exist.>"
    )


def test_an_explanation_tells_of_lost_dead_letters(
    mock_beside_moto: EventBridgeMock, events: Any
) -> None:
    put_event(events)

    lost = f"dead letter lost: {ABSENT}"
    lines = [
        line.strip()
        for line in of_any_moto(
            str(mock_beside_moto.explain(mock_beside_moto.events.last))
        ).splitlines()
    ]
    assert lines[4:] == [
        "bus  event bus 'nowhere'",
        "NO_RESOURCE: Event bus nowhere does not exist.",
        lost,
        "to   API destination 'crm', dead_lettered",
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
