"""What a test expects of an invocation, and how one differs from it."""

from __future__ import annotations

import json as json_module
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from numbers import Number
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from ..model.endpoint import are_equivalent
from .masking import MASK, mask

if TYPE_CHECKING:
    from .invocations import DeadLetter, Invocation


class Unset(Enum):
    """The default of an argument for which None means something."""

    UNSET = "not given"

    def __repr__(self) -> str:
        return f"<{self.value}>"


UNSET = Unset.UNSET
_SHOWN_DIFFERENCES = 8
_ABSENT = "nothing"


@frozen
class Expectation:
    """What `assert_invoked` and its kin were told to expect.

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
        _require_names("headers", self.headers)
        _require_names("query", self.query)

    def differences(self, invocation: Invocation) -> list[str]:
        """Return a line for each way *invocation* differs, without secrets."""
        request = invocation.request
        if request is None:
            # Even expecting nothing in particular asks for something sent.
            return [f"not sent: {invocation.failure}"]
        found = [
            *_scalar("method", self.method, invocation.method),
            *_url(self.url, request.url),
            *_named("headers", self.headers, invocation.headers, request.secrets),
            *_named("query", self.query, invocation.query, request.secrets),
            *_json(self.json, invocation.body),
            *_body(self.body, invocation.body),
            *_scalar("status", self.status, invocation.status),
        ]
        return _some(found, request.secrets)

    def describe(self, near: Iterable[Invocation]) -> str:
        """Return what is expected; not its secrets, as *near* has them."""
        parts = []
        for name in ("method", "url", "headers", "query", "json", "body", "status"):
            value = getattr(self, name)
            if isinstance(value, Mapping) and name in {"headers", "query"}:
                hidden = {key for one in near for key in _secret_names(one, name)}
                value = {
                    key: _HIDDEN if key.lower() in hidden else expected
                    for key, expected in value.items()
                }
            if value is not getattr(_ANYTHING, name):
                parts.append(f"{name}={value!r}")
        return ", ".join(parts)


@frozen
class DeadLetterExpectation:
    """What `assert_dead_lettered` was told to expect.

    `attributes` need only hold for the names given; `json` and `body` compare whole.
    """

    queue_arn: object = UNSET
    error_code: object = UNSET
    attributes: Mapping[str, object] | None = None
    json: object = UNSET
    body: object = UNSET

    def __post_init__(self) -> None:
        _require_names("attributes", self.attributes)

    def differences(self, dead_letter: DeadLetter) -> list[str]:
        """Return a line for each way *dead_letter* differs, without secrets."""
        attributes, body = dead_letter.attributes, dead_letter.body.encode()
        found = [
            *_scalar("queue_arn", self.queue_arn, dead_letter.queue_arn),
            *_scalar("error_code", self.error_code, attributes.get("ERROR_CODE")),
            *_named("attributes", self.attributes, attributes, dead_letter.secrets),
            *_json(self.json, body),
            *_body(self.body, body),
        ]
        return _some(found, dead_letter.secrets)

    def describe(self) -> str:
        """Return what is expected."""
        return ", ".join(
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if getattr(self, field.name) is not field.default
        )


def _require_names(what: str, expected: object) -> None:
    if expected is not None and not isinstance(expected, Mapping):
        msg = f"{what} is a mapping of names to expected values, not {expected!r}"
        raise TypeError(msg)


def _some(differences: list[str], secrets: frozenset[str]) -> list[str]:
    """Return the first of *differences* and how many more there are."""
    shown = [mask(line, secrets) for line in differences[:_SHOWN_DIFFERENCES]]
    hidden = len(differences) - len(shown)
    return [*shown, f"… and {hidden} more"] if hidden else shown


class _Hidden:
    """Stands for a value that is not shown."""

    def __repr__(self) -> str:
        return MASK


_HIDDEN = _Hidden()


def _secret_names(invocation: Invocation, kind: str) -> Iterator[str]:
    """Yield the names, in lower case, of the headers or the query that are secret."""
    for name, value in getattr(invocation, kind).items():
        if _is_secret(value, invocation.secrets):
            yield name.lower()


def _is_secret(value: object, secrets: frozenset[str]) -> bool:
    return mask(str(value), secrets) != str(value)


_ANYTHING = Expectation()


def _scalar(name: str, expected: object, actual: object) -> Iterator[str]:
    if expected is not UNSET and expected != actual:
        yield f"{name}: {actual!r}, expected {expected!r}"


def _url(expected: object, actual: str) -> Iterator[str]:
    if not isinstance(expected, str) or not are_equivalent(expected, actual):
        yield from _scalar("url", expected, actual)


def _json(expected: object, actual: bytes) -> Iterator[str]:
    if expected is UNSET:
        return
    try:
        content = json_module.loads(actual)
    except ValueError:
        yield f"json: the body is not JSON: {actual!r}"
        return
    yield from json_differences("json", expected, content)


def _body(expected: object, actual: bytes) -> Iterator[str]:
    if expected is UNSET or expected == actual:
        return
    text = actual.decode("utf-8", "surrogateescape")
    if expected != text:
        shown: object = actual if isinstance(expected, bytes) else text
        yield f"body: {shown!r}, expected {expected!r}"


def _named(
    kind: str,
    expected: Mapping[str, object] | None,
    actual: Mapping[str, Any],
    secrets: frozenset[str],
) -> Iterator[str]:
    for name, value in (expected or {}).items():
        label = f"{kind}[{name!r}]"
        if name not in actual:
            yield f"{label}: {_ABSENT}, expected {value!r}"
        elif value != actual[name]:
            if _is_secret(actual[name], secrets):
                yield f"{label}: not what was expected (not shown: it is secret)"
            else:
                yield f"{label}: {actual[name]!r}, expected {value!r}"


def json_differences(path: str, expected: object, actual: object) -> Iterator[str]:
    """Yield a line for each place where two JSON values differ.

    Python's own equality of objects and arrays takes True and 1 for the same.
    """
    is_plain = type(expected).__eq__ in _EQUALITY_OF_CONTAINERS
    if is_plain and isinstance(expected, Mapping) and isinstance(actual, dict):
        for key in {**expected, **actual}:
            yield from _member_differences(f"{path}.{key}", key, expected, actual)
    elif is_plain and isinstance(expected, (list, tuple)) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: {len(actual)} elements, expected {len(expected)}"
        for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
            yield from json_differences(f"{path}[{index}]", left, right)
    elif not _is_same(expected, actual):
        yield f"{path}: {_short(actual)}, expected {_short(expected)}"


# Those of containers that say nothing of their own about what they equal.
_EQUALITY_OF_CONTAINERS = {
    kind.__eq__ for kind in (dict, OrderedDict, MappingProxyType, Mapping, list, tuple)
}


def _is_same(expected: object, actual: object) -> bool:
    if isinstance(expected, Number):
        # A boolean is a number in Python, and none in JSON.
        is_of_a_kind = isinstance(expected, bool) == isinstance(actual, bool)
        return is_of_a_kind and expected == actual
    # Not `!=`: a subclass of list that defines `__eq__` has the other from list.
    return bool(expected == actual)


def _member_differences(
    path: str, key: Any, expected: Mapping[Any, object], actual: dict[Any, object]
) -> Iterator[str]:
    if key not in actual:
        yield f"{path}: {_ABSENT}, expected {_short(expected[key])}"
    elif key not in expected:
        yield f"{path}: {_short(actual[key])}, expected {_ABSENT}"
    else:
        yield from json_differences(path, expected[key], actual[key])


def _short(value: object) -> str:
    try:
        return json_module.dumps(value, ensure_ascii=False)
    except TypeError:
        return repr(value)
