"""The spellings of a secret that an endpoint may echo.

Each character is found as it is, percent-encoded, escaped in JSON, in JavaScript, in a
repr or in HTML, in either case of its hexadecimal digits, and in up to three layers,
such as JSON within JSON. The characters of one secret may be spelt differently. Base64
is found within the Base64 of a longer text, too.
"""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from functools import lru_cache
from html.entities import html5
from itertools import groupby
from typing import TYPE_CHECKING

from ..frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

# A backslash escapes a character in JSON, in a repr or in a shell, in up to three
# layers, and may be encoded itself. Each layer doubles the backslashes; it escapes a
# quotation mark with one more.
_BACKSLASH = (
    r"(?:\\|%(?:25){0,2}(?:u00)?5[cC]|&(?:amp;){0,2}(?:(?:#92|#[xX]5[cC]);?|bsol;))"
)
_ESCAPES = f"{_BACKSLASH}{{1,4}}"
_OR_NONE = f"{_BACKSLASH}{{0,7}}"
_ESCAPED = "\"'/`$"
_PERCENT = "%(?:25){0,2}"
_AND = "&(?:amp;){0,2}"
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
# The first characters that are written with a surrogate pair, or with `\U`.
_ASTRAL = 0x10000
_BYTE = 0xFF
# So many characters of Base64 are made of three bytes.
_BYTES_OF_GROUP = 3
# Each encoding of characters begins with one of these, but for Base64.
_INTRODUCTIONS = re.compile(r"[\\%&+]")
_LETTERS_AND_DIGITS = re.compile("[0-9A-Za-z]+")
# An ASCII letter or digit in one of the encodings, or something near it.
_ENCODED_LETTER = re.compile(
    f"{_PERCENT}(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|u00[3-7])"
    rf"|{_ESCAPES}(?:u00|x|u\{{0{{0,4}}|U0{{6}})[3-7]"
    f"|{_AND}#(?:[xX]0{{0,4}}[3-7]|0{{0,4}}(?:4[89]|5|6[5-9]|[7-9]|1[012]))"
)


def utf_8(text: str) -> bytes:
    """Return *text* as it is sent: a lone surrogate as a question mark."""
    return text.encode(errors="replace")


@frozen
class Spellings:
    """All spellings of one secret.

    A large pattern finds the encoded ones. It is compiled only for a text that may have
    one: *words*, the runs of letters and digits in the secret, are in the text, or a
    letter or digit in the text is encoded. *literals* are the secret, its
    Base64 and its hexadecimal digits.
    """

    secret: str
    words: frozenset[str]
    literals: tuple[str, ...]

    def replace(self, mask: str, text: str) -> str:
        """Return *text* with *mask* in place of each spelling of the secret."""
        for literal in self.literals:
            text = text.replace(literal, mask)
        if _INTRODUCTIONS.search(text) and (
            all(word in text for word in self.words) or _ENCODED_LETTER.search(text)
        ):
            text = _pattern_of(self.secret).sub(mask, text)
        return text


@lru_cache(maxsize=1024)
def spellings_of(secret: str) -> Spellings:
    """Return all spellings of *secret*."""
    sent = utf_8(secret)
    literals = {*_base64_or_digits(sent), *_base64_within(sent)}
    # The pattern sees whether a backslash at an edge is doubled.
    is_literal = "\\" not in (secret[0], secret[-1])
    if is_literal:
        literals |= {secret, sent.decode()}
    words = _LETTERS_AND_DIGITS.findall(secret) if is_literal else ()
    return Spellings(
        secret=secret,
        words=frozenset(words),
        literals=tuple(sorted(literals, key=len, reverse=True)),
    )


def whole_spellings(secret: str) -> frozenset[str]:
    """Return *secret* in Base64 and in hexadecimal digits, once and twice."""
    once = _base64_or_digits(utf_8(secret))
    return once.union(*(_base64_or_digits(text.encode()) for text in once))


def _base64_or_digits(sent: bytes) -> frozenset[str]:
    return _base64_of(sent) | {sent.hex(), sent.hex().upper()}


