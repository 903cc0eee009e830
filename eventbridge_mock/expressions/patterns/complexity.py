"""Decide whether AWS would refuse the wildcards of a pattern as too complex.

AWS looks at the machine that its engine builds for the rule. Fields are taken in the
order of their paths, each state of the machine leads to the next field, and `$or`
branches that begin alike share their states. At each field two numbers may not exceed
ten:

- the different matchers with wildcards,
- the beginnings of wildcards that one value can fit at the same time, counted from the
  first `*` of each.

The fields behind one that has to be absent do not count. Both rules are derived from
what PutRule and TestEventPattern took and refused in us-east-1, 2026-09-13
(docs/fidelity.md, row "A wildcard pattern is too complex").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .matchers import Absent, AnythingBut, Wildcard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .matchers import Alternative
    from .pattern_field import PatternField

_MAXIMUM = 10


class _Part(NamedTuple):
    """The *pieces* between the stars of one wildcard, and the matcher it is in."""

    pieces: tuple[bytes, ...]
    owner: object

    @property
    def ends_in_star(self) -> bool:
        return not self.pieces[-1]


class _State:
    """A state of the machine: the fields that come next, by path."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields: dict[str, _Field] = {}


class _Field:
    """The comparisons of one field in one state, and the states that follow."""

    __slots__ = ("after_absence", "following", "owners", "parts")

    def __init__(self) -> None:
        self.following: dict[object, _State] = {}
        self.after_absence: _State | None = None
        self.owners: set[object] = set()
        self.parts: list[_Part] = []

    def extend(self, alternatives: Iterable[Alternative]) -> list[_State]:
        """Add *alternatives*, and return the states that they lead to."""
        new = _State()
        reached = []
        for alternative in alternatives:
            if isinstance(alternative, Absent):
                self.after_absence = self.after_absence or new
                reached.append(self.after_absence)
                continue
            owner, parts = _owner_and_parts(alternative)
            reached.append(self.following.setdefault(owner, new))
            if parts:
                self.owners.add(owner)
            self.parts += [part for part in parts if len(part.pieces) > 1]
        return reached

    def is_too_complex(self) -> bool:
        """Return whether one of the two numbers is too large."""
        if len(self.owners) > _MAXIMUM:
            return True
        beginnings = {part.pieces[0] for part in self.parts}
        return any(map(self._is_too_complex_after, beginnings))

    def _is_too_complex_after(self, beginning: bytes) -> bool:
        """Return whether a value with this *beginning* can fit too much."""
        parts = [part for part in self.parts if beginning.startswith(part.pieces[0])]
        # A star at the end is the end of the matcher, which is counted once.
        stars = sum(len(part.pieces) - 1 - part.ends_in_star for part in parts)
        stars += len({part.owner for part in parts if part.ends_in_star})
        if stars > _MAXIMUM:
            return True
        return stars + _most_after_stars(parts) > _MAXIMUM


def is_too_complex(combinations: Sequence[Mapping[str, PatternField]]) -> bool:
    """Return whether AWS would refuse a pattern with these *combinations*."""
    last = max(
        (
            path
            for combination in combinations
            for path, field in combination.items()
            if any(_owner_and_parts(each)[1] for each in field.matchers)
        ),
        default=None,
    )
    if last is None:
        return False
    start = _State()
    for combination in combinations:
        states = [start]
        for path in sorted(path for path in combination if path <= last):
            reached = [
                following
                for state in states
                for following in state.fields.setdefault(path, _Field()).extend(
                    combination[path].matchers
                )
            ]
            states = list(dict.fromkeys(reached))
    return any(field.is_too_complex() for field in _fields_from(start))


def _fields_from(start: _State) -> list[_Field]:
    """Return the fields of all states that no absent field comes before."""
    fields: list[_Field] = []
    states = [start]
    seen = {start}
    for state in states:
        fields += state.fields.values()
        for field in state.fields.values():
            following = set(field.following.values()) - seen
            seen |= following
            states += following
    return fields


def _owner_and_parts(alternative: Alternative) -> tuple[object, list[_Part]]:
    """Return what makes an alternative the same as another, and its wildcards."""
    owner: object = alternative
    matchers = frozenset({alternative})
    if isinstance(alternative, AnythingBut):
        owner = matchers = frozenset(alternative.refused)
    return owner, [
        _Part(tuple(piece.encode(errors="replace") for piece in each.pieces), owner)
        for each in matchers
        if isinstance(each, Wildcard)
    ]


def _most_after_stars(parts: Sequence[_Part]) -> int:
    """Return how many pieces a value can be in the middle of, at the end included."""
    tables = [
        (_Borders(piece), part.owner if number == len(part.pieces) - 1 else None)
        for part in parts
        for number, piece in enumerate(part.pieces)
        if number and piece
    ]
    most = 0
    for longest, _ in tables:
        lengths = [0] * len(tables)
        for byte in longest.piece:
            lengths = [
                table.advance(length, byte)
                for (table, _), length in zip(tables, lengths, strict=True)
            ]
            most = max(most, _fitting(tables, lengths))
    return most


def _fitting(tables: Sequence[tuple[_Borders, object]], lengths: Sequence[int]) -> int:
    """Return how many beginnings fit, the end of each matcher counted once."""
    ended = [
        owner
        for (table, owner), length in zip(tables, lengths, strict=True)
        if owner is not None and length == len(table.piece)
    ]
    counts = (
        table.counts[length] for (table, _), length in zip(tables, lengths, strict=True)
    )
    return sum(counts) - len(ended) + len(set(ended))


class _Borders:
    """The beginnings of a *piece* that are also the end of a longer beginning."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        # By length: the longest shorter beginning that ends it, and how many do.
        self._shorter = [0, 0]
        self.counts = [0, 1]
        length = 0
        for byte in piece[1:]:
            length = self.advance(length, byte)
            self._shorter.append(length)
            self.counts.append(self.counts[length] + 1)

    def advance(self, length: int, byte: int) -> int:
        """Return the length of the longest beginning after one more *byte*."""
        while length and (length == len(self.piece) or self.piece[length] != byte):
            length = self._shorter[length]
        return length + (self.piece[length] == byte)
