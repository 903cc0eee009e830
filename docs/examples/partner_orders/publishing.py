"""Publish orders as events; a rule sends the partner the members that it needs."""

from __future__ import annotations

import json

import boto3

from .orders import Order, order_placed
from .provisioning import API_DESTINATION

RULE = "orders-for-the-partner"

# The partner does not know events, and needs two members of an order.
PATHS = {"number": "$.detail.number", "cents": "$.detail.total.amount"}
TEMPLATE = '{"order": <number>, "cents": <cents>, "via": "<aws.events.rule-name>"}'


class PublishingError(RuntimeError):
    """EventBridge refused an event; the message is EventBridge's."""


def subscribe_partner(api_destination_arn: str, role_arn: str) -> None:
    """Send the partner each order above ten euros, by a rule."""
    events = boto3.client("events")
    pattern = {
        "source": ["shop.orders"],
        "detail-type": ["OrderPlaced"],
        "detail": {"total": {"amount": [{"numeric": [">", 1000]}]}},
    }
    events.put_rule(Name=RULE, EventPattern=json.dumps(pattern))
    events.put_targets(
        Rule=RULE,
        Targets=[
            {
                "Id": API_DESTINATION,
                "Arn": api_destination_arn,
                "RoleArn": role_arn,
                "InputTransformer": {
                    "InputPathsMap": PATHS,
                    "InputTemplate": TEMPLATE,
                },
            }
        ],
    )


def publish_order(order: Order) -> str:
    """Publish the event for *order*; return its id.

    PutEvents succeeds even if EventBridge refuses the entry, so the response has
    to be checked.
    """
    event = order_placed(order)
    entry = {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
    }
    answer = boto3.client("events").put_events(Entries=[entry])
    (result,) = answer["Entries"]
    if answer["FailedEntryCount"]:
        raise PublishingError(result["ErrorMessage"])
    return str(result["EventId"])
