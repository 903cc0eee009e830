"""Dead letters go the same way to SQS as targets do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)
from tests.targets.server import Message

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.targets.server import AwsServer

QUEUE = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:orders"


def test_a_server_gets_dead_letters_of_api_destinations(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events), **QUEUE))
    mock.responses.post("https://crm.example/orders", status=403)

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.queue_failure is None
    (request,) = aws.received
    assert request.message == Message(
        f"{aws.url}/123456789012/undelivered",
        letter.body,
        dict(letter.attributes),
        None,
    )


def test_a_server_gets_dead_letters_of_other_targets(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(FUNCTION, **QUEUE))
    aws.refuse(404, "ResourceNotFoundException")

    put_event(events)

    assert [request.service for request in aws.received] == ["lambda", "sqs"]
    assert aws.received[1].message.body == mock.dead_letters.last.body


def test_a_letter_that_the_server_refuses_is_lost(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(FUNCTION, **QUEUE))
    aws.refuse(404, "ResourceNotFoundException")
    aws.refuse(403, "AccessDenied")

    put_event(events)

    failure = mock.dead_letters.last.queue_failure
    assert failure is not None
    assert failure.startswith("NO_PERMISSIONS: So it is. (Service: AmazonSQS; Status")


def test_without_a_server_the_record_is_all_there_is(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events), **QUEUE))
    mock.responses.post("https://crm.example/orders", status=403)

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.queue_failure is None
