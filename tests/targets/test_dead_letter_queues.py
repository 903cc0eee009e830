"""Dead letters go the same way to SQS as targets do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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


def put_failing_rule(mock: EventBridgeMock, events: Any) -> None:
    """Make a rule whose API destination answers 403."""
    put_rule(events, "orders", None, target(destination(events), **QUEUE))
    mock.responses.post("https://crm.example/orders", status=403)


def test_a_server_gets_dead_letters_of_api_destinations(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_failing_rule(mock, events)

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


# The checkout is the last place to look for modules: an installed wheel is tested.
PROGRAM = f"""
import sys
sys.path.append({str(Path(__file__).parents[2])!r})

import botocore.session
from eventbridge_mock import mock_api_destinations
from tests.targets.test_dead_letter_queues import put_failing_rule
from tests.state.setting import put_event

with mock_api_destinations(region_name="eu-west-1") as mock:
    events = botocore.session.Session().create_client("events", "eu-west-1")
    put_failing_rule(mock, events)
    put_event(events)
"""


@pytest.mark.parametrize("services", [["sqs"], []], ids=["with", "without"])
def test_a_server_of_the_configuration_file_gets_them_too(
    aws: AwsServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    services: list[str],
) -> None:
    config = tmp_path / "config"
    if services:
        config.write_text(
            "[default]\nservices = local\n"
            f"[services local]\nsqs =\n  endpoint_url = {aws.url}\n"
        )
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)

    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)  # noqa: S603

    assert [request.service for request in aws.received] == services


def test_another_services_server_does_not_lose_them(
    aws: AwsServer,
    mock: EventBridgeMock,
    events: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody answers for SQS then."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", aws.url)
    put_rule(events, "orders", None, target(FUNCTION, **QUEUE))
    aws.refuse(404, "ResourceNotFoundException")

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.queue_failure is None


def test_without_a_server_the_record_is_all_there_is(
    mock: EventBridgeMock, events: Any
) -> None:
    put_failing_rule(mock, events)

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.queue_failure is None
