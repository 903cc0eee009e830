"""The expectations of an assertion, and how a record differs from them."""

from __future__ import annotations

import json as json_module
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import islice
from numbers import Number
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from ..model.arn import parse_arn
from ..model.endpoint import are_equivalent
from . import UNSET
from .masking import (
    MASK,
    NO_SENSITIVE_TEXTS,
    mask_header,
    mask_text,
    mask_value,
    masked_repr,
)

if TYPE_CHECKING:
    from .invocations import DeadLetter, HttpRequest, Invocation


_SHOWN_DIFFERENCES = 8


@frozen
class Expectation:
    """The expected properties of an invocation.

    `headers` and `query` need only hold for the names given; `json` and `body`
    compare whole. Any value may be an object with its own equality.
    """

    method: object = UNSET
    url: object = UNSET
    headers: Mapping[str, object] | None = None
    query: Mapping[str, object] | None = None
    json: object = UNSET
    body: object = UNSET
    status: object = UNSET

    def __post_init__(self) -> None:
        _require_mapping("headers", self.headers)
        _require_mapping("query", self.query)

    def matches(self, invocation: Invocation) -> bool:
        """Return whether *invocation* was sent and is as expected."""
        return is_empty(self._differences(invocation, NO_SENSITIVE_TEXTS))

    def differences(self, invocation: Invocation, texts: frozenset[str]) -> list[str]:
        """Return a line for each difference, with sensitive *texts* masked."""
        return first_of(self._differences(invocation, texts))

    def hints(self, records: Iterable[Invocation]) -> Iterator[str]:
        """Yield how to expect less of *records*, which are not as expected."""
        sent = [record for record in records if record.attempts]
        yield from _hints_on_json(self.json, [record.body for record in sent])
        for name, value in (self.headers or {}).items():
            yield from islice(_hints_on_secrets(name, value, sent), 1)

    def _differences(
        self, invocation: Invocation, texts: frozenset[str]
    ) -> Iterator[str]:
        if not invocation.attempts:
            # Expecting nothing in particular still expects a request.
            yield f"not sent: {invocation.failure}"
            return
        attempt = invocation.attempts[-1]
        request = attempt.request
        yield from text_differences("method", self.method, request.method, texts)
        yield from _url(self.url, request.url, texts)
        if self.headers:
            yield from _named("headers", self.headers, request.headers, texts)
        if self.query:
            yield from _named("query", self.query, request.query, texts)
        yield from _json(self.json, request.body, texts)
        yield from _body(self.body, request.body, texts)
        yield from text_differences("status", self.status, attempt.status, texts)

    def describe(self, near: Iterable[Invocation], texts: frozenset[str]) -> str:
        """Return ` with ...` for the properties that were given, if any.

        Sensitive *texts* are masked. An expected header or parameter is masked too if
        *near* has a secret there.
        """
        requests = [record.attempts[-1].request for record in near if record.attempts]
        given = given_properties(self)
        for kind in ("headers", "query"):
            if kind in given:
                names = _sensitive_names(requests, kind, texts)
                given[kind] = {
                    name: MASK if str(name).lower() in names else value
                    for name, value in given[kind].items()
                }
        return described(given, texts)


@frozen
class DeadLetterExpectation:
    """The expected properties of a dead letter.

    `attributes` need only hold for the names given; `json` and `body` compare whole. A
    dead letter that reached no queue is as expected if *queue_failure* says so, or if
    *queue_failure* is not given and *includes_lost*.
    """

    queue_arn: object = UNSET
    error_code: object = UNSET
    attributes: Mapping[str, object] | None = None
    json: object = UNSET
    body: object = UNSET
    queue_failure: object = UNSET
    includes_lost: bool = False

    def __post_init__(self) -> None:
        _require_mapping("attributes", self.attributes)

    def matches(self, dead_letter: DeadLetter) -> bool:
        """Return whether *dead_letter* is as expected."""
        return is_empty(self._differences(dead_letter, NO_SENSITIVE_TEXTS))

    def differences(self, dead_letter: DeadLetter, texts: frozenset[str]) -> list[str]:
        """Return a line for each difference, with sensitive *texts* masked."""
        return first_of(self._differences(dead_letter, texts))

    def _differences(
        self, dead_letter: DeadLetter, texts: frozenset[str]
    ) -> Iterator[str]:
        attributes, body = dead_letter.attributes, dead_letter.body.encode()
        code = attributes.get("ERROR_CODE")
        failure = None if self.expects_a_queue else self.queue_failure
        yield from text_differences(
            "queue_arn", self.queue_arn, dead_letter.queue_arn, texts
        )
        yield from text_differences("error_code", self.error_code, code, texts)
        yield from _attributes(self.attributes, attributes, texts)
        yield from _json(self.json, body, texts)
        yield from _body(self.body, body, texts)
        yield from text_differences(
            "queue_failure", failure, dead_letter.queue_failure, texts
        )

    def hints(self, records: Iterable[DeadLetter]) -> Iterator[str]:
        """Yield how to expect less of *records*, which are not as expected."""
        return _hints_on_json(self.json, [record.body.encode() for record in records])

    @property
    def expects_a_queue(self) -> bool:
        """Whether only a dead letter that reached its queue is as expected."""
        return self.queue_failure is UNSET and not self.includes_lost

    def describe(self, texts: frozenset[str]) -> str:
        """Return ` with ...` for the properties that were given, if any."""
        given = given_properties(self)
        given.pop("includes_lost", None)
        return described(given, texts)


