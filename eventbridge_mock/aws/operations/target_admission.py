"""Which targets PutTargets admits: what each kind must have, and what it may have.

Texts and cases were recorded in us-east-1 and us-west-2, 2026-09-13 to 2026-09-26, if
nothing else is said. Which of several errors comes first is our choice
(docs/fidelity.md, row "which of several errors comes first").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ... import expressions
from ..errors import ValidationException
from .requirements import (
    is_region,
    not_an_arn,
    require_arn,
    require_queue,
    require_target_arn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model.arn import Arn
    from ..call import OperationCall

# Services that EventBridge reaches by a role: measured on AWS 2026-09-07, but for
# API Gateway, which the AWS guide "Amazon EventBridge targets" names.
_SERVICES_WITH_A_ROLE = frozenset(
    {
        "batch",
        "codebuild",
        "codepipeline",
        "ecs",
        "events",
        "execute-api",
        "firehose",
        "glue",
        "inspector",
        "kinesis",
        "redshift",
        "sagemaker",
        "ssm",
        "ssm-incidents",
        "states",
    }
)
# Parameters that a service cannot do without: reported by many users for Batch; for
# ECS by analogy, because a cluster alone names nothing to run.
_OWN_PARAMETERS = {"batch": "BatchParameters", "ecs": "EcsParameters"}

_INPUTS = frozenset({"Input", "InputPath", "InputTransformer"})
_LOG_GROUP = re.compile(r"log-group:[^:]+(:\*)?")


def require_admissible(
    call: OperationCall, event_bus_arn: str, target: Mapping[str, Any]
) -> None:
    """Refuse a *target* of a rule on an event bus that AWS refuses, in its words."""
    arn = require_target_arn(call, target["Arn"])
    _require_form(call, arn, target)
    _check_role(call, arn, target)
    if arn.service == "events" and arn.kind == "event-bus":
        _check_event_bus(event_bus_arn, target)
    elif arn.service == "logs":
        _check_log_group(target)
    _require_own_parameters(arn, target)
    complaint = expressions.input_error(target)
    if complaint is not None:
        raise ValidationException(complaint)
    queue_arn = target.get("DeadLetterConfig", {}).get("Arn")
    if queue_arn is not None:
        require_queue(call, queue_arn)


def _require_form(call: OperationCall, arn: Arn, target: Mapping[str, Any]) -> None:
    """Refuse an ARN that is not one of a target, although it is an ARN.

    The text about `events` was recorded for the target of a managed rule, whose ARN has
    no resource; the same for other resources is our choice (docs/fidelity.md, row
    "other resources of EventBridge").
    """
    text = target["Arn"]
    # The Region of the call exists, even if botocore does not know it yet.
    is_nowhere = arn.region_name not in {"", call.region_name} and not is_region(
        arn.region_name, arn.partition
    )
    is_no_group = arn.service == "logs" and not _LOG_GROUP.fullmatch(arn.resource)
    if is_nowhere or is_no_group:
        raise not_an_arn(text)
    if arn.service == "events" and arn.kind not in {"event-bus", "api-destination"}:
        msg = (
            f"Parameter {text} is not valid. Reason: Service as target config for ARN:"
            f" {text} not found. The API call hasn't been recognized as managed rules"
            " call"
        )
        raise ValidationException(msg)


def _check_role(call: OperationCall, arn: Arn, target: Mapping[str, Any]) -> None:
    """Refuse a target without the role it needs, or with one it cannot have.

    For a queue or a topic nobody asks whether the role exists.
    """
    needs_one = arn.service in _SERVICES_WITH_A_ROLE or (
        arn.service == "sns" and arn.account_id != call.account_id
    )
    if "RoleArn" in target:
        require_arn(target["RoleArn"])
        if arn.service == "logs":
            msg = f"RoleArn is not supported for target {target['Arn']}."
            raise ValidationException(msg)
    elif needs_one:
        msg = f"RoleArn is required for target {target['Arn']}."
        raise ValidationException(msg)


def _check_event_bus(event_bus_arn: str, target: Mapping[str, Any]) -> None:
    if _INPUTS & target.keys():
        msg = f"Modifying the input for target {target['Id']} is not supported."
        raise ValidationException(msg)
    if "RetryPolicy" in target:
        msg = "Retry policy is not supported for Event bus targets."
        raise ValidationException(msg)
    if target["Arn"] == event_bus_arn:
        msg = "Source EventBus and Target EventBus must not be the same."
        raise ValidationException(msg)


def _check_log_group(target: Mapping[str, Any]) -> None:
    """Refuse every input but a template of a JSON object.

    The text about a template was reported in 2021.
    """
    if {"Input", "InputPath"} & target.keys():
        msg = (
            f"Input and InputPath are not valid forms of input for target"
            f" {target['Id']}. The only valid form of input is InputTransformer."
        )
        raise ValidationException(msg)
    template = target.get("InputTransformer", {}).get("InputTemplate", "{")
    if not template.lstrip().startswith("{"):
        msg = f"Input for target {target['Id']} is not a valid JSON text."
        raise ValidationException(msg)


def _require_own_parameters(arn: Arn, target: Mapping[str, Any]) -> None:
    member = _OWN_PARAMETERS.get(arn.service)
    if member is not None and member not in target:
        msg = f"Parameter(s) {member} must be specified for target: {target['Id']}."
        raise ValidationException(msg)


def require_group_of_fifo(target: Mapping[str, Any]) -> None:
    """Refuse a FIFO queue without SqsParameters; reported by many users.

    That nobody asks for the rule before is our choice (docs/fidelity.md, row "a FIFO
    queue without SqsParameters").
    """
    service = target["Arn"].split(":")[2:3]
    is_fifo = service == ["sqs"] and target["Arn"].endswith(".fifo")
    if is_fifo and "SqsParameters" not in target:
        name = target["Id"]
        msg = f"Parameter(s) SqsParameters must be specified for target: {name}."
        raise ValidationException(msg)
