"""The operations on connections, but for UpdateConnection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ...model.auth_parameters import (
    AuthParameters,
    ConnectionAuthorizationType,
    ConnectivityParameters,
)
from ...model.connection import Connection, connection_kind
from ...model.connection_state import STATE_AFTER_OPERATION, ConnectionState
from ...model.wire import from_wire, merged, redacted
from ..errors import (
    ConcurrentModificationException,
    LimitExceededException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
)
from ..new_arns import new_resource_arn
from ..pagination import page
from .auth_parameters import associated, auth_parameters_from, with_associations
from .secrets import create_secret, mark_secret_deleted, update_secret, use_key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, OperationResult


# AWS guide "Amazon EventBridge quotas".
CONNECTIONS_PER_REGION = 3000

# An OAuth connection that never got a token: recorded on AWS 2026-09-24.
_NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)


def failed_to(verb: str) -> str:
    """Return how the errors of an operation on connections begin."""
    return f"Failed to {verb} the connection(s). "


def existing_connection(call: OperationCall, verb: str) -> Connection:
    """Return the connection that *call* names, or refuse as the service does.

    The text is recorded for DescribeConnection on AWS 2024-12-09, and the same
    with another *verb* is our choice for the others (docs/fidelity.md).
    """
    name = call.params["Name"]
    connection = call.backend.all_connections.get(name)
    if connection is None:
        msg = f"{failed_to(verb)}Connection '{name}' does not exist."
        raise ResourceNotFoundException(msg)
    return connection


def refuse_concurrent_change(connection: Connection, verb: str) -> None:
    """Refuse a change of a connection that is just losing what it has.

    On AWS this is a race, and its text was recorded 2026-09-26. Here a
    transition that the test holds open always loses it.
    """
    if connection.connection_state.is_leaving:
        name = connection.name
        msg = f"{failed_to(verb)}Connection '{name}' was modified concurrently."
        raise ConcurrentModificationException(msg)


def create_connection(call: OperationCall) -> OperationResult:
    """Add a connection and its secret."""
    params, connections = call.params, call.backend.all_connections
    name = params["Name"]
    authorization_type = ConnectionAuthorizationType(params["AuthorizationType"])
    auth_parameters = auth_parameters_from(
        params["AuthParameters"], authorization_type, failed_to=failed_to("create")
    )
    if name in connections:
        msg = f"{failed_to('create')}Connection '{name}' already exists."
        raise ResourceAlreadyExistsException(msg)
    if len(connections) >= CONNECTIONS_PER_REGION:
        # Recorded on AWS 2025-01-08 for the targets of a rule.
        msg = "The requested resource exceeds the maximum number allowed."
        raise LimitExceededException(msg)

    connection = _new_connection(
        call, authorization_type, with_associations(call, auth_parameters)
    )
    call.backend.begin(connection, now=call.now)
    return connection


def _new_connection(
    call: OperationCall,
    authorization_type: ConnectionAuthorizationType,
    auth_parameters: AuthParameters,
) -> Connection:
    params, name = call.params, call.params["Name"]
    connectivity = None
    if "InvocationConnectivityParameters" in params:
        given = params["InvocationConnectivityParameters"]
        connectivity = associated(call, from_wire(ConnectivityParameters, given))
    kind = connection_kind(authorization_type, auth_parameters, connectivity)
    state = STATE_AFTER_OPERATION["CreateConnection", kind]
    kms_key_identifier = params.get("KmsKeyIdentifier") or None
    secret = create_secret(call, name, auth_parameters, kms_key_identifier)
    return Connection(
        connection_arn=new_resource_arn(call, "connection", name),
        name=name,
        description=params.get("Description") or None,
        connection_state=state,
        authorization_type=authorization_type,
        auth_parameters=redacted(auth_parameters),
        invocation_connectivity_parameters=connectivity,
        secret_arn=secret.arn,
        kms_key_identifier=kms_key_identifier,
        creation_time=call.now,
        last_modified_time=call.now,
        last_authorized_time=call.now if state.is_usable else _NEVER,
    )


def describe_connection(call: OperationCall) -> OperationResult:
    """Show a connection, without the values of its secrets."""
    return existing_connection(call, "describe")


def list_connections(call: OperationCall) -> OperationResult:
    """List connections by name; a prefix and a state hold together."""
    state = call.params.get("ConnectionState")
    return page(
        call,
        call.backend.all_connections,
        member="Connections",
        keep=lambda one: state is None or one.connection_state.value == state,
    )


def deauthorize_connection(call: OperationCall) -> OperationResult:
    """Forget the credentials but keep the connection.

    Recorded on AWS 2026-09-24: the parameters are gone at once, the secret when
    the connection has settled; doing it again succeeds.
    """
    connection = existing_connection(call, "deauthorize")
    if connection.connection_state is ConnectionState.DELETING:
        refuse_concurrent_change(connection, "deauthorize")
    leaving = replace(
        connection.after("DeauthorizeConnection"),
        auth_parameters=AuthParameters(),
        state_reason=None,
    )
    mark_secret_deleted(call, connection)
    call.backend.begin(leaving, now=call.now)
    return leaving


def delete_connection(call: OperationCall) -> OperationResult:
    """Delete a connection; API destinations on it are no obstacle.

    Recorded on AWS 2026-09-26. A StateReason stays while it goes (2026-09-24).
    """
    connection = existing_connection(call, "delete")
    leaving = connection.after("DeleteConnection")
    mark_secret_deleted(call, connection)
    call.backend.begin(leaving, now=call.now)
    return leaving


_NOTHING_TO_DO = (
    "At least one of the following is required: Description, KmsKeyIdentifier,"
    " AuthorizationType with BasicAuthParameters, ApiKeyAuthParameters, or"
    " OAuthParameters."
)


def update_connection(call: OperationCall) -> OperationResult:
    """Change what is given of a connection, and authorize it anew if need be."""
    before = existing_connection(call, "update")
    _require_a_change(call.params)
    refuse_concurrent_change(before, "update")
    changes = _plain_changes(call, before)
    is_authorizing = bool(call.params.get("AuthParameters"))
    if is_authorizing:
        changes |= _authorization_changes(call, before)
    after = replace(before, **changes, last_modified_time=call.now)
    use_key_of(after, call)
    has_moved = after.secret_arn is not None and after.kind is not before.kind
    if is_authorizing or has_moved:
        after = _authorized_anew(call, after)
        call.backend.begin(after, now=call.now)
    else:
        call.backend.put_connection(after, now=call.now)
    if is_authorizing:
        # Recorded: the answer still has the time of the change before.
        return replace(after, last_modified_time=before.last_modified_time)
    return after


def _require_a_change(params: Mapping[str, Any]) -> None:
    """Refuse a request that changes nothing, or credentials of no type.

    What AWS does with AuthParameters without an AuthorizationType beside a
    Description is not recorded; it would be a rotation that never happens, so
    we refuse it too (docs/fidelity.md).
    """
    others = {"Description", "KmsKeyIdentifier", "InvocationConnectivityParameters"}
    has_type = bool(params.get("AuthorizationType"))
    has_auth = bool(params.get("AuthParameters"))
    if has_type is not has_auth or not (has_auth or others & params.keys()):
        msg = f"{failed_to('update')}{_NOTHING_TO_DO}"
        raise ValidationException(msg)


def _plain_changes(call: OperationCall, before: Connection) -> dict[str, Any]:
    params = call.params
    changes: dict[str, Any] = {}
    if "Description" in params:
        changes["description"] = params["Description"] or None
    if "KmsKeyIdentifier" in params:
        changes["kms_key_identifier"] = params["KmsKeyIdentifier"] or None
    if "InvocationConnectivityParameters" in params:
        current = before.invocation_connectivity_parameters
        changes["invocation_connectivity_parameters"] = associated(
            call,
            merged(
                current or ConnectivityParameters(),
                params["InvocationConnectivityParameters"],
            ),
            current,
        )
    return changes


def _authorization_changes(call: OperationCall, before: Connection) -> dict[str, Any]:
    """Merge the given parameters, and keep the outcome in the secret.

    Another type, or a connection without credentials, starts from nothing; a
    deauthorized connection gets a secret of a new name (recorded).
    """
    authorization_type = ConnectionAuthorizationType(call.params["AuthorizationType"])
    secret = call.backend.secret_of(before)
    is_same_type = authorization_type is before.authorization_type
    auth_parameters = auth_parameters_from(
        call.params["AuthParameters"],
        authorization_type,
        failed_to=failed_to("update"),
        current=secret.auth_parameters if secret and is_same_type else None,
    )
    current = secret.auth_parameters if secret else AuthParameters()
    auth_parameters = with_associations(
        call, auth_parameters, current.connectivity_parameters
    )
    if secret is None:
        secret = create_secret(call, before.name, auth_parameters, None)
    else:
        update_secret(call, secret, auth_parameters)
    return {
        "authorization_type": authorization_type,
        "auth_parameters": redacted(auth_parameters),
        "secret_arn": secret.arn,
    }


def _authorized_anew(call: OperationCall, connection: Connection) -> Connection:
    state = STATE_AFTER_OPERATION["UpdateConnection", connection.kind]
    authorized_time = call.now if state.is_usable else connection.last_authorized_time
    return replace(
        connection,
        connection_state=state,
        state_reason=None,
        last_authorized_time=authorized_time,
    )
