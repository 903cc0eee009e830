"""What a request makes of the authorization parameters of a connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.auth_parameters import PARAMETERS_MEMBERS, AuthParameters
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


def auth_parameters_from(
    members: Mapping[str, Any],
    authorization_type: ConnectionAuthorizationType,
    *,
    failed_to: str,
    current: AuthParameters | None = None,
) -> AuthParameters:
    """Return the parameters that *members* give, merged into *current* if any.

    Raises ValidationException, its text beginning with *failed_to*, when the
    parameters of *authorization_type* are not all there or others are.
    """
    wanted = authorization_type.parameters_member
    for other in PARAMETERS_MEMBERS:
        if other != wanted and other in members:
            _refuse_other(other, wanted, members, failed_to)
    changed = (
        from_wire(AuthParameters, members)
        if current is None
        else merged(current, members)
    )
    block = changed.authorization
    if block is None or not block.is_complete:
        raise ValidationException(_missing(wanted, failed_to))
    oauth = changed.oauth_parameters
    if oauth is not None:
        require_https_endpoint(
            str(oauth.authorization_endpoint),
            parameter="AuthorizationEndpoint",
            failed_to=failed_to,
        )
    return changed


def _refuse_other(
    other: str, wanted: str, members: Mapping[str, Any], failed_to: str
) -> None:
    if wanted not in members:
        # As measured on AWS 2026-09-07 for BASIC with ApiKeyAuthParameters.
        raise ValidationException(_missing(wanted, failed_to))
    # The model's documentation allows the matching parameters only; what AWS
    # says is not recorded (docs/fidelity.md, row "parameters of two types").
    msg = (
        f"{failed_to}Parameter {other} is not valid. Reason: Only {wanted} may be"
        " given for this authorization type."
    )
    raise ValidationException(msg)


def _missing(member: str, failed_to: str) -> str:
    return (
        f"{failed_to}Parameter {member} is not valid. Reason: Missing required field(s)"
    )


def with_associations(
    call: OperationCall,
    auth_parameters: AuthParameters,
    before: ConnectivityParameters | None = None,
) -> AuthParameters:
    """Return *auth_parameters* with the private token endpoint associated."""
    if auth_parameters.connectivity_parameters is None:
        return auth_parameters
    connectivity = associated(call, auth_parameters.connectivity_parameters, before)
    return replace(auth_parameters, connectivity_parameters=connectivity)


def associated(
    call: OperationCall,
    connectivity: ConnectivityParameters | None,
    before: ConnectivityParameters | None = None,
) -> ConnectivityParameters | None:
    """Return *connectivity* with the ARN of its association; None if empty.

    The association *before* stays while the resource is the same. EventBridge
    makes and deletes associations by itself (AWS guide, "Connection states in
    EventBridge"); an empty configuration ARN names no resource (service model).
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
