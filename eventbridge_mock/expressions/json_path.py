"""The JSON paths of EventBridge, such as `$.detail.items[0].sku`.

A path is `$` and then steps: `.name`, `[index]` or `[*]`. So says the service model
("You must use JSON dot notation, not bracket notation"); that `$` alone and `[0]` are
taken, and a path without `$` and `['name']` refused, was reported 2026-09-07.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from ..frozen import frozen

# No character can belong to two steps, so that a hostile text takes one pass.
_NAME = r"[^\s.\[\]()*'\"\x00-\x1F\x7F]+"
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
    """A text is no JSON path that EventBridge takes."""


@frozen
class JsonPath:
    """A path to a value in a JSON document.

    In `steps` a text is the name of a member, a number an index, None each element.

    Example:
        >>> JsonPath.parse("$.detail.items[0]").find({"detail": {"items": ["ink"]}})
        'ink'
    """

    text: str
    steps: tuple[str | int | None, ...]

    @classmethod
    def parse(cls, text: str) -> JsonPath:
        """Return the path that *text* spells.

        Raises:
            InvalidPathError: EventBridge would refuse *text*.
        """
        return _parsed(text)

    def find(self, document: Any) -> Any:
        """Return the value at this path in *document*, or MISSING.

        With `[*]` that is the list of what there is at the elements, an empty one
        too (docs/fidelity.md, row "[*] in a path").
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
    """Return whether *text* as a whole is meant as a path; it may be a wrong one."""
    return text == "$" or text.startswith(("$.", "$["))


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
    """Return what *steps* find in each element of *value*, in one flat list."""
    if not isinstance(value, list):
        return MISSING
    found = value
    for step in steps:
        if step is None:
            found = [inner for one in found if isinstance(one, list) for inner in one]
        else:
            children = (_child(one, step) for one in found)
            found = [child for child in children if child is not MISSING]
    return found
