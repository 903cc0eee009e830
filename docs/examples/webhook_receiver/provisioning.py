"""Create what takes the shop's events from the event bus to the webhook."""

from __future__ import annotations

import json
from typing import Any

import boto3

CONNECTION = "warehouse"
API_DESTINATION = "warehouse-orders"
RULE = "paid-orders"

PATTERN = {"source": ["shop.orders"], "detail-type": ["OrderPaid"]}

# The webhook gets what it asks for, whatever else the event has.
INPUT_TRANSFORMER = {
    "InputPathsMap": {
        "id": "$.id",
        "order": "$.detail.number",
        "items": "$.detail.items",
    },
    "InputTemplate": '{"event_id": <id>, "order": <order>, "items": <items>}',
}

# A parcel that is sent a day late is worse than one that somebody looks after.
RETRY_POLICY = {"MaximumRetryAttempts": 50, "MaximumEventAgeInSeconds": 6 * 3600}


def provision(*, webhook_url: str, api_key: str, role_arn: str) -> None:
    """Set up the connection, the API destination, and the rule with its target.

    *role_arn* is that of a role which may invoke the API destination.
    """
    events = boto3.client("events")
    events.put_rule(Name=RULE, EventPattern=json.dumps(PATTERN))
    target = {
        "Id": "warehouse",
        "Arn": _create_api_destination(events, webhook_url, api_key),
        "RoleArn": role_arn,
        "InputTransformer": INPUT_TRANSFORMER,
        "RetryPolicy": RETRY_POLICY,
    }
    events.put_targets(Rule=RULE, Targets=[target])


def _create_api_destination(events: Any, webhook_url: str, api_key: str) -> str:
    connection = events.create_connection(
        Name=CONNECTION,
        AuthorizationType="API_KEY",
        AuthParameters={
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": api_key}
        },
    )
    destination = events.create_api_destination(
        Name=API_DESTINATION,
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=webhook_url,
        HttpMethod="POST",
    )
    return str(destination["ApiDestinationArn"])
