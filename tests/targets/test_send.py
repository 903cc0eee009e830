"""What stands in the way of a target, without moto."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from eventbridge_mock.records.failure import Failure
from eventbridge_mock.targets.clients import target_client
from eventbridge_mock.targets.errors import failure_of_call
from eventbridge_mock.targets.send import Payload, send_to

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def target(arn: str) -> Any:
    return SimpleNamespace(arn=arn, role_arn=None, sqs_parameters=None)


def error(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": "So it is."},
            "ResponseMetadata": {"HTTPStatusCode": status},
        },
        "SendMessage",
    )


def test_nothing_leaves_when_nobody_answers(mock: EventBridgeMock) -> None:
    queue = target("arn:aws:sqs:eu-west-1:123456789012:orders")

    assert send_to(queue, Payload(b"{}", {})) == Failure(
        "SDK_CLIENT_ERROR",
        "No answer from sqs: sqs.GetQueueUrl would have gone to"
        " sqs.eu-west-1.amazonaws.com: nothing mocks it.",
    )


def test_what_is_not_modelled_is_named(mock: EventBridgeMock) -> None:
    cluster = target("arn:aws:ecs:eu-west-1:123456789012:cluster/orders")

    assert send_to(cluster, Payload(b"{}", {})) == Failure(
        "SDK_CLIENT_ERROR",
        "eventbridge_mock does not model targets of 'ecs': nothing was sent to"
        " arn:aws:ecs:eu-west-1:123456789012:cluster/orders.",
    )


@pytest.mark.parametrize("text", ["orders", "arn:aws:sqs:orders", "x:y:sqs:r:1:orders"])
def test_what_is_no_arn(mock: EventBridgeMock, text: str) -> None:
    assert send_to(target(text), Payload(b"{}", {})) == Failure(
        "INVALID_PARAMETER", f"{text!r} is not an ARN."
    )


@pytest.mark.parametrize(
    ("answered", "status", "code", "is_retryable"),
    [
        ("ResourceNotFoundException", 404, "NO_RESOURCE", False),
        ("AccessDeniedException", 403, "NO_PERMISSIONS", False),
        ("ThrottlingException", 400, "THROTTLING", True),
        ("InvalidParameterValue", 400, "INVALID_PARAMETER", False),
        ("ExecutionAlreadyExists", 400, "RESOURCE_ALREADY_EXISTS", False),
        ("ExecutionLimitExceeded", 400, "RESOURCE_LIMIT_EXCEEDED", False),
        ("Surprise", 400, "ERROR_FROM_TARGET", False),
        ("ServiceUnavailable", 503, "INTERNAL_ERROR", True),
    ],
)
def test_errors_of_the_service(
    answered: str, status: int, code: str, *, is_retryable: bool
) -> None:
    """The codes are those of the AWS guide "Using dead-letter queues"."""
    failure = failure_of_call("sqs", error(answered, status))

    assert (failure.code, failure.is_retryable) == (code, is_retryable)
    assert re.fullmatch(
        rf"So it is\. \(Service: AmazonSQS; Status Code: {status}; Error Code:"
        rf" {answered}; Request ID: {UUID}; Proxy: null\)",
        failure.message,
    )


def test_the_id_of_a_request_is_kept_if_it_is_a_uuid() -> None:
    request_id = "0e9c1bd1-7c2f-5f3a-9d52-4ad6e1b0a7c5"
    answered = error("AccessDenied", 403)
    answered.response["ResponseMetadata"]["RequestId"] = request_id

    assert f"Request ID: {request_id};" in failure_of_call("sqs", answered).message


def test_a_queue_under_a_disabled_key() -> None:
    """Recorded on AWS 2026-09-22."""
    failure = failure_of_call("sqs", error("KMS.DisabledException"))

    assert (failure.code, failure.is_retryable) == ("NO_RESOURCE", False)


def test_an_error_that_a_test_made_up() -> None:
    failure = failure_of_call("sqs", ClientError({}, "SendMessage"))

    assert failure.code == "ERROR_FROM_TARGET"
    assert " (Service: AmazonSQS; Status Code: 400; Error Code: ;" in failure.message


@pytest.mark.parametrize(
    "missing", [NotImplementedError("no such action"), ImportError("no such action")]
)
def test_what_moto_does_not_have(missing: Exception) -> None:
    assert failure_of_call("lambda", missing) == Failure(
        "SDK_CLIENT_ERROR",
        f"No answer from lambda: {type(missing).__name__}: no such action",
    )


def test_a_client_is_kept(mock: EventBridgeMock) -> None:
    place = "123456789012", "eu-west-1"

    assert target_client("sqs", *place) is target_client("sqs", *place)


def test_another_endpoint_is_another_client(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS_ENDPOINT_URL, by which LocalStack is found."""
    place = "123456789012", "eu-west-1"
    before = target_client("sqs", *place)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:4566")

    after = target_client("sqs", *place)
    assert before.meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"
    assert after.meta.endpoint_url == "http://localhost:4566"
