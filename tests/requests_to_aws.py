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
