"""Turn the files that have arrived into events."""

from __future__ import annotations

import json
from typing import Any

import boto3


def pass_on_orders(queue_url: str) -> list[dict[str, Any]]:
    """Return an event for each order that waits, and take it from the queue.

    A file that is not an order stays in the queue for an operator.
    """
    sqs = boto3.client("sqs")
    events = []
    received = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    for message in received.get("Messages", []):
        order = _read(json.loads(message["Body"]))
        if order is None:
            continue
        events.append(
            {"source": "shop.orders", "detail-type": "OrderPlaced", "detail": order}
        )
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return events


def _read(notification: dict[str, str]) -> dict[str, Any] | None:
    """Return the order in the file of a *notification*; None if it is not an order."""
    stored = boto3.client("s3").get_object(
        Bucket=notification["bucket"], Key=notification["key"]
    )
    try:
        order: dict[str, Any] = json.load(stored["Body"])
    except ValueError:
        return None
    return order
