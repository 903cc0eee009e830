"""What a failed assertion shows of two records: where they differ, without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from ..records.masking import mask

# What a record tells of its last attempt, which says more than the attempts do.
_OF_THE_LAST_ATTEMPT = ("method", "url", "query", "headers", "body", "status")
_TOLD_OTHERWISE = frozenset({"attempts", "secrets"})


def assertion_repr(op: str, left: object, right: object) -> list[str] | None:
    """Return the lines that tell of *left* and *right*; None if neither is ours."""
    ours = [one for one in (left, right) if _is_ours(one)]
    if not ours or op not in {"==", "!="}:
        return None
    secrets = frozenset(
        secret for one in ours for secret in getattr(one, "secrets", ())
    )
    lines = [mask(f"{left!r} {op} {right!r}", secrets)]
    if op == "==" and type(left) is type(right) and is_dataclass(left):
        lines += _differences(left, right, secrets)
    return lines


def _is_ours(value: object) -> bool:
    """Tell whether *value* is a record or a model, a text or a log being neither."""
    is_ours = type(value).__module__.startswith("eventbridge_mock.")
    return is_ours and not isinstance(value, Sequence)


def _differences(left: Any, right: Any, secrets: frozenset[str]) -> Iterator[str]:
    """Yield a line for each part that differs.

    Two parts that are printed alike differ in what is masked or left out.
    """
    shown = {one.name: one.repr for one in fields(left)}
    shown |= dict.fromkeys(_OF_THE_LAST_ATTEMPT, True)
    for name, is_shown in shown.items():
        values = [getattr(one, name, None) for one in (left, right)]
        if name not in _TOLD_OTHERWISE and values[0] != values[1]:
            texts = [mask(repr(value), secrets) for value in values]
            is_told = is_shown and texts[0] != texts[1]
            yield f"  {name}: {' != '.join(texts) if is_told else 'not shown'}"
