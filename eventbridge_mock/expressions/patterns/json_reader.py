"""Read JSON token by token, with the errors and positions of AWS's parser.

AWS reads event patterns with Jackson and passes on Jackson's messages, with the
position in the string (recorded on AWS 2024-11 to 2025-10). The position is the
parser's own, and the parser is lazy: it stops behind the quote that opens a string
until somebody asks for the string, and with a field's name it is already past the
beginning of the field's value. This reader takes the same steps.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .json_scanner import JsonError, JsonScanner

if TYPE_CHECKING:
    from typing import NoReturn

_MAXIMUM_DEPTH = 1000


class Token(Enum):
    """A token of JSON."""

    START_OBJECT = "{"
    END_OBJECT = "}"
    START_ARRAY = "["
    END_ARRAY = "]"
    FIELD_NAME = "name"
    STRING = "string"
    NUMBER = "number"
    TRUE = "true"
    FALSE = "false"
    NULL = "null"
    END_OF_INPUT = ""


class _Scope(NamedTuple):
    """An open object or array, and the position of its bracket."""

    kind: str
    end: str
    start: int


class JsonReader:
    """A reader of *text* that is asked for one token after the other.

    As on AWS, it does not read past the end of the first value.
    """

    def __init__(self, text: str) -> None:
        self._scanner = JsonScanner(text)
        self._token = Token.END_OF_INPUT
        self._value_of_field: Token | None = None
        self._scopes: list[_Scope] = []
        self._expects_comma = False
        self._string_is_unread = False
        self._text = ""
        self.name = ""

    def next(self) -> Token:
        """Go to the next token and return it; `name` is the name of its field.

        Raises:
            JsonError: The string continues in a way that is not valid JSON.
        """
        if self._value_of_field is not None:
            self._token, self._value_of_field = self._value_of_field, None
            self._open()
            return self._token
        self._finish_string()
        character = self._scanner.skip_blanks()
        if character and character in "}]":
            self._token = self._close(character)
        elif self._scopes:
            self._token = self._entry(character, self._scopes[-1])
        else:
            self._token = self._value(character) if character else Token.END_OF_INPUT
            self._open()
        return self._token

    def text(self) -> str:
        """Return the string, the number as written, or the token as written."""
        self._finish_string()
        if self._token in {Token.STRING, Token.NUMBER}:
            return self._text
        written: str = self._token.value
        return written

    def fail(self, reason: str) -> NoReturn:
        """Raise the error *reason*, with the position in the string."""
        self._scanner.fail(reason)

    def _entry(self, character: str, scope: _Scope) -> Token:
        kind = scope.kind
        if not character:
            start = self._scanner.location(scope.start)
            self.fail(
                f"Unexpected end-of-input: expected close marker for {kind}"
                f" (start marker at {start})"
            )
        if self._expects_comma:
            if character != ",":
                self._scanner.refuse(
                    character, f"was expecting comma to separate {kind} entries"
                )
            character = self._character_inside(kind)
        self._expects_comma = True
        if kind == "Object":
            return self._field(character)
        token = self._token = self._value(character)
        self._open()
        return token

    def _field(self, character: str) -> Token:
        if character != '"':
            self._scanner.refuse(
                character, "was expecting double-quote to start field name"
            )
        self.name = self._scanner.read_string("name", " in field name")
        colon = self._character_inside("Object")
        if colon != ":":
            self._scanner.refuse(
                colon, "was expecting a colon to separate field name and value"
            )
        self._value_of_field = self._value(self._character_inside("Object"))
        return Token.FIELD_NAME

    def _character_inside(self, kind: str) -> str:
        character = self._scanner.skip_blanks()
        if not character:
            self.fail(f"Unexpected end-of-input within/between {kind} entries")
        return character

    def _value(self, character: str) -> Token:
        if character == '"':
            self._string_is_unread = True
            return Token.STRING
        if character in "[{":
            return Token(character)
        if character in "-0123456789":
            self._text = self._scanner.read_number(character)
            return Token.NUMBER
        if character == "}":
            self._scanner.refuse(character, "expected a value")
        return Token(self._scanner.read_literal(character))

    def _finish_string(self) -> None:
        if self._string_is_unread:
            self._string_is_unread = False
            self._text = self._scanner.read_string(
                "string value", ": was expecting closing quote for a string value"
            )

    def _open(self) -> None:
        """Enter the object or array that the token opens, if it opens one."""
        if self._token not in {Token.START_OBJECT, Token.START_ARRAY}:
            return
        is_object = self._token is Token.START_OBJECT
        self._scopes.append(
            _Scope(
                "Object" if is_object else "Array",
                "}" if is_object else "]",
                self._scanner.position - 1,
            )
        )
        self._expects_comma = False
        if len(self._scopes) > _MAXIMUM_DEPTH:
            msg = (
                f"Document nesting depth ({len(self._scopes)}) exceeds the maximum"
                f" allowed ({_MAXIMUM_DEPTH}, from"
                " `StreamReadConstraints.getMaxNestingDepth()`)"
            )
            raise JsonError(msg)

    def _close(self, character: str) -> Token:
        if not self._scopes:
            self._scanner.read_literal(character)
        scope = self._scopes.pop()
        if character != scope.end:
            start = self._scanner.location(scope.start)
            self.fail(
                f"Unexpected close marker '{character}': expected '{scope.end}'"
                f" (for {scope.kind} starting at {start})"
            )
        self._expects_comma = True
        return Token(character)
