"""The spellings of a secret that an endpoint may echo.

Each character is found as it is, percent-encoded, escaped in JSON, in a repr or in
HTML, in either case of its hexadecimal digits, and in up to three layers, such as JSON
within JSON. The characters of one secret may be spelt differently. Base64 is found
within the Base64 of a longer text, too.
"""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from functools import lru_cache
from html.entities import codepoint2name
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A backslash escapes a character in JSON, in a repr or in a shell, in up to three
# layers, and may be encoded itself. Each layer doubles the backslashes; it escapes a
# quotation mark with one more.
_BACKSLASH = r"(?:\\|%(?:25){0,2}5[cC]|&(?:amp;){0,2}(?:#92|#[xX]5[cC]|bsol);)"
_ESCAPES = f"{_BACKSLASH}{{1,4}}"
_OR_NONE = f"{_BACKSLASH}{{0,7}}"
_ESCAPED = "\"'/`$"
_PERCENT = "%(?:25){0,2}"
_AND = "&(?:amp;){0,2}"
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_OTHERS = {" ": r"\+", "&": f"{_AND}amp;", "'": f"{_AND}apos;"}
# The first characters that are written with a surrogate pair, or with `\U`.
_ASTRAL = 0x10000
_BYTE = 0xFF
# So many characters of Base64 are made of three bytes.
_GROUP, _BYTES_OF_GROUP = 4, 3


def utf_8(text: str) -> bytes:
    """Return *text* as it is sent: a lone surrogate as a question mark."""
    return text.encode(errors="replace")


@lru_cache(maxsize=128)
def pattern_of(secret: str) -> re.Pattern[str]:
    """Return a pattern that matches *secret* in all spellings.

    It is compiled once for each secret, in about ten milliseconds, and not again for
    each set that a secret joins.
    """
    return re.compile(_pattern(secret))


def base64_spellings(secret: str) -> frozenset[str]:
    """Return *secret* in Base64, of both alphabets, with and without padding."""
    padded = {encode(utf_8(secret)).decode() for encode in _ENCODERS}
    return frozenset(padded | {text.rstrip("=") for text in padded})


_ENCODERS = b64encode, urlsafe_b64encode


def _pattern(secret: str) -> str:
    runs = ((character, len(list(run))) for character, run in groupby(secret))
    plain = "".join(_run(character, length) for character, length in runs)
    return "|".join([plain, *sorted(_base64_within(secret), key=len, reverse=True)])


def _run(character: str, length: int) -> str:
    """Return a pattern of *character*, *length* times in a row.

    Backslashes escape each other, so they are counted together.
    """
    if character == "\\":
        escaped = f"{_ESCAPES}u005[cC]|{_ESCAPES}x5[cC]"
        return f"(?:{_BACKSLASH}{{{length},{length * 8}}}|(?:{escaped}){{{length}}})"
    # The character itself comes last, because `&` begins `&amp;` too.
    spelt = "|".join(reversed(dict.fromkeys(_spellings(character))))
    escapes = _OR_NONE if character in _ESCAPED else ""
    repeated = f"{{{length}}}" if length > 1 else ""
    return f"(?:{escapes}(?:{spelt})){repeated}"


def _spellings(character: str) -> Iterator[str]:
    """Yield patterns of one character, which is not a backslash."""
    yield re.escape(character)
    if character in _LETTERS:
        yield f"{_ESCAPES}{_LETTERS[character]}"
    if character in _OTHERS:
        yield _OTHERS[character]
    yield from _encoded(character)


def _encoded(character: str) -> Iterator[str]:
    """Yield patterns of the numbers of *character* in encodings."""
    number, sent = ord(character), utf_8(character)
    yield "".join(f"{_PERCENT}{_hex(byte, 2)}" for byte in sent)
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = (units[at] << 8 | units[at + 1] for at in range(0, len(units), 2))
    yield "".join(f"{_ESCAPES}u{_hex(unit, 4)}" for unit in pairs)
    name = codepoint2name.get(number)
    if name is not None:
        yield f"{_AND}{name};"
    yield f"{_AND}#0{{0,4}}{number};"
    yield f"{_AND}#[xX]0{{0,4}}{_hex(number, 1)};"
    if number <= _BYTE:
        yield f"{_ESCAPES}x{_hex(number, 2)}"
    if not character.isascii():
        yield "".join(f"{_ESCAPES}x{_hex(byte, 2)}" for byte in sent)
        yield re.escape(sent.decode())
    if number >= _ASTRAL:
        yield f"{_ESCAPES}U{_hex(number, 8)}"


def _hex(number: int, digits: int) -> str:
    """Return a pattern of *number* with hexadecimal *digits* in either case."""
    return "".join(
        f"[{digit}{digit.upper()}]" if digit.isalpha() else digit
        for digit in f"{number:0{digits}x}"
    )


def _base64_within(secret: str) -> set[str]:
    """Return patterns of the Base64 of *secret* alone and at the places within more.

    What its bytes share a character with is not known, so that these are left out.
    """
    found = set()
    sent = utf_8(secret)
    for encode in _ENCODERS:
        found.add(f"{re.escape(encode(sent).decode().rstrip('='))}={{0,2}}")
        for before in range(_BYTES_OF_GROUP):
            text = encode(bytes(before) + sent).decode().rstrip("=")
            first = before and before + 1
            complete = (before + len(sent)) * 8 // 6
            found.add(re.escape(text[first:complete]))
    return found
