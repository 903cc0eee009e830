"""The partition of a Region."""

from __future__ import annotations

import botocore.session
import pytest

from eventbridge_mock.model.arn import partition_of

SESSION = botocore.session.Session()
REGIONS = [
    region_name
    for partition in SESSION.get_available_partitions()
    for region_name in SESSION.get_available_regions("events", partition)
]


@pytest.mark.parametrize("region_name", REGIONS)
def test_it_is_the_one_botocore_knows(region_name: str) -> None:
    """botocore's endpoint data."""
    expected = SESSION.get_partition_for_region(region_name)

    assert partition_of(region_name) == expected


def test_there_are_regions_of_several_partitions() -> None:
    assert len(REGIONS) > 20
    assert len({partition_of(region_name) for region_name in REGIONS}) > 3
