"""Any operation of AWS, which a universal target of EventBridge Scheduler names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.utils import CLIENT_NAME_TO_HYPHENIZED_SERVICE_ID_OVERRIDES

from ..errors import UnmockedAwsCallError
from ..records.failure import Failure
from .clients import session, target_client
from .errors import FailedCallError, failure_of_call
from .send import call_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.arn import Arn

# Scheduler guide "Universal targets", in any partition.
_ARN = re.compile(
    r"arn:[^:]+:scheduler:::aws-sdk:(?P<service>[^:]+):(?P<operation>[^:]+)"
)


class Operation(NamedTuple):
    """An operation as Scheduler names it, such as `sendMessage` of `sqs`."""

    service: str
    name: str


def operation_of(arn: str) -> Operation | None:
    """Return the operation that the universal target *arn* names; else None."""
    match = _ARN.fullmatch(arn)
    return None if match is None else Operation(match["service"], match["operation"])


def call_operation(
    operation: Operation, params: Mapping[str, Any], caller: Arn, role_arn: str | None
) -> Failure | None:
    """Call *operation* in the account and the Region of *caller*; return why it failed.

    The names in *params* begin with a capital letter (Scheduler guide "Universal
    targets"); some services have them in lower case.
    """
    service_name = _client_names().get(operation.service.lower())
    if service_name is None:
        return _unknown(f"service {operation.service!r}")
    client = target_client(service_name, caller.account_id, caller.region_name)
    methods = {
        api.lower(): (method, api)
        for method, api in client.meta.method_to_api_mapping.items()
    }
    found = methods.get(operation.name.lower())
    if found is None:
        return _unknown(f"operation {operation.name!r} of {operation.service!r}")
    method, api = found
    shape = client.meta.service_model.operation_model(api).input_shape
    try:
        call_service(service_name, caller, role_arn, method, **_named(shape, params))
    except FailedCallError as error:
        return error.failure
    except UnmockedAwsCallError as error:
        return failure_of_call(service_name, error)
    return None


def _unknown(name: str) -> Failure:
    return Failure("INVALID_PARAMETER", f"botocore does not know the {name}.")


@cache
def _client_names() -> dict[str, str]:
    """Return botocore's names of services, by their ids without spaces."""
    ids = CLIENT_NAME_TO_HYPHENIZED_SERVICE_ID_OVERRIDES
    return {
        ids.get(name, name).replace("-", ""): name
        for name in session().get_available_services()
    }


def _named(shape: Any, value: Any) -> Any:
    """Return *value* with the names of members as *shape* has them."""
    if shape is None:
        return value
    if isinstance(value, list) and shape.type_name == "list":
        return [_named(shape.member, each) for each in value]
    if not isinstance(value, dict):
        return value
    if shape.type_name == "map":
        return {name: _named(shape.value, each) for name, each in value.items()}
    members = shape.members if shape.type_name == "structure" else {}
    names = {name.lower(): name for name in members}
    named = {names.get(name.lower(), name): each for name, each in value.items()}
    return {name: _named(members.get(name), each) for name, each in named.items()}
