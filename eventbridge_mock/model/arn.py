"""Take ARNs apart."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

# The resource behind the last of them may have more.
_COLONS = 5


class Arn(NamedTuple):
    """The parts of an ARN.

    *kind* and *path* are the two sides of the first slash in *resource*, and *name* is
    the beginning of *path*, which in ARNs of connections a UUID follows.

    >>> arn = parse_arn("arn:aws:events:eu-west-1:123456789012:connection/crm/01-ab")
    >>> arn.account_id, arn.kind, arn.path, arn.name
    ('123456789012', 'connection', 'crm/01-ab', 'crm')
    """

    partition: str
    service: str
    region_name: str
    account_id: str
    resource: str
    kind: str
    path: str
    name: str


def is_arn(text: str) -> bool:
    """Return whether *text* has all the parts that `parse_arn` reads."""
    return text.startswith("arn:") and text.count(":") >= _COLONS


@lru_cache(maxsize=1024)
def parse_arn(text: str) -> Arn:
    """Return the parts of *text*, for which `is_arn` is true."""
    parts = text.split(":", 5)[1:]
    kind, _, path = parts[-1].partition("/")
    return Arn._make([*parts, kind, path, path.partition("/")[0]])


# Beginnings of the names of Regions, as botocore's endpoint data has them.
_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}


def partition_of(region_name: str) -> str:
    """Return the partition of a Region, as ARNs name it."""
    for prefix, partition in _PARTITIONS.items():
        if region_name.startswith(prefix):
            return partition
    return "aws"
