"""Keep the values of secrets out of everything that is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"


def spellings(secrets: Iterable[str | None]) -> frozenset[str]:
    """Return *secrets* in every spelling in which a request may carry them."""
    found: set[str] = set()
    for secret in secrets:
        if secret:
            found |= {
                secret,
                quote(secret, safe=""),
                quote(secret),
                quote_plus(secret),
                json.dumps(secret)[1:-1],
                json.dumps(secret, ensure_ascii=False)[1:-1],
            }
    return frozenset(found)


def mask(text: str, secrets: Iterable[str]) -> str:
    """Return *text* with each of *secrets* in it replaced, the longest first."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
