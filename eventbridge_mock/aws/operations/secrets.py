"""The secret of a connection, and Secrets Manager's operations on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from ...frozen import maker
from ...ids import new_uuid
from ...model.auth_parameters import AuthParameters
from ...model.connection_state import STATE_AFTER_SECRET_DELETION
from ...model.secret import OWNING_SERVICE, OWNING_SERVICE_TAG, Secret, SecretVersion
from ..errors import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceNotFoundException,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.connection import Connection
    from ..call import OperationCall, OperationResult
    from ..new_arns import ConnectionIds


_make_secret = maker(Secret)
_make_version = maker(SecretVersion)

_NAME_PREFIX = f"{OWNING_SERVICE}!connection/"


def new_secret(
    call: OperationCall,
    ids: ConnectionIds,
    auth_parameters: AuthParameters,
    kms_key_id: str | None,
) -> Secret:
    """Return a new secret that holds *auth_parameters*."""
    return _make_secret(
        arn=ids.secret_arn,
        name=ids.secret_name,
        created_date=call.now,
        current=_make_version(
            version_id=ids.version_id,
            created_date=call.now,
            auth_parameters=auth_parameters,
        ),
        kms_key_id=kms_key_id,
    )


def updated_secret(
    call: OperationCall, secret: Secret, auth_parameters: AuthParameters
) -> Secret:
    """Return *secret* with a new version; the one before becomes AWSPREVIOUS."""
    version = _make_version(
        version_id=new_uuid().upper(),
        created_date=call.now,
        auth_parameters=auth_parameters,
    )
    return replace(secret, current=version, previous=secret.current)


def use_key_of(connection: Connection, call: OperationCall) -> None:
    """Encrypt the secret of *connection* with its key; the version stays."""
    secret = call.backend.secret_of(connection)
    if secret is not None:
        secret = replace(secret, kms_key_id=connection.kms_key_identifier)
        call.backend.all_secrets.put(secret.arn, secret)


def mark_secret_deleted(call: OperationCall, connection: Connection) -> None:
    """Mark the secret of *connection* until the connection has settled."""
    secret = call.backend.secret_of(connection)
    if secret is not None:
        call.backend.all_secrets.put(secret.arn, replace(secret, deleted_date=call.now))


def is_of_a_connection(secret_id: object) -> bool:
    """Return whether *secret_id*, a name or an ARN, names a connection's secret."""
    text = str(secret_id)
    return text.startswith(_NAME_PREFIX) or f":secret:{_NAME_PREFIX}" in text


def get_secret_value(call: OperationCall) -> OperationResult:
    """Return the content of a version of a secret."""
    secret = existing_secret(call)
    refuse_marked(secret)
    stage, version = _version(secret, call)
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.version_id,
        "SecretString": version.secret_string,
        "VersionStages": [stage],
        "CreatedDate": version.created_date,
    }


def refuse_marked(secret: Secret) -> None:
    """Refuse a secret that is being deleted (recorded on AWS 2026-09-24)."""
    if secret.deleted_date is not None:
        msg = (
            "You can't perform this operation on the secret because it was marked"
            " for deletion."
        )
        raise InvalidRequestException(msg)


def _version(secret: Secret, call: OperationCall) -> tuple[str, SecretVersion]:
    """Return the stage and the requested version, by default the current one."""
    version_id = call.params.get("VersionId")
    stage = call.params.get("VersionStage")
    if version_id is None and stage is None:
        stage = "AWSCURRENT"
    for known, version in secret.versions.items():
        if stage in {None, known} and version_id in {None, version.version_id}:
            return known, version
    # The text is our choice (docs/fidelity.md, row "a version that is not there").
    msg = "Secrets Manager can't find the specified secret value for" + (
        f" VersionId: {version_id}" if version_id else f" staging label: {stage}"
    )
    raise ResourceNotFoundException(msg)


