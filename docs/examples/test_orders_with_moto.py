"""The tests of a shop that uses S3 and SQS too, which moto mocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from order_files import connect_partner, partner_key, pass_on_orders

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

ORDERS_URL = "https://api.partner.example/v1/orders"


@pytest.fixture
def queue_url() -> Iterator[str]:
    """The existing fixture of this project: moto, a bucket and a queue."""
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="orders")
        queue = boto3.client("sqs", "us-east-1").create_queue(QueueName="arrived")
        yield queue["QueueUrl"]


@pytest.fixture
def partner(queue_url: str, eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    """The new fixture for the partner: our mock beside moto."""
    connect_partner(ORDERS_URL, "not-a-secret")
    return eventbridge_mock


def arrive(queue_url: str, key: str, content: str) -> None:
    """Put a file into the bucket, and its notification into the queue."""
    boto3.client("s3").put_object(Bucket="orders", Key=key, Body=content)
    notification = json.dumps({"bucket": "orders", "key": key})
    boto3.client("sqs").send_message(QueueUrl=queue_url, MessageBody=notification)


def test_an_order_in_the_bucket_reaches_the_partner(
    queue_url: str, partner: EventBridgeMock
) -> None:
    partner.responses.post(ORDERS_URL, status=202)
    arrive(queue_url, "1001.json", '{"number": "1001"}')

    for event in pass_on_orders(queue_url):
        partner.invoke("orders", event)

    partner.assert_invoked(
        "orders",
        url=ORDERS_URL,
        headers={"X-Key": "not-a-secret"},
        json={
            "source": "shop.orders",
            "detail-type": "OrderPlaced",
            "detail": {"number": "1001"},
        },
        status=202,
    )


def test_a_file_that_is_no_order_reaches_nobody(
    queue_url: str, partner: EventBridgeMock
) -> None:
    arrive(queue_url, "1002.json", "scan of a letter")

    assert pass_on_orders(queue_url) == []
    partner.assert_not_invoked("orders")


def test_the_key_is_in_the_secret_of_the_connection(partner: EventBridgeMock) -> None:
    assert partner_key() == "not-a-secret"


@mock_api_destinations
@mock_aws
def test_without_a_connection_there_is_no_key() -> None:
    with pytest.raises(LookupError):
        partner_key()
