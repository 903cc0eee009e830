"""DeleteSecret on the secret of a connection."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, refusal
from tests.aws.operations.times import LATER, NOW
from tests.requests_to_aws import BASIC, api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

OWNED = (
    "InvalidRequestException",
    "Operation is not allowed on secret owned by events",
)
MARKED = (
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for"
    " deletion.",
)


def connect(events: Any) -> str:
    """Create a connection; return the ARN of its secret."""
    events.create_connection(**connection())
    arn: str = events.describe_connection(Name="partner")["SecretArn"]
    return arn


def test_the_connection_is_deauthorized(
    clock: FrozenDateTimeFactory, events: Any, secretsmanager: Any
) -> None:
    """AWS guide "De-authorizing connections"."""
    arn = connect(events)
    clock.move_to(LATER)
    secretsmanager.delete_secret(SecretId=arn)

    described = events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert described["StateReason"] == "The secret of the connection was deleted."
    assert described["AuthParameters"] == {}
    assert described["LastModifiedTime"] == LATER
    assert "SecretArn" not in described


def test_its_api_destinations_follow(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    arn = connect(events)
    connection_arn = mock.connections["partner"].connection_arn
    events.create_api_destination(**api_destination(connection_arn))
    secretsmanager.delete_secret(SecretId=arn)

    assert mock.api_destinations["orders"].api_destination_state == "INACTIVE"


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({}, 30),
        ({"RecoveryWindowInDays": 7}, 7),
        ({"RecoveryWindowInDays": 30}, 30),
        ({"ForceDeleteWithoutRecovery": True}, 0),
    ],
    ids=["default", "short window", "long window", "forced"],
)
def test_the_answer_has_the_date_of_deletion(
    clock: FrozenDateTimeFactory,
    events: Any,
    secretsmanager: Any,
    params: dict[str, Any],
    days: int,
) -> None:
    """30 days where none are given: service model."""
    arn = connect(events)

    assert members(secretsmanager.delete_secret(SecretId=arn, **params)) == {
        "ARN": arn,
        "Name": arn.rpartition("secret:")[2][:-7],
        "DeletionDate": NOW + timedelta(days=days),
    }


NO_WINDOW = "RecoveryWindowInDays must be a number of days from 7 to 30."


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"RecoveryWindowInDays": 6}, NO_WINDOW),
        ({"RecoveryWindowInDays": 31}, NO_WINDOW),
        ({"RecoveryWindowInDays": 10**9}, NO_WINDOW),
        (
            {"RecoveryWindowInDays": 7, "ForceDeleteWithoutRecovery": True},
            "RecoveryWindowInDays and ForceDeleteWithoutRecovery cannot be used in the"
            " same call.",
        ),
    ],
    ids=["too short", "too long", "far too long", "both"],
)
def test_a_window_has_7_to_30_days(
    mock: EventBridgeMock,
    events: Any,
    secretsmanager: Any,
    params: dict[str, Any],
    message: str,
) -> None:
    """Service model; our choice of texts. The connection keeps its authorization."""
    arn = connect(events)

    assert refusal(secretsmanager.delete_secret, SecretId=arn, **params) == (
        "InvalidParameterException",
        message,
    )
    assert mock.connections["partner"].connection_state == "AUTHORIZED"
    assert mock.secrets[arn].deleted_date is None


def test_it_is_marked_for_its_window(events: Any, secretsmanager: Any) -> None:
    arn = connect(events)
    secretsmanager.delete_secret(SecretId=arn)

    assert refusal(secretsmanager.get_secret_value, SecretId=arn) == MARKED
    assert refusal(secretsmanager.delete_secret, SecretId=arn) == MARKED
    assert "DeletedDate" in secretsmanager.describe_secret(SecretId=arn)


def test_without_a_window_it_is_gone(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    arn = connect(events)
    secretsmanager.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)

    assert arn not in mock.secrets
    assert refusal(secretsmanager.delete_secret, SecretId=arn) == (
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    )


def test_the_connection_can_be_given_other_credentials(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    arn = connect(events)
    secretsmanager.delete_secret(SecretId=arn)
    events.update_connection(
        Name="partner", AuthorizationType="BASIC", AuthParameters=BASIC
    )

    authorized = mock.connections["partner"]
    assert authorized.connection_state == "AUTHORIZED"
    assert authorized.secret_arn in mock.secrets
    assert authorized.secret_arn != arn


def test_a_connection_that_is_authorizing_does_not_go_on(
    manual_mock: EventBridgeMock, manual_events: Any, make_client: Callable[..., Any]
) -> None:
    manual_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    (arn,) = manual_mock.secrets
    make_client("secretsmanager").delete_secret(SecretId=arn)
    manual_mock.settle()

    assert manual_mock.connections["partner"].connection_state == "DEAUTHORIZED"
    assert not manual_mock.token_requests


@pytest.mark.parametrize("state", ["DELETING", "DEAUTHORIZING"])
def test_a_connection_that_is_leaving_goes_on(
    manual_mock: EventBridgeMock,
    manual_events: Any,
    make_client: Callable[..., Any],
    state: str,
) -> None:
    arn = connect(manual_events)
    manual_mock.set_connection_state("partner", state)
    make_client("secretsmanager").delete_secret(
        SecretId=arn, ForceDeleteWithoutRecovery=True
    )

    assert manual_mock.connections["partner"].connection_state == state


def test_another_connection_is_left_alone(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    arn = connect(events)
    events.create_connection(**connection(Name="other"))
    secretsmanager.delete_secret(SecretId=arn)

    assert mock.connections["other"].connection_state == "AUTHORIZED"


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("restore_secret", {}),
        ("rotate_secret", {}),
        ("update_secret_version_stage", {"VersionStage": "AWSCURRENT"}),
    ],
)
def test_other_changes_are_refused(
    events: Any, secretsmanager: Any, operation: str, params: dict[str, str]
) -> None:
    """By analogy with PutSecretValue (recorded on AWS 2026-09-24)."""
    arn = connect(events)

    assert refusal(getattr(secretsmanager, operation), SecretId=arn, **params) == OWNED
