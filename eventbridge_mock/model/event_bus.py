"""An event bus as DescribeEventBus shows it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ..frozen import frozen
from .arn import partition_of
from .resources import Resources
from .target import DeadLetterConfig
from .wire import NOT_ON_WIRE, wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .rule import Rule


DEFAULT_EVENT_BUS_NAME = "default"


@frozen
class LogConfig:
    """The logs of an event bus: their level and detail."""

    include_detail: str | None = wire()
    level: str | None = wire()


@frozen
class EventBus:
    """An event bus; fields are the members of its Describe in snake case.

    `policy` is the resource policy as a JSON string, None without permissions. `tags`
    are values by key.
    """

    name: str
    arn: str
    creation_time: datetime
    last_modified_time: datetime
    description: str | None = None
    kms_key_identifier: str | None = None
    dead_letter_config: DeadLetterConfig | None = wire(model=DeadLetterConfig)
    log_config: LogConfig | None = wire(model=LogConfig)
    policy: str | None = None
    managed_by: str | None = None
    tags: Mapping[str, str] = field(metadata=NOT_ON_WIRE)

    # A mapping of tags has no hash, so an event bus has none.
    __hash__ = None  # type: ignore[assignment]


# The name of a rule on the default event bus, else the names of event bus and rule.
RuleKey = str | tuple[str, str]

# The default bus was there before the test; when it was made is our choice
# (docs/fidelity.md, row "the default event bus").
_ALWAYS = datetime(1970, 1, 1, tzinfo=timezone.utc)


class EventBuses:
    """Event buses by name, the default one always among them, and their rules."""

    def __init__(self, account_id: str, region_name: str) -> None:
        self._default = EventBus(
            name=DEFAULT_EVENT_BUS_NAME,
            arn=(
                f"arn:{partition_of(region_name)}:events:{region_name}:{account_id}:"
                f"event-bus/{DEFAULT_EVENT_BUS_NAME}"
            ),
            creation_time=_ALWAYS,
            last_modified_time=_ALWAYS,
            tags={},
        )
        self.event_buses: Resources[EventBus] = Resources()
        self._rules: dict[str, Resources[Rule]] = {}
        # Another number after each change of a rule or bus, for the index of rules.
        self.version = 0
        self.clear()

    def put_event_bus(self, event_bus: EventBus) -> None:
        """Add *event_bus*, or replace the event bus of the same name."""
        self.event_buses.put(event_bus.name, event_bus)
        if event_bus.name not in self._rules:
            self._rules[event_bus.name] = Resources()
            self.version += 1

    def remove_event_bus(self, name: str) -> None:
        """Remove the event bus *name* and its rules."""
        self.event_buses.remove(name)
        del self._rules[name]
        self.version += 1

    def rules_on(self, event_bus_name: str) -> Resources[Rule]:
        """Return the rules on an event bus by name, none for a missing event bus."""
        rules = self._rules.get(event_bus_name)
        return Resources() if rules is None else rules

    def put_rule(self, rule: Rule) -> None:
        """Add *rule* to its event bus, or replace the rule of the same name."""
        self._rules[rule.event_bus_name].put(rule.name, rule)
        self.version += 1

    def remove_rule(self, rule: Rule) -> None:
        """Remove *rule* from its event bus."""
        self._rules[rule.event_bus_name].remove(rule.name)
        self.version += 1

    def clear(self) -> None:
        """Remove everything except the default event bus, which becomes new."""
        self.event_buses.clear()
        self._rules.clear()
        self.version += 1
        self.put_event_bus(self._default)

    def copy(self) -> EventBuses:
        """Return independent event buses with the same content."""
        twin = object.__new__(EventBuses)
        twin._default = self._default
        twin.event_buses = self.event_buses.copy()
        twin._rules = {name: rules.copy() for name, rules in self._rules.items()}
        twin.version = self.version
        return twin


class RulesByKey:
    """All rules: on the default event bus by name, others by `(bus, name)`."""

    def __init__(self, event_buses: EventBuses) -> None:
        self._event_buses = event_buses

    def __len__(self) -> int:
        return len(self.names())

    def get(self, key: RuleKey) -> Rule | None:
        """Return the rule *key*, or None; raise TypeError for a tuple of other size."""
        pair = key if isinstance(key, tuple) else (DEFAULT_EVENT_BUS_NAME, key)
        try:
            event_bus_name, name = pair
        except ValueError:
            msg = (
                "a rule on the default event bus is found by its name, and any other"
                f" by (event_bus_name, rule_name), not by {key!r}"
            )
            raise TypeError(msg) from None
        return self._event_buses.rules_on(event_bus_name).get(name)

    def names(self) -> tuple[RuleKey, ...]:
        """Return the keys of all rules, the first made event bus first."""
        return tuple(
            name if bus.name == DEFAULT_EVENT_BUS_NAME else (bus.name, name)
            for bus in self._event_buses.event_buses.snapshot()
            for name in self._event_buses.rules_on(bus.name).names()
        )
