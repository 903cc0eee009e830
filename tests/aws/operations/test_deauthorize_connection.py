"""DeauthorizeConnection: its answer, and what it refuses."""

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
    secret_arn_of,
    violation,
)
from tests.aws.operations.times import LATER, LATER_STILL, NOW
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

FAILED = "Failed to deauthorize the connection(s). "


@pytest.mark.parametrize(
    "authorization_type", ["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"]
)
def test_the_answer_has_the_times_from_before(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str
) -> None:
    """The old LastModifiedTime and LastAuthorizedTime (recorded 2026-09-24)."""
    events.create_connection(**connection(authorization_type))
    clock.move_to(LATER)

    answer = events.deauthorize_connection(Name="partner")

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "DEAUTHORIZING",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NOW,
    }


def test_the_answer_the_second_time(clock: FrozenDateTimeFactory, events: Any) -> None:
    """It succeeds and is DEAUTHORIZING again (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    clock.move_to(LATER)
    events.deauthorize_connection(Name="partner")
    clock.move_to(LATER_STILL)

    answer = events.deauthorize_connection(Name="partner")

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "DEAUTHORIZING",
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": NOW,
    }


def test_the_second_time_ends_where_the_first_did(
    mock: EventBridgeMock, events: Any
) -> None:
    """DEAUTHORIZED, with AWS's reason (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    events.deauthorize_connection(Name="partner")

    events.deauthorize_connection(Name="partner")

    described = events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert described["StateReason"] == (
        "The authorization parameters were removed from this connection by a"
        " DeauthorizeConnection operation."
    )
    assert dict(mock.secrets) == {}


def test_a_connection_that_is_being_deauthorized(
    clock: FrozenDateTimeFactory, manual_events: Any
) -> None:
    """AuthParameters are gone, SecretArn is not (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection(Description="Orders"))
    manual_events.deauthorize_connection(Name="partner")

    assert members(manual_events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "Description": "Orders",
        "ConnectionState": "DEAUTHORIZING",
        "AuthorizationType": "BASIC",
        "SecretArn": secret_arn_of("partner"),
        "AuthParameters": {},
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NOW,
    }


def test_a_connection_that_is_being_deauthorized_can_be_again(
    manual_events: Any,
) -> None:
    """As one that is DEAUTHORIZED can be (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection())
    manual_events.deauthorize_connection(Name="partner")

    answer = manual_events.deauthorize_connection(Name="partner")

    assert answer["ConnectionState"] == "DEAUTHORIZING"


def test_a_connection_that_is_being_deleted(manual_events: Any) -> None:
    """The error of a concurrent change (recorded 2026-09-26); when is our choice."""
    manual_events.create_connection(**connection())
    manual_events.delete_connection(Name="partner")

    assert refusal(manual_events.deauthorize_connection, Name="partner") == (
        "ConcurrentModificationException",
        f"{FAILED}Connection 'partner' was modified concurrently.",
    )


def test_a_connection_that_does_not_exist(events: Any) -> None:
    """After DescribeConnection's text: our choice (docs/fidelity.md)."""
    assert refusal(events.deauthorize_connection, Name="partner") == (
        "ResourceNotFoundException",
        f"{FAILED}Connection 'partner' does not exist.",
    )


def test_a_name_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.deauthorize_connection, Name="no blanks") == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN))
    )
