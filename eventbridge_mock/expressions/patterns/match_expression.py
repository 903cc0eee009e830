"""Read the objects in a pattern's lists, such as `{"prefix": "eu-"}`.

The errors, their order and their positions are known from the open-source engine,
aws/event-ruler. The cases tried on AWS are recorded, 2024-11 to 2025-10 and in
us-east-1, 2026-09-13. An error inside the list of an `anything-but` carries its
position twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .ip_address import parse_cidr
from .json_reader import Token
from .json_scanner import JsonError
from .matchers import (
    Absent,
    AnythingBut,
    AnythingButValues,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    Numeric,
    Prefix,
    PrefixIgnoreCase,
    Suffix,
    SuffixIgnoreCase,
    Wildcard,
    comparable_text,
    quoted,
)
from .wildcard import parse_wildcard

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

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


class EngineFailureError(Exception):
    """AWS fails on this pattern itself, and answers InternalFailure without a text."""


def read_match_expression(reader: JsonReader) -> Alternative:
    """Return the matcher whose object has just been opened.

    Raises:
        JsonError: A pattern cannot contain this object.
        EngineFailureError: AWS answers nothing but that it failed.
    """
    if reader.next() is not Token.FIELD_NAME:
        reader.fail("Match expression name not found")
    if reader.name not in _OPERATORS:
        reader.fail(f"Unrecognized match type {reader.name}")
    return _OPERATORS[reader.name](reader)


def _end(reader: JsonReader) -> None:
    if reader.next() is not Token.END_OBJECT:
        reader.fail("Only one key allowed in match expression")


def _read_text(reader: JsonReader, name: str) -> str:
    if reader.next() is not Token.STRING:
        reader.fail(f"{name} match pattern must be a string")
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
    # Recorded on AWS 2024-11 to 2025-10: the message is the one for a prefix, and a
    # fault of the block comes without a position.
    text = _read_text(reader, "prefix")
    try:
        first, last = parse_cidr(text)
    except ValueError as error:
        raise JsonError(str(error)) from None
    _end(reader)
    return Cidr(text=text, first=first.hex().upper(), last=last.hex().upper())


def _exists(reader: JsonReader) -> Alternative:
    token = reader.next()
    if token not in {Token.TRUE, Token.FALSE}:
        reader.fail("exists match pattern must be either true or false.")
    _end(reader)
    return Exists() if token is Token.TRUE else Absent()


def number_key(text: str) -> Hashable:
    """Return the `exact_key` of a number that the pattern spells as *text*."""
    number = comparable_text(text)
    if number is not None:
        return number
    # An integer is then compared by its digits. Anything else fits nothing, because
    # AWS reads the numbers of an event as doubles (recorded in us-east-1, 2026-09-13).
    return (int(text) if text.lstrip("-").isdigit() else text,)


def _numeric(reader: JsonReader) -> Matcher:
    terms = _numeric_terms(reader)
    try:
        comparisons = tuple((sign, _double(text)) for sign, text in terms)
    except JsonError as error:
        reader.fail(str(error))
    if len(comparisons) > 1 and comparisons[0][1] >= comparisons[1][1]:
        reader.fail("Bottom must be less than top")
    _end(reader)
    written = " and ".join(f"{sign} {text}" for sign, text in terms)
    return Numeric(comparisons=comparisons, written=written)


def _numeric_terms(reader: JsonReader) -> list[tuple[str, str]]:
    """Return the operators of a `numeric` list, each with its number as written."""
    if reader.next() is not Token.START_ARRAY:
        reader.fail("Value of numeric must be an array.")
    if reader.next() is not Token.STRING:
        reader.fail(f"Invalid member in numeric match: {reader.text()}")
    sign = reader.text()
    token = reader.next()
    if sign not in {"=", "<", "<=", ">", ">="}:
        reader.fail(f"Unrecognized numeric range operator: {sign}")
    terms = [_numeric_term(reader, token, sign, "equals" if sign == "=" else sign)]
    token = reader.next()
    if token is Token.END_ARRAY:
        return terms
    if sign not in {">", ">="}:
        reader.fail("Too many elements in numeric expression")
    return [*terms, _upper_bound(reader, token)]


def _upper_bound(reader: JsonReader, token: Token) -> tuple[str, str]:
    if token is not Token.STRING:
        reader.fail(f"Bad value in numeric range: {reader.text()}")
    sign = reader.text()
    if sign not in {"<", "<="}:
        reader.fail(f"Bad numeric range operator: {sign}")
    term = _numeric_term(reader, reader.next(), sign, sign)
    if reader.next() is not Token.END_ARRAY:
        reader.fail("Too many terms in numeric range expression")
    return term


def _numeric_term(
    reader: JsonReader, token: Token, sign: str, name: str
) -> tuple[str, str]:
    if token is not Token.NUMBER:
        reader.fail(f"Value of {name} must be numeric")
    return sign, reader.text()


def _double(text: str) -> float:
    """Return the double that a number is.

    Raises:
        JsonError: No double holds it (recorded in us-east-1, 2026-09-13).
    """
    number = comparable_text(text)
    if number is None:
        msg = f"Cannot compare number : {text}"
        raise JsonError(msg)
    return number


def _anything_but(reader: JsonReader) -> Matcher:
    token = reader.next()
    if token is Token.START_OBJECT:
        return _anything_but_matcher(reader)
    operands = _operands(reader, token, _plain_operand)
    # A list of nothing is refused too.
    if len({kind for kind, _ in operands}) != 1:
        reader.fail(_MIXED)
    keys: list[Hashable] = [
        text if kind is Token.STRING else _double(text) for kind, text in operands
    ]
    _end(reader)
    return AnythingButValues(
        keys=frozenset(keys),
        written=tuple(
            quoted(text) if kind is Token.STRING else text for kind, text in operands
        ),
    )


def _anything_but_matcher(reader: JsonReader) -> Matcher:
    if reader.next() is not Token.FIELD_NAME:
        reader.fail("Anything-But expression name not found")
    operator = reader.name
    if operator not in {"wildcard", *_NEGATABLE}:
        reader.fail(f"Unsupported anything-but pattern: {operator}")
    if operator == "wildcard":
        # A wildcard is read only when the list is complete.
        texts = _operands(reader, reader.next(), _negated_wildcard)
        refused = [_wildcard_of(reader, text) for text in texts]
    else:
        refused = _operands(reader, reader.next(), _NEGATABLE[operator])
    if not refused:
        # Recorded in us-east-1, 2026-09-13.
        msg = f"AWS fails on an anything-but with an empty list of {operator}."
        raise EngineFailureError(msg)
    _end(reader)
    _end(reader)
    return AnythingBut(refused=tuple(refused))


def _operands(
    reader: JsonReader, token: Token, read: Callable[[JsonReader, Token], _T]
) -> list[_T]:
    """Return the result of *read* for one value, or for each value of a list."""
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


def _plain_operand(reader: JsonReader, token: Token) -> tuple[Token, str]:
    if token not in {Token.STRING, Token.NUMBER}:
        reader.fail(_NOT_IN_LIST)
    return token, reader.text()


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
