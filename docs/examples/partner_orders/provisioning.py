"""Create or update the resources with which EventBridge reaches the partner."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.exceptions import ClientError

CONNECTION = "partner-orders"
API_DESTINATION = "orders"


class ProvisioningError(RuntimeError):
    """EventBridge refused the set-up; the message is EventBridge's."""


@dataclass(frozen=True, kw_only=True)
class Partner:
    """The partner's API: its URLs, and our client there."""

    orders_url: str
    token_url: str
    scope: str
    client_id: str
    client_secret: str = field(repr=False)
    orders_per_second: int = 5


def provision(partner: Partner) -> str:
    """Set up the connection and the API destination; return the ARN of the latter.

    Running it again updates existing resources.
    """
    events = boto3.client("events")
    try:
        connection_arn = _put_connection(events, partner)
        return _put_api_destination(events, partner, connection_arn)
    except ClientError as error:
        raise ProvisioningError(error.response["Error"]["Message"]) from error


def tear_down() -> None:
    """Remove the API destination and the connection, as far as they exist."""
    events = boto3.client("events")
    missing = events.exceptions.ResourceNotFoundException
    with contextlib.suppress(missing):
        events.delete_api_destination(Name=API_DESTINATION)
    with contextlib.suppress(missing):
        events.delete_connection(Name=CONNECTION)


def _put_connection(events: Any, partner: Partner) -> str:
    wanted = {
        "Name": CONNECTION,
        "Description": "Orders for the partner",
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": _auth_parameters(partner),
    }
    try:
        answer = events.create_connection(**wanted)
    except events.exceptions.ResourceAlreadyExistsException:
        answer = events.update_connection(**wanted)
    return str(answer["ConnectionArn"])


def _put_api_destination(events: Any, partner: Partner, connection_arn: str) -> str:
    wanted = {
        "Name": API_DESTINATION,
        "ConnectionArn": connection_arn,
        "InvocationEndpoint": partner.orders_url,
        "HttpMethod": "POST",
        "InvocationRateLimitPerSecond": partner.orders_per_second,
    }
    try:
        answer = events.create_api_destination(**wanted)
    except events.exceptions.ResourceAlreadyExistsException:
        answer = events.update_api_destination(**wanted)
    return str(answer["ApiDestinationArn"])


def _auth_parameters(partner: Partner) -> dict[str, Any]:
    return {
        "OAuthParameters": {
            "AuthorizationEndpoint": partner.token_url,
            "HttpMethod": "POST",
            "ClientParameters": {
                "ClientID": partner.client_id,
                "ClientSecret": partner.client_secret,
            },
            "OAuthHttpParameters": {
                "BodyParameters": [
                    {"Key": "grant_type", "Value": "client_credentials"},
                    {"Key": "scope", "Value": partner.scope},
                ]
            },
        }
    }
