"""Whether EventBridge, or its Scheduler, may assume the role of a target."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..integrations import moto

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENTBRIDGE = "events.amazonaws.com"
SCHEDULER = "scheduler.amazonaws.com"


def may_assume(role_arn: str | None, principal: str = EVENTBRIDGE) -> bool:
    """Return whether *principal* may assume a role, as far as moto's IAM knows it.

    A role that it does not know is trusted (docs/fidelity.md, row
    "a role that moto's IAM does not know").
    """
    if role_arn is None:
        return True
    policy = moto.trust_policy_of(role_arn)
    return policy is None or any(
        statement.get("Effect") == "Allow" and _names(statement, principal)
        for statement in _listed(json.loads(policy).get("Statement", ()))
    )


def _names(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal", {})
    if principal == "*":
        return True
    return service in _listed(principal.get("Service", ()))


def _listed(value: Any) -> Any:
    """Return the values of a member of a policy, which may be a single one."""
    return [value] if isinstance(value, (str, dict)) else value
