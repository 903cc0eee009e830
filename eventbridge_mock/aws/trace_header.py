"""The X-Ray trace header of an event, in the form in which AWS hands it on.

All rules were recorded on AWS 2026-09-22, except for those that docs/fidelity.md
calls our choice (row "a trace header with fields that nobody recorded").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..ids import new_uuid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# The HTTP header that tracers add to a request, here PutEvents.
HTTP_HEADER = "X-Amzn-Trace-Id"

_ROOT = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}", re.IGNORECASE)
_PARENT = re.compile(r"[0-9a-f]{16}", re.IGNORECASE)
_SAMPLED = ("0", "1", "?")


def normalized_trace_header(given: str, now: datetime) -> str | None:
    """Return *given* as targets receive it; None if AWS ignores it.

    A request that is not to be sampled gets a new root, of the time *now*, when it
    has none that is valid.
    """
    fields = _fields(given)
    sampled = _sampled(fields.pop("Sampled", ()))
    parent = _parent(fields.pop("Parent", ()))
    root = _root(fields.pop("Root", ()), sampled, now)
    if root is None:
        return None
    if sampled == "1" and parent is not None and parent != parent.lower():
        return None
    known = {"Root": root, "Parent": parent, "Sampled": sampled}
    others = {name: fields[name][-1] for name in sorted(fields)}
    return ";".join(
        f"{name}={value}"
        for name, value in {**known, **others}.items()
        if value is not None
    )


def _fields(given: str) -> dict[str, list[str]]:
    """Return the values of each name; a field without a name or a `=` is dropped."""
    fields: dict[str, list[str]] = {}
    for field in given.split(";"):
        name, separator, value = (part.strip() for part in field.partition("="))
        if name and separator:
            fields.setdefault(name, []).append(value)
    return fields


def _root(values: Sequence[str], sampled: str | None, now: datetime) -> str | None:
    """Return the last root in lower case, or a new one, or None for no header."""
    if values and _ROOT.fullmatch(values[-1]):
        return values[-1].lower()
    if sampled != "0":
        return None
    digits = new_uuid().replace("-", "")[:24]
    return f"1-{int(now.timestamp()):08x}-{digits}"


def _parent(values: Sequence[str]) -> str | None:
    """Return the first parent that is valid."""
    return next((value for value in values if _PARENT.fullmatch(value)), None)


def _sampled(values: Sequence[str]) -> str | None:
    """Return the last decision; one that is not valid takes all of them away."""
    if not values or any(value not in _SAMPLED for value in values):
        return None
    return values[-1]
