"""DeleteSecret on the secret of a connection, which deauthorizes the connection."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ...model.auth_parameters import AuthParameters
from ...model.connection_state import STATE_AFTER_SECRET_DELETION
from .secrets import existing_secret, refuse_marked

if TYPE_CHECKING:
    from ...model.connection import Connection
    from ..call import OperationCall, Response

# Where none is given: service model of Secrets Manager.
_RECOVERY_WINDOW_DAYS = 30

_REASON = "The secret of the connection was deleted."


def delete_secret(call: OperationCall) -> Response:
    """Delete a secret by hand, and take its authorization from the connection.

    AWS guide "De-authorizing connections". What of the connection stays, and how
    the reason reads, is our choice (docs/fidelity.md, row "a secret deleted by
    hand").
    """
    secret = existing_secret(call)
    refuse_marked(secret)
    deletion_date = call.now
    for connection in call.backend.all_connections.snapshot():
        if connection.secret_arn == secret.arn:
            _deauthorize(call, connection)
    if call.params.get("ForceDeleteWithoutRecovery"):
        call.backend.all_secrets.remove(secret.arn)
    else:
        days = call.params.get("RecoveryWindowInDays", _RECOVERY_WINDOW_DAYS)
        deletion_date += timedelta(days=days)
        call.backend.all_secrets.put(secret.arn, replace(secret, deleted_date=call.now))
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": deletion_date}


def _deauthorize(call: OperationCall, connection: Connection) -> None:
    """Leave *connection* without credentials; it may be given others."""
    state = STATE_AFTER_SECRET_DELETION[connection.connection_state]
    stripped = replace(connection, secret_arn=None, auth_parameters=AuthParameters())
    if state is not connection.connection_state:
        stripped = stripped.in_state(state, reason=_REASON, now=call.now)
    call.backend.begin(stripped, now=call.now)
