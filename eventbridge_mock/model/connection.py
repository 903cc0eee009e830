"""A connection as DescribeConnection shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..frozen import frozen
from .auth_parameters import (
    AuthParameters,
    ConnectionAuthorizationType,
    ConnectivityParameters,
)
from .connection_state import (
    STATE_AFTER_OPERATION,
    ConnectionKind,
    ConnectionState,
)
from .wire import wire

if TYPE_CHECKING:
    from datetime import datetime

DEAUTHORIZED_BY_OPERATION = (
    "The authorization parameters were removed from this connection by a"
    " DeauthorizeConnection operation."
)


@frozen
class Connection:
    """A connection, without the values of its secrets.

    Fields are the members of DescribeConnection's answer in snake case, None where the
    answer leaves them out. Times are aware, in UTC.

        >>> import botocore.session
        >>> from eventbridge_mock import mock_api_destinations
        >>> key = {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}
        >>> with mock_api_destinations() as mock:
        ...     events = botocore.session.get_session().create_client("events")
        ...     created = events.create_connection(
        ...         Name="partner",
        ...         AuthorizationType="API_KEY",
        ...         AuthParameters={"ApiKeyAuthParameters": key},
        ...     )
        ...     mock.connections["partner"].auth_parameters.api_key_auth_parameters
        ApiKeyAuthParameters(api_key_name='X-Key')
    """

    connection_arn: str
    name: str
    connection_state: ConnectionState
    authorization_type: ConnectionAuthorizationType
    auth_parameters: AuthParameters
    creation_time: datetime
    last_modified_time: datetime
    last_authorized_time: datetime | None = None
    description: str | None = None
    state_reason: str | None = None
    secret_arn: str | None = None
    kms_key_identifier: str | None = None
    invocation_connectivity_parameters: ConnectivityParameters | None = wire(
        model=ConnectivityParameters
    )

    @property
    def kind(self) -> ConnectionKind:
        """The kind, which decides the states of this connection."""
        return connection_kind(
            self.authorization_type,
            self.auth_parameters,
            self.invocation_connectivity_parameters,
        )

    def after(self, operation_name: str) -> Connection:
        """Return this connection as the answer of *operation_name* shows it."""
        state = STATE_AFTER_OPERATION[operation_name, self.kind]
        return replace(self, connection_state=state)

    def in_state(
        self, state: ConnectionState, *, reason: str | None, now: datetime
    ) -> Connection:
        """Return this connection in *state*, which it reached *now*.

        Getting a token moves LastAuthorizedTime too (recorded 2026-09-24).
        """
        authorized_time = self.last_authorized_time
        if state.is_usable and not self.connection_state.is_usable:
            authorized_time = now
        return replace(
            self,
            connection_state=state,
            state_reason=reason,
            last_modified_time=now,
            last_authorized_time=authorized_time,
        )


def connection_kind(
    authorization_type: ConnectionAuthorizationType,
    auth_parameters: AuthParameters,
    invocation_connectivity: ConnectivityParameters | None,
) -> ConnectionKind:
    """Return the kind of a connection with these parameters."""
    is_private = bool(invocation_connectivity and invocation_connectivity.is_private)
    if authorization_type is not ConnectionAuthorizationType.OAUTH_CLIENT_CREDENTIALS:
        return ConnectionKind.PRIVATE if is_private else ConnectionKind.PUBLIC
    if is_private:
        return ConnectionKind.PRIVATE_OAUTH
    token_endpoint = auth_parameters.connectivity_parameters
    if token_endpoint and token_endpoint.is_private:
        return ConnectionKind.PRIVATE_TOKEN
    return ConnectionKind.PUBLIC_OAUTH
