"""The JSON paths of EventBridge, such as `$.detail.items[0].sku`.

A path is `$` and then steps: `.name`, `[index]` or `[*]`. A name has letters and digits
of ASCII, `-`, `_` and `/` (AWS guide "Amazon EventBridge input transformation"). AWS
took and refused such paths in us-east-1, 2026-09-13; `$` alone was reported 2026-09-07.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from ..frozen import frozen

# No character can belong to two steps, so that a hostile string takes one pass.
_NAME = r"[A-Za-z0-9_/-]+"
_INDEX = r"[0-9]{1,9}|\*"
_PATH = re.compile(rf"\$(?:\.{_NAME}|\[(?:{_INDEX})\])*")
_STEP = re.compile(rf"\.(?P<name>{_NAME})|\[(?P<index>{_INDEX})\]")


class _Missing(Enum):
    """The type of MISSING: a value of JSON can be None, but never this."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return self.name


MISSING: Final = _Missing.MISSING


class InvalidPathError(ValueError):
    """A string is not a JSON path that EventBridge takes."""


@frozen
class JsonPath:
    """A path to a value in a JSON document.

    In `steps` a string is the name of a member, a number an index, None each element.

    Example:
        >>> JsonPath.parse("$.detail.items[0]").find({"detail": {"items": ["ink"]}})
        'ink'
    """

    text: str
    steps: tuple[str | int | None, ...]

    @classmethod
    def parse(cls, text: str) -> JsonPath:
        """Return the path in *text*.

        Raises:
            InvalidPathError: EventBridge would refuse *text*.
        """
        return _parsed(text)

    def find(self, document: Any) -> Any:
        """Return the value at this path in *document*, or MISSING.

        A path with `[*]` gives the list of the values at the elements, be it empty
        (docs/fidelity.md, row "[*] in a path").
        """
        value = document
        for position, step in enumerate(self.steps):
            if step is None:
                return _each(value, self.steps[position + 1 :])
            value = _child(value, step)
            if value is MISSING:
                return MISSING
        return value


def is_json_path(text: str) -> bool:
    """Return whether *text* is a path as a whole.

    AWS sends any other value of HttpParameters as it is, `$.99 off` too (reported
    2026-09-19).
    """
    return _PATH.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _parsed(text: str) -> JsonPath:
    if not _PATH.fullmatch(text):
        msg = f"{text!r} is not a JSON path such as '$.detail.items[0]'."
        raise InvalidPathError(msg)
    steps = (_step(match) for match in _STEP.finditer(text))
    return JsonPath(text=text, steps=tuple(steps))


def _step(match: re.Match[str]) -> str | int | None:
    if match["name"]:
        return match["name"]
    return None if match["index"] == "*" else int(match["index"])


def _child(value: Any, step: str | int) -> Any:
    """Return the member or the element of *value*, or MISSING."""
    if isinstance(step, str):
        return value.get(step, MISSING) if isinstance(value, Mapping) else MISSING
    if isinstance(value, list) and step < len(value):
        return value[step]
    return MISSING


def _each(value: Any, steps: tuple[str | int | None, ...]) -> Any:
    """Return the values at *steps* in each element of *value*, in one flat list."""
    if not isinstance(value, list):
        return MISSING
    values = value
    for step in steps:
        if step is None:
            lists = (each for each in values if isinstance(each, list))
            values = [element for each in lists for element in each]
        else:
            children = (_child(each, step) for each in values)
            values = [child for child in children if child is not MISSING]
    return values
