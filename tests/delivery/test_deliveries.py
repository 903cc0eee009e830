"""Every delivery is on record, from its order to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws
from tests.delivery.partner import ONCE, QUEUE, URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

ENTRY = {"Source": "shop", "DetailType": "Order Placed", "Detail": '{"order":7}'}


def publish_to(events: Any, arn: str, **changes: Any) -> None:
    """Publish an event to the target *arn* of a rule."""
    events.put_rule(**requests_to_aws.rule())
    target = requests_to_aws.target(Arn=arn, **changes)
    events.put_targets(Rule="orders", Targets=[target])
    events.put_events(Entries=[ENTRY])


def test_an_event_is_on_record_while_it_is_sent(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    seen = []

    def answer(_: Any) -> tuple[int, dict[str, str], str]:
        seen.append((mock.invocations.last, mock.events.last.invocations.last))
        return 200, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    publish_to(events, mock.api_destinations[orders].api_destination_arn)
    (seen_in_log, seen_in_event) = seen[0]

    assert seen_in_log == seen_in_event
    assert (seen_in_log.outcome, seen_in_log.attempts) == ("pending", ())
    assert mock.invocations.last.outcome == "delivered"


def test_a_retry_sees_the_attempts_before_it(
    mock: EventBridgeMock, orders: str
) -> None:
    seen = []

    def answer(_: Any) -> tuple[int, dict[str, str], str]:
        seen.append([attempt.status for attempt in mock.invocations.last.attempts])
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 2})

    assert seen == [[], [503], [503, 503]]


def test_a_record_does_not_change(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    with type(mock)({"delivery": "on_time"}):
        first = mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 1})
        again = mock.invocations.last
        mock.advance(5)

    assert first is again
    assert (first.outcome, len(first.attempts)) == ("pending", 1)
    assert (mock.invocations[0].outcome, len(mock.invocations[0].attempts)) == (
        "failed",
        2,
    )


@pytest.mark.parametrize("delivery", ["eager", "on_time"])
def test_an_event_that_cannot_be_sent_is_on_record(
    mock: EventBridgeMock, events: Any, delivery: str
) -> None:
    """The API destination of another Region (our choice of code and text)."""
    arn = requests_to_aws.API_DESTINATION_ARN.replace("eu-west-1", "us-east-1")
    with type(mock)({"delivery": delivery}):
        publish_to(events, arn, DeadLetterConfig=QUEUE)

    (invocation,) = mock.invocations
    (letter,) = mock.dead_letters
    assert (invocation.outcome, invocation.attempts) == ("dead_lettered", ())
    assert (invocation.error_code, invocation.failure) == (
        "NO_RESOURCE",
        "API destination 'orders' is in us-east-1, and the rule in eu-west-1: a rule"
        " reaches only the API destinations of its own account and Region.",
    )
    assert letter.invocation == mock.events.last.invocations.last == invocation


def test_an_api_destination_that_was_created_again_is_told(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    """Its ARN has changed (recorded on AWS 2026-09-26); the text is our choice."""
    old = mock.api_destinations[orders]
    events.delete_api_destination(Name=orders)
    events.create_api_destination(**requests_to_aws.api_destination(old.connection_arn))
    new_arn = mock.api_destinations[orders].api_destination_arn
    publish_to(events, old.api_destination_arn)
    invocation = mock.invocations.last

    assert (invocation.attempts, invocation.error_code) == ((), "NO_RESOURCE")
    assert invocation.failure == (
        "API destination 'orders' has another ARN: the target names"
        f" {old.api_destination_arn}, which does not exist, and its ARN is {new_arn}."
        " Each creation makes a new ARN."
    )


def test_an_api_destination_that_never_existed_is_told(
    mock: EventBridgeMock, events: Any
) -> None:
    publish_to(events, requests_to_aws.API_DESTINATION_ARN)

    assert mock.invocations.last.failure == "API destination 'orders' does not exist."


def test_a_reset_in_the_middle_forgets_the_delivery(
    mock: EventBridgeMock, orders: str
) -> None:
    def answer(_: Any) -> tuple[int, dict[str, str], str]:
        mock.reset()
        return 503, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    with type(mock)({"delivery": "on_time"}):
        mock.invoke(orders, retry_policy=ONCE, dead_letter_config=QUEUE)
        mock.advance(60)

    assert (list(mock.invocations), list(mock.dead_letters)) == ([], [])


LOGS: dict[str, Callable[[EventBridgeMock], Any]] = {
    "events": lambda mock: mock.events,
    "invocations": lambda mock: mock.invocations,
    "dead letters": lambda mock: mock.dead_letters,
    "token requests": lambda mock: mock.token_requests,
}


@pytest.mark.parametrize("log_of", LOGS.values(), ids=LOGS)
@pytest.mark.parametrize("method", ["add", "append", "clear", "record", "replace"])
def test_a_test_cannot_write_into_a_log(
    mock: EventBridgeMock, log_of: Callable[[EventBridgeMock], Any], method: str
) -> None:
    assert not hasattr(log_of(mock), method)
