"""UpdateConnection: a merge, as recorded on AWS 2026-09-24."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.auth_parameters import (
    AuthParameters,
    ConnectionAuthorizationType,
    ConnectivityParameters,
)
from ...model.connection_state import STATE_AFTER_OPERATION
from ...model.wire import merged, redacted
from ..errors import ValidationException
from .auth_parameters import auth_parameters_from
from .connections import existing_connection, failed_to, refuse_concurrent_change
from .connectivity import associated, with_associations
from .secrets import create_secret, update_secret, use_key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.connection import Connection
    from ..call import OperationCall, Response

_NOTHING_TO_DO = (
    "At least one of the following is required: Description, KmsKeyIdentifier,"
    " AuthorizationType with BasicAuthParameters, ApiKeyAuthParameters, or"
    " OAuthParameters."
)


def update_connection(call: OperationCall) -> Response:
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
