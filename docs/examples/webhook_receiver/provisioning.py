"""Create the rule that sends the shop's events to the webhook."""

from __future__ import annotations

import json
from typing import Any

import boto3

CONNECTION = "warehouse"
API_DESTINATION = "warehouse-orders"
RULE = "paid-orders"

PATTERN = {"source": ["shop.orders"], "detail-type": ["OrderPaid"]}

# The webhook gets only the members that it needs.
INPUT_TRANSFORMER = {
    "InputPathsMap": {
        "id": "$.id",
        "order": "$.detail.number",
        "items": "$.detail.items",
    },
    "InputTemplate": '{"event_id": <id>, "order": <order>, "items": <items>}',
}

# A late parcel is worse than one that an operator handles.
RETRY_POLICY = {"MaximumRetryAttempts": 50, "MaximumEventAgeInSeconds": 6 * 3600}


def provision(*, webhook_url: str, api_key: str, role_arn: str) -> None:
    """Set up the connection, the API destination, and the rule with its target.

    *role_arn* is the ARN of a role that may invoke the API destination.
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