def _base64_of(sent: bytes) -> frozenset[str]:
    """Return *sent* in Base64, of both alphabets, with and without padding."""
    padded = {encode(sent).decode() for encode in _ENCODERS}
    return frozenset(padded | {text.rstrip("=") for text in padded})


def _base64_within(sent: bytes) -> Iterator[str]:
    """Yield the Base64 of *sent* at the places within more.

    What its bytes share a character with is not known, so that these are left out.
    """
    for encode in _ENCODERS:
        for before in range(_BYTES_OF_GROUP):
            text = encode(bytes(before) + sent).decode()
            first = before and before + 1
            yield text[first : (before + len(sent)) * 8 // 6]


_ENCODERS = b64encode, urlsafe_b64encode


@lru_cache(maxsize=256)
def _pattern_of(secret: str) -> re.Pattern[str]:
    """Return a pattern of the encoded spellings, compiled in some milliseconds."""
    runs = ((character, len(list(run))) for character, run in groupby(secret))
    return re.compile("".join(_run(character, length) for character, length in runs))


def _run(character: str, length: int) -> str:
    """Return a pattern of *character*, *length* times in a row.

    Backslashes escape each other, so they are counted together.
    """
    if character == "\\":
        escaped = f"{_ESCAPES}(?:{'|'.join(_escaped(character))})"
        return f"(?:{_BACKSLASH}{{{length},{length * 8}}}|(?:{escaped}){{{length}}})"
    escapes = _OR_NONE if character in _ESCAPED else ""
    repeated = f"{{{length}}}" if length > 1 else ""
    return f"(?:{escapes}(?:{'|'.join(_spellings(character))})){repeated}"


def _spellings(character: str) -> Iterator[str]:
    """Yield patterns of one character, which is not a backslash.

    The character itself comes last, because `&` begins `&amp;` too.
    """
    sent, units = utf_8(character), _utf_16(character)
    yield f"{_AND}(?:{'|'.join(_entities(character))})"
    yield "".join(f"{_PERCENT}{_hex(byte, 2)}" for byte in sent)
    yield "".join(f"{_PERCENT}u{_hex(unit, 4)}" for unit in units)
    yield f"{_ESCAPES}(?:{'|'.join(_escaped(character))})"
    if character == " ":
        yield r"\+"
    if not character.isascii():
        yield re.escape(sent.decode())
    yield re.escape(character)


def _escaped(character: str) -> Iterator[str]:
    """Yield patterns of *character* behind a backslash, in JSON and other languages."""
    number = ord(character)
    if character in _LETTERS:
        yield _LETTERS[character]
    yield _ESCAPES.join(f"u{_hex(unit, 4)}" for unit in _utf_16(character))
    yield f"u\\{{0{{0,4}}{_hex(number, 1)}\\}}"
    if number <= _BYTE:
        yield f"x{_hex(number, 2)}"
    if not character.isascii():
        yield _ESCAPES.join(f"x{_hex(byte, 2)}" for byte in utf_8(character))
    if number >= _ASTRAL:
        yield f"U{_hex(number, 8)}"


def _entities(character: str) -> Iterator[str]:
    """Yield patterns of *character* behind an ampersand, in HTML and XML.

    Browsers read a number without a semicolon, too.
    """
    yield f"#0{{0,4}}{ord(character)}(?:;|(?![0-9]))"
    yield f"#[xX]0{{0,4}}{_hex(ord(character), 1)}(?:;|(?![0-9A-Fa-f]))"
    for name in _names_in_html().get(character, ()):
        yield f"{name};"


@lru_cache(maxsize=1)
def _names_in_html() -> dict[str, list[str]]:
    """Return the names of each character in HTML 5."""
    names: dict[str, list[str]] = {}
    for name, characters in html5.items():
        if name.endswith(";"):
            names.setdefault(characters, []).append(name.rstrip(";"))
    return names


def _utf_16(character: str) -> list[int]:
    units = character.encode("utf-16-be", "surrogatepass")
    return [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]


def _hex(number: int, digits: int) -> str:
    """Return a pattern of *number* with hexadecimal *digits* in either case."""
    return "".join(
        f"[{digit}{digit.upper()}]" if digit.isalpha() else digit
        for digit in f"{number:0{digits}x}"
    )
