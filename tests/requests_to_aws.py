"""Parameters of valid requests, for tests to change."""

from __future__ import annotations

from typing import Any

PASSWORD = "not-a-secret"

BASIC = {"BasicAuthParameters": {"Username": "shop", "Password": PASSWORD}}
API_KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": PASSWORD}}
OAUTH = {
    "OAuthParameters": {
        "ClientParameters": {"ClientID": "shop", "ClientSecret": PASSWORD},
        "AuthorizationEndpoint": "https://auth.partner.example/token",
        "HttpMethod": "POST",
    }
}

AUTH_PARAMETERS: dict[str, dict[str, Any]] = {
    "BASIC": BASIC,
    "API_KEY": API_KEY,
    "OAUTH_CLIENT_CREDENTIALS": OAUTH,
}


def connection(authorization_type: str = "BASIC", **changes: Any) -> dict[str, Any]:
    """Return the parameters of a CreateConnection."""
    return {
        "Name": "partner",
        "AuthorizationType": authorization_type,
        "AuthParameters": AUTH_PARAMETERS[authorization_type],
        **changes,
    }


def api_destination(connection_arn: str, **changes: Any) -> dict[str, Any]:
    """Return the parameters of a CreateApiDestination."""
    return {
        "Name": "orders",
        "ConnectionArn": connection_arn,
        "InvocationEndpoint": "https://api.partner.example/orders",
        "HttpMethod": "POST",
        **changes,
    }


RULE_EVENT_PATTERN = '{"source": ["shop"]}'
ROLE_ARN = "arn:aws:iam::123456789012:role/deliver"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
API_DESTINATION_ARN = (
    "arn:aws:events:eu-west-1:123456789012:api-destination/orders/"
    "0f5b5d2e-6f6b-4b57-a0a8-2f6c1d7c9e11"
)


def rule(**changes: Any) -> dict[str, Any]:
    """Return the parameters of a PutRule."""
    return {"Name": "orders", "EventPattern": RULE_EVENT_PATTERN, **changes}


def target(target_id: str = "partner", **changes: Any) -> dict[str, Any]:
    """Return a target that is an API destination."""
    return {
        "Id": target_id,
        "Arn": API_DESTINATION_ARN,
        "RoleArn": ROLE_ARN,
        **changes,
    }


def queue_target(target_id: str = "queue", **changes: Any) -> dict[str, Any]:
    """Return a target that is a queue, which needs no role."""
    return {"Id": target_id, "Arn": QUEUE_ARN, **changes}
