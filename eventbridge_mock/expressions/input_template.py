"""The template of an input transformer, and what it makes of values.

A template is text in which `<name>` stands for a value. Whether that value is put in
as JSON or as text depends on where the placeholder stands, and that is known before
any event is: so a template is parsed once, and filling it in joins its parts.

- A template that begins with a quote is made of *lines* in quotes. They are delivered
  with their quotes; what is put in loses its own, inside lists and objects too.
- Any other is meant as *JSON*. A placeholder outside quotes is a value of any kind; in
  quotes it is text, and no place for a list or an object.

Recorded on AWS between 2024-05 and 2025-10; docs/fidelity.md tells what was not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from ..frozen import frozen
from .json_path import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# AWS guide "Amazon EventBridge input transformation": only valid outside quotes.
WHOLE_EVENTS = frozenset(["aws.events.event", "aws.events.event.json"])

_PLACEHOLDER = re.compile(r"<(?P<name>[A-Za-z0-9_.-]+)>")
# An end quote that is missing leaves text, which then is no JSON.
_STRING_OR_PLACEHOLDER = re.compile(
    rf'"[^"\\]*(?:\\.[^"\\]*)*"?|{_PLACEHOLDER.pattern}', re.DOTALL
)
_COLON = re.compile(r"[ \t\r\n]*:")
_JSON_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')


class InvalidJsonError(Exception):
    """What a target would be sent is no JSON, so that AWS does not deliver it.

    It becomes a dead letter with the error code INVALID_JSON. The text is ours.
    """


class Place(Enum):
    """Where a placeholder stands, which is how its value is spelt."""

    VALUE = "a value of its own"
    KEY = "a key of an object"
    IN_VALUE = "in the quotes of a JSON value"
    IN_LINE = "in a line in quotes"


@frozen
class Placeholder:
    """A `<name>` in a template."""

    name: str
    place: Place

    @property
    def sample(self) -> str:
        """What shows whether the template is JSON once this is filled in.

        A backslash before an x is wrong whatever follows, as one before a
        placeholder is.
        """
        return "null" if self.place is Place.VALUE else "x"

    def spelt(self, value: Any) -> str:
        """Return *value*, which may be MISSING, as it is put in here."""
        if value is MISSING:
            return '""' if self.place is Place.VALUE else ""
        if self.place is Place.VALUE:
            return json_text(value)
        if self.place is Place.IN_VALUE and isinstance(value, list | Mapping):
            kind = "list" if isinstance(value, list) else "object"
            msg = f"<{self.name}> stands in the quotes of a JSON value for a {kind}."
            raise InvalidJsonError(msg)
        return _JSON_STRING.sub(r"\1", json_text(value))


@frozen
class InputTemplate:
    """A template, taken apart."""

    parts: tuple[str | Placeholder, ...]
    problem: str | None

    @classmethod
    def parse(cls, text: str) -> InputTemplate:
        """Return the template that *text* spells, which need not be deliverable."""
        return _parsed(text)

    @property
    def placeholders(self) -> Iterator[Placeholder]:
        """The placeholders, in the order of the text."""
        return (part for part in self.parts if isinstance(part, Placeholder))

    def filled(self, value_of: Callable[[str], Any]) -> str:
        """Return the text with each placeholder replaced.

        Args:
            value_of: Takes a name, gives its value or MISSING.

        Raises:
            InvalidJsonError: That would be no JSON.
        """
        if self.problem:
            raise InvalidJsonError(self.problem)
        return "".join(
            part if isinstance(part, str) else part.spelt(value_of(part.name))
            for part in self.parts
        )


def json_text(value: Any) -> str:
    """Return *value* as compact JSON, its keys in the order they have."""
    return _ENCODER.encode(value)


def is_json(text: str) -> bool:
    """Return whether *text* is a JSON document of any kind."""
    try:
        _DECODER.decode(text)
    except (RecursionError, ValueError):
        # Nested deeper than Python reads, which is as deep as AWS is reported to.
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which only Python takes for JSON."""
    raise ValueError(name)


_ENCODER = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=dict
)
# Numbers stay text: nobody asks them, and Python refuses to convert very long ones.
_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_refuse_constant
)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> InputTemplate:
    parts = tuple(part for part in _parts(text) if part)
    return InputTemplate(parts=parts, problem=_problem(text, parts))


def _is_lines(text: str) -> bool:
    return text.lstrip(" \t\r\n").startswith('"')


def _parts(text: str) -> Iterator[str | Placeholder]:
    """Yield *text* in pieces; some are empty."""
    quoted = Place.IN_LINE if _is_lines(text) else Place.IN_VALUE
    end = 0
    for match in _STRING_OR_PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        end = match.end()
        place = Place.VALUE if match["name"] else quoted
        if place is not Place.IN_LINE and _COLON.match(text, end):
            place = Place.KEY
        yield from _pieces(match[0], place)
    yield text[end:]


def _pieces(text: str, place: Place) -> Iterator[str | Placeholder]:
    """Yield *text*, in which all placeholders stand in the same place."""
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        yield Placeholder(name=match["name"], place=place)
        end = match.end()
    yield text[end:]


def _problem(text: str, parts: tuple[str | Placeholder, ...]) -> str | None:
    """Return why nothing that is filled in can make *parts* JSON, if so."""
    placeholders = [part for part in parts if isinstance(part, Placeholder)]
    for one in placeholders:
        if one.name in WHOLE_EVENTS and one.place is not Place.VALUE:
            return f"<{one.name}> can only be a value of its own, outside quotes."
    sample = "".join(part if isinstance(part, str) else part.sample for part in parts)
    if _is_lines(text):
        lines = [line.strip(" \t\r") for line in sample.split("\n")]
        if all(not line or (line[0] == '"' and is_json(line)) for line in lines):
            return None
        return "InputTemplate begins with a quote, but is not made of lines in quotes."
    return None if is_json(sample) else "InputTemplate is no JSON when filled in."
