"""The operations on the permissions of an event bus: its resource policy."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.arn import parse_arn
from ..errors import (
    PolicyLengthExceededException,
    ResourceNotFoundException,
    ValidationException,
)
from .existing import existing_event_bus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.event_bus import EventBus
    from ..call import OperationCall, Response

# Service model, the description of PutPermission: 10 KB.
_POLICY_BYTES = 10 * 1024

_STATEMENT_MEMBERS = ("Action", "Principal", "StatementId")


def put_permission(call: OperationCall) -> Response:
    """Add a statement to the policy of an event bus, or replace the policy."""
    event_bus = existing_event_bus(call)
    if "Policy" in call.params:
        policy = _given_policy(call.params)
    else:
        statement = _statement(call.params, event_bus)
        others = [one for one in _statements(event_bus) if not _is(one, call)]
        policy = _policy(event_bus, [*others, statement])
    if len(policy.encode()) > _POLICY_BYTES:
        # The text is our choice (docs/fidelity.md, row "a policy over 10 KB").
        msg = "The event bus policy is too long."
        raise PolicyLengthExceededException(msg)
    _put(call, event_bus, policy)
    return {}


def remove_permission(call: OperationCall) -> Response:
    """Take one statement, or all, out of the policy of an event bus."""
    event_bus = existing_event_bus(call)
    if call.params.get("RemoveAllPermissions"):
        _put(call, event_bus, None)
        return {}
    if "StatementId" not in call.params:
        msg = "Parameter StatementId must be specified."
        raise ValidationException(msg)
    statements = _statements(event_bus)
    others = [one for one in statements if not _is(one, call)]
    if len(others) == len(statements):
        # Recorded on AWS 2025-01-08.
        msg = "Statement with the provided id does not exist."
        raise ResourceNotFoundException(msg)
    _put(call, event_bus, _policy(event_bus, others) if others else None)
    return {}


def _given_policy(params: Mapping[str, Any]) -> str:
    """Return Policy, which stands in place of all members of a statement.

    All texts here are our choice (docs/fidelity.md, rows on PutPermission).
    """
    for member in (*_STATEMENT_MEMBERS, "Condition"):
        if member in params:
            msg = f"Parameter {member} may not be specified together with Policy."
            raise ValidationException(msg)
    text: str = params["Policy"]
    try:
        policy = json.loads(text)
    except (RecursionError, ValueError):
        policy = None
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    listed = statements if isinstance(statements, list) else [statements]
    if not all(isinstance(one, dict) for one in listed):
        msg = "Parameter Policy is not valid."
        raise ValidationException(msg)
    return text


def _statement(params: Mapping[str, Any], event_bus: EventBus) -> dict[str, Any]:
    """Return the statement that a request without Policy stands for.

    Its form is that of the AWS guide "Permissions for Amazon EventBridge event
    buses", with the principal as IAM writes an account.
    """
    for member in _STATEMENT_MEMBERS:
        if member not in params:
            msg = f"Parameter {member} must be specified."
            raise ValidationException(msg)
    _require_supported(params)
    principal = params["Principal"]
    partition = parse_arn(event_bus.arn).partition
    statement: dict[str, Any] = {
        "Sid": params["StatementId"],
        "Effect": "Allow",
        "Principal": principal
        if principal == "*"
        else {"AWS": f"arn:{partition}:iam::{principal}:root"},
        "Action": params["Action"],
        "Resource": event_bus.arn,
    }
    if "Condition" in params:
        condition = params["Condition"]
        statement["Condition"] = {
            condition["Type"]: {condition["Key"]: condition["Value"]}
        }
    return statement


def _require_supported(params: Mapping[str, Any]) -> None:
    """Refuse what the service model's descriptions do not name."""
    condition = params.get("Condition", {})
    for path, value, supported in (
        ("action", params["Action"], "events:PutEvents"),
        ("condition.type", condition.get("Type"), "StringEquals"),
        ("condition.key", condition.get("Key"), "aws:PrincipalOrgID"),
    ):
        if value not in {None, supported}:
            msg = f"Provided value in parameter '{path}' is not supported."
            raise ValidationException(msg)


def _statements(event_bus: EventBus) -> list[dict[str, Any]]:
    if event_bus.policy is None:
        return []
    statements = json.loads(event_bus.policy)["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _is(statement: Mapping[str, Any], call: OperationCall) -> bool:
    return bool(statement.get("Sid") == call.params["StatementId"])


def _policy(event_bus: EventBus, statements: list[dict[str, Any]]) -> str:
    before = json.loads(event_bus.policy) if event_bus.policy else {}
    version = {"Version": "2012-10-17"}
    return json.dumps(
        {**version, **before, "Statement": statements}, separators=(",", ":")
    )


def _put(call: OperationCall, event_bus: EventBus, policy: str | None) -> None:
    call.backend.buses.put_event_bus(
        replace(event_bus, policy=policy, last_modified_time=call.now)
    )
