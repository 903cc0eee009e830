"""What a pattern can ask of one value of an event.

Each has `wanted`, what it asks for in a few words, and most have `fits`, which says
whether a value is that. `Exact` has a key in its stead, as a field keeps all keys
together. Values are leaves of a parsed event: text, a number, true, false or None.
"""

from __future__ import annotations

import json
import operator
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


class Matcher(Protocol):
    """What can be held to one value after the other."""

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        ...

    def fits(self, value: Any) -> bool:
        """Return whether *value* is what is wanted."""
        ...


def exact_key(value: Any) -> Hashable:
    """Return what two values have in common that are equal to AWS.

    Text, numbers and the words true, false and null never equal each other, and
    numbers are equal when they are as IEEE doubles.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return (value,)
    return as_double(value)


def as_double(number: float) -> float:
    """Return *number* as an IEEE double, or as it is if it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return number


def quoted(text: str) -> str:
    """Return *text* as it is written in JSON."""
    return json.dumps(text, ensure_ascii=False)


def listed(words: Sequence[str]) -> str:
    """Return *words* as `one of ...` if there are several."""
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


@frozen
class Exact:
    """The value with this *key*; *wanted* is how the pattern has it.

    With an *address*, any spelling of this IP address.
    """

    key: Hashable
    wanted: str
    address: bytes | None = None


@frozen
class Prefix:
    """Text that begins so."""

    text: str

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"prefix {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is text that begins so."""
        return isinstance(value, str) and value.startswith(self.text)


@frozen
class Suffix:
    """Text that ends so."""

    text: str

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"suffix {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is text that ends so."""
        return isinstance(value, str) and value.endswith(self.text)


@frozen
class Wildcard:
    """Text that has the *pieces*, and anything between them."""

    text: str
    pieces: tuple[str, ...]

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"wildcard {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is text that the wildcards can stand for."""
        return isinstance(value, str) and fits_wildcard(self.pieces, value)


@frozen
class Numeric:
    """A number that each *comparison*, an operator and a number, holds for."""

    comparisons: tuple[tuple[str, float], ...]

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return "numeric " + " and ".join(
            f"{sign} {number!r}" for sign, number in self.comparisons
        )

    def fits(self, value: Any) -> bool:
        """Return whether *value* is a number in the range."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        number = as_double(value)
        return all(
            _COMPARISONS[sign](number, as_double(bound))
            for sign, bound in self.comparisons
        )


@frozen
class Cidr:
    """Text that is an IP address from *first* to *last*.

    To the open-source engine, aws/event-ruler, an address is its hexadecimal digits,
    and as soon as the digits so far are between those of the two it looks no further.
    The digits that a number is written with are held to them as well, so that `10`
    fits `0.0.0.0/0`.
    """

    text: str
    first: bytes
    last: bytes

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"cidr {self.text}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is an address of the block, or like one."""
        if isinstance(value, bool) or value is None:
            return False
        if not isinstance(value, str):
            written = json.dumps(value)
            first, last = (
                each.hex().upper()[: len(written)] for each in (self.first, self.last)
            )
            return first < written[: len(first)] < last
        address = parse_ip_address(value)
        return (
            address is not None
            and len(address) == len(self.first)
            and self.first <= address <= self.last
        )


@frozen
class Exists:
    """Any value at all."""

    wanted: str = "to exist"

    def fits(self, value: Any) -> bool:  # noqa: ARG002 - any value
        """Return that *value* exists."""
        return True


@frozen
class Absent:
    """No value."""

    wanted: str = "not to exist"


@frozen
class AnythingBut:
    """Any value that none of the *refused* fits."""

    refused: tuple[Matcher, ...]

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"anything but {listed([each.wanted for each in self.refused])}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is none of what is refused."""
        return not any(matcher.fits(value) for matcher in self.refused)


@frozen
class AnythingButValues:
    """Any value whose key is not among *keys*; *written* are those in the pattern."""

    keys: frozenset[Hashable]
    written: tuple[str, ...]

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"anything but {listed(self.written)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is none of those."""
        return exact_key(value) not in self.keys


# What a pattern's list can hold.
Alternative: TypeAlias = "Exact | Absent | Matcher"
