"""`assert_dead_lettered`, and the texts of its failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

from eventbridge_mock import DeadLetter
from eventbridge_mock.records.expectation import DeadLetterExpectation
from tests import requests_to_aws

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
        "There is no API destination 'order'; did you mean 'orders'?"
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
                "attributes['RETRY_ATTEMPTS']: nothing, expected '2'",
                "attributes['ERROR_CODE']: 'SDK_CLIENT_ERROR', expected 'UNKNOWN'",
            ],
        ),
        (
            {"json": {"order": 8, "id": 1}},
            "json={'order': 8, 'id': 1}",
            ["json.order: 7, expected 8", "json.id: nothing, expected 1"],
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
        "An event for API destination 'orders' became a dead letter 0 times, not once"
        f" with {what}:",
        f"  1. {PRINTED}",
        *(f"       {line}" for line in differences),
    ]


@pytest.mark.parametrize(
    ("times", "wanted"), [(2, "once, not twice"), (0, "once, but was not to be")]
)
def test_another_number_of_times_is_told(
    undelivered: EventBridgeMock, times: int, wanted: str
) -> None:
    assert failure_of(undelivered, "orders", times=times) == [
        f"An event for API destination 'orders' became a dead letter {wanted}:",
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
        "An event for API destination 'orders' became a dead letter 0 times, not once:",
        f"  <Invocation 'orders' POST {URL} -> 403, failed>",
        "  Those that failed had no queue: a target names one in DeadLetterConfig,"
        " invoke() in dead_letter_config.",
    ]


def test_a_pending_event_is_explained(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.responses.post(URL, status=503)
    with type(mock)({"delivery": "on_time"}):
        mock.invoke("orders", dead_letter_config=QUEUE)

        assert failure_of(mock, "orders") == [
            "An event for API destination 'orders' became a dead letter 0 times, not"
            " once:",
            f"  <Invocation 'orders' POST {URL} -> 503, pending>",
            "  Those that are pending wait for mock.advance().",
        ]


def test_a_delivered_event_is_shown(undelivered: EventBridgeMock) -> None:
    undelivered.responses.replace("POST", URL, status=200)
    undelivered.invoke("others")

    assert failure_of(undelivered, "others") == [
        "An event for API destination 'others' became a dead letter 0 times, not once:",
        f"  <Invocation 'others' POST {URL} -> 200, delivered>",
    ]


def test_without_an_invocation_the_others_are_told(
    undelivered: EventBridgeMock,
) -> None:
    assert failure_of(undelivered, "order") == [
        "An event for API destination 'order' became a dead letter 0 times, not once:",
        "  There is no API destination 'order'; did you mean 'orders'?",
        "  Others were invoked: 'orders' once.",
    ]


def test_without_any_invocation_that_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")

    assert failure_of(mock, "orders") == [
        "An event for API destination 'orders' became a dead letter 0 times, not once:",
        "  No API destination was invoked at all.",
    ]


def test_a_body_that_is_no_json_is_told() -> None:
    letter = DeadLetter(queue_arn="", body="order 7", attributes={}, invocation=None)

    assert DeadLetterExpectation(json={}).differences(letter) == [
        "json: the body is not JSON: b'order 7'"
    ]


def test_a_dead_letter_without_an_invocation_is_nobodys(
    undelivered: EventBridgeMock, events: Any
) -> None:
    """Those of other kinds of targets have none."""
    queue = requests_to_aws.queue_target(DeadLetterConfig=QUEUE)
    events.put_rule(**requests_to_aws.rule())
    events.put_targets(Rule="orders", Targets=[queue])
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
    events.put_events(Entries=[entry])

    assert undelivered.dead_letters.last.invocation is None
    assert len(undelivered.assert_dead_lettered("orders")) == 1
