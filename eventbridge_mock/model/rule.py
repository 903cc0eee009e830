"""A rule as DescribeRule shows it, with its targets."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from .wire import NOT_ON_WIRE, WireEnum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .target import Target


class RuleState(WireEnum):
    """The state of a rule, which says whether it matches events."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"
    ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS = (
        "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    )


@frozen
class Rule:
    """A rule; fields are the members of its Describe in snake case.

    `event_pattern` is the string of the request. `targets` are in the order of their
    ids, `tags` are values by key. `created_by` is the id of an account.
    """

    name: str
    arn: str
    event_bus_name: str
    state: RuleState
    created_by: str
    event_pattern: str | None = None
    schedule_expression: str | None = None
    description: str | None = None
    role_arn: str | None = None
    managed_by: str | None = None
    tags: Mapping[str, str] = field(metadata=NOT_ON_WIRE)
    targets: tuple[Target, ...] = field(default=(), metadata=NOT_ON_WIRE)
    # The compiled event pattern. `expressions` makes it, which models do not know, and
    # two rules are the same if the strings of their patterns are.
    pattern: Any = field(default=None, repr=False, compare=False, metadata=NOT_ON_WIRE)

    # Its tags have no hash, so a rule cannot be a key. The generated one would fail.
    __hash__ = None  # type: ignore[assignment]

    @property
    def is_enabled(self) -> bool:
        """Whether the rule matches events at all."""
        return self.state is not RuleState.DISABLED

    def with_targets(self, targets: Iterable[Target]) -> Rule:
        """Return this rule with *targets*, which replace targets of the same ids."""
        by_id = {target.id: target for target in (*self.targets, *targets)}
        return replace(self, targets=tuple(by_id[id_] for id_ in sorted(by_id)))

    def without_targets(self, ids: Collection[str]) -> Rule:
        """Return this rule without the targets of these *ids*."""
        kept = tuple(target for target in self.targets if target.id not in ids)
        return replace(self, targets=kept)
