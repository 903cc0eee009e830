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

from ..model.arn import partition_of

_ALPHABET = string.ascii_letters + string.digits
_SUFFIX_LENGTH = 12
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


class Place(NamedTuple):
    """The account and the Region in which a stack is deployed."""

    account_id: str
    region_name: str

    @property
    def partition(self) -> str:
        """The partition of the Region, as ARNs name it."""
        return partition_of(self.region_name)

    @property
    def url_suffix(self) -> str:
        """The end of the names of AWS's hosts there, the value of AWS::URLSuffix."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"


def generated_name(
    stack_name: str, logical_id: str, identity: str, longest: int
) -> str:
    """Return a name of the stack, the logical id and twelve characters.

    *identity* differs between a resource and the one that it replaces.
    """
    digest = hashlib.sha256(f"{identity}|{logical_id}".encode()).digest()
    suffix = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
    half = (longest - _SUFFIX_LENGTH - 2) // 2
    resource = _NO_NAME.sub("-", logical_id).strip("-")[: max(half, 24)]
    stack = stack_name[: longest - _SUFFIX_LENGTH - 2 - len(resource)]
    return f"{stack}-{resource}-{suffix[:_SUFFIX_LENGTH]}"


def stack_id(stack_name: str, place: Place) -> str:
    """Return the id of a stack, an ARN that ends in a UUID."""
    account_id, region_name = place
    unique = uuid5(NAMESPACE_URL, f"{account_id}/{region_name}/{stack_name}")
    prefix = f"arn:{place.partition}:cloudformation:{region_name}:{account_id}"
    return f"{prefix}:stack/{stack_name}/{unique}"
