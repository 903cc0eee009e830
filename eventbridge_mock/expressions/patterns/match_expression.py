"""The objects in a pattern's lists, such as `{"prefix": "eu-"}`.

Which errors there are, in which order, and how far the reader has got when one is
raised: the open-source engine, aws/event-ruler; for what has been tried, recorded on
AWS 2024-11 to 2025-10. An error inside the list of an `anything-but` carries its
position twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .ignore_case import EqualsIgnoreCase, PrefixIgnoreCase, SuffixIgnoreCase
from .ip_address import parse_cidr
from .json_reader import Token
from .json_scanner import JsonError
from .matchers import (
    Absent,
    AnythingBut,
    AnythingButValues,
    Cidr,
    Exact,
    Exists,
    Prefix,
    Suffix,
    Wildcard,
    exact_key,
    quoted,
)
from .numeric_expression import read_number, read_numeric
from .wildcard import parse_wildcard

if TYPE_CHECKING:
    from collections.abc import Callable

    from .json_reader import JsonReader
    from .matchers import Alternative, Matcher

_T = TypeVar("_T")

_NOT_A_VALUE = "Value of anything-but must be an array or single string/number value."
_NOT_IN_LIST = "Inside anything but list, start|null|boolean is not supported."
_NOT_IN_IGNORE_CASE = (
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not"
    " supported."
)
_MIXED = (
    "Inside anything but list, either all values are number or string, mixed type is"
    " not supported"
)


def read_match_expression(reader: JsonReader) -> Alternative:
    """Read the rest of an object whose beginning has just been read.

    Raises:
        JsonError: It is none of those that a pattern can have.
    """
    if reader.next() is not Token.FIELD_NAME:
        reader.fail("Match expression name not found")
    if reader.name not in _OPERATORS:
        reader.fail(f"Unrecognized match type {reader.name}")
    return _OPERATORS[reader.name](reader)


def _end(reader: JsonReader) -> None:
    if reader.next() is not Token.END_OBJECT:
        reader.fail("Only one key allowed in match expression")


def _read_text(reader: JsonReader, what: str) -> str:
    if reader.next() is not Token.STRING:
        reader.fail(f"{what} match pattern must be a string")
    return reader.text()


def _exactly(reader: JsonReader) -> Alternative:
    text = _read_text(reader, "exact")
    _end(reader)
    return Exact(key=text, wanted=f"exactly {quoted(text)}")


def _equals_ignore_case(reader: JsonReader) -> Matcher:
    text = _read_text(reader, "equals-ignore-case")
    _end(reader)
    return EqualsIgnoreCase(text=text)


def _prefix(reader: JsonReader) -> Matcher:
    text, ignores_case = _affix(reader, "prefix")
    return PrefixIgnoreCase(text=text) if ignores_case else Prefix(text=text)


def _suffix(reader: JsonReader) -> Matcher:
    text, ignores_case = _affix(reader, "suffix")
    return SuffixIgnoreCase(text=text) if ignores_case else Suffix(text=text)


def _affix(reader: JsonReader, name: str) -> tuple[str, bool]:
    """Return the text of a prefix or suffix, and whether its case is ignored."""
    token = reader.next()
    if token is not Token.START_OBJECT:
        if token is not Token.STRING:
            reader.fail(f"{name} match pattern must be a string")
        text = reader.text()
        _end(reader)
        return text, False
    if reader.next() is not Token.FIELD_NAME:
        reader.fail(f"{name.capitalize()} expression name not found")
    if reader.name != "equals-ignore-case":
        reader.fail(f"Unsupported {name} pattern: {reader.name}")
    text = _read_text(reader, "equals-ignore-case")
    _end(reader)
    _end(reader)
    return text, True


def _wildcard(reader: JsonReader) -> Matcher:
    matcher = _wildcard_of(reader, _read_text(reader, "wildcard"))
    _end(reader)
    return matcher


def _wildcard_of(reader: JsonReader, text: str) -> Matcher:
    try:
        return Wildcard(text=text, pieces=parse_wildcard(text))
    except ValueError as error:
        reader.fail(str(error))


def _cidr(reader: JsonReader) -> Matcher:
    # Recorded on AWS 2024-11 to 2025-10: the text is that of a prefix, and what is
    # wrong with a block comes without a position.
    text = _read_text(reader, "prefix")
    try:
        first, last = parse_cidr(text)
    except ValueError as error:
        raise JsonError(str(error)) from None
    _end(reader)
    return Cidr(text=text, first=first, last=last)


def _exists(reader: JsonReader) -> Alternative:
    token = reader.next()
    if token not in {Token.TRUE, Token.FALSE}:
        reader.fail("exists match pattern must be either true or false.")
    _end(reader)
    return Exists() if token is Token.TRUE else Absent()


def _numeric(reader: JsonReader) -> Matcher:
    matcher = read_numeric(reader)
    _end(reader)
    return matcher


def _anything_but(reader: JsonReader) -> Matcher:
    token = reader.next()
    if token is Token.START_OBJECT:
        return _anything_but_matcher(reader)
    values = _operands(reader, token, _plain_operand)
    # AWS has no anything-but of nothing, which says the same as `exists`.
    if len({isinstance(value, str) for value, _ in values}) != 1:
        reader.fail(_MIXED)
    _end(reader)
    return AnythingButValues(
        keys=frozenset(exact_key(value) for value, _ in values),
        written=tuple(written for _, written in values),
    )


def _anything_but_matcher(reader: JsonReader) -> Matcher:
    if reader.next() is not Token.FIELD_NAME:
        reader.fail("Anything-But expression name not found")
    if reader.name not in {"wildcard", *_NEGATABLE}:
        reader.fail(f"Unsupported anything-but pattern: {reader.name}")
    if reader.name == "wildcard":
        # Looked into only when the list is complete.
        texts = _operands(reader, reader.next(), _negated_wildcard)
        refused = [_wildcard_of(reader, text) for text in texts]
    else:
        refused = _operands(reader, reader.next(), _NEGATABLE[reader.name])
    _end(reader)
    _end(reader)
    return AnythingBut(refused=tuple(refused))


def _operands(
    reader: JsonReader, token: Token, read: Callable[[JsonReader, Token], _T]
) -> list[_T]:
    """Return what *read* makes of one value, or of each in a list."""
    if token not in {Token.STRING, Token.NUMBER, Token.START_ARRAY}:
        reader.fail(_NOT_A_VALUE)
    if token is not Token.START_ARRAY:
        return [read(reader, token)]
    operands = []
    try:
        while (token := reader.next()) is not Token.END_ARRAY:
            operands.append(read(reader, token))
    except JsonError as error:
        reader.fail(str(error))
    return operands


def _plain_operand(reader: JsonReader, token: Token) -> tuple[str | float, str]:
    if token is Token.STRING:
        return reader.text(), quoted(reader.text())
    if token is not Token.NUMBER:
        reader.fail(_NOT_IN_LIST)
    return read_number(reader), reader.text()


def _negated_prefix(reader: JsonReader, token: Token) -> Matcher:
    return Prefix(text=_affix_operand(reader, token))


def _negated_suffix(reader: JsonReader, token: Token) -> Matcher:
    return Suffix(text=_affix_operand(reader, token))


def _affix_operand(reader: JsonReader, token: Token) -> str:
    if token is not Token.STRING:
        reader.fail("prefix/suffix match pattern must be a string")
    text = reader.text()
    if not text:
        reader.fail("Null prefix/suffix not allowed")
    return text


def _negated_wildcard(reader: JsonReader, token: Token) -> str:
    if token is not Token.STRING:
        reader.fail("wildcard match pattern must be a string")
    return reader.text()


def _negated_ignore_case(reader: JsonReader, token: Token) -> Matcher:
    if token is not Token.STRING:
        reader.fail(_NOT_IN_IGNORE_CASE)
    return EqualsIgnoreCase(text=reader.text())


_OPERATORS: dict[str, Callable[[JsonReader], Alternative]] = {
    "exactly": _exactly,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "numeric": _numeric,
    "cidr": _cidr,
    "exists": _exists,
    "anything-but": _anything_but,
}

_NEGATABLE: dict[str, Callable[[JsonReader, Token], Matcher]] = {
    "prefix": _negated_prefix,
    "suffix": _negated_suffix,
    "equals-ignore-case": _negated_ignore_case,
}
