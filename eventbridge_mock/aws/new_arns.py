"""Make ARNs, and the ids in them."""

from __future__ import annotations

import os
import random
import string
from contextlib import suppress
from typing import TYPE_CHECKING

from ..model.event_bus import DEFAULT_EVENT_BUS_NAME

if TYPE_CHECKING:
    from .call import OperationCall


def _alphabet(characters: str) -> bytes:
    return bytes(ord(characters[byte % len(characters)]) for byte in range(256))


_LETTERS_AND_DIGITS = _alphabet(string.ascii_letters + string.digits)
_LOWER_LETTERS_AND_DIGITS = _alphabet(string.ascii_lowercase + string.digits)


# A source of our own is untouched by what a test does to `random`, and does without
# asking the operating system, five times for each connection.
_random = random.Random()  # noqa: S311 - nobody is to be kept out
_random_bits = _random.getrandbits

# Else two children of one process would make the same ids, as `random` sees to for its
# own source. Where nothing forks there is no such function.
with suppress(AttributeError):
    os.register_at_fork(after_in_child=_random.seed)


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


def new_uuid() -> str:
    """Return a random UUID of version 4; `uuid.uuid4` takes five times as long."""
    digits = _random_bits(128).to_bytes(16, "big").hex()
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    )


def random_characters(alphabet: bytes, length: int) -> str:
    """Return random characters; *alphabet* has one for each value of a byte."""
    random_bytes = _random_bits(8 * length).to_bytes(length, "big")
    return random_bytes.translate(alphabet).decode()


def _prefix(call: OperationCall, service: str) -> str:
    return f"arn:{call.partition}:{service}:{call.region_name}:{call.account_id}:"
