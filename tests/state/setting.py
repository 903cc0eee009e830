"""What events are published to: API destinations, rules and their targets."""

from __future__ import annotations

import json
from typing import Any

from tests import requests_to_aws

ROLE_ARN = requests_to_aws.ROLE_ARN
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered"


def destination(events: Any, name: str = "crm", **changes: Any) -> str:
    """Make an API destination on a connection of its own; return its ARN."""
    connection = events.create_connection(**requests_to_aws.connection(Name=name))
    created = events.create_api_destination(
        **requests_to_aws.api_destination(
            connection["ConnectionArn"],
            Name=name,
            InvocationEndpoint=f"https://{name}.example/orders",
            **changes,
        )
    )
    arn: str = created["ApiDestinationArn"]
    return arn


def target(arn: str, target_id: str = "to", **changes: Any) -> dict[str, Any]:
    """Return a target."""
    return {"Id": target_id, "Arn": arn, "RoleArn": ROLE_ARN, **changes}


def put_rule(
    events: Any,
    name: str = "orders",
    pattern: Any = None,
    *targets: dict[str, Any],
    bus: str = "default",
    **changes: Any,
) -> None:
    """Make a rule for the source `shop`, or for a *pattern*, with its *targets*."""
    text = json.dumps(pattern or {"source": ["shop"]})
    events.put_rule(Name=name, EventPattern=text, EventBusName=bus, **changes)
    if targets:
        events.put_targets(Rule=name, EventBusName=bus, Targets=list(targets))


def put_schedule(events: Any, expression: str, *targets: dict[str, Any]) -> None:
    """Make the rule `tick` with a schedule."""
    events.put_rule(Name="tick", ScheduleExpression=expression)
    if targets:
        events.put_targets(Rule="tick", Targets=list(targets))


def put_event(events: Any, detail: Any = None, **changes: Any) -> str:
    """Publish an event; return its id."""
    entry = {
        "Source": "shop",
        "DetailType": "Order Placed",
        "Detail": json.dumps({"status": "paid"} if detail is None else detail),
        **changes,
    }
    (result,) = events.put_events(Entries=[entry])["Entries"]
    event_id: str = result["EventId"]
    return event_id
