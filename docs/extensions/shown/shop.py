"""The shop whose tests the pictures of a terminal run."""

from __future__ import annotations

import json

import botocore.session

ORDERS = "https://partner.example/orders"
_KEY = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "not-a-secret"}


def set_up() -> None:
    """Send large orders to the partner, and all paid orders to the archive."""
    events = _client()
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": _KEY},
    )
    destination = events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ORDERS,
        HttpMethod="POST",
    )
    target = {
        "Id": "partner",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": "arn:aws:iam::123456789012:role/invoke-partner",
        "RetryPolicy": {"MaximumRetryAttempts": 2},
    }
    _rule("large-orders", {"detail": {"total": [{"numeric": [">=", 100]}]}}, target)
    _rule("paid-orders", {"detail-type": ["Order paid"]}, target)


def place_order(number: int, total: object) -> None:
    """Publish an order."""
    detail = json.dumps({"number": number, "total": total})
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": detail}
    _client().put_events(Entries=[entry])


def _rule(name: str, pattern: dict[str, object], target: dict[str, object]) -> None:
    events = _client()
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[target])


def _client():
    return botocore.session.get_session().create_client("events", "us-east-1")
