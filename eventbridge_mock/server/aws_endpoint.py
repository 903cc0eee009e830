"""The endpoint of AWS: AWS JSON 1.1, as the SDKs of all languages speak it.

A signature is not checked, because the secret key is not known. Account and Region come
from the scope of the credentials in it.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..activation.activation import ACTIVATIONS
from ..aws import response
from ..aws.call import IncomingCall, Origin
from ..aws.dispatch import OPERATIONS, is_ours
from ..hook.credentials import account_id_of_key
from ..ids import new_uuid
from ..model.arn import partition_of
from ..targets.clients import session
from .messages import NO_RETRY_STATUS, Answer

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse
    from botocore.model import OperationModel

    from ..options import Options
    from ..state.mock_state import MockState
    from .messages import Environ

# The services by the first part of X-Amz-Target, as the service models have it.
_SERVICES = {"AWSEvents": "events", "secretsmanager": "secretsmanager"}
_CREDENTIAL = re.compile(r"Credential=([^/,\s]*)/([^,\s]*)")
_CONTENT_TYPE = "application/x-amz-json-1.1"


class Caller(NamedTuple):
    """The parts of the credentials of a request; None for a part that is missing."""

    access_key: str
    region_name: str | None
    service_name: str | None


def caller_of(environ: Environ) -> Caller:
    """Return who signed a request.

    The scope of Signature 4 is `date/Region/service/aws4_request`. The scope of
    Signature 4A, for global endpoints, has no Region (AWS guide "Elements of an AWS API
    request signature").
    """
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if found is None:
        return Caller("", None, None)
    access_key, scope = found.groups()
    parts = scope.split("/")
    service_name = parts[-2] if len(parts) > 1 else None
    region_name = parts[1] if len(parts) == len(("d", "r", "s", "end")) else None
    return Caller(access_key, region_name or None, service_name)


def account_id_of(environ: Environ, options: Options) -> str:
    """Return the account that a request is made in, as `hook.credentials` finds it."""
    return account_id_of_key(caller_of(environ).access_key) or options.account_id


def operation_of(environ: Environ) -> tuple[str, str] | None:
    """Return the service and the name of the operation of AWS JSON, if it is ours."""
    target, _, name = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")
    service_name = _SERVICES.get(target)
    return None if service_name is None else (service_name, name)


def answer(
    state: MockState, operation: tuple[str, str], environ: Environ, body: bytes
) -> Answer | None:
    """Return the answer to a call; None for a call that the mock leaves alone."""
    model = _operation_model(*operation) if operation in OPERATIONS else None
    if model is None:
        return None
    incoming = _incoming(state.options, operation, model, environ, body)
    is_to_fail = state.faults.is_pending(operation) and is_ours(incoming)
    fault = state.faults.pop(operation) if is_to_fail else None
    if fault is not None:
        return _of(response.failure("", fault)[0])
    answered = ACTIVATIONS.answer(state, incoming)
    return None if answered is None else _of(answered[0])


def failure(status: int, code: str, message: str) -> Answer:
    """Return an error as AWS JSON has it, which no SDK takes for one of AWS."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return Answer(status, _CONTENT_TYPE, body, (("x-amzn-requestid", new_uuid()),))


def unanswered(environ: Environ) -> Answer:
    """Return the error for a request that neither the mock nor moto answers."""
    operation = operation_of(environ)
    service_name = caller_of(environ).service_name
    if operation is not None:
        service_name, name = operation
        others = ", ".join(
            other for service, other in OPERATIONS if service == service_name
        )
        message = (
            f"{service_name}.{name} is not implemented by eventbridge_mock, or not for"
            f" this resource. It answers {others}."
        )
    else:
        what = f"the service {service_name!r}" if service_name else "this request"
        message = (
            f"eventbridge_mock does not answer {what}: it answers EventBridge, and"
            " Secrets Manager for the secrets of connections. With moto active and"
            " moto[server] installed, moto answers other services here."
        )
    return failure(NO_RETRY_STATUS, "UnmockedAwsCallError", message)


def _incoming(
    options: Options,
    operation: tuple[str, str],
    model: OperationModel,
    environ: Environ,
    body: bytes,
) -> IncomingCall:
    region_name = caller_of(environ).region_name or options.region_name
    return IncomingCall(
        operation,
        model,
        body or b"{}",
        "",
        account_id_of(environ, options),
        _origin(operation[0], region_name),
        environ.get("HTTP_X_AMZN_TRACE_ID"),
    )


@lru_cache(maxsize=64)
def _origin(service_name: str, region_name: str) -> Origin:
    """Return the origin of calls to a service in a Region, as of one client."""
    return Origin(service_name, region_name, partition_of(region_name))


@cache
def _operation_model(service_name: str, name: str) -> OperationModel | None:
    """Return botocore's model of an operation; None for one that it does not know."""
    model: Any = session().get_service_model(service_name)
    operation: OperationModel | None = (
        model.operation_model(name) if name in model.operation_names else None
    )
    return operation


def _of(answered: AWSResponse) -> Answer:
    headers = answered.headers
    return Answer(
        answered.status_code,
        headers["content-type"],
        answered.content,
        (("x-amzn-requestid", headers["x-amzn-requestid"]),),
    )
