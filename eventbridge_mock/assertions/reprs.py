"""The differences that pytest shows of records that are not equal, without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from ..records.masking import NO_SENSITIVE_TEXTS, masked_repr

# The properties of the last attempt say more than the list of attempts.
_OF_THE_LAST_ATTEMPT = ("method", "url", "query", "headers", "body", "status")
_NOT_COMPARED = frozenset({"attempts", "sensitive_texts"})


def assertion_repr(op: str, left: object, right: object) -> list[str] | None:
    """Return the lines on *left* and *right*; None if neither is a record or model."""
    ours = [value for value in (left, right) if _is_ours(value)]
    if not ours or op not in {"==", "!="}:
        return None
    texts = NO_SENSITIVE_TEXTS.union(
        *(getattr(value, "sensitive_texts", ()) for value in ours)
    )
    lines = [f"{masked_repr(left, texts)} {op} {masked_repr(right, texts)}"]
    if op == "==" and type(left) is type(right) and is_dataclass(left):
        lines += _differences(left, right, texts)
    return lines


def _is_ours(value: object) -> bool:
    """Return whether *value* is a record or a model, but not a string or a log."""
    is_ours = type(value).__module__.startswith("eventbridge_mock.")
    return is_ours and not isinstance(value, Sequence)


def _differences(left: Any, right: Any, texts: frozenset[str]) -> Iterator[str]:
    """Yield a line for each property that differs.

    Two values that print alike differ in something that is masked or left out.
    """
    shown = {field.name: field.repr for field in fields(left)}
    shown |= dict.fromkeys(_OF_THE_LAST_ATTEMPT, True)
    for name, is_shown in shown.items():
        values = [getattr(record, name, None) for record in (left, right)]
        if name not in _NOT_COMPARED and values[0] != values[1]:
            reprs = [masked_repr(value, texts) for value in values]
            is_told = is_shown and reprs[0] != reprs[1]
            yield f"  {name}: {' != '.join(reprs) if is_told else 'not shown'}"
