"""Texts with `*` for any characters: reading them and holding them to a value.

A text is cut at its wildcards. The first piece has to begin the value, the last has
to end it, and each one between is looked for after the one before. Looking for the
leftmost is enough, as a wildcard takes any characters, so nothing is tried twice.
"""

from __future__ import annotations

# The pattern that AWS refused as too complex (recorded on AWS 2024-11 to 2025-10) has
# 11 by the count of the open-source engine, aws/event-ruler, and the most that AWS
# accepted then is 7 (docs/fidelity.md, row "A wildcard pattern is too complex").
_MAXIMUM_COMPLEXITY = 10


def parse_wildcard(text: str) -> tuple[str, ...]:
    r"""Return the pieces of *text* between its wildcards, `\*` and `\\` resolved.

    Raises:
        ValueError: Two wildcards follow each other, or another character follows a
            backslash. The position counts bytes, and the quote before the text.
    """
    pieces: list[list[str]] = [[]]
    position = 1
    characters = iter(zip(text, f'{text[1:]}"', strict=False))
    for character, following in characters:
        size = len(character.encode("utf-8", "surrogatepass"))
        if character == "\\":
            if following not in "\\*":
                msg = f"Invalid escape character at pos {position}"
                raise ValueError(msg)
            pieces[-1].append(following)
            next(characters)
            size += 1
        elif character == "*":
            if following == "*":
                msg = f"Consecutive wildcard characters at pos {position}"
                raise ValueError(msg)
            pieces.append([])
        else:
            pieces[-1].append(character)
        position += size
    return tuple("".join(piece) for piece in pieces)


def fits_wildcard(pieces: tuple[str, ...], value: str) -> bool:
    """Return whether *value* is what the *pieces* stand for."""
    if len(pieces) == 1:
        return value == pieces[0]
    first, *between, last = pieces
    end = len(value) - len(last)
    if not value.startswith(first) or not value.endswith(last):
        return False
    position = len(first)
    for piece in between:
        found = value.find(piece, position, max(end, 0))
        if found < 0:
            return False
        position = found + len(piece)
    return position <= end


def is_too_complex(pieces: tuple[str, ...]) -> bool:
    """Return whether AWS would refuse the wildcards between *pieces*.

    What counts is how many beginnings of the pattern a value can fit at one time.

    Only beginnings that have a wildcard in them do.
    """
    wildcards = len(pieces) - 1
    if wildcards > _MAXIMUM_COMPLEXITY:
        return True
    tables = [_Borders(piece) for piece in pieces[1:]]
    worst = 0
    for piece in pieces[1:]:
        lengths = [0] * len(tables)
        for character in piece:
            lengths = [
                table.advance(length, character)
                for table, length in zip(tables, lengths, strict=True)
            ]
            fitting = sum(
                table.counts[length]
                for table, length in zip(tables, lengths, strict=True)
            )
            worst = max(worst, fitting)
    return wildcards + worst > _MAXIMUM_COMPLEXITY


class _Borders:
    """Which beginnings of a *piece* are also the end of another."""

    def __init__(self, piece: str) -> None:
        self._piece = piece
        # By length: the longest shorter beginning that ends it, and how many do.
        self._shorter = [0, 0]
        self.counts = [0, 1]
        length = 0
        for character in piece[1:]:
            length = self.advance(length, character)
            self._shorter.append(length)
            self.counts.append(self.counts[length] + 1)

    def advance(self, length: int, character: str) -> int:
        """Return the length of the longest beginning after one more *character*."""
        while length and (
            length == len(self._piece) or self._piece[length] != character
        ):
            length = self._shorter[length]
        return length + (self._piece[length : length + 1] == character)
