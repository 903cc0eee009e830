"""DeleteConnection: its answer, and what it refuses."""

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
from tests.aws.operations.times import LATER, NEVER, NOW
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock


@pytest.mark.parametrize(
    "authorization_type", ["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"]
)
def test_the_answer_has_the_members_of_an_updates(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str
) -> None:
    """The same five members as an update's (recorded on AWS 2024-12-09)."""
    events.create_connection(**connection(authorization_type))
    clock.move_to(LATER)

    answer = events.delete_connection(Name="partner")

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "DELETING",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NOW,
    }


def test_a_deleted_connection_is_gone(mock: EventBridgeMock, events: Any) -> None:
    """After a second or three (recorded on AWS 2024-12-09), here at once."""
    events.create_connection(**connection())

    events.delete_connection(Name="partner")

    assert members(events.list_connections()) == {"Connections": []}
    assert dict(mock.connections) == {}
    assert dict(mock.secrets) == {}


def test_a_deauthorized_connection_can_be_deleted(
    mock: EventBridgeMock, events: Any
) -> None:
    """As recorded on AWS 2026-09-26."""
    events.create_connection(**connection())
    events.deauthorize_connection(Name="partner")

    answer = events.delete_connection(Name="partner")

    assert answer["ConnectionState"] == "DELETING"
    assert dict(mock.connections) == {}


def test_a_connection_that_is_being_deleted_is_described_whole(
    clock: FrozenDateTimeFactory, manual_events: Any
) -> None:
    """SecretArn and AuthParameters too (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection(Description="Orders"))
    before = members(manual_events.describe_connection(Name="partner"))
    clock.move_to(LATER)

    manual_events.delete_connection(Name="partner")

    assert members(manual_events.describe_connection(Name="partner")) == {
        **before,
        "ConnectionState": "DELETING",
    }


def test_the_state_reason_survives_into_deleting(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """That of an unreachable token endpoint (recorded on AWS 2026-09-24)."""
    manual_mock.responses.post(
        "https://auth.partner.example/token", body=ConnectionError("no such host")
    )
    manual_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    manual_mock.settle()

    answer = manual_events.delete_connection(Name="partner")

    assert answer["LastAuthorizedTime"] == NEVER
    described = manual_events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "DELETING"
    assert described["StateReason"] == "Could not connect to the specified endpoint."


def test_deleting_again_while_it_goes(manual_events: Any) -> None:
    """It is still there, so the answer is the same; our choice."""
    manual_events.create_connection(**connection())
    first = members(manual_events.delete_connection(Name="partner"))

    assert members(manual_events.delete_connection(Name="partner")) == first


@pytest.mark.parametrize("was_there", [False, True], ids=["never", "deleted"])
def test_a_connection_that_does_not_exist(events: Any, *, was_there: bool) -> None:
    """After DescribeConnection's text: our choice (docs/fidelity.md)."""
    if was_there:
        events.create_connection(**connection())
        events.delete_connection(Name="partner")

    assert refusal(events.delete_connection, Name="partner") == (
        "ResourceNotFoundException",
        "Failed to delete the connection(s). Connection 'partner' does not exist.",
    )


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.delete_connection, Name="no blanks") == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN))
    )
