"""Make ARNs, and take apart those that a request names."""

from __future__ import annotations

import secrets
import string
import uuid
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .call import OperationCall

_SUFFIX_CHARACTERS = string.ascii_letters + string.digits


class Arn(NamedTuple):
    """The parts of an ARN."""

    partition: str
    service: str
    region_name: str
    account_id: str
    resource: str

    def __str__(self) -> str:
        return ":".join(("arn", *self))


def parse_arn(text: str) -> Arn:
    """Return the parts of *text*, an ARN that passed validation."""
    return Arn(*text.split(":", 5)[1:])


def new_resource_arn(call: OperationCall, kind: str, name: str) -> str:
    """Return a new ARN of a connection or an API destination.

    It ends in a UUID in lower case (recorded on AWS 2024-12-09).
    """
    return str(_arn(call, "events", f"{kind}/{name}/{uuid.uuid4()}"))


def new_secret_name(connection_name: str) -> str:
    """Return the name of a new secret of a connection.

    The UUID is not the connection's (recorded on AWS 2026-09-24).
    """
    return f"events!connection/{connection_name}/{uuid.uuid4()}"


def new_secret_arn(call: OperationCall, secret_name: str) -> str:
    """Return a new ARN of the secret *secret_name*: six random characters end it."""
    suffix = "".join(secrets.choice(_SUFFIX_CHARACTERS) for _ in range(6))
    return str(_arn(call, "secretsmanager", f"secret:{secret_name}-{suffix}"))


def _arn(call: OperationCall, service: str, resource: str) -> Arn:
    return Arn(call.partition, service, call.region_name, call.account_id, resource)