def describe_secret(call: OperationCall) -> OperationResult:
    """Show a secret without its content."""
    secret = existing_secret(call)
    response: dict[str, object] = {
        "ARN": secret.arn,
        "Name": secret.name,
        "LastChangedDate": secret.current.created_date,
        "Tags": [{"Key": OWNING_SERVICE_TAG, "Value": OWNING_SERVICE}],
        "VersionIdsToStages": {
            version.version_id: [stage] for stage, version in secret.versions.items()
        },
        "OwningService": OWNING_SERVICE,
        "CreatedDate": secret.created_date,
    }
    if secret.kms_key_id is not None:
        response["KmsKeyId"] = secret.kms_key_id
    if secret.deleted_date is not None:
        response["DeletedDate"] = secret.deleted_date
    return response


def refuse_change_of_secret(call: OperationCall) -> NoReturn:
    """Refuse to change a secret by hand (recorded on AWS 2026-09-24)."""
    existing_secret(call)
    msg = f"Operation is not allowed on secret owned by {OWNING_SERVICE}"
    raise InvalidRequestException(msg)


def existing_secret(call: OperationCall) -> Secret:
    """Find the secret by its ARN, its name, or its ARN without the suffix."""
    secret_id = call.params["SecretId"]
    by_arn = call.backend.all_secrets.get(secret_id)
    if by_arn is not None:
        return by_arn
    for secret in call.backend.all_secrets.values():
        if secret_id in {secret.name, secret.arn.rpartition("-")[0]}:
            return secret
    msg = "Secrets Manager can't find the specified secret."
    raise ResourceNotFoundException(msg)


# Service model of Secrets Manager, the description of RecoveryWindowInDays.
_RECOVERY_WINDOWS = range(7, 31)
_DEFAULT_RECOVERY_WINDOW = 30

_REASON = "The secret of the connection was deleted."


def delete_secret(call: OperationCall) -> OperationResult:
    """Delete a secret by hand, and take its authorization from the connection.

    AWS guide "De-authorizing connections". The members that the connection keeps, and
    the text of the reason, are our choice (docs/fidelity.md, row "a secret deleted by
    hand").
    """
    secret = existing_secret(call)
    refuse_marked(secret)
    window = _recovery_window(call.params)
    for connection in call.backend.all_connections.snapshot():
        if connection.secret_arn == secret.arn:
            _deauthorize(call, connection)
    if window:
        deleted = replace(secret, deleted_date=call.now)
        call.backend.all_secrets.put(secret.arn, deleted)
    else:
        call.backend.all_secrets.remove(secret.arn)
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": call.now + window}


def _recovery_window(params: Mapping[str, Any]) -> timedelta:
    """Return how long a deleted secret can be recovered, or refuse the request.

    The rules are in the service model; the texts are our choice (docs/fidelity.md, row
    "a recovery window").
    """
    days = params.get("RecoveryWindowInDays")
    if params.get("ForceDeleteWithoutRecovery"):
        if days is not None:
            msg = (
                "RecoveryWindowInDays and ForceDeleteWithoutRecovery cannot be used in"
                " the same call."
            )
            raise InvalidParameterException(msg)
        return timedelta()
    if days is not None and days not in _RECOVERY_WINDOWS:
        msg = "RecoveryWindowInDays must be a number of days from 7 to 30."
        raise InvalidParameterException(msg)
    return timedelta(days=_DEFAULT_RECOVERY_WINDOW if days is None else days)


def _deauthorize(call: OperationCall, connection: Connection) -> None:
    """Leave *connection* without credentials; an update may give it others."""
    state = STATE_AFTER_SECRET_DELETION[connection.connection_state]
    stripped = replace(connection, secret_arn=None, auth_parameters=AuthParameters())
    if state is connection.connection_state:
        call.backend.put_connection(stripped, now=call.now)
        return
    deauthorized = stripped.in_state(state, reason=_REASON, now=call.now)
    call.backend.begin(deauthorized, now=call.now)
