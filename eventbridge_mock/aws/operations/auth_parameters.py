"""Read the authorization parameters of a connection from a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from ...model.auth_parameters import MEMBERS_BY_TYPE, AuthParameters
from ...model.wire import from_wire, merged
from ..errors import ValidationException
from ..new_arns import new_association_arn
from .requirements import require_https_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.auth_parameters import (
        ConnectionAuthorizationType,
        ConnectivityParameters,
    )
    from ..call import OperationCall


_MEMBERS_OF_OTHER_TYPES = {
    authorization_type: frozenset(MEMBERS_BY_TYPE.values()) - {member}
    for authorization_type, member in MEMBERS_BY_TYPE.items()
}


def given_parameters(
    call: OperationCall,
    authorization_type: ConnectionAuthorizationType,
    *,
    failed_to: str,
    current: AuthParameters | None = None,
    connectivity: ConnectivityParameters | None = None,
) -> AuthParameters:
    """Return the AuthParameters of *call*, merged into *current* if any.

    *connectivity* is the private token endpoint that the connection has. Raise
    ValidationException, with a text that begins with *failed_to*, if parameters of
    *authorization_type* are missing or parameters of another type are given.
    """
    members = call.params["AuthParameters"]
    wanted = MEMBERS_BY_TYPE[authorization_type]
    if not _MEMBERS_OF_OTHER_TYPES[authorization_type].isdisjoint(members):
        _refuse_others(wanted, members, failed_to)
    whole = (
        from_wire(AuthParameters, members)
        if current is None
        else merged(current, members)
    )
    if whole.connectivity_parameters is not None:
        token_endpoint = associated(call, whole.connectivity_parameters, connectivity)
        whole = replace(whole, connectivity_parameters=token_endpoint)
    authorization = whole.authorization
    if authorization is None or not authorization.is_complete:
        raise ValidationException(_missing(wanted, failed_to))
    if whole.oauth_parameters is not None:
        require_https_endpoint(
            str(whole.oauth_parameters.authorization_endpoint),
            parameter="AuthorizationEndpoint",
            failed_to=failed_to,
        )
    return whole


def _refuse_others(wanted: str, members: Mapping[str, Any], failed_to: str) -> NoReturn:
    if wanted not in members:
        # As measured on AWS 2026-09-07 for BASIC with ApiKeyAuthParameters.
        raise ValidationException(_missing(wanted, failed_to))
    others = (member for member in MEMBERS_BY_TYPE.values() if member != wanted)
    other = next(member for member in others if member in members)
    # The model's documentation allows the matching parameters only; AWS's text is not
    # recorded (docs/fidelity.md, row "parameters of two types").
    msg = (
        f"{failed_to}Parameter {other} is not valid. Reason: Only {wanted} may be"
        " given for this authorization type."
    )
    raise ValidationException(msg)


def _missing(member: str, failed_to: str) -> str:
    return (
        f"{failed_to}Parameter {member} is not valid. Reason: Missing required field(s)"
    )


def associated(
    call: OperationCall,
    connectivity: ConnectivityParameters | None,
    before: ConnectivityParameters | None = None,
) -> ConnectivityParameters | None:
    """Return *connectivity* with the ARN of its association, or None if it is empty.

    The association *before* stays while the resource is the same. EventBridge makes and
    deletes associations by itself (AWS guide, "Connection states in EventBridge"); an
    empty configuration ARN names no resource (service model).
    """
    if connectivity is None or not connectivity.is_private:
        return None
    resource = connectivity.resource_parameters
    old = before.resource_parameters.resource_configuration_arn if before else None
    if old == resource.resource_configuration_arn:
        return before
    return replace(
        connectivity,
        resource_parameters=replace(
            resource, resource_association_arn=new_association_arn(call)
        ),
    )
