"""The connections and API destinations that the calls are about."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from tests.bench.contestants import Params

UUID = "01234567-89ab-cdef-0123-456789abcdef"
ARN = "arn:aws:events:us-east-1:123456789012:"
CONNECTION_ARN = f"{ARN}connection/partner/{UUID}"
API_DESTINATION_ARN = f"{ARN}api-destination/orders/{UUID}"
SECRET_ARN = (
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
    f"events!connection/partner/{UUID}-AbCdEf"
)
TIMES = {
    "CreationTime": datetime(2024, 12, 9, tzinfo=timezone.utc),
    "LastModifiedTime": datetime(2024, 12, 9, tzinfo=timezone.utc),
}


def name(number: int) -> str:
    """Return the name of the connection or API destination of that *number*."""
    return f"partner-{number:04}"


def connection(number: int, description: str = "The partner's API") -> Params:
    """Return what creates, or updates, a connection with a user and a password."""
    return {
        "Name": name(number),
        "Description": description,
        "AuthorizationType": "BASIC",
        "AuthParameters": {
            "BasicAuthParameters": {"Username": "shop", "Password": "not-a-secret"}
        },
    }


def api_destination(
    number: int, connection_arn: str, description: str = "Where orders go"
) -> Params:
    """Return what creates, or updates, an API destination."""
    return {
        "Name": name(number),
        "Description": description,
        "ConnectionArn": connection_arn,
        "InvocationEndpoint": "https://partner.example/orders/*",
        "HttpMethod": "POST",
        "InvocationRateLimitPerSecond": 10,
    }


def create_connections(client: BaseClient, count: int) -> str:
    """Create *count* connections; return the ARN of the last."""
    arns = [
        client.create_connection(**connection(number))["ConnectionArn"]
        for number in range(count)
    ]
    return str(arns[-1])


def create_api_destinations(client: BaseClient, count: int) -> str:
    """Create *count* API destinations on one connection; return its ARN."""
    connection_arn = create_connections(client, 1)
    for number in range(count):
        client.create_api_destination(**api_destination(number, connection_arn))
    return connection_arn


def connection_summary(number: int) -> Params:
    """Return a connection as ListConnections shows it."""
    return {
        "ConnectionArn": CONNECTION_ARN,
        "Name": name(number),
        "ConnectionState": "AUTHORIZED",
        "AuthorizationType": "API_KEY",
        "LastAuthorizedTime": TIMES["CreationTime"],
        **TIMES,
    }


def api_destination_summary(number: int) -> Params:
    """Return an API destination as ListApiDestinations shows it."""
    return {
        "ApiDestinationArn": API_DESTINATION_ARN,
        "Name": name(number),
        "ApiDestinationState": "ACTIVE",
        "ConnectionArn": CONNECTION_ARN,
        "InvocationEndpoint": "https://partner.example/orders/*",
        "HttpMethod": "POST",
        "InvocationRateLimitPerSecond": 10,
        **TIMES,
    }
