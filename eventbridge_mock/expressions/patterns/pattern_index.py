"""Match one event against many patterns at once.

Most patterns name an exact value, such as a source. Each combination of a pattern is
filed under the values of one such field: the field whose values the fewest other
patterns name. An event is then compared only with the patterns filed under its own
values, and with those that cannot be filed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .event_fields import EventFields, PathTree
from .ip_address import parse_ip_address
from .matchers import exact_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from .event_pattern import EventPattern
    from .pattern_field import PatternField

K = TypeVar("K")


class PatternIndex(Generic[K]):
    """Event patterns by key, such as the name of a rule.

    Example:
        ::

            >>> from eventbridge_mock.expressions import EventPattern
            >>> index = PatternIndex()
            >>> index.put("orders", EventPattern.compile('{"source": ["shop"]}'))
            >>> index.put("all", EventPattern.compile('{"source": [{"exists": true}]}'))
            >>> index.matching({"source": "shop"})
            ['orders', 'all']
    """

    def __init__(self) -> None:
        self._patterns: dict[K, EventPattern] = {}
        self._files: _Files[K] | None = None

    def put(self, key: K, pattern: EventPattern) -> None:
        """Add *pattern*, or replace the pattern that *key* has."""
        self._patterns[key] = pattern
        self._files = None

    def matching(self, event: Mapping[str, Any]) -> list[K]:
        """Return the keys of the patterns that *event* matches, the first put first."""
        files = self._files
        if files is None:
            files = self._files = _Files(list(self._patterns.items()))
        fields = EventFields.of(event, files.tree)
        return [
            key for key, pattern in files.candidates(fields) if pattern.fits(fields)
        ]


class _Files(Generic[K]):
    """The patterns of an index, filed under values that their events must have."""

    def __init__(self, entries: Sequence[tuple[K, EventPattern]]) -> None:
        self._entries = entries
        self._unfiled: set[int] = set()
        self._by_path: dict[str, dict[Hashable, list[int]]] = {}
        self._has_addresses = False
        uses = Counter(
            (field.path, key)
            for _, pattern in entries
            for combination in pattern.combinations
            for field in combination
            for key in field.keys
        )
        for number, (_, pattern) in enumerate(entries):
            for combination in pattern.combinations:
                self._file(number, combination, uses)
        self.tree = PathTree.of({path for _, each in entries for path in each.paths})

    def _file(
        self,
        number: int,
        combination: Iterable[PatternField],
        uses: Mapping[tuple[str, Hashable], int],
    ) -> None:
        exact = [
            field
            for field in combination
            if not field.others and not field.may_be_absent
        ]
        if not exact:
            self._unfiled.add(number)
            return
        rarest = min(exact, key=lambda each: sum(uses[each.path, k] for k in each.keys))
        by_key = self._by_path.setdefault(rarest.path, {})
        self._has_addresses |= rarest.has_addresses
        for key in rarest.keys:
            by_key.setdefault(key, []).append(number)

    def candidates(self, event: EventFields) -> Iterator[tuple[K, EventPattern]]:
        """Return the entries that may match *event*, in their order."""
        numbers = set(self._unfiled)
        for path, by_key in self._by_path.items():
            values = [leaf.value for leaf in event.leaves.get(path, ())]
            keys = set(map(exact_key, values))
            if self._has_addresses:
                strings = [value for value in values if isinstance(value, str)]
                keys.update(map(parse_ip_address, strings))
            for key in keys:
                numbers.update(by_key.get(key, ()))
        return (self._entries[number] for number in sorted(numbers))
