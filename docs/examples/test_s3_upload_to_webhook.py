"""An upload to S3 reaches a partner's webhook: without S3, and with moto's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eventbridge_mock import EventBridgeMock

WEBHOOK = "https://hooks.partner.example/uploads"
TEMPLATE = '{"file": "s3://<bucket>/<key>", "at": "<time>"}'


def announce_uploads(bucket: str, key: str) -> None:
    """Send the partner an event for each object that is created in *bucket*."""
    events = boto3.client("events")
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": key}
        },
    )
    destination = events.create_api_destination(
        Name="uploads",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=WEBHOOK,
        HttpMethod="POST",
    )
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [bucket]}},
    }
    events.put_rule(Name="uploads", EventPattern=json.dumps(pattern))
    paths = {
        "bucket": "$.detail.bucket.name",
        "key": "$.detail.object.key",
        "time": "$.time",
    }
    target = {
        "Id": "partner",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": "arn:aws:iam::123456789012:role/announce",
        "InputTransformer": {"InputPathsMap": paths, "InputTemplate": TEMPLATE},
    }
    events.put_targets(Rule="uploads", Targets=[target])


@pytest.fixture
def announced(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    """Return the mock once uploads to the bucket `orders` are announced."""
    announce_uploads("orders", key="not-a-secret")
    return eventbridge_mock


def upload(mock: EventBridgeMock, bucket: str) -> None:
    """Publish the event that S3 publishes for an upload."""
    mock.publish(
        source="aws.s3",
        detail_type="Object Created",
        time="2026-03-04T05:06:07Z",
        resources=[f"arn:aws:s3:::{bucket}"],
        detail={"bucket": {"name": bucket}, "object": {"key": "1001.json"}},
    )


def test_the_partner_is_told_of_an_upload(announced: EventBridgeMock) -> None:
    upload(announced, "orders")

    announced.assert_invoked(
        "uploads",
        headers={"X-Key": "not-a-secret"},
        json={"file": "s3://orders/1001.json", "at": "2026-03-04T05:06:07Z"},
    )


def test_uploads_to_other_buckets_are_nobodys_business(
    announced: EventBridgeMock,
) -> None:
    upload(announced, "invoices")

    announced.assert_not_invoked("uploads")


@pytest.fixture
def s3(announced: EventBridgeMock) -> Iterator[Any]:
    """Return a client of moto's S3, with two buckets that send their events."""
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        for bucket in ("orders", "invoices"):
            client.create_bucket(Bucket=bucket)
            client.put_bucket_notification_configuration(
                Bucket=bucket,
                NotificationConfiguration={"EventBridgeConfiguration": {}},
            )
        yield client


def test_an_upload_to_motos_bucket_reaches_the_partner(
    announced: EventBridgeMock, s3: Any
) -> None:
    s3.put_object(Bucket="orders", Key="1001.json", Body=b"{}")

    (invocation,) = announced.assert_invoked("uploads")
    assert invocation.json()["file"] == "s3://orders/1001.json"
    event = next(event for event in announced.events if event.matched_rules)
    assert (event.origin, event.matched_rules) == ("moto", ("uploads",))


def test_other_buckets_of_moto_are_nobodys_business(
    announced: EventBridgeMock, s3: Any
) -> None:
    s3.put_object(Bucket="invoices", Key="1001.json", Body=b"{}")

    announced.assert_not_invoked("uploads")
