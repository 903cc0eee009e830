"""Take ARNs apart."""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """The parts of an ARN.

    >>> arn = parse_arn("arn:aws:events:eu-west-1:123456789012:connection/crm/01-ab")
    >>> arn.account_id, arn.kind, arn.path, arn.name
    ('123456789012', 'connection', 'crm/01-ab', 'crm')
    """

    partition: str
    service: str
    region_name: str
    account_id: str
    resource: str

    @property
    def kind(self) -> str:
        """What the resource is, as EventBridge's ARNs tell: `event-bus`, `rule`."""
        return self.resource.partition("/")[0]

    @property
    def path(self) -> str:
        """What follows the kind: the name of an event bus, or several parts."""
        return self.resource.partition("/")[2]

    @property
    def name(self) -> str:
        """The name, which in ARNs of connections a UUID follows."""
        return self.path.partition("/")[0]


def parse_arn(text: str) -> Arn:
    """Return the parts of *text*, an ARN that passed validation."""
    return Arn(*text.split(":", 5)[1:])


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
    """Return the partition of a Region, as it stands in ARNs."""
    for prefix, partition in _PARTITIONS.items():
        if region_name.startswith(prefix):
            return partition
    return "aws"
