"""Which partition of AWS a Region belongs to."""

from __future__ import annotations

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
