"""Deliveries pass moto's IAM: as EventBridge itself, or with a target's role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import client
from tests.state.setting import put_event, put_rule

moto_core = pytest.importorskip("moto.core")

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

QUEUE = f"arn:aws:sqs:{REGION_NAME}:123456789012:orders"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
MAY_SEND = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
}
REFUSAL = (
    "NO_PERMISSIONS: User: arn:aws:sts::123456789012:assumed-role/deliver/EventBridge"
    " is not authorized to perform: sqs:GetQueueUrl (Service: AmazonSQS; Status Code:"
    " 403; Error Code: AccessDenied; Request ID: "
)


def role(policy: Any = None) -> str:
    iam = client("iam")
    created = iam.create_role(
        RoleName="deliver", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    if policy:
        iam.put_role_policy(
            RoleName="deliver", PolicyName="send", PolicyDocument=json.dumps(policy)
        )
    return str(created["Role"]["Arn"])


def publish_under_iam(
    mock: EventBridgeMock, **target: Any
) -> tuple[str | None, list[str]]:
    """Publish an event for a queue; return the failure, and what the queue has."""
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    events = client("events")
    put_rule(events, "orders", None, {"Id": "queue", "Arn": QUEUE, **target})

    @moto_core.set_initial_no_auth_action_count(0)  # type: ignore[untyped-decorator, unused-ignore]
    def publish() -> None:
        put_event(events)

    publish()
    (outcome,) = mock.events.last.matches[0].outcomes
    messages = sqs.receive_message(QueueUrl=url).get("Messages", ())
    return outcome.failure, [message["Body"] for message in messages]


def test_eventbridge_itself_may_deliver(mock_beside_moto: EventBridgeMock) -> None:
    failure, bodies = publish_under_iam(mock_beside_moto, Input='"placed"')

    assert (failure, bodies) == (None, ['"placed"'])


def test_a_role_that_may_delivers(mock_beside_moto: EventBridgeMock) -> None:
    failure, bodies = publish_under_iam(
        mock_beside_moto, Input='"placed"', RoleArn=role(MAY_SEND)
    )

    assert (failure, bodies) == (None, ['"placed"'])


def test_a_role_that_may_not_fails(mock_beside_moto: EventBridgeMock) -> None:
    letters = client("sqs").create_queue(QueueName="letters")["QueueUrl"]
    failure, bodies = publish_under_iam(
        mock_beside_moto,
        RoleArn=role(),
        DeadLetterConfig={"Arn": QUEUE.replace(":orders", ":letters")},
    )

    assert failure is not None
    assert failure.startswith(REFUSAL)
    assert bodies == []
    received = client("sqs").receive_message(
        QueueUrl=letters, MessageAttributeNames=["All"]
    )["Messages"]
    code = received[0]["MessageAttributes"]["ERROR_CODE"]["StringValue"]
    assert code == "NO_PERMISSIONS"


def test_a_role_that_iam_does_not_know_is_trusted(
    mock_beside_moto: EventBridgeMock,
) -> None:
    unknown = "arn:aws:iam::123456789012:role/unknown"
    failure, bodies = publish_under_iam(
        mock_beside_moto, Input='"placed"', RoleArn=unknown
    )

    assert (failure, bodies) == (None, ['"placed"'])


@moto_core.set_initial_no_auth_action_count(0)  # type: ignore[untyped-decorator, unused-ignore]
def test_calls_of_the_test_are_checked_as_before(
    mock_beside_moto: EventBridgeMock,
) -> None:
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client("sqs").create_queue(QueueName="orders")
