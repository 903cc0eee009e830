"""Keep the values of secrets out of everything that is printed."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"


def mask(text: str, secrets: frozenset[str]) -> str:
    """Return *text* with each of *secrets* in it replaced, however it is spelt."""
    for spelling in _spellings(secrets):
        text = text.replace(spelling, MASK)
    return text


@lru_cache(maxsize=64)
def _spellings(secrets: frozenset[str]) -> tuple[str, ...]:
    """Return how *secrets* look in a URL, in JSON and in a repr, longest first."""
    sent = {spelling for secret in secrets for spelling in _sent(secret)}
    printed = {
        spelling
        for text in sent
        for spelling in (text, repr(text)[1:-1], repr(_utf_8(text))[2:-1])
    }
    return tuple(sorted(printed, key=len, reverse=True))


def _utf_8(text: str) -> bytes:
    # Half of a surrogate pair is sent as a question mark.
    return text.encode(errors="replace")


def _sent(secret: str) -> set[str]:
    return {
        secret,
        _utf_8(secret).decode(),
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        quote_plus(secret, errors="replace"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }


def secret_texts(values: Iterable[str | None]) -> frozenset[str]:
    """Return those of *values* that there are: nothing is hidden by hiding ""."""
    return frozenset(value for value in values if value)
