"""The operations on connections, but for UpdateConnection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ...frozen import maker
from ...model.auth_parameters import (
    AUTHORIZATION_TYPES,
    AuthParameters,
    ConnectivityParameters,
)
from ...model.connection import Connection, connection_kind
from ...model.connection_state import STATE_AFTER_OPERATION, ConnectionState
from ...model.wire import from_wire, merged, redacted
from ..errors import (
    ConcurrentModificationException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
)
from ..new_arns import new_connection_ids
from ..pagination import page
from .auth_parameters import associated, given_parameters
from .requirements import over_quota
from .secrets import mark_secret_deleted, new_secret, updated_secret, use_key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.auth_parameters import ConnectionAuthorizationType
    from ..call import OperationCall, OperationResult


_make_connection = maker(Connection)

# An OAuth connection that never got a token: recorded on AWS 2026-09-24.
_NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)


def failed_to(verb: str) -> str:
    """Return how the errors of an operation on connections begin."""
    return f"Failed to {verb} the connection(s). "


_FAILED_TO_CREATE = failed_to("create")


def existing_connection(call: OperationCall, verb: str) -> Connection:
    """Return the connection that *call* names, or refuse as the service does.

    The text was recorded for DescribeConnection on AWS 2024-12-09; the same text with
    another *verb* is our choice for other operations (docs/fidelity.md).
    """
    name = call.params["Name"]
    connection = call.backend.all_connections.get(name)
    if connection is None:
        msg = f"{failed_to(verb)}Connection '{name}' does not exist."
        raise ResourceNotFoundException(msg)
    return connection


def refuse_concurrent_change(connection: Connection, verb: str) -> None:
    """Refuse to change a connection that is losing its parameters or itself.

    On AWS this is a race, whose text was recorded 2026-09-26. Here the change always
    loses it to a transition that the test holds open.
    """
    if connection.connection_state.is_leaving:
        name = connection.name
        msg = f"{failed_to(verb)}Connection '{name}' was modified concurrently."
        raise ConcurrentModificationException(msg)


def create_connection(call: OperationCall) -> OperationResult:
    """Add a connection and its secret."""
    params, connections = call.params, call.backend.all_connections
    name = params["Name"]
    authorization_type = AUTHORIZATION_TYPES[params["AuthorizationType"]]
    given = given_parameters(call, authorization_type, failed_to=_FAILED_TO_CREATE)
    if name in connections:
        msg = f"{_FAILED_TO_CREATE}Connection '{name}' already exists."
        raise ResourceAlreadyExistsException(msg)
    if len(connections) >= call.quotas.connections:
        raise over_quota()
    return _add_connection(call, authorization_type, given)


def _add_connection(
    call: OperationCall,
    authorization_type: ConnectionAuthorizationType,
    given: AuthParameters,
) -> Connection:
    params, now, connectivity = call.params, call.now, None
    if "InvocationConnectivityParameters" in params:
        members = params["InvocationConnectivityParameters"]
        connectivity = associated(call, from_wire(ConnectivityParameters, members))
    kind = connection_kind(authorization_type, given, connectivity)
    state = STATE_AFTER_OPERATION["CreateConnection", kind]
    ids, key = new_connection_ids(call), params.get("KmsKeyIdentifier") or None
    secret = new_secret(call, ids, given, key)
    connection = _make_connection(
        connection_arn=ids.connection_arn,
        name=params["Name"],
        description=params.get("Description") or None,
        connection_state=state,
        authorization_type=authorization_type,
        auth_parameters=redacted(given),
        invocation_connectivity_parameters=connectivity,
        secret_arn=secret.arn,
        kms_key_identifier=key,
        creation_time=now,
        last_modified_time=now,
        last_authorized_time=now if state.is_usable else _NEVER,
    )
    call.backend.begin(connection, now=now, secret=secret)
    return connection


def describe_connection(call: OperationCall) -> OperationResult:
    """Show a connection, without the values of its secrets."""
    return existing_connection(call, "describe")


def list_connections(call: OperationCall) -> OperationResult:
    """List connections by name; a prefix and a state must both hold."""
    state = call.params.get("ConnectionState")
    return page(
        call,
        call.backend.all_connections,
        member="Connections",
        keep=lambda each: state is None or each.connection_state.value == state,
    )


def deauthorize_connection(call: OperationCall) -> OperationResult:
    """Forget the credentials but keep the connection.

    Recorded on AWS 2026-09-24: the parameters are gone at once, the secret is gone when
    the connection has settled, and a second call succeeds.
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
    """Delete a connection, even one with API destinations.

    Recorded on AWS 2026-09-26. A StateReason stays while it is DELETING (2026-09-24).
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
    """Change the given members of a connection, and authorize it again if necessary."""
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
        # Recorded on AWS 2026-09-24: the answer still has the previous time.
        return replace(after, last_modified_time=before.last_modified_time)
    return after


def _require_a_change(params: Mapping[str, Any]) -> None:
    """Refuse a request that changes nothing, or credentials of no type.

    AuthParameters without an AuthorizationType beside a Description are not recorded;
    they would be a rotation that never happens, so they are refused too
    (docs/fidelity.md).
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
    """Merge the given parameters, and keep the result in the secret.

    Another type, or a connection without credentials, starts from nothing; a
    deauthorized connection gets a secret of a new name (recorded on AWS 2026-09-24).
    """
    authorization_type = AUTHORIZATION_TYPES[call.params["AuthorizationType"]]
    secret = call.backend.secret_of(before)
    current = secret.auth_parameters if secret else None
    is_same_type = authorization_type is before.authorization_type
    given = given_parameters(
        call,
        authorization_type,
        failed_to=failed_to("update"),
        current=current if is_same_type else None,
        connectivity=current.connectivity_parameters if current else None,
    )
    if secret is None:
        secret = new_secret(call, new_connection_ids(call), given, None)
    else:
        secret = updated_secret(call, secret, given)
    call.backend.all_secrets.put(secret.arn, secret)
    return {
        "authorization_type": authorization_type,
        "auth_parameters": redacted(given),
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
