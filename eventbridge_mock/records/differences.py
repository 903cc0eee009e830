"""The differences of a record from expected values, without secrets."""

from __future__ import annotations

import json as json_module
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from numbers import Number
from types import MappingProxyType
from typing import Any

from ..model.endpoint import are_equivalent
from . import UNSET
from .masking import mask_header, mask_text, mask_value, masked_repr

_SHOWN_DIFFERENCES = 8


def is_empty(lines: Iterator[str]) -> bool:
    """Return whether there are no *lines*."""
    return next(lines, None) is None


class ExtraMember(str):
    """The line on a member of an object that was not expected."""

    __slots__ = ()


def compares_whole(name: str, differences: Iterable[Iterator[str]]) -> Iterator[str]:
    """Yield how to expect a part of a JSON document, if one has too much in it."""
    if any(isinstance(line, ExtraMember) for lines in differences for line in lines):
        yield (
            f"  {name}= compares the whole document. unittest.mock.ANY equals any"
            " value, and IsPartialDict of dirty-equals an object with more members."
        )


def first_of(lines: Iterator[str]) -> list[str]:
    """Return the first of *lines* and the number of the others.

    Those on members that were not expected come last.
    """
    first = sorted(lines, key=lambda line: isinstance(line, ExtraMember))
    hidden = len(first) - _SHOWN_DIFFERENCES
    if hidden <= 0:
        return first
    return [*first[:_SHOWN_DIFFERENCES], f"… and {hidden} more"]


def text_differences(
    name: str, expected: object, actual: object, texts: frozenset[str]
) -> Iterator[str]:
    """Yield a line if *expected* is given and is not equal to *actual*."""
    if expected is not UNSET and expected != actual:
        shown = shown_value(actual, texts)
        yield f"{name}: {shown}, expected {shown_value(expected, texts)}"


def url_differences(
    expected: object, actual: str, texts: frozenset[str]
) -> Iterator[str]:
    """Yield a line if *expected* is not *actual* in another spelling either."""
    if not isinstance(expected, str) or not are_equivalent(expected, actual):
        yield from text_differences("url", expected, actual, texts)


def document_differences(
    expected: object, actual: bytes, texts: frozenset[str]
) -> Iterator[str]:
    """Yield the differences of a JSON value and a body, which may not be JSON."""
    if expected is UNSET:
        return
    try:
        content = json_module.loads(actual)
    except json_module.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        shown = masked_repr(actual, texts)
        yield f"json: the body is not valid JSON at {where}: {shown}"
        return
    except ValueError:
        yield f"json: the body is not valid UTF-8: {masked_repr(actual, texts)}"
        return
    yield from json_differences("json", expected, content, texts)


def body_differences(
    expected: object, actual: bytes, texts: frozenset[str]
) -> Iterator[str]:
    """Yield a line if *expected*, a string or bytes, is not the body."""
    if expected is UNSET or expected == actual:
        return
    text = actual.decode("utf-8", "surrogateescape")
    if expected != text:
        body: object = actual if isinstance(expected, bytes) else text
        shown = masked_repr(body, texts)
        yield f"body: {shown}, expected {masked_repr(expected, texts)}"


def named_differences(
    kind: str,
    expected: Mapping[str, object],
    actual: Mapping[str, Any],
    texts: frozenset[str],
) -> Iterator[str]:
    """Yield the differences of headers or parameters, which may be secrets."""
    for name, value in expected.items():
        label = f"{kind}[{name!r}]"
        if name not in actual:
            yield f"{label}: missing, expected {masked_repr(value, texts)}"
        elif value != actual[name]:
            if holds_a_secret(kind, name, actual[name], texts):
                yield f"{label}: not the expected value (hidden because it is secret)"
            else:
                shown = masked_repr(actual[name], texts)
                yield f"{label}: {shown}, expected {masked_repr(value, texts)}"


def attribute_differences(
    expected: Mapping[str, object] | None,
    actual: Mapping[str, str],
    texts: frozenset[str],
) -> Iterator[str]:
    """Yield the differences of message attributes, which only repeat secrets."""
    for name, value in (expected or {}).items():
        label = f"attributes[{name!r}]"
        if name not in actual:
            yield f"{label}: missing, expected {shown_value(value, texts)}"
        else:
            yield from text_differences(label, value, actual[name], texts)


def json_differences(
    path: str, expected: object, actual: object, texts: frozenset[str]
) -> Iterator[str]:
    """Yield a line for each place where two JSON values differ.

    Python's own equality of objects and arrays takes True and 1 for the same.
    """
    is_plain = type(expected).__eq__ in _EQUALITY_OF_CONTAINERS
    if is_plain and isinstance(expected, Mapping) and isinstance(actual, dict):
        yield from _object_differences(path, expected, actual, texts)
    elif is_plain and isinstance(expected, (list, tuple)) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: {len(actual)} elements, expected {len(expected)}"
        for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
            yield from json_differences(f"{path}[{index}]", left, right, texts)
    elif not _is_same(expected, actual):
        yield f"{path}: {_compact(actual, texts)}, expected {_compact(expected, texts)}"


# The equality of containers that do not define their own.
_EQUALITY_OF_CONTAINERS = {
    kind.__eq__ for kind in (dict, OrderedDict, MappingProxyType, Mapping, list, tuple)
}


def _is_same(expected: object, actual: object) -> bool:
    if isinstance(expected, Number):
        # A boolean is a number in Python, but not in JSON.
        is_of_a_kind = isinstance(expected, bool) == isinstance(actual, bool)
        return is_of_a_kind and expected == actual
    # Not `!=`: a subclass of list that defines `__eq__` has the other from list.
    return bool(expected == actual)


def _object_differences(
    path: str,
    expected: Mapping[Any, object],
    actual: dict[Any, object],
    texts: frozenset[str],
) -> Iterator[str]:
    for key in {**expected, **actual}:
        label = f"{path}.{mask_text(str(key), texts)}"
        if key not in actual:
            yield f"{label}: missing, expected {_compact(expected[key], texts)}"
        elif key not in expected:
            yield ExtraMember(f"{label}: {_compact(actual[key], texts)}, not expected")
        else:
            yield from json_differences(label, expected[key], actual[key], texts)


def _compact(value: object, texts: frozenset[str]) -> str:
    try:
        text = json_module.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        # Not JSON: a value with its own equality, or one that contains itself.
        return masked_repr(value, texts)
    return mask_text(text, texts)


def shown_value(value: object, texts: frozenset[str]) -> str:
    """Return the repr of *value*, which is never a secret as a whole."""
    if isinstance(value, str):
        return repr(mask_text(value, texts))
    return masked_repr(value, texts)


def holds_a_secret(
    kind: str, name: str, value: str | list[str], texts: frozenset[str]
) -> bool:
    """Return whether a header or a parameter, which can have several values, does."""
    if kind == "headers":
        return mask_header(name, str(value), texts) != value
    values = value if isinstance(value, list) else [value]
    return any(mask_value(text, texts) != text for text in values)
