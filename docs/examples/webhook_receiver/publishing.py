"""The shop's events, which do not name their receivers."""

from __future__ import annotations

import json
from typing import Any

import boto3


class NotPublishedError(RuntimeError):
    """EventBridge refused an event; the message is EventBridge's."""


def publish(detail_type: str, detail: dict[str, Any]) -> str:
    """Put an event on the default event bus; return its id."""
    entry = {
        "Source": "shop.orders",
        "DetailType": detail_type,
        "Detail": json.dumps(detail),
    }
    answer = boto3.client("events").put_events(Entries=[entry])
    (result,) = answer["Entries"]
    # PutEvents answers 200 although it refuses an entry.
    if answer["FailedEntryCount"]:
        raise NotPublishedError(result["ErrorMessage"])
    return str(result["EventId"])
