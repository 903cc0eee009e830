"""Published events reach what moto mocks, and so do dead letters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.conftest import ACCOUNT_ID, REGION_NAME
from tests.integrations.beside_moto import client
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ENTRY = {"Source": "shop.orders", "DetailType": "OrderPlaced", "Detail": '{"n": 1}'}


def make_queue(name: str) -> str:
    url: str = client("sqs").create_queue(QueueName=name)["QueueUrl"]
    return url


def arn_of_queue(name: str) -> str:
    return f"arn:aws:sqs:{REGION_NAME}:{ACCOUNT_ID}:{name}"


def publish_to(**target: Any) -> None:
    events = client("events")
    events.put_rule(Name="orders", EventPattern='{"source": ["shop.orders"]}')
    events.put_targets(Rule="orders", Targets=[{"Id": "one", **target}])
    events.put_events(Entries=[ENTRY])


def messages(url: str) -> list[dict[str, Any]]:
    received = client("sqs").receive_message(
        QueueUrl=url, MessageAttributeNames=["All"]
    )
    found: list[dict[str, Any]] = received.get("Messages", [])
    return found


def test_an_event_reaches_a_queue(mock_beside_moto: EventBridgeMock) -> None:
    url = make_queue("orders")
    publish_to(Arn=arn_of_queue("orders"))

    (message,) = messages(url)
    event = json.loads(message["Body"])
    assert event["detail"] == {"n": 1}
    assert event["source"] == "shop.orders"


def test_a_refused_event_reaches_the_dead_letter_queue(
    mock_beside_moto: EventBridgeMock,
) -> None:
    url = make_queue("dead")
    arn = client("events").create_connection(**connection())["ConnectionArn"]
    made = client("events").create_api_destination(**api_destination(arn))
    mock_beside_moto.responses.post("https://api.partner.example/orders", status=403)
    publish_to(
        Arn=made["ApiDestinationArn"],
        RoleArn=f"arn:aws:iam::{ACCOUNT_ID}:role/events",
        DeadLetterConfig={"Arn": arn_of_queue("dead")},
    )

    (message,) = messages(url)
    (dead_letter,) = mock_beside_moto.dead_letters
    assert message["Body"] == dead_letter.body
    assert {
        name: attribute["StringValue"]
        for name, attribute in message["MessageAttributes"].items()
    } == dead_letter.attributes
