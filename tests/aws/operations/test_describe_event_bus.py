"""DescribeEventBus: by name, by ARN, and without either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    EVENT_BUS_NAME_OR_ARN_PATTERN,
    fits,
    invalid,
    members,
    no_event_bus,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import needs_event_bus_times
from tests.aws.operations.times import NEVER, NOW
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/"


@needs_event_bus_times
@pytest.mark.parametrize("which", [{}, {"Name": "default"}, {"Name": f"{BUS}default"}])
def test_the_default_event_bus_is_always_there(
    events: Any, which: dict[str, str]
) -> None:
    """Shown when none is named (service model); the times are our choice."""
    assert members(events.describe_event_bus(**which)) == {
        "Name": "default",
        "Arn": f"{BUS}default",
        "CreationTime": NEVER,
        "LastModifiedTime": NEVER,
    }


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov")],
)
def test_each_place_has_a_default_event_bus(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    region_name: str,
    partition: str,
) -> None:
    """In its partition (botocore's endpoint data)."""
    client = make_client(region_name=region_name, aws_access_key_id="210987654321")

    assert client.describe_event_bus()["Arn"] == (
        f"arn:{partition}:events:{region_name}:210987654321:event-bus/default"
    )


def test_an_arn_is_as_good_as_a_name(events: Any) -> None:
    """Service model."""
    arn = events.create_event_bus(Name="shop")["EventBusArn"]

    assert members(events.describe_event_bus(Name=arn)) == members(
        events.describe_event_bus(Name="shop")
    )


@pytest.mark.parametrize("which", ["shop", f"{BUS}shop"], ids=["name", "ARN"])
def test_one_that_does_not_exist(events: Any, which: str) -> None:
    """Recorded on AWS 2025-01-08 for a name."""
    assert refusal(events.describe_event_bus, Name=which) == no_event_bus("shop")


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:events:us-west-2:123456789012:event-bus/default",
        "arn:aws:events:eu-west-1:210987654321:event-bus/default",
        "arn:aws-cn:events:eu-west-1:123456789012:event-bus/default",
    ],
    ids=["Region", "account", "partition"],
)
def test_one_of_another_place(events: Any, arn: str) -> None:
    """Our choice (docs/fidelity.md)."""
    assert refusal(events.describe_event_bus, Name=arn) == no_event_bus(arn)


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.describe_event_bus, Name="no blanks") == invalid(
        violation("name", "no blanks", fits(EVENT_BUS_NAME_OR_ARN_PATTERN))
    )


@needs_event_bus_times
def test_times_have_milliseconds(clock: FrozenDateTimeFactory, events: Any) -> None:
    """Recorded in us-east-1, 2026-09-13, unlike those of connections."""
    clock.move_to(NOW.replace(microsecond=978_654))
    events.create_event_bus(Name="shop")
    events.create_connection(**connection())

    described = events.describe_event_bus(Name="shop")
    assert described["CreationTime"] == NOW.replace(microsecond=978_000)
    assert described["LastModifiedTime"] == described["CreationTime"]
    assert events.describe_connection(Name="partner")["CreationTime"] == NOW
