"""PutPermission and RemovePermission: the resource policy of an event bus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, no_event_bus, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

DEFAULT_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"


def permission(statement_id: str = "partner", **changes: Any) -> dict[str, Any]:
    """Return the parameters of a PutPermission."""
    return {
        "Action": "events:PutEvents",
        "Principal": "210987654321",
        "StatementId": statement_id,
        **changes,
    }


def policy(events: Any, **which: str) -> Any:
    """Return the policy of an event bus, read."""
    return json.loads(events.describe_event_bus(**which)["Policy"])


def ids(events: Any) -> list[str]:
    """Return the ids of the statements of the default event bus."""
    return [one["Sid"] for one in policy(events)["Statement"]]


def test_a_permission_is_a_statement(events: Any) -> None:
    """Recorded in us-east-1, 2026-09-13: compact JSON."""
    answer = members(events.put_permission(**permission()))

    assert answer == {}
    assert events.describe_event_bus()["Policy"] == (
        '{"Version":"2012-10-17","Statement":[{"Sid":"partner","Effect":"Allow",'
        '"Principal":{"AWS":"arn:aws:iam::210987654321:root"},'
        f'"Action":"events:PutEvents","Resource":"{DEFAULT_ARN}"}}]}}'
    )


def test_the_principal_is_of_the_partition(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """An account is written as IAM writes it."""
    client = make_client(region_name="cn-north-1")
    client.put_permission(**permission())

    statement = policy(client)["Statement"][0]

    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::210987654321:root"}


def test_each_permission_is_a_statement_more(events: Any) -> None:
    """Run once for each account (service model)."""
    events.put_permission(**permission("b"))
    events.put_permission(**permission("a"))

    assert ids(events) == ["b", "a"]


def test_a_custom_event_bus_has_its_own(events: Any) -> None:
    """EventBusName is in the input shape (service model)."""
    arn = events.create_event_bus(Name="shop")["EventBusArn"]

    events.put_permission(**permission(EventBusName="shop"))

    assert policy(events, Name="shop")["Statement"][0]["Resource"] == arn
    assert "Policy" not in events.describe_event_bus()


def test_a_statement_joins_a_policy(events: Any) -> None:
    """A single statement need not be in a list (IAM's grammar)."""
    statement = {"Sid": "a", "Effect": "Deny", "Principal": "*"}
    statement |= {"Action": "events:*", "Resource": "*"}
    given = {"Version": "2008-10-17", "Id": "shop", "Statement": statement}
    events.put_permission(Policy=json.dumps(given))

    events.put_permission(**permission("b"))

    assert ids(events) == ["a", "b"]
    assert policy(events)["Version"] == "2008-10-17"
    assert policy(events)["Id"] == "shop"


def test_a_statement_is_removed(events: Any) -> None:
    """By its id (service model)."""
    events.put_permission(**permission("a"))
    events.put_permission(**permission("b"))

    answer = members(events.remove_permission(StatementId="a"))

    assert answer == {}
    assert ids(events) == ["b"]


@pytest.mark.parametrize(
    "which", [{"StatementId": "partner"}, {"RemoveAllPermissions": True}]
)
def test_without_statements_there_is_no_policy(
    events: Any, which: dict[str, Any]
) -> None:
    """Recorded in us-east-1, 2026-09-13."""
    events.put_permission(**permission())

    events.remove_permission(**which)

    assert "Policy" not in events.describe_event_bus()


@pytest.mark.parametrize("method", ["put_permission", "remove_permission"])
def test_an_event_bus_that_does_not_exist(events: Any, method: str) -> None:
    """Recorded on AWS 2025-01-08 for DescribeEventBus."""
    refused = refusal(getattr(events, method), EventBusName="shop", StatementId="a")

    assert refused == no_event_bus("shop")
