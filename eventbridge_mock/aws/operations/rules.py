"""The operations on rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import expressions
from ...model.event_bus import DEFAULT_EVENT_BUS_NAME
from ...model.rule import Rule, RuleState
from ...targets.roles import may_assume
from ..errors import ValidationException
from ..new_arns import rule_arn
from ..pagination import page
from .event_patterns import compiled_pattern
from .existing import (
    existing_event_bus,
    existing_rule,
    names_another_region,
    require_unmanaged,
    require_unmanaged_or_force,
)
from .requirements import over_quota, require_arn, require_target_arn
from .tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, OperationResult


def put_rule(call: OperationCall) -> OperationResult:
    """Add a rule, or replace an existing one except for its targets and tags.

    An update keeps nothing that it leaves out, and ignores tags. An empty string is
    kept and shown (recorded in us-east-1, 2026-09-13 and 2026-09-15).
    """
    event_bus_name = existing_event_bus(call).name
    name = call.params["Name"]
    rule = Rule(
        name=name,
        arn=rule_arn(call, event_bus_name, name),
        event_bus_name=event_bus_name,
        state=RuleState(call.params.get("State", "ENABLED")),
        created_by=call.account_id,
        **_trigger(call, event_bus_name),
        description=call.params.get("Description"),
        role_arn=_role_arn(call),
        tags=require_tags(call, call.params.get("Tags", ())),
    )
    before = call.backend.rule(event_bus_name, name)
    if before is not None:
        require_unmanaged(before)
        rule = replace(rule, tags=before.tags, targets=before.targets)
    elif len(call.backend.rules_on(event_bus_name)) >= call.quotas.rules:
        raise over_quota()
    call.backend.buses.put_rule(rule)
    call.follow_ups.append(rule)
    return {"RuleArn": rule.arn}


def _trigger(call: OperationCall, event_bus_name: str) -> dict[str, Any]:
    """Return the fields of a rule that say when it is triggered."""
    event_pattern = call.params.get("EventPattern")
    schedule_expression = call.params.get("ScheduleExpression")
    if not (event_pattern or schedule_expression):
        # The text as many users report it.
        msg = "Parameter(s) EventPattern or ScheduleExpression must be specified."
        raise ValidationException(msg)
    if schedule_expression is not None:
        _check_schedule(call.params, event_bus_name)
    return {
        "event_pattern": event_pattern,
        "schedule_expression": schedule_expression,
        "pattern": compiled_pattern(event_pattern) if event_pattern else None,
    }


def _check_schedule(params: Mapping[str, Any], event_bus_name: str) -> None:
    """Refuse a schedule that AWS refuses, an empty one only for its event bus.

    The texts were recorded on AWS 2025-01-08, except for the one about the state,
    which is our choice (docs/fidelity.md, row "management events and a schedule").
    """
    if event_bus_name != DEFAULT_EVENT_BUS_NAME:
        msg = "ScheduleExpression is supported only on the default event bus."
        raise ValidationException(msg)
    schedule_expression, state = params["ScheduleExpression"], params.get("State")
    if not schedule_expression:
        return
    try:
        expressions.ScheduleExpression.parse(schedule_expression)
    except expressions.InvalidScheduleError:
        msg = "Parameter ScheduleExpression is not valid."
        raise ValidationException(msg) from None
    if state == RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.value:
        msg = f"State {state} is not supported for a rule with a ScheduleExpression."
        raise ValidationException(msg)


def _role_arn(call: OperationCall) -> str | None:
    """Return the role of a rule, or refuse one that does not trust EventBridge.

    The text was recorded in us-east-1, 2026-09-15, for a missing role too; a role that
    moto does not know passes (docs/fidelity.md, row "a role that nobody has made").
    """
    role_arn: str | None = call.params.get("RoleArn")
    if role_arn is not None:
        require_arn(role_arn)
        if not may_assume(role_arn):
            msg = (
                f"Provided role '{role_arn}' cannot be assumed by principal"
                " 'events.amazonaws.com'."
            )
            raise ValidationException(msg)
    return role_arn


def describe_rule(call: OperationCall) -> OperationResult:
    """Show a rule without its targets."""
    return existing_rule(call)


def delete_rule(call: OperationCall) -> OperationResult:
    """Remove a rule without targets. A missing rule succeeds, a missing bus does not.

    Recorded in us-east-1, 2026-09-13.
    """
    event_bus = existing_event_bus(call)
    rule = call.backend.rule(event_bus.name, call.params["Name"])
    if rule is None:
        return {}
    require_unmanaged_or_force(call, rule)
    if rule.targets:
        # Recorded on AWS 2025-01-08.
        msg = "Rule can't be deleted since it has targets."
        raise ValidationException(msg)
    call.backend.buses.remove_rule(rule)
    call.follow_ups.append(rule)
    return {}


def enable_rule(call: OperationCall) -> OperationResult:
    """Make a rule match events; any state becomes ENABLED.

    Recorded in us-east-1, 2026-09-15, for a disabled rule.
    """
    return _put_state(call, RuleState.ENABLED)


def disable_rule(call: OperationCall) -> OperationResult:
    """Make a rule match nothing."""
    return _put_state(call, RuleState.DISABLED)


def _put_state(call: OperationCall, state: RuleState) -> OperationResult:
    rule = existing_rule(call)
    require_unmanaged(rule)
    rule = replace(rule, state=state)
    call.backend.buses.put_rule(rule)
    call.follow_ups.append(rule)
    return {}


def list_rules(call: OperationCall) -> OperationResult:
    """List the rules on an event bus by name, without their targets."""
    event_bus = existing_event_bus(call)
    return page(
        call,
        call.backend.rules_on(event_bus.name),
        member="Rules",
        keep=lambda _: True,
        event_bus_arn=event_bus.arn,
    )


def list_rule_names_by_target(call: OperationCall) -> OperationResult:
    """List the names of the rules on an event bus that have a target of an ARN.

    An event bus of another Region has none (recorded in us-west-2, 2026-09-23).
    """
    target_arn = call.params["TargetArn"]
    require_target_arn(call, target_arn)
    if names_another_region(call):
        return {"RuleNames": []}
    event_bus = existing_event_bus(call)
    return page(
        call,
        call.backend.rules_on(event_bus.name),
        member="RuleNames",
        keep=lambda rule: any(target.arn == target_arn for target in rule.targets),
        show=lambda rule: rule.name,
        event_bus_arn=event_bus.arn,
    )
