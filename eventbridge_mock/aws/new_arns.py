"""Make the ARNs of new resources."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from ..ids import alphabet_of, new_uuid, random_characters
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME

if TYPE_CHECKING:
    from .call import OperationCall


_LETTERS_AND_DIGITS = alphabet_of(string.ascii_letters + string.digits)
_LOWER_LETTERS_AND_DIGITS = alphabet_of(string.ascii_lowercase + string.digits)


def new_resource_arn(call: OperationCall, kind: str, name: str) -> str:
    """Return a new ARN of a connection or an API destination.

    It ends in a UUID in lower case (recorded on AWS 2024-12-09).
    """
    return f"{_prefix(call, 'events')}{kind}/{name}/{new_uuid()}"


def event_bus_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the event bus *name*."""
    return f"{_prefix(call, 'events')}event-bus/{name}"


def rule_arn(call: OperationCall, event_bus_name: str, name: str) -> str:
    """Return the ARN of a rule, which names its event bus unless that is default."""
    path = name
    if event_bus_name != DEFAULT_EVENT_BUS_NAME:
        path = f"{event_bus_name}/{name}"
    return f"{_prefix(call, 'events')}rule/{path}"


def archive_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the archive *name*."""
    return f"{_prefix(call, 'events')}archive/{name}"


def replay_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the replay *name*."""
    return f"{_prefix(call, 'events')}replay/{name}"


def new_secret_name(connection_name: str) -> str:
    """Return the name of a new secret of a connection.

    The UUID is not the connection's (recorded on AWS 2026-09-24).
    """
    return f"events!connection/{connection_name}/{new_uuid()}"


def new_secret_arn(call: OperationCall, secret_name: str) -> str:
    """Return a new ARN of the secret *secret_name*: six random characters end it."""
    suffix = random_characters(_LETTERS_AND_DIGITS, 6)
    return f"{_prefix(call, 'secretsmanager')}secret:{secret_name}-{suffix}"


def new_association_arn(call: OperationCall) -> str:
    """Return a new ARN of the association that reaches a private endpoint."""
    name = random_characters(_LOWER_LETTERS_AND_DIGITS, 17)
    return (
        f"{_prefix(call, 'vpc-lattice')}servicenetworkresourceassociation/snra-{name}"
    )


def _prefix(call: OperationCall, service: str) -> str:
    return f"arn:{call.partition}:{service}:{call.region_name}:{call.account_id}:"
