"""Publish an order: with an ordinary client, or in an event loop."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import boto3

from .orders import order_placed

if TYPE_CHECKING:
    from .orders import Order


class NotPublishedError(RuntimeError):
    """EventBridge refused the event; the message is EventBridge's."""


def publish(order: Order) -> str:
    """Publish that *order* was placed; return the id of the event."""
    answer = boto3.client("events").put_events(Entries=[_entry(order)])
    return _event_id(answer)


async def publish_in_thread(order: Order) -> str:
    """Do the same from a coroutine, without blocking the event loop."""
    return await asyncio.to_thread(publish, order)


async def publish_with(events: Any, orders: list[Order]) -> list[str]:
    """Do the same for several orders at once, with a client of aiobotocore."""
    calls = (events.put_events(Entries=[_entry(order)]) for order in orders)
    return [_event_id(answer) for answer in await asyncio.gather(*calls)]


def _entry(order: Order) -> dict[str, str]:
    event = order_placed(order)
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
    }


def _event_id(answer: dict[str, Any]) -> str:
    (entry,) = answer["Entries"]
    if "ErrorCode" in entry:
        raise NotPublishedError(entry["ErrorMessage"])
    return str(entry["EventId"])
