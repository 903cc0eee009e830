"""What an answer, or none, means for an event."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from eventbridge_mock.delivery.failure import failure_of
from eventbridge_mock.records.failure import Failure
from eventbridge_mock.replies.reply import Reply
from tests.delivery.partner import TIMED_OUT, UNREACHABLE, URL

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

SUCCESSES = [200, 201, 202, 204, 206, 226, 299]
# AWS guide "API destinations as targets"; all of 5xx.
RETRIED = [401, 407, 409, 429, 500, 501, 503, 504, 511, 599]
NOT_RETRIED = [
    *(0, 1, 100, 101, 199),
    *(300, 301, 302, 304, 307, 308, 399),
    *(400, 402, 403, 404, 405, 406, 408, 410, 413, 418, 422, 425, 428, 431, 451, 499),
    *(600, 999),
]


@pytest.mark.parametrize("status", SUCCESSES)
def test_2xx_is_a_success(status: int) -> None:
    assert failure_of(Reply(status=status, body=b"taken")) is None


@pytest.mark.parametrize(
    ("status", "is_retryable"),
    [*((one, True) for one in RETRIED), *((one, False) for one in NOT_RETRIED)],
)
def test_all_others_fail_and_some_are_retried(status: int, is_retryable: bool) -> None:  # noqa: FBT001 - a column of the table
    """AWS guide "API destinations as targets"; real dead letters, 2023 to 2026."""
    assert failure_of(Reply(status=status, body=b"no")) == Failure(
        "SDK_CLIENT_ERROR",
        f"ApiDestination returned HTTP status {status} with payload: no",
        is_retryable,
    )


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"", ""),
        ("Zoë ✓".encode(), "Zoë ✓"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"a": 1}\n', '{"a": 1}\n'),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ],
    ids=["none", "utf-8", "no utf-8", "json", "half a surrogate pair"],
)
def test_the_payload_is_told_as_text(body: bytes, payload: str) -> None:
    failure = failure_of(Reply(status=403, body=body))

    assert failure is not None
    assert failure.message == (
        f"ApiDestination returned HTTP status 403 with payload: {payload}"
    )


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(error="no such host"), Failure("SDK_CLIENT_ERROR", UNREACHABLE)),
        (
            Reply(error="slow", timed_out=True),
            Failure("UNKNOWN", TIMED_OUT, is_retryable=True),
        ),
    ],
    ids=["unreachable", "timed out"],
)
def test_no_answer_has_two_reasons(reply: Reply, failure: Failure) -> None:
    """Real dead letters, reported 2023 to 2026."""
    assert failure_of(reply) == failure


@pytest.mark.parametrize(
    ("reply", "code", "tries"),
    [
        ({"status": 204}, None, 1),
        ({"status": 404}, "SDK_CLIENT_ERROR", 1),
        ({"status": 308, "headers": {"Location": URL}}, "SDK_CLIENT_ERROR", 1),
        ({"status": 0}, "SDK_CLIENT_ERROR", 1),
        ({"status": 409}, "SDK_CLIENT_ERROR", 4),
        ({"status": 429}, "SDK_CLIENT_ERROR", 4),
        ({"status": 500}, "SDK_CLIENT_ERROR", 4),
        ({"body": requests.ReadTimeout()}, "UNKNOWN", 4),
        ({"body": requests.ConnectTimeout()}, "UNKNOWN", 4),
        ({"body": requests.ConnectionError()}, "SDK_CLIENT_ERROR", 1),
        ({"body": requests.exceptions.SSLError()}, "SDK_CLIENT_ERROR", 1),
    ],
    ids=str,
)
def test_an_event_is_tried_as_often_as_its_policy_says(
    mock: EventBridgeMock,
    orders: str,
    reply: dict[str, Any],
    code: str | None,
    tries: int,
) -> None:
    mock.responses.post(URL, **reply)
    invocation = mock.invoke(orders, retry_policy={"MaximumRetryAttempts": 3})

    assert (invocation.error_code, len(invocation.attempts)) == (code, tries)
    assert invocation.outcome == ("failed" if code else "delivered")
    assert [one.number for one in invocation.attempts] == [*range(1, tries + 1)]


def test_what_worked_in_the_end_is_no_failure(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, body=TimeoutError())
    mock.responses.post(URL, status=200)
    invocation = mock.invoke(orders)

    assert (invocation.outcome, invocation.failure) == ("delivered", None)
    assert (invocation.error_code, invocation.next_attempt_time) == (None, None)
    assert [one.status for one in invocation.attempts] == [503, None, 200]


def test_all_attempts_send_the_same(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    first, second = mock.invoke(orders, {"order": 7}).attempts

    assert first.request is second.request


def test_the_seconds_without_an_answer_pass(mock: EventBridgeMock, orders: str) -> None:
    """Five of them (AWS guide); that they come on top is our choice."""
    mock.responses.post(URL, body=TimeoutError())
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    first, second, third = mock.invoke(orders).attempts

    assert second.time - first.time == timedelta(seconds=5 + 5)
    assert third.time - second.time == timedelta(seconds=10)


def test_an_error_of_the_code_that_answers_reaches_the_test(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, body=ZeroDivisionError("mine"))

    with pytest.raises(ZeroDivisionError, match="mine"):
        mock.invoke(orders)
    invocation = mock.invocations.last

    assert (invocation.outcome, invocation.error_code) == ("failed", "INTERNAL_ERROR")
    assert invocation.failure == (
        "The code that answers the request raised ZeroDivisionError: mine"
    )


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({"status": 0}, f"<Attempt 1: POST {URL} -> 0>"),
        ({"status": 404}, f"<Attempt 1: POST {URL} -> 404>"),
    ],
    ids=["0", "404"],
)
def test_an_attempt_prints_its_status(
    mock: EventBridgeMock, orders: str, reply: dict[str, Any], text: str
) -> None:
    mock.responses.post(URL, **reply)

    assert repr(mock.invoke(orders).attempts[0]) == text
