"""PutRule with a role that moto's IAM knows, or does not know.

The text was recorded in us-east-1, 2026-09-15.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.integrations.beside_moto import client
from tests.requests_to_aws import rule

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

EVENTBRIDGE = "events.amazonaws.com"


def statement(**changes: Any) -> dict[str, Any]:
    """Return a statement that trusts EventBridge, with *changes*."""
    trusted = {"Service": EVENTBRIDGE}
    return {
        "Effect": "Allow",
        "Principal": trusted,
        "Action": "sts:AssumeRole",
        **changes,
    }


def role_arn(*statements: dict[str, Any]) -> str:
    """Make a role in moto that *statements* say who may assume."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    role = client("iam").create_role(
        RoleName="deliver",
        Path="/rules/",
        AssumeRolePolicyDocument=json.dumps(document),
    )
    arn: str = role["Role"]["Arn"]
    return arn


OTHER = {"Service": "states.amazonaws.com"}


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": OTHER},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Effect": "Deny"},
    ],
    ids=["other service", "account", "denied"],
)
def test_a_role_trusts_eventbridge(
    mock_beside_moto: EventBridgeMock, changes: dict[str, Any]
) -> None:
    """A refused PutRule leaves the rule as it was."""
    events, arn = client("events"), role_arn(statement(**changes))
    events.put_rule(**rule(Description="kept"))

    with pytest.raises(ClientError) as caught:
        events.put_rule(**rule(RoleArn=arn))

    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f"Provided role '{arn}' cannot be assumed by principal"
        f" '{EVENTBRIDGE}'.",
    }
    assert mock_beside_moto.rules["orders"].description == "kept"


@pytest.mark.parametrize(
    "statements",
    [
        [statement()],
        [statement(Principal={"Service": ["states.amazonaws.com", EVENTBRIDGE]})],
        [statement(Principal="*", Action=["sts:TagSession", "sts:*"])],
        [statement(Principal=OTHER), statement()],
    ],
    ids=["one", "list", "everybody", "second"],
)
def test_a_trusting_role_is_taken(
    mock_beside_moto: EventBridgeMock, statements: list[dict[str, Any]]
) -> None:
    arn = role_arn(*statements)

    client("events").put_rule(**rule(RoleArn=arn))

    assert mock_beside_moto.rules["orders"].role_arn == arn


def test_a_role_is_told_from_the_others(mock_beside_moto: EventBridgeMock) -> None:
    client("iam").create_role(RoleName="other", AssumeRolePolicyDocument="{}")
    arn = role_arn(statement(Principal=OTHER))

    with pytest.raises(ClientError):
        client("events").put_rule(**rule(RoleArn=arn))

    assert "orders" not in mock_beside_moto.rules


def test_a_role_that_nobody_has_made_is_taken(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """Our choice (docs/fidelity.md)."""
    arn = "arn:aws:iam::123456789012:role/nobody"

    client("events").put_rule(**rule(RoleArn=arn))

    assert mock_beside_moto.rules["orders"].role_arn == arn