def _hints_on_secrets(
    name: str, expected: object, records: Iterable[Invocation]
) -> Iterator[str]:
    """Yield where a secret header of *records* that is not as expected comes from."""
    for record in records:
        value, texts = record.headers.get(name), record.sensitive_texts
        is_wrong = value is not None and value != expected
        if is_wrong and _holds_a_secret("headers", name, str(value), texts):
            connection = parse_arn(record.connection_arn).name
            yield (
                f"  headers[{name!r}] holds a secret of connection {connection!r}: look"
                " at the AuthParameters it was created or updated with. The value that"
                f" was sent is in the invocation's .headers[{name!r}]."
            )


def _hints_on_json(expected: object, bodies: Iterable[bytes]) -> Iterator[str]:
    differences = (_json(expected, body, NO_SENSITIVE_TEXTS) for body in bodies)
    return compares_whole("json", differences)


def _require_mapping(name: str, expected: object) -> None:
    if expected is not None and not isinstance(expected, Mapping):
        msg = f"{name} must be a mapping of names to expected values, not {expected!r}"
        raise TypeError(msg)
    for key in expected or ():
        if not isinstance(key, str):
            msg = f"{name} must have strings for names, not {key!r}"
            raise TypeError(msg)


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


def given_properties(expectation: Any) -> dict[str, Any]:
    """Return the properties of *expectation* that were given."""
    values = (
        (field, getattr(expectation, field.name)) for field in fields(expectation)
    )
    return {field.name: value for field, value in values if value is not field.default}


def described(given: Mapping[str, object], texts: frozenset[str]) -> str:
    """Return ` with ...` for the *given* properties, with sensitive *texts* masked."""
    shown = (
        f"{name}={(_shown if name in _PLAIN else masked_repr)(value, texts)}"
        for name, value in given.items()
    )
    return f" with {', '.join(shown)}" if given else ""


# Properties that are not values in a request, and so never a secret as a whole.
_PLAIN = frozenset(
    {
        "method",
        "url",
        "queue_arn",
        "error_code",
        "queue_failure",
        "source",
        "detail_type",
        "event_bus_name",
    }
)


def _sensitive_names(
    requests: Iterable[HttpRequest], kind: str, texts: frozenset[str]
) -> set[str]:
    """Return the lower-case names of the headers or parameters with a secret."""
    return {
        name.lower()
        for request in requests
        for name, value in getattr(request, kind).items()
        if _holds_a_secret(kind, name, value, texts)
    }


def _holds_a_secret(
    kind: str, name: str, value: str | list[str], texts: frozenset[str]
) -> bool:
    """Return whether a header or a parameter, which can have several values, does."""
    if kind == "headers":
        return mask_header(name, str(value), texts) != value
    values = value if isinstance(value, list) else [value]
    return any(mask_value(text, texts) != text for text in values)


def _shown(value: object, texts: frozenset[str]) -> str:
    """Return the repr of *value*, which is never a secret as a whole."""
    if isinstance(value, str):
        return repr(mask_text(value, texts))
    return masked_repr(value, texts)


def text_differences(
    name: str, expected: object, actual: object, texts: frozenset[str]
) -> Iterator[str]:
    """Yield a line if *expected* is given and is not equal to *actual*."""
    if expected is not UNSET and expected != actual:
        yield f"{name}: {_shown(actual, texts)}, expected {_shown(expected, texts)}"


def _url(expected: object, actual: str, texts: frozenset[str]) -> Iterator[str]:
    if not isinstance(expected, str) or not are_equivalent(expected, actual):
        yield from text_differences("url", expected, actual, texts)


def _json(expected: object, actual: bytes, texts: frozenset[str]) -> Iterator[str]:
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


def _body(expected: object, actual: bytes, texts: frozenset[str]) -> Iterator[str]:
    if expected is UNSET or expected == actual:
        return
    text = actual.decode("utf-8", "surrogateescape")
    if expected != text:
        body: object = actual if isinstance(expected, bytes) else text
        shown = masked_repr(body, texts)
        yield f"body: {shown}, expected {masked_repr(expected, texts)}"


def _named(
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
            if _holds_a_secret(kind, name, actual[name], texts):
                yield f"{label}: not the expected value (hidden because it is secret)"
            else:
                shown = masked_repr(actual[name], texts)
                yield f"{label}: {shown}, expected {masked_repr(value, texts)}"


def _attributes(
    expected: Mapping[str, object] | None,
    actual: Mapping[str, str],
    texts: frozenset[str],
) -> Iterator[str]:
    """Yield the differences of message attributes, which only repeat secrets."""
    for name, value in (expected or {}).items():
        label = f"attributes[{name!r}]"
        if name not in actual:
            yield f"{label}: missing, expected {_shown(value, texts)}"
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
