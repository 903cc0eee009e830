"""The operations on rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import expressions
from ...model.event_bus import DEFAULT_EVENT_BUS_NAME
from ...model.rule import Rule, RuleState
from ..errors import (
    LimitExceededException,
    ValidationException,
)
from ..new_arns import rule_arn
from ..pagination import page
from .event_patterns import compiled_pattern
from .existing import existing_event_bus, existing_rule
from .requirements import require_arn
from .tags import require_tags

if TYPE_CHECKING:
    from ..call import OperationCall, Response

# AWS guide "Amazon EventBridge quotas".
RULES_PER_EVENT_BUS = 300


def put_rule(call: OperationCall) -> Response:
    """Add a rule, or replace all of one but its targets and tags.

    Service model, the description of PutRule: what is left out is not kept, and
    the tags of an update are ignored.
    """
    event_bus_name = existing_event_bus(call).name
    name = call.params["Name"]
    rule = Rule(
        name=name,
        arn=rule_arn(call, event_bus_name, name),
        event_bus_name=event_bus_name,
        state=RuleState(call.params.get("State", "ENABLED")),
        created_by=call.account_id,
        **_matching(call, event_bus_name),
        description=call.params.get("Description") or None,
        role_arn=_role_arn(call),
        tags=require_tags(call.params.get("Tags", ())),
    )
    before = call.backend.rule(event_bus_name, name)
    if before is not None:
        rule = replace(rule, tags=before.tags, targets=before.targets)
    elif len(call.backend.rules_on(event_bus_name)) >= RULES_PER_EVENT_BUS:
        # Recorded on AWS 2025-01-08 for the targets of a rule.
        msg = "The requested resource exceeds the maximum number allowed."
        raise LimitExceededException(msg)
    call.backend.buses.put_rule(rule)
    call.follow_ups.append(rule)
    return {"RuleArn": rule.arn}


def _matching(call: OperationCall, event_bus_name: str) -> dict[str, Any]:
    """Return the fields of a rule that say when it is triggered."""
    event_pattern = call.params.get("EventPattern") or None
    schedule_expression = call.params.get("ScheduleExpression") or None
    if event_pattern is None and schedule_expression is None:
        # Reported by many users; the service model's description has the rule.
        msg = "Parameter(s) EventPattern or ScheduleExpression must be specified."
        raise ValidationException(msg)
    if schedule_expression is not None:
        _check_schedule(schedule_expression, event_bus_name)
    return {
        "event_pattern": event_pattern,
        "schedule_expression": schedule_expression,
        "pattern": None if event_pattern is None else compiled_pattern(event_pattern),
    }


def _check_schedule(schedule_expression: str, event_bus_name: str) -> None:
    """Refuse a schedule; both texts recorded on AWS 2025-01-08."""
    if event_bus_name != DEFAULT_EVENT_BUS_NAME:
        msg = "ScheduleExpression is supported only on the default event bus."
        raise ValidationException(msg)
    try:
        expressions.ScheduleExpression.parse(schedule_expression)
    except expressions.InvalidScheduleError:
        msg = "Parameter ScheduleExpression is not valid."
        raise ValidationException(msg) from None


def _role_arn(call: OperationCall) -> str | None:
    role_arn: str | None = call.params.get("RoleArn")
    if role_arn is not None:
        require_arn(role_arn)
    return role_arn


def describe_rule(call: OperationCall) -> Response:
    """Show a rule without its targets."""
    return existing_rule(call)


def delete_rule(call: OperationCall) -> Response:
    """Remove a rule without targets; one that does not exist is no error.

    Service model, the description of DeleteRule. That the event bus does not
    exist is an error.
    """
    event_bus = existing_event_bus(call)
    rule = call.backend.rule(event_bus.name, call.params["Name"])
    if rule is None:
        return {}
    if rule.targets:
        # Recorded on AWS 2025-01-08.
        msg = "Rule can't be deleted since it has targets."
        raise ValidationException(msg)
    call.backend.buses.remove_rule(rule)
    call.follow_ups.append(rule)
    return {}


def enable_rule(call: OperationCall) -> Response:
    """Have a rule match events."""
    return _put_state(call, RuleState.ENABLED)


def disable_rule(call: OperationCall) -> Response:
    """Have a rule match nothing."""
    return _put_state(call, RuleState.DISABLED)


def _put_state(call: OperationCall, state: RuleState) -> Response:
    rule = replace(existing_rule(call), state=state)
    call.backend.buses.put_rule(rule)
    call.follow_ups.append(rule)
    return {}


def list_rules(call: OperationCall) -> Response:
    """List the rules on an event bus by name, without their targets."""
    rules = call.backend.rules_on(existing_event_bus(call).name)
    return page(call, rules, member="Rules", keep=lambda _: True)


def list_rule_names_by_target(call: OperationCall) -> Response:
    """List the names of the rules on an event bus that have a target of an ARN."""
    rules = call.backend.rules_on(existing_event_bus(call).name)
    target_arn = call.params["TargetArn"]
    return page(
        call,
        rules,
        member="RuleNames",
        keep=lambda rule: any(one.arn == target_arn for one in rule.targets),
        show=lambda rule: rule.name,
    )
