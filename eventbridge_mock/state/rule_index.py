"""The rules on each event bus, ready to be asked for an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .. import expressions as routing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..expressions import PatternIndex
    from ..model.backend import Backend
    from ..model.rule import Rule


class BusRules(NamedTuple):
    """The rules on one event bus as they were in one version of them.

    `patterns` are those of the enabled ones, None where there is none.
    """

    version: int
    rules: tuple[Rule, ...]
    patterns: PatternIndex[int] | None

    def matching(self, envelope: Mapping[str, Any]) -> list[Rule]:
        """Return the enabled rules that an event matches, the first made first."""
        if self.patterns is None:
            return []
        return [self.rules[number] for number in self.patterns.matching(envelope)]


class AllBusRules:
    """The rules on all event buses; those of a bus are compiled when they change."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], BusRules] = {}

    def on(self, backend: Backend, event_bus_name: str) -> BusRules:
        """Return the rules there are now; none on a bus that does not exist."""
        place = backend.account_id, backend.region_name, event_bus_name
        with backend.lock:
            version = backend.buses.version
            known = self._known.get(place)
            if known is not None and known.version == version:
                return known
            rules = backend.rules_on(event_bus_name).snapshot()
        patterns: PatternIndex[int] | None = None
        for number, rule in enumerate(rules):
            if rule.is_enabled and rule.pattern is not None:
                patterns = patterns or routing.PatternIndex()
                patterns.put(number, rule.pattern)
        # Of two threads the slower one may store what is old: the version tells.
        self._known[place] = found = BusRules(version, rules, patterns)
        return found

    def clear(self) -> None:
        """Forget all rules."""
        self._known.clear()
