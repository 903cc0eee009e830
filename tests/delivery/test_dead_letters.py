"""The messages that events leave in a dead-letter queue."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import DeadLetter
from eventbridge_mock.delivery.dead_letter import dead_letter
from eventbridge_mock.model.target import DeadLetterConfig
from eventbridge_mock.records.failure import Failure
from eventbridge_mock.records.invocation_log import DeadLetterLog
from tests.delivery.partner import ONCE, QUEUE, QUEUE_ARN, TIMED_OUT, UNREACHABLE, URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

RULE_ARN = "arn:aws:events:eu-west-1:123456789012:rule/orders"
TARGET_ARN = "arn:aws:events:eu-west-1:123456789012:api-destination/orders/1"
FAILURE = Failure("SDK_CLIENT_ERROR", "no")


def letter(config: DeadLetterConfig | None, **changes: Any) -> DeadLetter | None:
    given = {
        "rule_arn": RULE_ARN,
        "target_arn": TARGET_ARN,
        "body": b"{}",
        "failure": FAILURE,
        **changes,
    }
    return dead_letter(config, **given)


def attributes_of(**changes: Any) -> list[tuple[str, str]]:
    made = letter(DeadLetterConfig(arn=QUEUE_ARN), **changes)
    assert made is not None
    return [*made.attributes.items()]


@pytest.mark.parametrize("config", [None, DeadLetterConfig()], ids=["none", "no arn"])
def test_without_a_queue_there_is_no_dead_letter(
    config: DeadLetterConfig | None,
) -> None:
    assert letter(config) is None


def test_a_dead_letter_tells_of_rule_and_target() -> None:
    """AWS guide "Using dead-letter queues"; real messages, 2023 to 2026."""
    assert attributes_of() == [
        ("RULE_ARN", RULE_ARN),
        ("TARGET_ARN", TARGET_ARN),
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        ("ERROR_MESSAGE", "no"),
    ]


@pytest.mark.parametrize(
    "condition", ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]
)
def test_used_up_retries_are_told(condition: str) -> None:
    """AWS guide "Using dead-letter queues": these two conditions."""
    assert attributes_of(exhausted=condition, retries=129)[4:] == [
        ("EXHAUSTED_RETRY_CONDITION", condition),
        ("RETRY_ATTEMPTS", "129"),
    ]


def test_without_a_rule_there_is_no_rule_arn() -> None:
    """Our choice: AWS has no invocation without a rule."""
    assert [name for name, _ in attributes_of(rule_arn=None)] == [
        "TARGET_ARN",
        "ERROR_CODE",
        "ERROR_MESSAGE",
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [(b"", ""), ("Zoë ✓".encode(), "Zoë ✓"), (b"a\xffb", "a\ufffdb")],
)
def test_a_body_is_told_as_text(body: bytes, text: str) -> None:
    made = letter(DeadLetterConfig(arn=QUEUE_ARN), body=body)

    assert made is not None
    assert made.body == text


MESSAGE_403 = "ApiDestination returned HTTP status 403 with payload: forbidden"
MESSAGE_503 = "ApiDestination returned HTTP status 503 with payload: busy"
USED_UP = {"EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": "2"}
REAL_MESSAGES = {
    "403": (
        {"status": 403, "body": "forbidden"},
        {"ERROR_CODE": "SDK_CLIENT_ERROR", "ERROR_MESSAGE": MESSAGE_403},
    ),
    "503": (
        {"status": 503, "body": "busy"},
        {"ERROR_CODE": "SDK_CLIENT_ERROR", "ERROR_MESSAGE": MESSAGE_503, **USED_UP},
    ),
    "unreachable": (
        {"body": ConnectionError("no route")},
        {"ERROR_CODE": "SDK_CLIENT_ERROR", "ERROR_MESSAGE": UNREACHABLE},
    ),
    "timed out": (
        {"body": TimeoutError()},
        {"ERROR_CODE": "UNKNOWN", "ERROR_MESSAGE": TIMED_OUT, **USED_UP},
    ),
}


@pytest.mark.parametrize(
    ("reply", "attributes"), REAL_MESSAGES.values(), ids=REAL_MESSAGES
)
def test_the_messages_are_those_of_aws(
    mock: EventBridgeMock,
    orders: str,
    reply: dict[str, Any],
    attributes: dict[str, str],
) -> None:
    """Real dead letters, 2023 to 2026; of 503 after the last retry none is known."""
    mock.responses.post(URL, **reply)
    invocation = mock.invoke(
        orders,
        {"order": 7},
        retry_policy={"MaximumRetryAttempts": 2},
        dead_letter_config=QUEUE,
    )
    (made,) = mock.dead_letters

    assert (made.queue_arn, made.body) == (QUEUE_ARN, '{"order":7}')
    assert made.attributes == {
        "TARGET_ARN": mock.api_destinations[orders].api_destination_arn,
        **attributes,
    }
    assert (made.invocation, invocation.outcome) == (invocation, "dead_lettered")


@pytest.mark.parametrize("body", [TimeoutError(), "busy"], ids=["silent", "busy"])
def test_an_event_that_is_too_old_is_given_up(
    mock: EventBridgeMock, orders: str, body: Any
) -> None:
    mock.responses.post(URL, body=body, status=503)
    mock.invoke(
        orders,
        retry_policy={"MaximumEventAgeInSeconds": 60},
        dead_letter_config=QUEUE,
    )
    attributes = mock.dead_letters.last.attributes
    attempts = mock.invocations.last.attempts

    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert attributes["RETRY_ATTEMPTS"] == str(len(attempts) - 1)
    assert (attempts[-1].time - attempts[0].time).total_seconds() < 60


@pytest.mark.parametrize("status", [401, 407, 409, 429, 500, 599])
def test_after_the_last_retry_the_answer_is_told(
    mock: EventBridgeMock, orders: str, status: int
) -> None:
    """Our choice: nobody recorded it."""
    mock.responses.post(URL, status=status, body="no")
    mock.invoke(orders, retry_policy=ONCE, dead_letter_config=QUEUE)
    attributes = {**mock.dead_letters.last.attributes}
    del attributes["TARGET_ARN"]

    assert attributes == {
        "ERROR_CODE": "SDK_CLIENT_ERROR",
        "ERROR_MESSAGE": (
            f"ApiDestination returned HTTP status {status} with payload: no"
        ),
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "RETRY_ATTEMPTS": "0",
    }


def test_an_inactive_destination_is_no_resource(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    """Our choice: AWS documents the code without this case."""
    events.delete_connection(Name="partner")
    mock.invoke(orders, dead_letter_config=QUEUE)
    attributes = {**mock.dead_letters.last.attributes}
    del attributes["TARGET_ARN"]

    assert attributes == {
        "ERROR_CODE": "NO_RESOURCE",
        "ERROR_MESSAGE": (
            "API destination 'orders' is INACTIVE: its connection was deleted, and only"
            " UpdateApiDestination gives it another."
        ),
    }


def test_what_the_connection_adds_is_not_in_the_body(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """It is the event after the target's input transformed it."""
    added = {"BodyParameters": [{"Key": "shop", "Value": "north"}]}
    make_orders(auth={"InvocationHttpParameters": added})
    mock.responses.post(URL, status=403)
    mock.invoke("orders", {"order": 7}, dead_letter_config=QUEUE)

    assert mock.dead_letters.last.json() == {"order": 7}
    assert mock.invocations.last.json() == {"order": 7, "shop": "north"}


