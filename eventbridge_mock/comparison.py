"""What a failed assertion shows of two records: their reprs, without secrets."""

from __future__ import annotations

from collections.abc import Sequence

from .masking import mask


def comparison(op: str, left: object, right: object) -> list[str] | None:
    """Return the lines that tell of *left* and *right*; None if neither is ours."""
    ours = [one for one in (left, right) if _is_ours(one)]
    if not ours or op not in {"==", "!="}:
        return None
    secrets = frozenset(
        secret for one in ours for secret in getattr(one, "secrets", ())
    )
    return [mask(f"{left!r} {op} {right!r}", secrets)]


def _is_ours(value: object) -> bool:
    """Tell whether *value* is a record or a model, a text or a log being neither."""
    is_ours = type(value).__module__.startswith("eventbridge_mock.")
    return is_ours and not isinstance(value, Sequence)
