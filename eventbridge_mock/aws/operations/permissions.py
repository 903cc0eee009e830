"""The operations on the permissions of an event bus: its resource policy."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.arn import parse_arn
from ..errors import (
    PolicyLengthExceededException,
    ResourceNotFoundException,
    ValidationException,
)
from .bus_policy import policy_text, statements_of, stored_policy, stored_principal
from .existing import existing_event_bus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...model.event_bus import EventBus
    from ..call import OperationCall, OperationResult

_VERSION = {"Version": "2012-10-17"}
_STATEMENT_MEMBERS = ("Action", "Principal", "StatementId")
_ORGANIZATION_ID = re.compile("o-[a-z0-9]+")


def put_permission(call: OperationCall) -> OperationResult:
    """Add a statement to the policy of an event bus, or replace the policy.

    All texts were recorded in us-east-1, 2026-09-13, except for a missing StatementId
    and for a policy that is too long.
    """
    event_bus, params = existing_event_bus(call), call.params
    if "Policy" in params:
        if params.keys() & {*_STATEMENT_MEMBERS, "Condition"}:
            msg = (
                "Action, Principal, StatementId and Condition could not be combined"
                " with Policy parameter."
            )
            raise ValidationException(msg)
        policy = stored_policy(params["Policy"], event_bus)
    else:
        statement = _statement(params, event_bus)
        others = _statements_but(event_bus, params["StatementId"])
        policy = _with_statements(event_bus, [*others, statement])
    if len(policy) > call.quotas.event_bus_policy_size:
        # The text is our choice (docs/fidelity.md, row "a resource policy over").
        msg = "The event bus policy is too long."
        raise PolicyLengthExceededException(msg)
    _put(call, event_bus, policy)
    return {}


def remove_permission(call: OperationCall) -> OperationResult:
    """Remove one statement, or all, from the policy of an event bus.

    All texts were recorded in us-east-1, 2026-09-13.
    """
    event_bus, params = existing_event_bus(call), call.params
    if params.get("RemoveAllPermissions"):
        if "StatementId" in params:
            msg = "StatementId could not be combined with All parameter."
            raise ValidationException(msg)
        _put(call, event_bus, None)
        return {}
    _require_specified(("StatementId",), params)
    others = _statements_but(event_bus, params["StatementId"])
    if len(others) == len(statements_of(event_bus)):
        msg = "Statement with the provided id does not exist."
        raise ResourceNotFoundException(msg)
    _put(call, event_bus, _with_statements(event_bus, others) if others else None)
    return {}


def _statement(params: Mapping[str, Any], event_bus: EventBus) -> dict[str, Any]:
    """Return the statement that a request without Policy describes."""
    _require_specified(_STATEMENT_MEMBERS, params)
    _require_supported(params)
    principal, partition = params["Principal"], parse_arn(event_bus.arn).partition
    statement: dict[str, Any] = {
        "Sid": params["StatementId"],
        "Effect": "Allow",
        "Principal": stored_principal({"AWS": principal}, partition),
        "Action": params["Action"],
        "Resource": event_bus.arn,
    }
    if "Condition" in params:
        condition = params["Condition"]
        statement["Condition"] = {
            condition["Type"]: {condition["Key"]: condition["Value"]}
        }
    return statement


def _require_specified(members: Iterable[str], params: Mapping[str, Any]) -> None:
    for member in members:
        if member not in params:
            msg = f"Parameter(s) {member} must be specified."
            raise ValidationException(msg)


def _require_supported(params: Mapping[str, Any]) -> None:
    """Refuse all but the one action and the one condition of a permission.

    Which ids of organizations AWS takes is our choice (docs/fidelity.md, row "the id of
    an organization").
    """
    condition = params.get("Condition", {})
    for path, value, supported in (
        ("action", params["Action"], "events:PutEvents"),
        ("condition.key", condition.get("Key"), "aws:PrincipalOrgID"),
        ("condition.type", condition.get("Type"), "StringEquals"),
    ):
        if value not in {None, supported}:
            msg = f"Provided value in parameter '{path}' is not supported."
            raise ValidationException(msg)
    if condition and not _ORGANIZATION_ID.fullmatch(condition["Value"]):
        msg = "Provided value in parameter 'condition.value' is invalid."
        raise ValidationException(msg)


def _statements_but(event_bus: EventBus, statement_id: str) -> list[dict[str, Any]]:
    """Return the statements of *event_bus* without the one of *statement_id*."""
    statements = statements_of(event_bus)
    return [each for each in statements if each["Sid"] != statement_id]


def _with_statements(event_bus: EventBus, statements: list[dict[str, Any]]) -> str:
    before = json.loads(event_bus.policy) if event_bus.policy else {}
    return policy_text({**_VERSION, **before, "Statement": statements})


def _put(call: OperationCall, event_bus: EventBus, policy: str | None) -> None:
    call.backend.buses.put_event_bus(
        replace(event_bus, policy=policy, last_modified_time=call.instant)
    )
