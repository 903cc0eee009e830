"""Find the event bus or rule that a request names, or refuse the request as AWS does.

All texts were recorded on AWS 2025-01-08.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...model.arn import parse_arn
from ...model.event_bus import DEFAULT_EVENT_BUS_NAME
from ..errors import ManagedRuleException, ResourceNotFoundException
from ..new_arns import event_bus_arn
from .requirements import not_an_arn, require_arn

if TYPE_CHECKING:
    from ...model.event_bus import EventBus
    from ...model.rule import Rule
    from ..call import OperationCall


def existing_event_bus(call: OperationCall, member: str = "EventBusName") -> EventBus:
    """Return the event bus whose name or ARN *member* has, by default `default`."""
    return _event_bus(call, call.params.get(member, DEFAULT_EVENT_BUS_NAME))


def names_another_region(call: OperationCall) -> bool:
    """Return whether EventBusName is the ARN of an event bus of another Region."""
    text = call.params.get("EventBusName", "")
    return text.startswith("arn:") and parse_arn(text).region_name != call.region_name


def existing_rule(call: OperationCall, member: str = "Name") -> Rule:
    """Return the rule that *member* names on the event bus of *call*."""
    event_bus_name = existing_event_bus(call).name
    rule = call.backend.rule(event_bus_name, call.params[member])
    if rule is None:
        raise _no_rule(call.params[member], event_bus_name)
    return rule


def require_unmanaged(rule: Rule) -> None:
    """Refuse a change of a rule that a service manages, such as an archive's.

    The texts about managed rules were recorded in us-east-1, 2026-09-16.
    """
    if rule.managed_by is not None:
        msg = f"{rule.name} is a managed rule."
        raise ManagedRuleException(msg)


def require_unmanaged_or_force(call: OperationCall, rule: Rule) -> None:
    """Refuse to take something from a managed rule, unless Force is given."""
    if rule.managed_by is not None and not call.params.get("Force"):
        msg = (
            f"{rule.name} is a managed rule. Set 'force' parameter to true to override."
        )
        raise ManagedRuleException(msg)


def existing_resource(call: OperationCall) -> EventBus | Rule:
    """Return the event bus or rule of ResourceARN; other resources have no tags.

    Service model, the description of TagResource.
    """
    text = call.params["ResourceARN"]
    arn = require_arn(text)
    if arn.service != "events" or arn.kind not in {"event-bus", "rule"}:
        raise not_an_arn(text)
    if arn.kind == "event-bus":
        return _event_bus(call, text)
    on_bus, _, name = arn.path.rpartition("/")
    event_bus_name = on_bus or DEFAULT_EVENT_BUS_NAME
    rule = call.backend.rule(event_bus_name, name)
    if rule is None or rule.arn != text:
        raise _no_rule(name, event_bus_name)
    return rule


def _event_bus(call: OperationCall, text: str) -> EventBus:
    """Return the event bus of a name or an ARN.

    An event bus of another account or Region is not found here, and the error has its
    ARN (docs/fidelity.md, row "an event bus of another account or Region").
    """
    name = text.removeprefix(event_bus_arn(call, ""))
    event_bus = call.backend.buses.event_buses.get(name)
    if event_bus is None:
        msg = f"Event bus {name} does not exist."
        raise ResourceNotFoundException(msg)
    return event_bus


def _no_rule(name: str, event_bus_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Rule {name} does not exist on EventBus {event_bus_name}."
    )
