"""Scan JSON: blanks, strings, numbers and words, with their positions.

AWS uses the parser Jackson. Its answer to a pattern that is not valid JSON begins with
Jackson's message, as the messages here do (recorded on AWS 2024-11 to 2025-10).
"""

from __future__ import annotations

import re
from typing import NoReturn

_NEWLINE = re.compile(r"\r\n?|\n")
_BLANKS = re.compile(r"[ \t\r\n]*")
_DIGITS = re.compile(r"[0-9]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_WORD = re.compile(r"[\w$]{0,256}")
_FOUR_HEX_DIGITS = re.compile(r"[0-9a-fA-F]{0,4}")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/"} | dict(
    zip("bfnrt", "\b\f\n\r\t", strict=True)
)
_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_NOT_A_NUMBER = (
    "Non-standard token '{}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS`"
    " to allow"
)
_UNFINISHED_ESCAPE = "Unexpected end-of-input in character escape sequence"

# Jackson's own limits: of the string that a position quotes, and of a number.
_QUOTED_CHARACTERS = 500
_NUMBER_LENGTH = 1000

_CODE_UNIT_DIGITS = 4
_LARGEST_BYTE = 0xFF


class JsonError(Exception):
    """A string is not valid; the message has the position in Jackson's form."""


class JsonScanner:
    """A scanner of *text*, which has read up to `position`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0

    def fail(self, reason: str) -> NoReturn:
        """Raise the error *reason*, with the position in the string."""
        msg = f"{reason}\n at {self.location(self.position)}"
        raise JsonError(msg)

    def location(self, position: int) -> str:
        """Return the line and column of *position*, which count from one."""
        before = self._text[:position]
        line, start = 1, 0
        for newline in _NEWLINE.finditer(before):
            line, start = line + 1, newline.end()
        column = _utf16_length(before[start:]) + 1
        quoted = _CONTROL_CHARACTER.sub(
            lambda control: f"\\u{ord(control[0]):04X}", self._text[:_QUOTED_CHARACTERS]
        )
        left_out = _utf16_length(self._text) - _QUOTED_CHARACTERS
        truncated = f"[truncated {left_out} chars]" if left_out > 0 else ""
        source = f'(String)"{quoted}"{truncated}'
        return f"[Source: {source}; line: {line}, column: {column}]"

    def refuse(self, character: str, expectation: str, where: str = "") -> NoReturn:
        """Raise the error that *character*, just read, was not expected."""
        described = _described(character)
        self._fail_at(
            character, f"Unexpected character ({described}){where}: {expectation}"
        )

    def _fail_at(self, character: str, reason: str) -> NoReturn:
        """Raise the error *reason*, with the position of *character*, just read.

        `{bad` is recorded in us-east-1, 2026-09-16; other characters follow it
        (docs/fidelity.md, row "position of a string that").
        """
        msg = f"{reason}\n at {self.location(self.position - len(character))}"
        raise JsonError(msg)

    def skip_blanks(self) -> str:
        """Read and return the next character that is not blank; empty at the end."""
        self.position = _end_of(_BLANKS, self._text, self.position)
        character = self._take()
        if character and character < " ":
            self._fail_at(
                character,
                f"Illegal character ({_described(character)}): only regular white"
                " space (\\r, \\n, \\t) is allowed between tokens",
            )
        if character == "/":
            self.refuse(
                character,
                "maybe a (non-standard) comment? (not recognized as one since Feature"
                " 'ALLOW_COMMENTS' not enabled for parser)",
            )
        return character

    def read_string(self, what: str, unfinished: str) -> str:
        """Return the string whose opening quote has just been read."""
        parts: list[str] = []
        while True:
            start = self.position
            self.position = _end_of(_PLAIN, self._text, start)
            parts.append(self._text[start : self.position])
            character = self._take()
            if character == '"':
                break
            if not character:
                self.fail(f"Unexpected end-of-input{unfinished}")
            if character != "\\":
                self._fail_at(
                    character,
                    f"Illegal unquoted character ({_described(character)}): has to be"
                    f" escaped using backslash to be included in {what}",
                )
            parts.append(self._escaped())
        return _SURROGATES.sub(_joined_surrogates, "".join(parts))

    def read_literal(self, first: str) -> str:
        """Return the word that begins with *first*, or refuse another."""
        if not first.isidentifier() and first != "$":
            self.refuse(first, f"expected a valid value {_VALUES}")
        start = self.position - 1
        self.position = _end_of(_WORD, self._text, start)
        word = self._text[start : self.position]
        if word in {"NaN", "Infinity"}:
            self.fail(_NOT_A_NUMBER.format(word))
        if word not in {"true", "false", "null"}:
            self.fail(f"Unrecognized token '{word}': was expecting {_VALUES}")
        return word

    def read_number(self, first: str) -> str:
        """Return the number that begins with *first*."""
        start = self.position - 1
        if first == "-":
            self._digits(
                "expected digit (0-9) to follow minus sign, for valid numeric value"
            )
        self._refuse_leading_zero(start + (first == "-"))
        if self._skip("."):
            self._digits("Decimal point not followed by a digit")
        if self._skip("eE"):
            self._skip("+-")
            self._digits("Exponent indicator not followed by a digit")
        length = self.position - start
        if length > _NUMBER_LENGTH:
            msg = (
                f"Number value length ({length}) exceeds the maximum allowed"
                f" ({_NUMBER_LENGTH}, from"
                " `StreamReadConstraints.getMaxNumberLength()`)"
            )
            raise JsonError(msg)
        return self._text[start : self.position]

    def _refuse_leading_zero(self, start: int) -> None:
        end = _end_of(_DIGITS, self._text, start)
        if end > start + 1 and self._text[start] == "0":
            self.position = start + 1
            self.fail("Invalid numeric value: Leading zeroes not allowed")
        self.position = end

    def _digits(self, expectation: str) -> None:
        end = _end_of(_DIGITS, self._text, self.position)
        if end == self.position:
            # At the end of the string Jackson sees a NUL as the next character.
            self.refuse(self._take() or "\0", expectation, " in numeric value")
        self.position = end

    def _escaped(self) -> str:
        character = self._take()
        if character == "u":
            return self._code_unit()
        if not character:
            self.fail(_UNFINISHED_ESCAPE)
        if character not in _ESCAPES:
            self._fail_at(
                character, f"Unrecognized character escape {_described(character)}"
            )
        return _ESCAPES[character]

    def _code_unit(self) -> str:
        start = self.position
        self.position = _end_of(_FOUR_HEX_DIGITS, self._text, start)
        if self.position - start < _CODE_UNIT_DIGITS:
            character = self._take()
            if not character:
                self.fail(_UNFINISHED_ESCAPE)
            self.refuse(character, "expected a hex-digit for character escape sequence")
        return chr(int(self._text[start : self.position], 16))

    def _take(self) -> str:
        character = self._text[self.position : self.position + 1]
        self.position += len(character)
        return character

    def _skip(self, characters: str) -> bool:
        character = self._text[self.position : self.position + 1]
        is_next = character != "" and character in characters
        self.position += is_next
        return is_next


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where *pattern*, which fits anything, ends in *text*."""
    match = pattern.match(text, start)
    return match.end()  # type: ignore[union-attr] # it fits the empty string too


def _described(character: str) -> str:
    code = ord(character)
    if _CONTROL_CHARACTER.match(character) or character in "\r\n":
        return f"(CTRL-CHAR, code {code})"
    long = f" / 0x{code:x}" if code > _LARGEST_BYTE else ""
    return f"'{character}' (code {code}{long})"


def _utf16_length(text: str) -> int:
    """Return the length of *text* as Java counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def _joined_surrogates(pair: re.Match[str]) -> str:
    high, low = map(ord, pair[0])
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
