"""The shop's events, which say what happened and not who should know."""

from __future__ import annotations

import json
from typing import Any

import boto3


class NotPublishedError(RuntimeError):
    """EventBridge did not take an event; the text is its own."""


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
