"""What an HTTP request consists of, kept so that no secret in it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from ..frozen import frozen
from .masking import mask

V = TypeVar("V")


class Masked(Mapping[str, V]):
    """Texts by name, or lists of them, printed without *secrets*."""

    __slots__ = ("_secrets", "_texts")

    def __init__(self, texts: Mapping[str, V], secrets: frozenset[str]) -> None:
        self._texts = dict(texts)
        self._secrets = secrets

    def __getitem__(self, name: str) -> V:
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __repr__(self) -> str:
        return mask(repr(self._texts), self._secrets)


class Headers(Mapping[str, str]):
    """HTTP headers: their names in any case, printed without secrets."""

    __slots__ = ("_by_lower_name", "secrets")

    def __init__(
        self, headers: Iterable[tuple[str, str]], secrets: frozenset[str] = frozenset()
    ) -> None:
        self._by_lower_name = {name.lower(): (name, value) for name, value in headers}
        self.secrets = secrets

    def __getitem__(self, name: str) -> str:
        return self._by_lower_name[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._by_lower_name.values())

    def __len__(self) -> int:
        return len(self._by_lower_name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        own = {name: value for name, (_, value) in self._by_lower_name.items()}
        theirs = {_lower(name): value for name, value in other.items()}
        return len(theirs) == len(other) and own == theirs

    # What it is equal to, such as a dict, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_lower_name

    def __repr__(self) -> str:
        return mask(repr(dict(self)), self.secrets)

    def hiding(self, secrets: frozenset[str]) -> Headers:
        """Return these headers, printed without *secrets* too."""
        if not self._by_lower_name or secrets <= self.secrets:
            return self
        return Headers(self.items(), self.secrets | secrets)


def _lower(name: object) -> object:
    return name.lower() if isinstance(name, str) else name


NO_HEADERS = Headers(())


@frozen
class HttpRequest:
    """An HTTP request as it was sent.

    `secrets` are the texts in it that must not be printed, in any spelling.
    """

    method: str
    url: str
    headers: Headers
    body: bytes = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    # What it holds, such as headers and events, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    @property
    def query(self) -> Mapping[str, str | list[str]]:
        """The decoded query; a list for a name that stands there repeatedly."""
        query: dict[str, str | list[str]] = {}
        parts = urlsplit(self.url).query
        for name, value in parse_qsl(parts, keep_blank_values=True):
            before = query.get(name)
            if before is None:
                query[name] = value
            else:
                query[name] = [
                    *([before] if isinstance(before, str) else before),
                    value,
                ]
        return Masked(query, self.secrets)

    def __str__(self) -> str:
        return mask(f"{self.method} {self.url}", self.secrets)

    def __repr__(self) -> str:
        return f"<HttpRequest {self}>"


def encode(content: object) -> bytes:
    """Return *content* as the compact JSON that EventBridge sends.

    Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold, becomes a
    question mark (docs/fidelity.md, row "half of a surrogate pair").
    """
    text = json.dumps(
        content, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode(errors="replace")
