"""Calls of AWS over the wire: AWS JSON 1.1 with nothing but HTTP."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.aws.dispatch import OPERATIONS
from tests import requests_to_aws

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.server.browsing import Browser

ENTRY = {"Source": "shop", "DetailType": "Order Placed", "Detail": '{"n": 1}'}
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def error_of(response: Any) -> tuple[int, str, str]:
    body = response.json()
    assert body.keys() == {"__type", "message"}
    return response.status, body["__type"], body["message"]


def test_a_call_is_answered_as_aws_does(browser: Browser) -> None:
    answer = browser.call("DescribeEventBus", {})

    assert (answer.status, answer.json()["Name"]) == (200, "default")
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert UUID.fullmatch(answer.headers["x-amzn-requestid"])
    assert answer.headers["server"] == "eventbridge_mock"


def test_an_error_has_its_type_and_a_message_in_lower_case(browser: Browser) -> None:
    answer = browser.call("DescribeConnection", {"Name": "nobody"})

    assert error_of(answer) == (
        400,
        "ResourceNotFoundException",
        "Failed to describe the connection(s). Connection 'nobody' does not exist.",
    )
    assert UUID.fullmatch(answer.headers["x-amzn-requestid"])


@pytest.mark.parametrize(
    ("scope", "key", "place"),
    [
        pytest.param(
            "eu-central-1/events",
            "111122223333",
            ("111122223333", "eu-central-1"),
            id="a key of 12 digits is an account",
        ),
        pytest.param(
            "eu-central-1/events",
            "AKIDEXAMPLE",
            ("123456789012", "eu-central-1"),
            id="another key",
        ),
        pytest.param(
            "/events",
            "testing",
            ("123456789012", "eu-west-1"),
            id="an empty Region, as an old resolver of Go signs",
        ),
        pytest.param(
            "events",
            "testing",
            ("123456789012", "eu-west-1"),
            id="Signature 4A, which has no Region",
        ),
        pytest.param(None, "testing", ("123456789012", "eu-west-1"), id="no signature"),
    ],
)
def test_account_and_region_come_from_the_scope_of_the_credentials(
    browser: Browser, scope: str | None, key: str, place: tuple[str, str]
) -> None:
    answer = browser.call("DescribeEventBus", {}, scope=scope, key=key)

    account_id, region_name = place
    assert answer.json()["Arn"] == (
        f"arn:aws:events:{region_name}:{account_id}:event-bus/default"
    )


def test_every_operation_of_eventbridge_is_answered(
    browser: Browser, events: Any
) -> None:
    names = [name for service, name in OPERATIONS if service == "events"]

    answers = {name: browser.call(name, {"Nothing": 1}).status for name in names}

    known = set(events.meta.service_model.operation_names)
    assert len(names) == 57
    assert {answers[name] for name in known} <= {200, 400}
    # An older botocore does not know the newest operations.
    assert {answers[name] for name in set(names) - known} <= {501}


def test_the_secret_of_a_connection_is_answered(
    browser: Browser, events: Any, orders: str, mock: EventBridgeMock
) -> None:
    (arn,) = mock.secrets

    answer = browser.call("GetSecretValue", {"SecretId": arn}, target="secretsmanager")

    assert json.loads(answer.json()["SecretString"]) == {
        "username": "shop",
        "password": requests_to_aws.PASSWORD,
    }


def test_scripted_errors_answer_each_request(
    browser: Browser, mock: EventBridgeMock
) -> None:
    mock.fail("PutEvents", "ThrottlingException", "Slow down.", times=2)
    mock.fail("PutEvents", "InternalFailure", status=500)

    answers = [browser.call("PutEvents", {"Entries": [ENTRY]}) for _ in range(4)]

    assert [error_of(answer) for answer in answers[:3]] == [
        (400, "ThrottlingException", "Slow down."),
        (400, "ThrottlingException", "Slow down."),
        (500, "InternalFailure", "Scripted with mock.fail."),
    ]
    assert answers[3].json()["FailedEntryCount"] == 0
    assert len(mock.events) == 1
