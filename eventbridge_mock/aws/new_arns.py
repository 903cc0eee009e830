"""Make the ARNs of new resources."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, NamedTuple

from ..ids import alphabet_of, new_uuid, random_characters
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME

if TYPE_CHECKING:
    from .call import OperationCall


_LETTERS_AND_DIGITS = alphabet_of(string.ascii_letters + string.digits)
_LOWER_LETTERS_AND_DIGITS = alphabet_of(string.ascii_lowercase + string.digits)


class ConnectionIds(NamedTuple):
    """The identifiers of a new connection, and of its secret."""

    connection_arn: str
    secret_name: str
    secret_arn: str
    version_id: str


def new_connection_ids(call: OperationCall) -> ConnectionIds:
    """Return new identifiers for the connection that *call* names.

    Recorded on AWS 2024-12-09 and 2026-09-24: the ARN ends in a UUID in lower case, the
    name of the secret has another one, six random characters end its ARN, and the id of
    a version is a UUID in upper case.
    """
    name, place = call.params["Name"], f"{call.region_name}:{call.account_id}"
    uuid, secret_uuid, version_uuid = new_uuid(), new_uuid(), new_uuid()
    suffix = random_characters(_LETTERS_AND_DIGITS, 6)
    secret_name = f"events!connection/{name}/{secret_uuid}"
    return ConnectionIds(
        f"arn:{call.partition}:events:{place}:connection/{name}/{uuid}",
        secret_name,
        f"arn:{call.partition}:secretsmanager:{place}:secret:{secret_name}-{suffix}",
        version_uuid.upper(),
    )


def new_api_destination_arn(call: OperationCall, name: str) -> str:
    """Return a new ARN of an API destination.

    It ends in a UUID in lower case (recorded on AWS 2024-12-09).
    """
    return f"{_prefix(call, 'events')}api-destination/{name}/{new_uuid()}"


def event_bus_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the event bus *name*."""
    return f"{_prefix(call, 'events')}event-bus/{name}"


def rule_arn(call: OperationCall, event_bus_name: str, name: str) -> str:
    """Return the ARN of a rule, which names its event bus unless that is `default`."""
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


def event_source_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the partner event source *name*, which has no account.

    AWS "Service Authorization Reference", the resource types of EventBridge.
    """
    return f"arn:{call.partition}:events:{call.region_name}::event-source/{name}"


def endpoint_arn(call: OperationCall, name: str) -> str:
    """Return the ARN of the global endpoint *name*."""
    return f"{_prefix(call, 'events')}endpoint/{name}"


def new_endpoint_id() -> str:
    """Return a new id of a global endpoint.

    It is like `abcde.veo`, the example in the service model's description of PutEvents.
    """
    return f"{random_characters(_LOWER_LETTERS_AND_DIGITS, 10)}.veo"


def new_association_arn(call: OperationCall) -> str:
    """Return a new ARN of the association that reaches a private endpoint."""
    name = random_characters(_LOWER_LETTERS_AND_DIGITS, 17)
    return (
        f"{_prefix(call, 'vpc-lattice')}servicenetworkresourceassociation/snra-{name}"
    )


def _prefix(call: OperationCall, service: str) -> str:
    return f"arn:{call.partition}:{service}:{call.region_name}:{call.account_id}:"
