"""Set up the connection to the partner, and read the key in use."""

from __future__ import annotations

import json

import boto3


def connect_partner(orders_url: str, key: str) -> None:
    """Create the connection, and its API destination `orders`."""
    events = boto3.client("events")
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": key}
        },
    )
    events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=orders_url,
        HttpMethod="POST",
    )


def partner_key() -> str:
    """Return the key in use, so that support can compare it with the partner's.

    It is in the secret of the connection, which is found as an operator finds it:
    among all secrets, by its service and name.
    """
    secretsmanager = boto3.client("secretsmanager")
    pages = secretsmanager.get_paginator("list_secrets").paginate()
    for secret in (secret for page in pages for secret in page["SecretList"]):
        if secret["Name"].startswith("events!connection/partner/"):
            value = secretsmanager.get_secret_value(SecretId=secret["ARN"])
            return str(json.loads(value["SecretString"])["api_key_value"])
    message = "there is no connection to the partner"
    raise LookupError(message)
