"""`assert_dead_lettered`, and the texts of its failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

from eventbridge_mock import DeadLetter
from eventbridge_mock.records.expectation import DeadLetterExpectation
from tests import requests_to_aws
from tests.state.setting import put_event, put_rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
QUEUE = {"Arn": QUEUE_ARN}
MESSAGE = "ApiDestination returned HTTP status 403 with payload: forbidden"
PRINTED = f"<DeadLetter in 'undelivered': SDK_CLIENT_ERROR, {MESSAGE}>"


@pytest.fixture
def make(events: Any) -> Callable[..., None]:
    """Make API destinations of these names."""

    def make_destinations(*names: str) -> None:
        arn = events.create_connection(**requests_to_aws.connection())["ConnectionArn"]
        for name in names:
            events.create_api_destination(
                **requests_to_aws.api_destination(arn, Name=name)
            )

    return make_destinations


@pytest.fixture
def undelivered(mock: EventBridgeMock, make: Callable[..., None]) -> EventBridgeMock:
    """A mock with one dead letter, of an event for `orders`."""
    make("orders", "others")
    mock.responses.post(URL, status=403, body="forbidden")
    mock.invoke("orders", {"order": 7}, dead_letter_config=QUEUE)
    return mock


def failure_of(mock: EventBridgeMock, *arguments: Any, **keywords: Any) -> list[str]:
    with pytest.raises(AssertionError) as caught:
        mock.assert_dead_lettered(*arguments, **keywords)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"times": 1},
        {"queue_arn": QUEUE_ARN},
        {"error_code": "SDK_CLIENT_ERROR"},
        {"attributes": {}},
        {"attributes": {"ERROR_MESSAGE": MESSAGE, "ERROR_CODE": ANY}},
        {"json": {"order": 7}},
        {"json": {"order": ANY}},
        {"body": '{"order":7}'},
        {"body": b'{"order":7}'},
        {"body": ANY},
        {"queue_arn": ANY, "error_code": ANY, "attributes": {"TARGET_ARN": ANY}},
    ],
    ids=str,
)
def test_what_matches_is_returned(
    undelivered: EventBridgeMock, expected: dict[str, Any]
) -> None:
    found = undelivered.assert_dead_lettered("orders", **expected)

    assert found == tuple(undelivered.dead_letters)


def test_none_can_be_expected(undelivered: EventBridgeMock) -> None:
    found = undelivered.assert_dead_lettered("others", times=0)

    assert found == ()


def test_a_misspelt_name_is_no_proof_that_there_are_none(
    undelivered: EventBridgeMock,
) -> None:
    assert failure_of(undelivered, "order", times=0) == [
        "API destination 'order' does not exist. Did you mean 'orders'? A name that"
        " never existed does not show that nothing was invoked. If that is the point of"
        " the test: mock.assert_not_invoked('order', must_exist=False)."
    ]


def test_others_do_not_count(undelivered: EventBridgeMock) -> None:
    undelivered.invoke("others", dead_letter_config=QUEUE)
    (found,) = undelivered.assert_dead_lettered("others")

    assert found is undelivered.dead_letters[1]


@pytest.mark.parametrize(
    ("expected", "what", "differences"),
    [
        (
            {"queue_arn": "other"},
            "queue_arn='other'",
            [f"queue_arn: '{QUEUE_ARN}', expected 'other'"],
        ),
        (
            {"error_code": "UNKNOWN"},
            "error_code='UNKNOWN'",
            ["error_code: 'SDK_CLIENT_ERROR', expected 'UNKNOWN'"],
        ),
        (
            {"attributes": {"RETRY_ATTEMPTS": "2", "ERROR_CODE": "UNKNOWN"}},
            "attributes={'RETRY_ATTEMPTS': '2', 'ERROR_CODE': 'UNKNOWN'}",
            [
                "attributes['RETRY_ATTEMPTS']: missing, expected '2'",
                "attributes['ERROR_CODE']: 'SDK_CLIENT_ERROR', expected 'UNKNOWN'",
            ],
        ),
        (
            {"json": {"order": 8, "id": 1}},
            "json={'order': 8, 'id': 1}",
            ["json.order: 7, expected 8", "json.id: missing, expected 1"],
        ),
        ({"body": "{}"}, "body='{}'", ["body: '{\"order\":7}', expected '{}'"]),
        ({"body": b"{}"}, "body=b'{}'", ["body: b'{\"order\":7}', expected b'{}'"]),
    ],
    ids=["queue", "code", "attributes", "json", "body as text", "body as bytes"],
)
def test_each_difference_is_told(
    undelivered: EventBridgeMock,
    expected: dict[str, Any],
    what: str,
    differences: list[str],
) -> None:
    assert failure_of(undelivered, "orders", **expected) == [
        f"Expected one dead letter for 'orders' with {what}; found none."
        " Recorded dead letters:",
        f"  1. {PRINTED}",
        *(f"       {line}" for line in differences),
    ]


@pytest.mark.parametrize(
    ("times", "wanted"), [(2, "2 dead letters"), (0, "no dead letter")]
)
def test_another_number_of_times_is_told(
    undelivered: EventBridgeMock, times: int, wanted: str
) -> None:
    assert failure_of(undelivered, "orders", times=times) == [
        f"Expected {wanted} for 'orders'; found one. Recorded dead letters:",
        f"  1. {PRINTED}",
    ]


def test_only_ten_are_shown(undelivered: EventBridgeMock) -> None:
    for _ in range(11):
        undelivered.invoke("orders", dead_letter_config=QUEUE)
    lines = failure_of(undelivered, "orders")

    assert len(lines) == 12
    assert lines[-1] == "  … and 2 more"


def test_a_failure_without_a_queue_is_explained(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.responses.post(URL, status=403)
    mock.invoke("orders")

    assert failure_of(mock, "orders") == [
        "Expected one dead letter for 'orders'; found none.",
        "  Recorded invocations:",
        f"  1. <Invocation 'orders' POST {URL} -> 403, failed>",
        "  Failed invocations had no dead-letter queue. Set DeadLetterConfig on the"
        " target, or dead_letter_config in mock.invoke().",
    ]


def test_a_pending_event_is_explained(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.responses.post(URL, status=503)
    with type(mock)({"delivery": "on_time"}):
        mock.invoke("orders", dead_letter_config=QUEUE)

        assert failure_of(mock, "orders") == [
            "Expected one dead letter for 'orders'; found none.",
            "  Recorded invocations:",
            f"  1. <Invocation 'orders' POST {URL} -> 503, pending>",
            "  Pending invocations continue with mock.advance().",
        ]


def test_a_delivered_event_is_shown(undelivered: EventBridgeMock) -> None:
    undelivered.responses.replace("POST", URL, status=200)
    undelivered.invoke("others")

    assert failure_of(undelivered, "others") == [
        "Expected one dead letter for 'others'; found none.",
        "  Recorded invocations:",
        f"  1. <Invocation 'others' POST {URL} -> 200, delivered>",
    ]


def test_without_an_invocation_the_others_are_told(
    undelivered: EventBridgeMock,
) -> None:
    assert failure_of(undelivered, "order") == [
        "Expected one dead letter for 'order'; found none.",
        "  API destination 'order' does not exist. Did you mean 'orders'?",
        "  Other API destinations were invoked: 'orders' once.",
    ]


def test_without_any_invocation_that_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")

    assert failure_of(mock, "orders") == [
        "Expected one dead letter for 'orders'; found none.",
        "  No event was published and `invoke()` was not called.",
    ]


def test_a_body_that_is_no_json_is_told() -> None:
    letter = DeadLetter(queue_arn="", body="order 7", attributes={}, invocation=None)

    assert DeadLetterExpectation(json={}).differences(letter, frozenset()) == [
        "json: the body is not valid JSON at line 1, column 1: b'order 7'"
    ]


def test_a_dead_letter_without_an_invocation_is_nobodys(
    undelivered: EventBridgeMock, events: Any
) -> None:
    """Those of other kinds of targets have none."""
    queue = {"Id": "queue", "Arn": requests_to_aws.QUEUE_ARN}
    put_rule(events, "orders", None, {**queue, "DeadLetterConfig": QUEUE})
    put_event(events)

    assert len(undelivered.dead_letters) == 2
    assert len(undelivered.assert_dead_lettered("orders")) == 1
