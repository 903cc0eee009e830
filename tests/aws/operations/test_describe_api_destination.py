"""DescribeApiDestination: every member, present and absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    NAME_PATTERN,
    arn_of,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.times import NOW
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory


def test_a_description_is_there_only_when_set(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Description is there only when set, the rate always (recorded 2024-12-09)."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))

    assert members(events.describe_api_destination(Name="orders")) == {
        "ApiDestinationArn": arn_of("api-destination", "orders"),
        "Name": "orders",
        "ApiDestinationState": "ACTIVE",
        "ConnectionArn": arn,
        "InvocationEndpoint": "https://api.partner.example/orders",
        "HttpMethod": "POST",
        "InvocationRateLimitPerSecond": 300,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


def test_every_member_that_is_set_is_described(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """All ten members of the service model."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.deauthorize_connection(Name="partner")
    events.create_api_destination(
        **api_destination(
            arn, Description="Orders", HttpMethod="PUT", InvocationRateLimitPerSecond=7
        )
    )

    assert members(events.describe_api_destination(Name="orders")) == {
        "ApiDestinationArn": arn_of("api-destination", "orders"),
        "Name": "orders",
        "Description": "Orders",
        "ApiDestinationState": "INACTIVE",
        "ConnectionArn": arn,
        "InvocationEndpoint": "https://api.partner.example/orders",
        "HttpMethod": "PUT",
        "InvocationRateLimitPerSecond": 7,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


def test_an_empty_description_is_not_shown(events: Any) -> None:
    """As after an update with one (recorded on AWS 2026-09-26)."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn, Description=""))

    assert "Description" not in events.describe_api_destination(Name="orders")


@pytest.mark.parametrize("was_there", [False, True], ids=["never", "deleted"])
def test_one_that_does_not_exist(events: Any, *, was_there: bool) -> None:
    """Recorded on AWS 2024-12-09 and 2026-09-26."""
    if was_there:
        arn = events.create_connection(**connection())["ConnectionArn"]
        events.create_api_destination(**api_destination(arn))
        events.delete_api_destination(Name="orders")

    assert refusal(events.describe_api_destination, Name="orders") == (
        "ResourceNotFoundException",
        "Failed to describe the api-destination(s)."
        " An api-destination 'orders' does not exist.",
    )


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.describe_api_destination, Name="no blanks") == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN))
    )