def test_what_was_too_large_is_in_the_dead_letter_as_a_whole(
    mock: EventBridgeMock, orders: str
) -> None:
    """64 KB are allowed (service model)."""
    mock.invoke(orders, body="x" * 65_537, dead_letter_config=QUEUE)
    made = mock.dead_letters.last

    assert len(made.body) == 65_537
    assert made.attributes["ERROR_CODE"] == "INVALID_PARAMETER"
    assert made.attributes["ERROR_MESSAGE"] == (
        "Parameter is not valid. Body and parameters have 65537 bytes;"
        " 65536 are allowed."
    )


@pytest.mark.parametrize(
    ("status", "config"), [(200, QUEUE), (403, None), (403, {})], ids=str
)
def test_other_invocations_leave_no_dead_letter(
    mock: EventBridgeMock, orders: str, status: int, config: dict[str, str] | None
) -> None:
    mock.responses.post(URL, status=status)
    invocation = mock.invoke(orders, dead_letter_config=config)

    assert mock.dead_letters == []
    assert invocation.outcome == ("delivered" if status == 200 else "failed")


def test_a_pending_event_is_no_dead_letter_yet(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    with type(mock)({"delivery": "on_time"}):
        mock.invoke(
            orders, retry_policy={"MaximumRetryAttempts": 1}, dead_letter_config=QUEUE
        )
        before = len(mock.dead_letters)
        mock.advance(5)

    assert (before, len(mock.dead_letters)) == (0, 1)


def test_an_interrupted_delivery_leaves_a_dead_letter(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, body=ZeroDivisionError("mine"))

    with pytest.raises(ZeroDivisionError):
        mock.invoke(orders, dead_letter_config=QUEUE)

    assert mock.dead_letters.last.attributes["ERROR_CODE"] == "INTERNAL_ERROR"


def test_dead_letters_are_found_by_destination_and_queue(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=403)
    mock.invoke(orders, dead_letter_config=QUEUE)
    alone = DeadLetter(queue_arn="other", body="", attributes={}, invocation=None)
    log = DeadLetterLog([*mock.dead_letters, alone])

    assert log.to(orders) == log.in_queue(QUEUE_ARN) == mock.dead_letters
    assert (log.to("others"), log.in_queue("other")) == ([], [alone])


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"ERROR_CODE": "UNKNOWN"}, "<DeadLetter in 'undelivered': UNKNOWN>"),
        (
            {"ERROR_CODE": "UNKNOWN", "ERROR_MESSAGE": "why"},
            "<DeadLetter in 'undelivered': UNKNOWN, why>",
        ),
        ({}, "<DeadLetter in 'undelivered': None>"),
    ],
)
def test_a_dead_letter_prints_why(attributes: dict[str, str], text: str) -> None:
    made = DeadLetter(
        queue_arn=QUEUE_ARN, body="{}", attributes=attributes, invocation=None
    )

    assert (repr(made), made.sensitive_texts) == (text, frozenset())


def test_dead_letters_are_compared_by_what_they_hold() -> None:
    made = letter(DeadLetterConfig(arn=QUEUE_ARN))
    again = letter(DeadLetterConfig(arn=QUEUE_ARN))
    assert made is not None

    assert made == again
    assert made != dataclasses.replace(made, body="[]")
    assert made != (QUEUE_ARN, "{}")


def test_a_dead_letter_does_not_change(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=403)
    mock.invoke(orders, dead_letter_config=QUEUE)

    with pytest.raises(TypeError, match="does not support item assignment"):
        mock.dead_letters.last.attributes["ERROR_CODE"] = "UNKNOWN"  # type: ignore[index]
