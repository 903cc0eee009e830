"""The work of an operator on an existing connection."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import boto3

from .provisioning import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class NotAuthorizedError(RuntimeError):
    """The partner refuses our client, or has not answered yet."""


def authorization_status() -> tuple[str, str]:
    """Return the state of the connection and the reason AWS gives for it."""
    connection = boto3.client("events").describe_connection(Name=CONNECTION)
    return connection["ConnectionState"], connection.get("StateReason", "")


def wait_until_authorized(
    *, tries: int = 10, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Return once the partner has granted a token; raise when it refuses.

    EventBridge requests the token about a second after the connection was
    created or updated, so the state is read more than once.
    """
    for _ in range(tries):
        state, reason = authorization_status()
        if state == "AUTHORIZED":
            return
        if state == "DEAUTHORIZED":
            raise NotAuthorizedError(reason)
        sleep(1)
    message = f"{CONNECTION} is still {state}. {reason}".rstrip()
    raise NotAuthorizedError(message)


def rotate_client_secret(client_secret: str) -> None:
    """Give the connection another client secret, and change nothing else."""
    boto3.client("events").update_connection(
        Name=CONNECTION,
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={
            "OAuthParameters": {"ClientParameters": {"ClientSecret": client_secret}}
        },
    )


def destinations_of(connection_arn: str, *, page_size: int = 100) -> Iterator[str]:
    """Yield the names of all API destinations on a connection.

    boto3 has no paginator for this operation, so this function follows NextToken.
    """
    events = boto3.client("events")
    request: dict[str, Any] = {"ConnectionArn": connection_arn, "Limit": page_size}
    while True:
        page = events.list_api_destinations(**request)
        for api_destination in page["ApiDestinations"]:
            yield api_destination["Name"]
        if "NextToken" not in page:
            return
        request["NextToken"] = page["NextToken"]
