"""The matchers of a pattern: what it can ask of one value of an event.

Each matcher has `wanted`, its request in a few words, and most have `fits`, which says
whether a value fulfils it. `Exact` has a key instead, because a field keeps all keys
together. Values are leaves of a parsed event: a string, a number, true, false or None.
"""

from __future__ import annotations

import json
import operator
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ...frozen import frozen
from .ip_address import parse_ip_address
from .wildcard import fits_wildcard

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}
# A double holds each integer up to this one.
_LARGEST_EXACT = 2**53


class Matcher(Protocol):
    """A matcher that is asked about one value after the other."""

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        ...

    def fits(self, value: Any) -> bool:
        """Return whether *value* fulfils the request."""
        ...


def exact_key(value: Any) -> Hashable:
    """Return a key that two values share if they are equal to AWS.

    Strings, numbers and the words true, false and null never equal each other. Numbers
    are equal when their doubles are. An integer that no double holds equals itself
    alone (recorded in us-east-1, 2026-09-13).
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return (value,)
    number = comparable(value)
    return (value,) if number is None else number


def comparable(number: float) -> float | None:
    """Return the double of a *number* in an event, None if no double holds it.

    AWS compares a number only if the shortest spelling of its double is the number
    itself (recorded in us-east-1, 2026-09-13).
    """
    if not isinstance(number, int):
        return number if isfinite(number) else None
    if abs(number) <= _LARGEST_EXACT:
        return float(number)
    return comparable_text(str(number))


def comparable_text(text: str) -> float | None:
    """Return the double of a number as it is written, None if no double holds it."""
    number = float(text)
    if number == 0:
        digits = text.lower().partition("e")[0]
        return None if digits.strip("-0.") else 0.0
    if not isfinite(number) or Decimal(text) != Decimal(repr(number)):
        return None
    return number


def quoted(text: str) -> str:
    """Return *text* as it is written in JSON."""
    return json.dumps(text, ensure_ascii=False)


def listed(words: Sequence[str]) -> str:
    """Return *words* as `one of ...` if they are several."""
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


@frozen
class Exact:
    """The value with this *key*; *wanted* is its spelling in the pattern.

    With an *address*, any spelling of this IP address.
    """

    key: Hashable
    wanted: str
    address: bytes | None = None


@frozen
class Prefix:
    """A string that begins with *text*."""

    text: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"prefix {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is a string that begins with the text."""
        return isinstance(value, str) and value.startswith(self.text)


@frozen
class Suffix:
    """A string that ends with *text*."""

    text: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"suffix {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is a string that ends with the text."""
        return isinstance(value, str) and value.endswith(self.text)


@frozen
class EqualsIgnoreCase:
    """The *text* in any case."""

    text: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is the text, in any case."""
        return isinstance(value, str) and _end_of_beginning(self.text, value) == len(
            value
        )


@frozen
class PrefixIgnoreCase:
    """A string that begins with *text* in any case, or contains it *anywhere*."""

    text: str
    anywhere: bool = False

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"prefix equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* begins with the text, in any case."""
        if not isinstance(value, str):
            return False
        if self.anywhere:
            return self.text.upper() in value.upper()
        return _end_of_beginning(self.text, value) is not None


@frozen
class SuffixIgnoreCase:
    """A string that ends with *text* in any case."""

    text: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"suffix equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* ends with the text, in any case."""
        if not isinstance(value, str):
            return False
        end = len(value)
        for character in reversed(self.text):
            for form in _forms(character):
                if value.endswith(form, 0, end):
                    end -= len(form)
                    break
            else:
                return False
        return True


def _end_of_beginning(text: str, value: str) -> int | None:
    """Return where *text* ends that *value* begins with in any case, or None."""
    position = 0
    for character in text:
        for form in _forms(character):
            if value.startswith(form, position):
                position += len(form)
                break
        else:
            return None
    return position


def _forms(character: str) -> tuple[str, ...]:
    """Return what a *character* of the pattern fits: its lower and its upper case.

    `ß` therefore fits `ß` and `SS`, and `SS` does not fit `ß`. AWS takes a character
    beyond 16 bits apart and turns each half into a `?`, so that this character fits
    `??` and not itself (recorded in us-east-1, 2026-09-13).
    """
    if character > "\uffff":
        return ("??",)
    if "\ud800" <= character <= "\udfff":
        return ("?",)
    return (character.lower(), character.upper())


@frozen
class Wildcard:
    """A string that has the *pieces*, and anything between them."""

    text: str
    pieces: tuple[str, ...]

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"wildcard {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is a string with the pieces in their order."""
        return isinstance(value, str) and fits_wildcard(self.pieces, value)


@frozen
class Numeric:
    """A number that fulfils each *comparison*, an operator and a double.

    *written* are the comparisons as the pattern spells them.
    """

    comparisons: tuple[tuple[str, float], ...]
    written: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"numeric {self.written}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is a number in the range."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        number = comparable(value)
        return number is not None and all(
            _COMPARISONS[sign](number, bound) for sign, bound in self.comparisons
        )


@frozen
class Cidr:
    """A string that is an IP address from *first* to *last*, in hexadecimal digits.

    AWS compares digit by digit, also addresses of two lengths, and stops as soon as the
    digits are between the digits of the two: `a00::1` is in `10.0.0.0/8`. A number is
    compared by its decimal digits, so that 1 is in `0.0.0.0/0` (recorded in us-east-1,
    2026-09-13).
    """

    text: str
    first: str
    last: str

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"cidr {self.text}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is an address of the block, or compares like one."""
        digits = _digits_of(value)[: len(self.first)]
        if len(digits) == len(self.first):
            return self.first <= digits <= self.last
        return self.first[: len(digits)] < digits < self.last[: len(digits)]


def _digits_of(value: Any) -> str:
    """Return the digits by which AWS compares *value* with a block."""
    if isinstance(value, bool) or value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value)
    address = parse_ip_address(value)
    return "" if address is None else address.hex().upper()


@frozen
class Exists:
    """Any value at all."""

    wanted: str = "to exist"

    def fits(self, value: Any) -> bool:  # noqa: ARG002 - any value
        """Return True: *value* exists."""
        return True


@frozen
class Absent:
    """No value."""

    wanted: str = "not to exist"


@frozen
class AnythingBut:
    """Any value that no matcher of the *refused* fits."""

    refused: tuple[Matcher, ...]

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"anything but {listed([each.wanted for each in self.refused])}"

    def fits(self, value: Any) -> bool:
        """Return whether no matcher of the refused fits *value*."""
        return not any(matcher.fits(value) for matcher in self.refused)


@frozen
class AnythingButValues:
    """Any value whose key is not in *keys*; *written* are those in the pattern."""

    keys: frozenset[Hashable]
    written: tuple[str, ...]

    @property
    def wanted(self) -> str:
        """The request in a few words."""
        return f"anything but {listed(self.written)}"

    def fits(self, value: Any) -> bool:
        """Return whether the pattern does not have *value*."""
        return exact_key(value) not in self.keys


# The matchers that the list of a field can contain.
Alternative: TypeAlias = "Exact | Absent | Matcher"
