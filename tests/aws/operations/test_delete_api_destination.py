"""DeleteApiDestination: its answer, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.operations.answers import (
    NAME_PATTERN,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

GONE = (
    "ResourceNotFoundException",
    "Failed to delete the api-destination(s)."
    " An api-destination 'orders' does not exist.",
)


def test_the_answer_is_empty(mock: EventBridgeMock, events: Any) -> None:
    """Recorded on AWS 2024-12-09 and 2026-09-26."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))

    answer = events.delete_api_destination(Name="orders")

    assert members(answer) == {}
    assert dict(mock.api_destinations) == {}


def test_the_connection_stays(mock: EventBridgeMock, events: Any) -> None:
    """A connection is no part of its API destinations."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))
    before = mock.connections["partner"]

    events.delete_api_destination(Name="orders")

    assert mock.connections["partner"] == before


def test_deleting_twice_is_refused(events: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))
    events.delete_api_destination(Name="orders")

    assert refusal(events.delete_api_destination, Name="orders") == GONE


def test_one_that_never_existed(events: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(events.delete_api_destination, Name="orders") == GONE


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.delete_api_destination, Name="no blanks") == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN))
    )
