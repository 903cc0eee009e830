"""The five operations on API destinations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...frozen import maker
from ...model.api_destination import ApiDestination
from ...model.arn import parse_arn
from ...model.backend import destination_state
from ..errors import (
    LimitExceededException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    ValidationException,
)
from ..new_arns import new_api_destination_arn
from ..pagination import page
from .requirements import over_quota, require_https_endpoint

if TYPE_CHECKING:
    from ...model.connection import Connection
    from ..call import OperationCall, OperationResult

_make_api_destination = maker(ApiDestination)

# Of each second.
_DEFAULT_RATE = 300


def _failed_to(verb: str) -> str:
    return f"Failed to {verb} the api-destination(s). "


def _existing(call: OperationCall, verb: str) -> ApiDestination:
    name = call.params["Name"]
    destination = call.backend.all_api_destinations.get(name)
    if destination is None:
        msg = f"{_failed_to(verb)}An api-destination '{name}' does not exist."
        raise ResourceNotFoundException(msg)
    return destination


def create_api_destination(call: OperationCall) -> OperationResult:
    """Add an API destination, which is ACTIVE if its connection is authorized."""
    params, destinations = call.params, call.backend.all_api_destinations
    name = params["Name"]
    _check(call, "create")
    connection = _connection(call, "create")
    if name in destinations:
        msg = (
            f"{_failed_to('create')}An api-destination with name '{name}'"
            " already exists."
        )
        raise ResourceAlreadyExistsException(msg)
    if len(destinations) >= call.quotas.api_destinations:
        raise over_quota()
    destination = _make_api_destination(
        api_destination_arn=new_api_destination_arn(call, name),
        name=name,
        description=params.get("Description") or None,
        api_destination_state=destination_state(connection),
        connection_arn=connection.connection_arn,
        invocation_endpoint=params["InvocationEndpoint"],
        http_method=params["HttpMethod"],
        invocation_rate_limit_per_second=(
            params.get("InvocationRateLimitPerSecond") or _default_rate(call)
        ),
        creation_time=call.now,
        last_modified_time=call.now,
    )
    call.backend.put_destination(destination, now=call.now)
    return destination


def _default_rate(call: OperationCall) -> int:
    """Return the rate of an API destination that is given none.

    Recorded on AWS 2024-12-09 and 2026-09-26. That it follows a smaller quota is our
    choice (docs/fidelity.md, "Quotas").
    """
    return max(1, min(_DEFAULT_RATE, call.quotas.invocation_rate_limit_per_second))


def update_api_destination(call: OperationCall) -> OperationResult:
    """Change the given members of an API destination.

    A live connection makes it ACTIVE again, and a call with only the name succeeds and
    moves LastModifiedTime (recorded on AWS 2026-09-26).
    """
    destination = _existing(call, "update")
    _check(call, "update")
    changes: dict[str, Any] = {
        field: call.params[member]
        for field, member in (
            ("invocation_endpoint", "InvocationEndpoint"),
            ("http_method", "HttpMethod"),
            ("invocation_rate_limit_per_second", "InvocationRateLimitPerSecond"),
        )
        if member in call.params
    }
    if "Description" in call.params:
        changes["description"] = call.params["Description"] or None
    if "ConnectionArn" in call.params:
        connection = _connection(call, "update")
        changes["connection_arn"] = connection.connection_arn
        changes["api_destination_state"] = destination_state(connection)
    updated = replace(destination, **changes, last_modified_time=call.now)
    call.backend.put_destination(updated, now=call.now)
    return updated


def describe_api_destination(call: OperationCall) -> OperationResult:
    """Show an API destination."""
    return _existing(call, "describe")


def delete_api_destination(call: OperationCall) -> OperationResult:
    """Remove an API destination, even one that rules target."""
    destination = _existing(call, "delete")
    call.backend.all_api_destinations.remove(destination.name)
    return {}


def list_api_destinations(call: OperationCall) -> OperationResult:
    """List API destinations by name, with at most one filter."""
    connection_arn = call.params.get("ConnectionArn")
    if connection_arn is not None and "NamePrefix" in call.params:
        msg = (
            f"{_failed_to('list')}Request failed because only one filter is"
            " supported per request, either ConnectionArn or NamePrefix."
        )
        raise ValidationException(msg)
    return page(
        call,
        call.backend.all_api_destinations,
        member="ApiDestinations",
        keep=lambda each: connection_arn in {None, each.connection_arn},
    )


def _check(call: OperationCall, verb: str) -> None:
    """Refuse a bad endpoint or rate; both texts recorded on AWS 2026-09-26."""
    endpoint = call.params.get("InvocationEndpoint")
    if endpoint is not None:
        require_https_endpoint(
            endpoint, parameter="InvocationEndpoint", failed_to=_failed_to(verb)
        )
    rate = call.params.get("InvocationRateLimitPerSecond", 0)
    most = call.quotas.invocation_rate_limit_per_second
    if rate > most:
        msg = (
            f"{_failed_to(verb)}Invalid Invocation Rate Limit: Rate specified"
            f" '{rate}' for '{call.params['Name']}' exceeds maximum allowed of"
            f" '{most}'."
        )
        raise LimitExceededException(msg)


def _connection(call: OperationCall, verb: str) -> Connection:
    """Return the connection of ConnectionArn, which must be in the same place."""
    text = call.params["ConnectionArn"]
    connection = call.backend.connection_with_arn(text)
    if connection is not None:
        return connection
    arn = parse_arn(text)
    if (arn.region_name, arn.account_id) != (call.region_name, call.account_id):
        # Measured on AWS 2026-09-07 for another Region; the class of the error
        # is our choice (docs/fidelity.md).
        msg = f"Invalid ARN: '{text}'"
        raise ValidationException(msg)
    msg = f"{_failed_to(verb)}Connection '{text}' does not exist."
    raise ResourceNotFoundException(msg)
