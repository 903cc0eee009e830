"""Targets of other services are tried again by the target's retry policy.

AWS guide "How EventBridge retries delivering events": throttling and errors of the
server are tried again, for 24 hours and up to 185 times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from tests.aws.operations.times import NOW
from tests.conftest import REGION_NAME
from tests.state.setting import QUEUE_ARN, put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock
    from tests.targets.server import AwsServer

ARNS = {
    "sqs": "arn:aws:sqs:eu-west-1:123456789012:orders",
    "sns": "arn:aws:sns:eu-west-1:123456789012:orders",
    "lambda": "arn:aws:lambda:eu-west-1:123456789012:function:orders",
}


class Refusal(NamedTuple):
    """An error of a service, and what it means for the delivery."""

    service: str
    status: int
    code: str
    error_code: str


RETRIED = [
    Refusal("sqs", 400, "RequestThrottled", "THROTTLING"),
    Refusal("sqs", 503, "ServiceUnavailable", "INTERNAL_ERROR"),
    Refusal("sns", 400, "Throttled", "THROTTLING"),
    Refusal("sns", 500, "InternalError", "INTERNAL_ERROR"),
    Refusal("lambda", 429, "TooManyRequestsException", "THROTTLING"),
    Refusal("lambda", 500, "ServiceException", "INTERNAL_ERROR"),
]
FINAL = [
    Refusal("lambda", 400, "InvalidParameterValueException", "INVALID_PARAMETER"),
    Refusal("lambda", 403, "AccessDeniedException", "NO_PERMISSIONS"),
    Refusal("lambda", 404, "ResourceNotFoundException", "NO_RESOURCE"),
]
NAMES = {"sqs": "AmazonSQS", "sns": "AmazonSNS", "lambda": "AWSLambdaInternal"}


def put_target(events: Any, service: str, **changes: Any) -> None:
    """Make a rule whose one target is of *service*, with a dead-letter queue."""
    config = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "orders", None, target(ARNS[service], **{**config, **changes}))


def deliveries(aws: AwsServer, service: str) -> int:
    """Return how often *service* was sent the event, and not a dead letter."""
    return sum(
        request.service == service and not request.is_dead_letter
        for request in aws.received
    )


@pytest.mark.parametrize("refusal", RETRIED, ids=lambda it: f"{it.service} {it.code}")
def test_a_target_that_recovers_gets_the_event(
    aws: AwsServer,
    mock: EventBridgeMock,
    events: Any,
    refusal: Refusal,
) -> None:
    put_target(events, refusal.service)
    aws.refuse(refusal.status, refusal.code, times=2)

    put_event(events)

    assert deliveries(aws, refusal.service) == 3
    assert list(mock.dead_letters) == []


@pytest.mark.parametrize("refusal", RETRIED, ids=lambda it: f"{it.service} {it.code}")
def test_a_target_that_does_not_recover_leaves_a_dead_letter(
    aws: AwsServer,
    mock: EventBridgeMock,
    events: Any,
    refusal: Refusal,
) -> None:
    service, status, code, error_code = refusal
    put_target(events, service, RetryPolicy={"MaximumRetryAttempts": 2})
    aws.refuse(status, code, times=3)

    put_event(events)

    assert deliveries(aws, service) == 3
    (letter,) = mock.dead_letters
    assert letter.json() == mock.events.last.envelope
    message = letter.attributes["ERROR_MESSAGE"]
    assert message.startswith(
        f"So it is. (Service: {NAMES[service]}; Status Code: {status};"
        f" Error Code: {code}; Request ID: "
    )
    assert message.endswith("; Proxy: null)")
    assert {**letter.attributes, "ERROR_MESSAGE": ""} == {
        "RULE_ARN": mock.rules["orders"].arn,
        "TARGET_ARN": ARNS[service],
        "ERROR_CODE": error_code,
        "ERROR_MESSAGE": "",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "RETRY_ATTEMPTS": "2",
    }


def test_no_attempts_left_is_exhausted_at_once(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_target(events, "lambda", RetryPolicy={"MaximumRetryAttempts": 0})
    aws.refuse(500, "ServiceException")

    put_event(events)

    assert mock.dead_letters.last.attributes["RETRY_ATTEMPTS"] == "0"
    assert deliveries(aws, "lambda") == 1


def test_the_default_policy_is_that_of_aws(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_target(events, "lambda")
    aws.refuse(429, "TooManyRequestsException", times=500)

    put_event(events)

    assert deliveries(aws, "lambda") == 186
    attributes = mock.dead_letters.last.attributes
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert attributes["RETRY_ATTEMPTS"] == "185"


def test_an_event_that_is_too_old_is_given_up(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_target(events, "lambda", RetryPolicy={"MaximumEventAgeInSeconds": 60})
    aws.refuse(429, "TooManyRequestsException", times=500)

    put_event(events)

    attributes = mock.dead_letters.last.attributes
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    # After 5, 15 and 35 seconds; the next would come after 75.
    assert attributes["RETRY_ATTEMPTS"] == "3"
    assert deliveries(aws, "lambda") == 4


@pytest.mark.parametrize("refusal", FINAL, ids=lambda it: f"{it.service} {it.code}")
def test_other_errors_are_not_tried_again(
    aws: AwsServer,
    mock: EventBridgeMock,
    events: Any,
    refusal: Refusal,
) -> None:
    put_target(events, "lambda")
    aws.refuse(refusal.status, refusal.code)

    put_event(events)

    assert deliveries(aws, "lambda") == 1
    attributes = mock.dead_letters.last.attributes
    assert attributes["ERROR_CODE"] == refusal.error_code
    assert "RETRY_ATTEMPTS" not in attributes
    assert "EXHAUSTED_RETRY_CONDITION" not in attributes


def test_without_a_queue_the_event_is_lost_and_explained(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    policy = {"MaximumRetryAttempts": 1}
    put_rule(events, "orders", None, target(ARNS["lambda"], RetryPolicy=policy))
    aws.refuse(500, "ServiceException", times=2)

    put_event(events)

    assert list(mock.dead_letters) == []
    assert "INTERNAL_ERROR: So it is. (Service: AWSLambdaInternal;" in str(
        mock.explain(mock.events.last)
    )


@pytest.fixture
def clock() -> Iterator[Any]:
    with freezegun.freeze_time(NOW) as frozen:
        yield frozen


@pytest.fixture
def waiting(aws: AwsServer, clock: Any) -> Iterator[EventBridgeMock]:
    """A mock in which what is not due is pending."""
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        yield mock


def test_on_time_a_target_is_tried_when_the_clock_gets_there(
    aws: AwsServer, waiting: EventBridgeMock, make_client: Any
) -> None:
    events = make_client()
    put_target(events, "lambda")
    aws.refuse(429, "TooManyRequestsException", times=2)
    put_event(events)
    assert deliveries(aws, "lambda") == 1

    waiting.advance(seconds=4)
    assert deliveries(aws, "lambda") == 1
    waiting.advance(seconds=1)
    assert deliveries(aws, "lambda") == 2
    waiting.advance(hours=1)

    assert deliveries(aws, "lambda") == 3
    assert list(waiting.dead_letters) == []


def test_a_pending_target_is_explained(
    aws: AwsServer, waiting: EventBridgeMock, make_client: Any, clock: Any
) -> None:
    events = make_client()
    put_target(events, "lambda")
    aws.refuse(429, "TooManyRequestsException")
    put_event(events)
    event = waiting.events.last

    text = str(waiting.explain(event))

    assert "lambda 'function:orders', pending until 2026-03-04T05:06:12Z\n" in text
    assert "THROTTLING: So it is." in text
    clock.tick(5)
    after = str(waiting.explain(event))
    assert "pending" not in after
    assert "THROTTLING" not in after


def test_on_time_a_dead_letter_comes_when_the_policy_is_used_up(
    aws: AwsServer, waiting: EventBridgeMock, make_client: Any
) -> None:
    events = make_client()
    put_target(events, "lambda", RetryPolicy={"MaximumRetryAttempts": 1})
    aws.refuse(500, "ServiceException", times=2)
    put_event(events)
    assert list(waiting.dead_letters) == []

    waiting.advance(minutes=1)

    (letter,) = waiting.dead_letters
    assert letter.attributes["RETRY_ATTEMPTS"] == "1"


def test_reset_ends_the_retries(
    aws: AwsServer, waiting: EventBridgeMock, make_client: Any
) -> None:
    events = make_client()
    put_target(events, "lambda")
    aws.refuse(500, "ServiceException", times=5)
    put_event(events)

    waiting.reset()
    waiting.advance(hours=1)

    assert deliveries(aws, "lambda") == 1


def test_api_destinations_and_other_targets_are_tried_side_by_side(
    aws: AwsServer, waiting: EventBridgeMock, make_client: Any
) -> None:
    events = make_client()
    put_target(events, "lambda")
    events.put_targets(
        Rule="orders", Targets=[target(ARNS["sqs"], "queue", Input='"fixed"')]
    )
    aws.refuse(429, "TooManyRequestsException", times=1)
    aws.refuse(503, "ServiceUnavailable", times=1)
    put_event(events)

    waiting.advance(seconds=5)

    assert [request.service for request in aws.received] == [
        "sqs",
        "lambda",
        "sqs",
        "lambda",
    ]
