"""Names and ids that CloudFormation generates, the same in each run.

AWS's are random, so nothing can depend on them. The form of a name is in
CloudFormation's reference, for example `mystack-ScheduledRule-ABCDEFGHIJK` of a rule;
how AWS shortens a long one is not documented.
"""

from __future__ import annotations

import hashlib
import re
import string
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

_ALPHABET = string.ascii_letters + string.digits
_SUFFIX_LENGTH = 12
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


class Place(NamedTuple):
    """Where a stack is deployed."""

    partition: str
    region_name: str
    account_id: str


def generated_name(
    stack_name: str, logical_id: str, identity: str, longest: int
) -> str:
    """Return a name of the stack, the logical id and twelve characters.

    *identity* tells a resource from the one that it replaces.
    """
    digest = hashlib.sha256(f"{identity}|{logical_id}".encode()).digest()
    suffix = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
    half = (longest - _SUFFIX_LENGTH - 2) // 2
    resource = _NO_NAME.sub("-", logical_id).strip("-")[: max(half, 24)]
    stack = stack_name[: longest - _SUFFIX_LENGTH - 2 - len(resource)]
    return f"{stack}-{resource}-{suffix[:_SUFFIX_LENGTH]}"


def stack_id(stack_name: str, place: Place) -> str:
    """Return the id of a stack, an ARN that ends in a UUID."""
    partition, region_name, account_id = place
    unique = uuid5(NAMESPACE_URL, f"{account_id}/{region_name}/{stack_name}")
    prefix = f"arn:{partition}:cloudformation:{region_name}:{account_id}"
    return f"{prefix}:stack/{stack_name}/{unique}"
