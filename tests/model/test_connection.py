"""A connection by itself."""

from __future__ import annotations

import pytest

from eventbridge_mock.model.auth_parameters import (
    AuthParameters,
    ConnectionAuthorizationType,
    ConnectivityParameters,
    ResourceParameters,
)
from eventbridge_mock.model.connection import connection_kind
from eventbridge_mock.model.connection_state import ConnectionKind, ConnectionState
from tests.model.instances import CONNECTION, LATER, NOW, connection

BASIC = ConnectionAuthorizationType.BASIC
API_KEY = ConnectionAuthorizationType.API_KEY
OAUTH = ConnectionAuthorizationType.OAUTH_CLIENT_CREDENTIALS

PRIVATE = ConnectivityParameters(
    resource_parameters=ResourceParameters(resource_configuration_arn="arn:resource")
)
EMPTY = ConnectivityParameters(
    resource_parameters=ResourceParameters(resource_configuration_arn="")
)


@pytest.mark.parametrize(
    ("authorization_type", "token_endpoint", "endpoint", "kind"),
    [
        (BASIC, None, None, ConnectionKind.PUBLIC),
        (API_KEY, None, None, ConnectionKind.PUBLIC),
        (API_KEY, None, EMPTY, ConnectionKind.PUBLIC),
        (BASIC, None, PRIVATE, ConnectionKind.PRIVATE),
        (API_KEY, None, PRIVATE, ConnectionKind.PRIVATE),
        (OAUTH, None, None, ConnectionKind.PUBLIC_OAUTH),
        (OAUTH, EMPTY, EMPTY, ConnectionKind.PUBLIC_OAUTH),
        (OAUTH, PRIVATE, None, ConnectionKind.PRIVATE_TOKEN),
        (OAUTH, None, PRIVATE, ConnectionKind.PRIVATE_OAUTH),
        (OAUTH, PRIVATE, PRIVATE, ConnectionKind.PRIVATE_OAUTH),
    ],
)
def test_the_kind_of_a_connection(
    authorization_type: ConnectionAuthorizationType,
    token_endpoint: ConnectivityParameters | None,
    endpoint: ConnectivityParameters | None,
    kind: ConnectionKind,
) -> None:
    """By its type and what of it is private (AWS guide, "Connection states")."""
    auth_parameters = AuthParameters(connectivity_parameters=token_endpoint)

    assert connection_kind(authorization_type, auth_parameters, endpoint) is kind


def test_a_connection_knows_its_kind() -> None:
    private = connection(invocation_connectivity_parameters=PRIVATE)

    assert CONNECTION.kind is ConnectionKind.PUBLIC
    assert private.kind is ConnectionKind.PRIVATE


def test_an_operation_changes_the_state_alone() -> None:
    """The answer has the old LastModifiedTime (recorded on AWS 2026-09-24)."""
    after = CONNECTION.after("DeleteConnection")

    assert after == connection(connection_state=ConnectionState.DELETING)


@pytest.mark.parametrize(
    ("before", "after", "authorized"),
    [
        (ConnectionState.AUTHORIZING, ConnectionState.AUTHORIZED, LATER),
        (ConnectionState.CREATING, ConnectionState.ACTIVE, LATER),
        (ConnectionState.AUTHORIZED, ConnectionState.ACTIVE, NOW),
        (ConnectionState.AUTHORIZED, ConnectionState.DEAUTHORIZED, NOW),
        (ConnectionState.AUTHORIZING, ConnectionState.AUTHORIZING, NOW),
    ],
)
def test_reaching_a_usable_state_is_an_authorization(
    before: ConnectionState, after: ConnectionState, authorized: object
) -> None:
    """A token moves LastAuthorizedTime too (recorded on AWS 2026-09-24)."""
    reached = connection(connection_state=before).in_state(
        after, reason="Because.", now=LATER
    )

    assert reached == connection(
        connection_state=after,
        state_reason="Because.",
        last_modified_time=LATER,
        last_authorized_time=authorized,
    )
