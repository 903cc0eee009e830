"""What a test expects of an invocation, and how one differs from it."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from .masking import MASK, mask

if TYPE_CHECKING:
    from .invocations import Invocation


class Unset(Enum):
    """The default of an argument for which None means something."""

    UNSET = "not given"

    def __repr__(self) -> str:
        return f"<{self.value}>"


UNSET = Unset.UNSET
_SHOWN_DIFFERENCES = 8
_ABSENT = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def differences(self, invocation: Invocation) -> list[str]:
        """Return a line for each way *invocation* differs, without secrets."""
        request = invocation.request
        if request is None:
            # Even expecting nothing in particular asks for something sent.
            return [f"not sent: {invocation.failure}"]
        found = [
            *_scalar("method", self.method, invocation.method),
            *_scalar("url", self.url, invocation.url),
            *_named("headers", self.headers, invocation.headers, request.secrets),
            *_named("query", self.query, invocation.query, request.secrets),
            *self._json_differences(invocation),
            *self._body_differences(invocation.body),
            *_scalar("status", self.status, invocation.status),
        ]
        shown = [mask(line, request.secrets) for line in found[:_SHOWN_DIFFERENCES]]
        hidden = len(found) - len(shown)
        return [*shown, f"… and {hidden} more"] if hidden else shown

    def _json_differences(self, invocation: Invocation) -> Iterator[str]:
        if self.json is UNSET:
            return
        try:
            actual = invocation.json()
        except ValueError:
            yield f"json: the body is not JSON: {invocation.body!r}"
            return
        yield from json_differences("json", self.json, actual)

    def _body_differences(self, actual: bytes) -> Iterator[str]:
        if self.body is UNSET or self.body == actual:
            return
        text = actual.decode("utf-8", "surrogateescape")
        if self.body != text:
            shown: object = actual if isinstance(self.body, bytes) else text
            yield f"body: {shown!r}, expected {self.body!r}"

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
    """Yield a line for each place where two JSON values differ."""
    if expected == actual:
        return
    if isinstance(expected, Mapping) and isinstance(actual, dict):
        for key in {**expected, **actual}:
            yield from _member_differences(f"{path}.{key}", key, expected, actual)
    elif isinstance(expected, (list, tuple)) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: {len(actual)} elements, expected {len(expected)}"
        for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
            yield from json_differences(f"{path}[{index}]", left, right)
    else:
        yield f"{path}: {_short(actual)}, expected {_short(expected)}"


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
