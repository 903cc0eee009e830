"""PutPermission and RemovePermission: the resource policy of an event bus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    fits,
    invalid,
    members,
    no_event_bus,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import needs_event_bus_times
from tests.aws.operations.times import LATER

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

DEFAULT_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
NO_STATEMENT = (
    "ResourceNotFoundException",
    "Statement with the provided id does not exist.",
)
CONDITION = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-shop"}


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
    """As the AWS guide shows policies; the text is compact (docs/fidelity.md)."""
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


def test_everybody_of_an_organization(events: Any) -> None:
    """Service model, the description of Condition."""
    events.put_permission(**permission(Principal="*", Condition=CONDITION))

    assert policy(events)["Statement"] == [
        {
            "Sid": "partner",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "events:PutEvents",
            "Resource": DEFAULT_ARN,
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-shop"}},
        }
    ]


def test_each_permission_is_a_statement_more(events: Any) -> None:
    """Run once for each account (service model)."""
    events.put_permission(**permission("b"))
    events.put_permission(**permission("a"))

    assert ids(events) == ["b", "a"]


def test_a_known_id_is_replaced(events: Any) -> None:
    """Each StatementId is unique (service model); our choice (docs/fidelity.md)."""
    events.put_permission(**permission())
    events.put_permission(**permission(Principal="*"))

    statements = policy(events)["Statement"]

    assert [one["Principal"] for one in statements] == ["*"]


def test_a_custom_event_bus_has_its_own(events: Any) -> None:
    """EventBusName is in the input shape (service model)."""
    arn = events.create_event_bus(Name="shop")["EventBusArn"]

    events.put_permission(**permission(EventBusName="shop"))

    assert policy(events, Name="shop")["Statement"][0]["Resource"] == arn
    assert "Policy" not in events.describe_event_bus()


def test_a_policy_replaces_what_there_is(events: Any) -> None:
    """In place of a statement (service model), and as it was given."""
    events.put_permission(**permission())
    text = '{ "Statement": [] }'

    events.put_permission(Policy=text)

    assert events.describe_event_bus()["Policy"] == text


def test_a_statement_joins_a_policy(events: Any) -> None:
    """A single statement need not be in a list (IAM's grammar)."""
    given = {"Version": "2008-10-17", "Id": "shop", "Statement": {"Sid": "a"}}
    events.put_permission(Policy=json.dumps(given))

    events.put_permission(**permission("b"))

    assert ids(events) == ["a", "b"]
    assert policy(events)["Version"] == "2008-10-17"
    assert policy(events)["Id"] == "shop"


@needs_event_bus_times
def test_a_change_moves_the_time(clock: FrozenDateTimeFactory, events: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    clock.move_to(LATER)

    events.put_permission(**permission())

    assert events.describe_event_bus()["LastModifiedTime"] == LATER


@pytest.mark.parametrize("missing", ["Action", "Principal", "StatementId"])
def test_a_statement_needs_its_parts(events: Any, missing: str) -> None:
    """Our choice of text (docs/fidelity.md)."""
    params = permission()
    del params[missing]

    assert refusal(events.put_permission, **params) == (
        "ValidationException",
        f"Parameter {missing} must be specified.",
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"Action": "events:PutRule"}, "action"),
        ({"Condition": {**CONDITION, "Type": "StringLike"}}, "condition.type"),
        ({"Condition": {**CONDITION, "Key": "aws:SourceArn"}}, "condition.key"),
    ],
    ids=["action", "type", "key"],
)
def test_what_the_service_model_does_not_name(
    events: Any, changes: dict[str, Any], path: str
) -> None:
    """Our choice of text (docs/fidelity.md)."""
    assert refusal(events.put_permission, **permission(**changes)) == (
        "ValidationException",
        f"Provided value in parameter '{path}' is not supported.",
    )


@pytest.mark.parametrize("member", ["Action", "Principal", "StatementId", "Condition"])
def test_a_policy_stands_alone(events: Any, member: str) -> None:
    """Instead of the others (service model); our choice of text."""
    given = {member: permission(Condition=CONDITION)[member]}

    refused = refusal(events.put_permission, Policy='{"Statement":[]}', **given)

    assert refused == (
        "ValidationException",
        f"Parameter {member} may not be specified together with Policy.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "{}",
        '{"Statement":"a"}',
        '{"Statement":["a"]}',
    ],
    ids=["empty", "broken", "deep", "list", "without", "text", "list of texts"],
)
def test_a_policy_has_statements(events: Any, text: str) -> None:
    """Our choice of text (docs/fidelity.md)."""
    assert refusal(events.put_permission, Policy=text) == (
        "ValidationException",
        "Parameter Policy is not valid.",
    )


def test_a_policy_has_10_kb_at_most(events: Any) -> None:
    """Service model; our choice of text (docs/fidelity.md)."""
    fitting = json.dumps({"Statement": [], "Id": ""})
    fitting = fitting.replace('""', f'"{"a" * (10240 - len(fitting))}"')
    events.put_permission(Policy=fitting)

    assert refusal(events.put_permission, **permission()) == (
        "PolicyLengthExceededException",
        "The event bus policy is too long.",
    )
    assert events.describe_event_bus()["Policy"] == fitting


def test_a_principal_that_cannot_be(events: Any) -> None:
    """The pattern of the service model."""
    assert refusal(events.put_permission, **permission(Principal="shop")) == invalid(
        violation("principal", "shop", fits(r"(\d{12}|\*)"))
    )


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
    """Our choice (docs/fidelity.md)."""
    events.put_permission(**permission())

    events.remove_permission(**which)

    assert "Policy" not in events.describe_event_bus()


@pytest.mark.parametrize("has_policy", [False, True])
def test_an_id_that_does_not_exist(events: Any, *, has_policy: bool) -> None:
    """Recorded on AWS 2025-01-08."""
    if has_policy:
        events.put_permission(**permission())

    assert refusal(events.remove_permission, StatementId="other") == NO_STATEMENT


def test_all_of_nothing_can_be_removed(events: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    assert members(events.remove_permission(RemoveAllPermissions=True)) == {}


def test_it_is_to_be_said_what_to_remove(events: Any) -> None:
    """Our choice of text (docs/fidelity.md)."""
    assert refusal(events.remove_permission, RemoveAllPermissions=False) == (
        "ValidationException",
        "Parameter StatementId must be specified.",
    )


@pytest.mark.parametrize("method", ["put_permission", "remove_permission"])
def test_an_event_bus_that_does_not_exist(events: Any, method: str) -> None:
    """Recorded on AWS 2025-01-08 for DescribeEventBus."""
    refused = refusal(getattr(events, method), EventBusName="shop", StatementId="a")

    assert refused == no_event_bus("shop")
