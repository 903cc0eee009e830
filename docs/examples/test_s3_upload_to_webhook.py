"""An upload to S3 reaches a partner's webhook, without S3 and without the partner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

WEBHOOK = "https://hooks.partner.example/uploads"
TEMPLATE = '{"file": "s3://<bucket>/<key>", "at": "<time>"}'


def announce_uploads(bucket: str, key: str) -> None:
    """Have the partner told of each object that is created in *bucket*."""
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
    """Publish what S3 publishes of an upload."""
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
