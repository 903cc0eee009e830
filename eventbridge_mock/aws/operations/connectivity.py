"""Private endpoints: the associations that EventBridge makes for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..new_arns import new_association_arn

if TYPE_CHECKING:
    from ...model.auth_parameters import AuthParameters, ConnectivityParameters
    from ..call import OperationCall


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
