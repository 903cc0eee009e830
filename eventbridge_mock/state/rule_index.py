"""The rules of each event bus, compiled once for each version of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .. import expressions
from ..model.arn import Arn, parse_arn

if TYPE_CHECKING:
    from ..expressions import PatternIndex
    from ..model.backend import Backend
    from ..model.rule import Rule
    from ..model.target import Target
    from ..records.published_events import PublishedEvent


class Recipient(NamedTuple):
    """A target of a rule, with its ARN taken apart.

    `kind` is "event-bus", "api-destination" or "archive", or "" for another service.
    """

    target: Target
    arn: Arn
    kind: str

    @classmethod
    def of(cls, target: Target) -> Recipient:
        """Return *target* as a recipient."""
        arn = parse_arn(target.arn)
        if arn.service != "events":
            return cls(target, arn, "")
        return cls(target, arn, "archive" if arn.resource == ":" else arn.kind)


@dataclass(frozen=True, slots=True)
class BusRuleIndex:
    """The rules of one event bus in one version of them.

    `patterns` finds the numbers of the enabled rules that an event matches; it is
    None when no rule has a pattern.
    """

    version: int
    bus_exists: bool
    rules: tuple[Rule, ...]
    patterns: PatternIndex[int] | None
    # By the number of the rule; filled when the rule first matches.
    recipients: dict[int, tuple[Recipient, ...]]

    def triggered_by(self, event: PublishedEvent) -> list[int]:
        """Return the numbers of the rules that *event* triggers, in their order.

        The rule whose schedule made it comes first, and once even if it matches
        (recorded on AWS 2026-09-15).
        """
        matching = self.patterns.matching(event.envelope) if self.patterns else ()
        if event.only_rules is not None:
            return [
                number
                for number in matching
                if self.rules[number].arn in event.only_rules
            ]
        if event.scheduled_by is None or event.forwarded_from is not None:
            return list(matching)
        fired = [
            number
            for number, rule in enumerate(self.rules)
            if rule.name == event.scheduled_by
        ]
        return [*fired, *(number for number in matching if number not in fired)]

    def recipients_of(self, number: int) -> tuple[Recipient, ...]:
        """Return the targets of the rule with this *number*."""
        recipients = self.recipients.get(number)
        if recipients is None:
            targets = self.rules[number].targets
            recipients = self.recipients[number] = tuple(map(Recipient.of, targets))
        return recipients


class RuleIndex:
    """The rules of all event buses; a bus is compiled again when its rules change."""

    def __init__(self) -> None:
        self._buses: dict[tuple[str, str, str], BusRuleIndex] = {}

    def for_bus(self, backend: Backend, event_bus_name: str) -> BusRuleIndex:
        """Return the current rules of a bus; none for a bus that does not exist."""
        key = backend.account_id, backend.region_name, event_bus_name
        with backend.lock:
            version = backend.buses.version
            compiled = self._buses.get(key)
            if compiled is not None and compiled.version == version:
                return compiled
            bus_exists = event_bus_name in backend.buses.event_buses
            rules = backend.buses.rules_on(event_bus_name).snapshot()
        patterns: PatternIndex[int] | None = None
        for number, rule in enumerate(rules):
            if rule.is_enabled and rule.pattern is not None:
                patterns = patterns or expressions.PatternIndex()
                patterns.put(number, rule.pattern)
        # Of two threads the slower may store the older rules; their version shows that.
        self._buses[key] = compiled = BusRuleIndex(
            version, bus_exists, rules, patterns, {}
        )
        return compiled

    def clear(self) -> None:
        """Forget all rules."""
        self._buses.clear()
