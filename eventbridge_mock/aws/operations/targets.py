"""The operations on the targets of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import expressions
from ...model.arn import parse_arn
from ...model.resources import Resources
from ...model.target import Target
from ...model.wire import from_wire
from ..errors import LimitExceededException, ValidationException
from ..pagination import page
from .existing import existing_rule
from .requirements import require_arn, require_queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, Response

# AWS guide "Amazon EventBridge quotas"; recorded on AWS 2025-01-08.
TARGETS_PER_RULE = 5

# Services whose targets the service model's description of PutTargets, or the AWS
# guide "Amazon EventBridge targets", reaches by a role.
_SERVICES_WITH_A_ROLE = frozenset(
    {"batch", "ecs", "execute-api", "firehose", "kinesis", "states"}
)

# AWS answers this in each success (recorded on AWS 2026-09-26).
_ALL_DONE: Response = {"FailedEntryCount": 0, "FailedEntries": []}


def put_targets(call: OperationCall) -> Response:
    """Add targets to a rule, or replace those of the same ids; all or none.

    Whether what a target names exists is not looked at (recorded on AWS
    2026-09-26).
    """
    rule = existing_rule(call, "Rule")
    for target in call.params["Targets"]:
        _check(call, target)
    changed = rule.with_targets(
        from_wire(Target, target) for target in call.params["Targets"]
    )
    if len(changed.targets) > TARGETS_PER_RULE:
        msg = "The requested resource exceeds the maximum number allowed."
        raise LimitExceededException(msg)
    call.backend.buses.put_rule(changed)
    return _ALL_DONE


def _check(call: OperationCall, target: Mapping[str, Any]) -> None:
    """Refuse a *target* that AWS would, in its words."""
    require_arn(target["Arn"])
    if "RoleArn" in target:
        require_arn(target["RoleArn"])
    elif _needs_a_role(target["Arn"]):
        # Recorded on AWS 2026-09-26 for an API destination.
        msg = f"RoleArn is required for target {target['Arn']}."
        raise ValidationException(msg)
    complaint = expressions.input_complaint(target)
    if complaint is not None:
        raise ValidationException(complaint)
    queue_arn = target.get("DeadLetterConfig", {}).get("Arn")
    if queue_arn is not None:
        require_queue(call, queue_arn)


def _needs_a_role(target_arn: str) -> bool:
    arn = parse_arn(target_arn)
    if arn.service == "events":
        return arn.resource.startswith("api-destination/")
    return arn.service in _SERVICES_WITH_A_ROLE


def remove_targets(call: OperationCall) -> Response:
    """Take targets off a rule; ids that it has not are no error.

    That is our choice (docs/fidelity.md, row "ids that the rule has not").
    """
    rule = existing_rule(call, "Rule")
    call.backend.buses.put_rule(rule.without_targets(call.params["Ids"]))
    return _ALL_DONE


def list_targets_by_rule(call: OperationCall) -> Response:
    """List the targets of a rule by id."""
    targets: Resources[Target] = Resources()
    for target in existing_rule(call, "Rule").targets:
        targets.put(target.id, target)
    return page(call, targets, member="Targets", keep=lambda _: True)
