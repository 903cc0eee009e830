"""The lists of `numeric`, such as `[">", 0, "<=", 100]`.

Errors, their order and their positions are those of the open-source engine,
aws/event-ruler; for what has been tried, recorded on AWS 2024-11 to 2025-10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .json_reader import Token
from .matchers import Numeric, as_double

if TYPE_CHECKING:
    from .json_reader import JsonReader


def read_number(reader: JsonReader) -> float:
    """Return the number that *reader* has come to."""
    text = reader.text()
    return int(text) if text.lstrip("-").isdigit() else float(text)


def read_numeric(reader: JsonReader) -> Numeric:
    """Read the list that follows the operator's name, up to its end.

    Raises:
        JsonError: It is no comparison or range of numbers.
    """
    if reader.next() is not Token.START_ARRAY:
        reader.fail("Value of numeric must be an array.")
    if reader.next() is not Token.STRING:
        reader.fail(f"Invalid member in numeric match: {reader.text()}")
    sign = reader.text()
    token = reader.next()
    if sign not in {"=", "<", "<=", ">", ">="}:
        reader.fail(f"Unrecognized numeric range operator: {sign}")
    comparison = _comparison(reader, token, sign, "equals" if sign == "=" else sign)
    token = reader.next()
    if sign not in {">", ">="}:
        if token is not Token.END_ARRAY:
            reader.fail("Too many elements in numeric expression")
        comparisons = [comparison]
    elif token is Token.END_ARRAY:
        comparisons = [comparison]
    else:
        comparisons = [comparison, _upper_bound(reader, token)]
        if as_double(comparison[1]) >= as_double(comparisons[1][1]):
            reader.fail("Bottom must be less than top")
    return Numeric(comparisons=tuple(comparisons))


def _upper_bound(reader: JsonReader, token: Token) -> tuple[str, float]:
    if token is not Token.STRING:
        reader.fail(f"Bad value in numeric range: {reader.text()}")
    sign = reader.text()
    if sign not in {"<", "<="}:
        reader.fail(f"Bad numeric range operator: {sign}")
    comparison = _comparison(reader, reader.next(), sign, sign)
    if reader.next() is not Token.END_ARRAY:
        reader.fail("Too many terms in numeric range expression")
    return comparison


def _comparison(
    reader: JsonReader, token: Token, sign: str, named: str
) -> tuple[str, float]:
    if token is not Token.NUMBER:
        reader.fail(f"Value of {named} must be numeric")
    return sign, read_number(reader)
