"""The operations on global endpoints.

Nobody recorded them: texts, the order of the refusals and the rest are our choice
(docs/fidelity.md, "Global endpoints").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.arn import parse_arn
from ...model.global_endpoint import (
    EndpointEventBus,
    GlobalEndpoint,
    ReplicationConfig,
    RoutingConfig,
)
from ...model.wire import from_wire
from ..errors import (
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    invalid_parameter,
)
from ..new_arns import endpoint_arn, new_endpoint_id
from ..pagination import page
from .requirements import over_quota

if TYPE_CHECKING:
    from ...model.resources import Resources
    from ..call import OperationCall, OperationResult

# The endpoint rules of the service model end in it, for each partition.
_URL_SUFFIXES = {"aws-cn": "amazonaws.com.cn"}


def create_endpoint(call: OperationCall) -> OperationResult:
    """Add a global endpoint, whose primary Region is the Region of the call."""
    name, endpoints = call.params["Name"], call.backend.all_endpoints
    if name in endpoints:
        msg = f"Endpoint {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    if len(endpoints) >= call.quotas.endpoints:
        raise over_quota()
    endpoint_id = new_endpoint_id()
    suffix = _URL_SUFFIXES.get(call.partition, "amazonaws.com")
    given: dict[str, Any] = {"replication_config": ReplicationConfig(), **_given(call)}
    endpoint = GlobalEndpoint(
        name=name,
        arn=endpoint_arn(call, name),
        endpoint_id=endpoint_id,
        endpoint_url=f"https://{endpoint_id}.endpoint.events.{suffix}",
        creation_time=call.now,
        last_modified_time=call.now,
        **given,
    )
    _require_consistent(call, endpoint)
    endpoints.put(name, endpoint)
    return endpoint


def update_endpoint(call: OperationCall) -> OperationResult:
    """Change a global endpoint; members not given stay."""
    endpoint = replace(
        _existing_endpoint(call, call.backend.all_endpoints),
        last_modified_time=call.now,
        **_given(call),
    )
    _require_consistent(call, endpoint)
    call.backend.all_endpoints.put(endpoint.name, endpoint)
    return endpoint


def _given(call: OperationCall) -> dict[str, Any]:
    """Return the fields that a request gives; an empty description removes it."""
    params, given = call.params, dict[str, Any]()
    if "Description" in params:
        given["description"] = params["Description"] or None
    if "RoutingConfig" in params:
        given["routing_config"] = from_wire(RoutingConfig, params["RoutingConfig"])
    if "ReplicationConfig" in params:
        config = from_wire(ReplicationConfig, params["ReplicationConfig"])
        given["replication_config"] = config
    if "EventBuses" in params:
        given["event_buses"] = tuple(
            from_wire(EndpointEventBus, event_bus) for event_bus in params["EventBuses"]
        )
    if "RoleArn" in params:
        given["role_arn"] = params["RoleArn"]
    return given


def _require_consistent(call: OperationCall, endpoint: GlobalEndpoint) -> None:
    """Refuse event buses that do not fit the Regions, and replication without a role.

    The service model's descriptions have the rules on names and on the role.
    """
    arns = [parse_arn(event_bus.event_bus_arn) for event_bus in endpoint.event_buses]
    regions = {endpoint.primary_region, endpoint.secondary_region}
    if len(regions) == 1 or {arn.region_name for arn in arns} != regions:
        reason = "Must contain an event bus of the primary and of the secondary Region."
        raise invalid_parameter(parameter="EventBuses", reason=reason)
    if {arn.account_id for arn in arns} != {call.account_id}:
        reason = "Must contain event buses of this account."
        raise invalid_parameter(parameter="EventBuses", reason=reason)
    if len({arn.path for arn in arns}) > 1:
        reason = "The names of the event buses must be identical in each Region."
        raise invalid_parameter(parameter="EventBuses", reason=reason)
    for arn, event_bus in zip(arns, endpoint.event_buses, strict=True):
        there = call.backends.of(arn.account_id, arn.region_name)
        if arn.path not in there.buses.event_buses:
            msg = f"Event bus {event_bus.event_bus_arn} does not exist."
            raise ResourceNotFoundException(msg)
    if endpoint.is_replicating and endpoint.role_arn is None:
        reason = "RoleArn is required while event replication is enabled."
        raise invalid_parameter(parameter="RoleArn", reason=reason)


def describe_endpoint(call: OperationCall) -> OperationResult:
    """Show a global endpoint."""
    return _existing_endpoint(call, _endpoints_at_home(call))


def list_endpoints(call: OperationCall) -> OperationResult:
    """List global endpoints by name."""
    return page(call, _endpoints_at_home(call), member="Endpoints", keep=lambda _: True)


def delete_endpoint(call: OperationCall) -> OperationResult:
    """Remove a global endpoint."""
    endpoint = _existing_endpoint(call, call.backend.all_endpoints)
    call.backend.all_endpoints.remove(endpoint.name)
    return {}


def endpoint_with_id(call: OperationCall) -> GlobalEndpoint:
    """Return the global endpoint of EndpointId, in any Region."""
    endpoint_id = call.params["EndpointId"]
    for backend in call.backends:
        if backend.account_id == call.account_id:
            for endpoint in backend.all_endpoints.snapshot():
                if endpoint.endpoint_id == endpoint_id:
                    return endpoint
    msg = f"Endpoint {endpoint_id} does not exist."
    raise ResourceNotFoundException(msg)


def _endpoints_at_home(call: OperationCall) -> Resources[GlobalEndpoint]:
    """Return the global endpoints of HomeRegion, by default of the call's Region."""
    home_region = call.params.get("HomeRegion", call.region_name)
    return call.backends.of(call.account_id, home_region).all_endpoints


def _existing_endpoint(
    call: OperationCall, endpoints: Resources[GlobalEndpoint]
) -> GlobalEndpoint:
    name = call.params["Name"]
    endpoint = endpoints.get(name)
    if endpoint is None:
        msg = f"Endpoint {name} does not exist."
        raise ResourceNotFoundException(msg)
    return endpoint
