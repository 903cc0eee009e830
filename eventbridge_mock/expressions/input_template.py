"""Render the template of an input transformer.

A template is a string in which a value replaces `<name>`. It is parsed once, before any
event, because only the place of a placeholder decides how its value is spelt:

- A template that begins with `{` is *typed*. A placeholder outside quotes is JSON of
  any kind; in quotes it is the characters of a string, escaped.
- Any other template is *text*. Placeholders become plain text: nothing is quoted and
  nothing escaped, and lists and objects lose their inner quotes.

The result has to be valid JSON, or in a text template lines of JSON. Recorded on AWS
between 2024-05 and 2025-10 and in us-east-1, 2026-09-13.
"""

from __future__ import annotations

import json
import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from ..frozen import frozen
from .json_path import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLACEHOLDER = re.compile(r"<(?P<name>[A-Za-z0-9_.-]+)>")
# A placeholder as jsonencode of Terraform writes it.
_ESCAPED_PLACEHOLDER = re.compile(r"\\u003[cC][A-Za-z0-9_.-]+\\u003[eE]")
# A string may lack its end quote.
_STRING_OR_PLACEHOLDER = re.compile(
    rf'"[^"\\]*(?:\\.[^"\\]*)*"?|{_PLACEHOLDER.pattern}', re.DOTALL
)
_JSON_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_COLON = re.compile(r"[ \t\r\n]*:")
_BLANKS = " \t\r\n"
_TRAILING_COMMA = re.compile(r",[ \t\r\n]*(?=[\]}])")


class JsonSyntaxError(ValueError):
    """A string is not valid JSON from *position* on, which counts from zero."""

    def __init__(self, position: int) -> None:
        super().__init__(f"not valid JSON at position {position}")
        self.position = position


class PlaceInTemplate(Enum):
    """The place of a placeholder, which decides how its value is spelt."""

    VALUE = "a value of its own"
    KEY = "a key of an object"
    IN_STRING = "in the quotes of a typed template"
    IN_TEXT = "in a template that is text"


@frozen
class Placeholder:
    """A `<name>` in a template."""

    name: str
    place: PlaceInTemplate

    def spelt(self, value: Any) -> str:
        """Return *value*, which may be MISSING, as it is inserted here."""
        if self.place is PlaceInTemplate.VALUE:
            return '""' if value is MISSING else json_text(value)
        if value is MISSING:
            return ""
        if self.place is PlaceInTemplate.IN_TEXT:
            return bare_text(value)
        return json_text(value)[1:-1] if isinstance(value, str) else json_text(value)


@frozen
class InputTemplate:
    """A parsed template."""

    parts: tuple[str | Placeholder, ...]
    is_typed: bool

    @classmethod
    def parse(cls, text: str) -> InputTemplate:
        """Return the template in *text*, which need not be deliverable."""
        return _parsed(text)

    @property
    def placeholders(self) -> Iterator[Placeholder]:
        """The placeholders, in the order of the string."""
        return (part for part in self.parts if isinstance(part, Placeholder))

    @property
    def sample(self) -> str:
        """The template with null for each placeholder, as AWS checks it."""
        return "".join(part if isinstance(part, str) else "null" for part in self.parts)

    def rendered(self, value_of: Callable[[str], Any]) -> str:
        """Return the string with each placeholder replaced, be it JSON or not.

        Args:
            value_of: Takes a name and gives its value, or MISSING. It raises KeyError
                for a name that nobody defined, whose placeholder then stays.
        """
        return "".join(
            part if isinstance(part, str) else _spelt(part, value_of)
            for part in self.parts
        )


def _spelt(placeholder: Placeholder, value_of: Callable[[str], Any]) -> str:
    try:
        value = value_of(placeholder.name)
    except KeyError:
        return f"<{placeholder.name}>"
    return placeholder.spelt(value)


def escaped_placeholders(template: str) -> tuple[str, ...]:
    r"""Return what was meant as placeholders, such as `\u003cname\u003e`.

    AWS sends it as it is (reported 2026).
    """
    return tuple(dict.fromkeys(_ESCAPED_PLACEHOLDER.findall(template)))


def json_text(value: Any) -> str:
    """Return *value* as compact JSON, its keys in the order they have."""
    return _ENCODER.encode(value)


def bare_text(value: Any) -> str:
    """Return *value* as a text template shows it: JSON without quotes and escapes."""
    if isinstance(value, str):
        return value
    # By way of JSON, because Python recurses less deep than an event may be nested.
    return _JSON_STRING.sub(_content_of, json_text(value))


def _content_of(string: re.Match[str]) -> str:
    content: str = json.loads(string[0])
    return content


def check_json(text: str) -> None:
    """Raise JsonSyntaxError if *text* is not one JSON document of any kind."""
    end = check_first_json(text)
    rest = text[end:].lstrip(_BLANKS)
    if rest:
        raise JsonSyntaxError(len(text) - len(rest))


def check_json_lines(text: str) -> None:
    """Raise JsonSyntaxError if *text* is neither JSON nor lines of JSON."""
    try:
        check_json(text)
    except JsonSyntaxError as fault:
        first_line = text.lstrip(_BLANKS).partition("\n")[0]
        try:
            check_json(first_line)
        except JsonSyntaxError:
            raise fault from None
    else:
        return
    start = 0
    for line in text.split("\n"):
        try:
            if line.strip(_BLANKS):
                check_json(line)
        except JsonSyntaxError as fault:
            raise JsonSyntaxError(start + fault.position) from None
        start += len(line) + 1


def check_first_json(text: str) -> int:
    """Return where the JSON document at the start of *text* ends.

    Raises:
        JsonSyntaxError: There is none. A document that is nested deeper than Python
            reads, which is as deep as AWS is reported to read, is wrong at its start.
    """
    start = len(text) - len(text.lstrip(_BLANKS))
    try:
        end: int = _DECODER.raw_decode(text, start)[1]
    except json.JSONDecodeError as error:
        # From Python 3.13 on a comma is wrong that nothing follows, before that the
        # bracket after it.
        comma = _TRAILING_COMMA.match(text, error.pos)
        raise JsonSyntaxError(comma.end() if comma else error.pos) from None
    except (RecursionError, _ConstantError):
        raise JsonSyntaxError(start) from None
    return end


class _ConstantError(ValueError):
    """NaN and Infinity are not JSON, though Python takes them."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


_ENCODER = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=dict
)
# Numbers stay strings: nobody asks for them, and Python refuses to convert very long
# ones.
_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_refuse_constant
)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> InputTemplate:
    is_typed = text.lstrip(_BLANKS).startswith("{")
    parts = _typed_parts(text) if is_typed else _pieces(text, PlaceInTemplate.IN_TEXT)
    return InputTemplate(parts=tuple(part for part in parts if part), is_typed=is_typed)


def _typed_parts(text: str) -> Iterator[str | Placeholder]:
    """Yield a typed template in pieces; some are empty."""
    end = 0
    for match in _STRING_OR_PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        end = match.end()
        place = PlaceInTemplate.VALUE if match["name"] else PlaceInTemplate.IN_STRING
        if _COLON.match(text, end):
            place = PlaceInTemplate.KEY
        yield from _pieces(match[0], place)
    yield text[end:]


def _pieces(text: str, place: PlaceInTemplate) -> Iterator[str | Placeholder]:
    """Yield *text*, in which all placeholders have the same place."""
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        yield Placeholder(name=match["name"], place=place)
        end = match.end()
    yield text[end:]
