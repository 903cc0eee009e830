"""Models to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from eventbridge_mock.model.api_destination import ApiDestination, ApiDestinationState
from eventbridge_mock.model.auth_parameters import (
    AuthParameters,
    BasicAuthParameters,
    ConnectionAuthorizationType,
)
from eventbridge_mock.model.connection import Connection
from eventbridge_mock.model.connection_state import ConnectionState
from eventbridge_mock.model.secret import Secret, SecretVersion

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
LATER = NOW.replace(hour=6)

BASIC = AuthParameters(
    basic_auth_parameters=BasicAuthParameters(username="shop", password="not-a-secret")
)

VERSION = SecretVersion(version_id="ONE", created_date=NOW, auth_parameters=BASIC)
SECRET = Secret(
    arn="arn:partner", name="events!partner", created_date=NOW, current=VERSION
)

CONNECTION = Connection(
    connection_arn="arn:connection/partner",
    name="partner",
    connection_state=ConnectionState.AUTHORIZED,
    authorization_type=ConnectionAuthorizationType.BASIC,
    auth_parameters=AuthParameters(
        basic_auth_parameters=BasicAuthParameters(username="shop")
    ),
    secret_arn=SECRET.arn,
    creation_time=NOW,
    last_modified_time=NOW,
    last_authorized_time=NOW,
)

API_DESTINATION = ApiDestination(
    api_destination_arn="arn:api-destination/orders",
    name="orders",
    api_destination_state=ApiDestinationState.ACTIVE,
    connection_arn=CONNECTION.connection_arn,
    invocation_endpoint="https://api.partner.example/orders",
    http_method="POST",
    invocation_rate_limit_per_second=300,
    creation_time=NOW,
    last_modified_time=NOW,
)


def connection(**changes: Any) -> Connection:
    """Return a connection that differs from `CONNECTION` by *changes*."""
    return replace(CONNECTION, **changes)
