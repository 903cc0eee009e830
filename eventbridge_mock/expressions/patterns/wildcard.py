"""Strings with `*` for any characters: read them, and match values against them.

A wildcard is cut at its stars. The first piece has to begin the value, the last has
to end it, and each piece between is searched for after the one before. The leftmost
occurrence is enough, because a star takes any characters, so nothing is tried twice.
"""

from __future__ import annotations


def parse_wildcard(text: str) -> tuple[str, ...]:
    r"""Return the pieces of *text* between its stars, `\*` and `\\` resolved.

    Raises:
        ValueError: Two stars follow each other, or another character follows a
            backslash. The position counts bytes, and the quote before the string.
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
    """Return whether *value* has the *pieces* in their order, and fits the ends."""
    if len(pieces) == 1:
        return value == pieces[0]
    first, *between, last = pieces
    end = len(value) - len(last)
    if not value.startswith(first) or not value.endswith(last):
        return False
    position = len(first)
    for piece in between:
        start = value.find(piece, position, max(end, 0))
        if start < 0:
            return False
        position = start + len(piece)
    return position <= end
