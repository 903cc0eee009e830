"""The operations on the targets of a rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.resources import Resources
from ...model.target import Target
from ...model.wire import from_wire
from ..pagination import page
from .existing import (
    existing_rule,
    require_unmanaged,
    require_unmanaged_or_force,
)
from .requirements import over_quota
from .target_admission import require_admissible, require_group_of_fifo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import OperationCall, OperationResult

# AWS answers this in each success (recorded on AWS 2026-09-26).
_ALL_DONE: OperationResult = {"FailedEntryCount": 0, "FailedEntries": []}


def put_targets(call: OperationCall) -> OperationResult:
    """Add targets to a rule, or replace targets with the same ids; all or none.

    Whether the resource of a target exists is not checked (recorded on AWS
    2026-09-26).
    """
    for target in call.params["Targets"]:
        require_group_of_fifo(target)
    rule = existing_rule(call, "Rule")
    event_bus_arn = call.backend.buses.event_buses[rule.event_bus_name].arn
    for target in call.params["Targets"]:
        require_admissible(call, event_bus_arn, target)
    require_unmanaged(rule)
    changed = rule.with_targets(map(_target, call.params["Targets"]))
    # As many as before are allowed, also if the test has lowered the quota since.
    if len(changed.targets) > max(call.quotas.targets, len(rule.targets)):
        raise over_quota()
    call.backend.buses.put_rule(changed)
    return _ALL_DONE


def _target(members: Mapping[str, Any]) -> Target:
    """Return a target with its InputPathsMap in the order of the names.

    Recorded in us-east-1, 2026-09-13.
    """
    target = from_wire(Target, members)
    transformer = target.input_transformer
    if transformer is None or transformer.input_paths_map is None:
        return target
    by_name = dict(sorted(transformer.input_paths_map.items()))
    return replace(
        target, input_transformer=replace(transformer, input_paths_map=by_name)
    )


def remove_targets(call: OperationCall) -> OperationResult:
    """Remove targets from a rule. An unknown id succeeds.

    Recorded in us-east-1, 2026-09-13. An archive whose managed rule loses its target
    is disabled.
    """
    rule = existing_rule(call, "Rule")
    require_unmanaged_or_force(call, rule)
    changed = rule.without_targets(call.params["Ids"])
    call.backend.buses.put_rule(changed)
    archive = call.backend.all_archives.of_rule(rule)
    if archive is not None and not changed.targets:
        call.backend.all_archives.put(archive.disabled())
    return _ALL_DONE


def list_targets_by_rule(call: OperationCall) -> OperationResult:
    """List the targets of a rule by id (recorded in us-east-1, 2026-09-15)."""
    rule = existing_rule(call, "Rule")
    targets: Resources[Target] = Resources()
    for target in rule.targets:
        targets.put(target.id, target)
    return page(
        call,
        targets,
        member="Targets",
        keep=lambda _: True,
        event_bus_arn=call.backend.buses.event_buses[rule.event_bus_name].arn,
    )
