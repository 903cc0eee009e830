"""The role of a rule, where moto's IAM knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from ...integrations import moto
from ...model.arn import parse_arn
from ...targets.clients import target_client
from ..errors import ValidationException

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICE = "events.amazonaws.com"
_ACTIONS = frozenset({"sts:AssumeRole", "sts:*", "*"})


def require_assumable(role_arn: str, region_name: str) -> None:
    """Refuse a role that moto knows and that does not trust EventBridge.

    The text was recorded in us-east-1, 2026-09-15, for a missing role too. A role that
    moto does not know passes (docs/fidelity.md, row "a role that nobody has made"),
    because many tests make none.
    """
    if not moto.is_active():
        return
    arn = parse_arn(role_arn)
    iam = target_client("iam", arn.account_id, region_name)
    try:
        role = iam.get_role(RoleName=arn.resource.rpartition("/")[2])["Role"]
    except ClientError:
        return
    statements = role["AssumeRolePolicyDocument"]["Statement"]
    if not any(map(_trusts_eventbridge, _listed(statements))):
        msg = f"Provided role '{role_arn}' cannot be assumed by principal '{_SERVICE}'."
        raise ValidationException(msg)


def _trusts_eventbridge(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    services = principal if isinstance(principal, str) else principal.get("Service", ())
    return (
        statement.get("Effect") == "Allow"
        and not _ACTIONS.isdisjoint(_listed(statement.get("Action")))
        and not {_SERVICE, "*"}.isdisjoint(_listed(services))
    )


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
