"""The operations on the tags of event buses and rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.rule import Rule
from ..errors import ManagedRuleException, ValidationException
from .existing import existing_resource
from .requirements import over_quota

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...model.event_bus import EventBus
    from ..call import OperationCall, OperationResult


def require_tags(
    call: OperationCall,
    given: Iterable[Mapping[str, Any]],
    current: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the *current* tags with *given* ones added, values by key.

    The text about names is our choice (docs/fidelity.md, rows on TagResource).
    """
    before = current or {}
    tags = {**before, **{tag["Key"]: tag["Value"] for tag in given}}
    if any(key.lower().startswith("aws:") for key in tags):
        msg = "aws: prefixed tag key names are not allowed for external use."
        raise ValidationException(msg)
    # As many as before are allowed, also if the test has lowered the quota since.
    if len(tags) > max(call.quotas.tags, len(before)):
        raise over_quota()
    return tags


def tag_resource(call: OperationCall) -> OperationResult:
    """Add tags to an event bus or a rule; an existing key gets the new value."""
    resource = _taggable_resource(call)
    _put(call, resource, require_tags(call, call.params["Tags"], resource.tags))
    return {}


def untag_resource(call: OperationCall) -> OperationResult:
    """Remove tags from an event bus or a rule; missing keys are not an error."""
    resource, keys = _taggable_resource(call), call.params["TagKeys"]
    kept = {key: value for key, value in resource.tags.items() if key not in keys}
    _put(call, resource, kept)
    return {}


def _taggable_resource(call: OperationCall) -> EventBus | Rule:
    """Return the resource of a request that changes its tags, if it may.

    The text was recorded in us-east-1, 2026-09-16.
    """
    resource = existing_resource(call)
    if isinstance(resource, Rule) and resource.managed_by is not None:
        msg = (
            f"Tag related operations on the managed rule {resource.name} is not"
            " allowed."
        )
        raise ManagedRuleException(msg)
    return resource


def list_tags_for_resource(call: OperationCall) -> OperationResult:
    """List the tags of an event bus or a rule, the first added first."""
    tags = existing_resource(call).tags.items()
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags]}


def _put(call: OperationCall, resource: EventBus | Rule, tags: dict[str, str]) -> None:
    if isinstance(resource, Rule):
        call.backend.buses.put_rule(replace(resource, tags=tags))
    else:
        call.backend.buses.put_event_bus(replace(resource, tags=tags))
