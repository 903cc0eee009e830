"""The partner whose endpoints the tests of deliveries invoke."""

from __future__ import annotations

from typing import Any

URL = "https://api.partner.example/orders"
TOKEN_URL = "https://auth.partner.example/token"

QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
QUEUE = {"Arn": QUEUE_ARN}
ONCE = {"MaximumRetryAttempts": 0}

UNREACHABLE = (
    "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be"
    " reached."
)
TIMED_OUT = (
    "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API"
    " Destination: socket closed."
)


def added(group: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    """Return AuthParameters that add *pairs* to each request."""
    parameters = [{"Key": key, "Value": value} for key, value in pairs]
    return {"InvocationHttpParameters": {group: parameters}}
