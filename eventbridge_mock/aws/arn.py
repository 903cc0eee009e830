"""Make ARNs, and take apart those that a request names."""

from __future__ import annotations

import os
import string
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
    return str(_arn(call, "events", f"{kind}/{name}/{new_uuid()}"))


def new_secret_name(connection_name: str) -> str:
    """Return the name of a new secret of a connection.

    The UUID is not the connection's (recorded on AWS 2026-09-24).
    """
    return f"events!connection/{connection_name}/{new_uuid()}"


def new_secret_arn(call: OperationCall, secret_name: str) -> str:
    """Return a new ARN of the secret *secret_name*: six random characters end it."""
    suffix = random_characters(_SUFFIX_CHARACTERS, 6)
    return str(_arn(call, "secretsmanager", f"secret:{secret_name}-{suffix}"))


def new_uuid() -> str:
    """Return a random UUID of version 4; `uuid.uuid4` takes thrice as long."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) % 4]
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}"
        f"-{variant}{digits[17:20]}-{digits[20:]}"
    )


def random_characters(alphabet: str, length: int) -> str:
    """Return random characters, untouched by what a test does to `random`."""
    return "".join(alphabet[byte % len(alphabet)] for byte in os.urandom(length))


def _arn(call: OperationCall, service: str, resource: str) -> Arn:
    return Arn(call.partition, service, call.region_name, call.account_id, resource)
