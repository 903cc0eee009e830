"""CreateEventBus: what is made, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    EVENT_BUS_NAME_PATTERN,
    at_most,
    fits,
    invalid,
    members,
    not_an_arn,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import (
    KMS_KEY,
    needs_event_bus_times,
    needs_log_config,
)
from tests.aws.operations.times import NOW
from tests.requests_to_aws import QUEUE_ARN

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

SHOP_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/shop"


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_the_answer_has_the_arn(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    region_name: str,
    partition: str,
) -> None:
    """Nothing else, unless something was given (service model)."""
    client = make_client(region_name=region_name)

    answer = members(client.create_event_bus(Name="shop"))

    place = f"arn:{partition}:events:{region_name}:123456789012"
    assert answer == {"EventBusArn": f"{place}:event-bus/shop"}


@needs_event_bus_times
def test_a_bus_has_only_what_was_given(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Describe has nothing that was not given (docs/fidelity.md)."""
    events.create_event_bus(Name="shop")

    assert members(events.describe_event_bus(Name="shop")) == {
        "Name": "shop",
        "Arn": SHOP_ARN,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


@needs_log_config
def test_what_is_given_is_answered_and_kept(events: Any) -> None:
    """All of it is in both output shapes (service model)."""
    given = {
        "Description": "Orders",
        "KmsKeyIdentifier": KMS_KEY,
        "DeadLetterConfig": {"Arn": QUEUE_ARN},
        "LogConfig": {"IncludeDetail": "FULL", "Level": "INFO"},
    }

    answer = members(events.create_event_bus(Name="shop", **given))

    described = members(events.describe_event_bus(Name="shop"))
    assert answer == {"EventBusArn": SHOP_ARN, **given}
    assert {name: described[name] for name in given} == given


@needs_log_config
def test_what_is_empty_counts_as_not_given(events: Any) -> None:
    """As for connections (docs/fidelity.md)."""
    empty = {"Description": "", "KmsKeyIdentifier": "", "DeadLetterConfig": {}}

    answer = members(events.create_event_bus(Name="shop", **empty))

    assert answer == {"EventBusArn": SHOP_ARN}
    assert not empty.keys() & events.describe_event_bus(Name="shop").keys()


def test_tags_are_kept(events: Any) -> None:
    """Tags is in the input shape (service model)."""
    tags = [{"Key": "team", "Value": "shop"}]
    events.create_event_bus(Name="shop", Tags=tags)

    answer = members(events.list_tags_for_resource(ResourceARN=SHOP_ARN))

    assert answer == {"Tags": tags}


@pytest.mark.parametrize("name", ["shop", "default"])
def test_a_name_that_exists(events: Any, name: str) -> None:
    """Recorded on AWS 2025-01-08."""
    events.create_event_bus(Name="shop")

    assert refusal(events.create_event_bus, Name=name) == (
        "ResourceAlreadyExistsException",
        f"Event bus {name} already exists.",
    )


def test_a_name_with_a_slash(events: Any) -> None:
    """For partners only (service model); our choice of text (docs/fidelity.md)."""
    assert refusal(events.create_event_bus, Name="shop/orders") == (
        "ValidationException",
        "Event bus name must not contain '/'.",
    )


def test_a_partner_event_source(events: Any) -> None:
    """That does not exist; our choice of text (docs/fidelity.md)."""
    source = "aws.partner/shop.example/orders"

    refused = refusal(events.create_event_bus, Name=source, EventSourceName=source)

    assert refused == (
        "ResourceNotFoundException",
        f"Event source {source} does not exist.",
    )


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern and the length of the service model."""
    name = "no blanks" * 32

    assert refusal(events.create_event_bus, Name=name) == invalid(
        violation("name", name, fits(EVENT_BUS_NAME_PATTERN)),
        violation("name", name, at_most(256)),
    )


@needs_log_config
@pytest.mark.parametrize(
    ("queue_arn", "refused"),
    [
        ("orders", not_an_arn("orders")),
        (
            "arn:aws:sns:eu-west-1:123456789012:orders",
            ("ValidationException", "sns is not supported as a dead letter resource"),
        ),
    ],
    ids=["no ARN", "topic"],
)
def test_a_dead_letter_config_without_a_queue(
    events: Any, queue_arn: str, refused: tuple[str, str]
) -> None:
    """As for a target, where it was measured on AWS 2026-09-07."""
    assert (
        refusal(
            events.create_event_bus, Name="shop", DeadLetterConfig={"Arn": queue_arn}
        )
        == refused
    )


@pytest.mark.parametrize(
    "settings",
    [{"region_name": "us-west-2"}, {"aws_access_key_id": "210987654321"}],
    ids=["Region", "account"],
)
def test_an_event_bus_is_not_seen_elsewhere(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    """It belongs to an account and a Region."""
    events.create_event_bus(Name="shop")

    listed = make_client(**settings).list_event_buses()["EventBuses"]

    assert [one["Name"] for one in listed] == ["default"]
