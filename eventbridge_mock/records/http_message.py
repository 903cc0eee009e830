"""HTTP requests, which print without the secrets in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from ..frozen import frozen
from .masking import (
    NO_SENSITIVE_TEXTS,
    mask_header,
    mask_text,
    masked_repr,
    sensitive_texts,
)

V = TypeVar("V")


class Masked(Mapping[str, V]):
    """Strings, or lists of them, by name; they print without sensitive texts.

    A value that is a secret is masked as a whole. With *is_free_text* the values are
    sentences: only secrets within them are masked.
    """

    __slots__ = ("_is_free_text", "_texts", "_values")

    def __init__(
        self,
        values: Mapping[str, V],
        sensitive_texts: frozenset[str],
        *,
        is_free_text: bool = False,
    ) -> None:
        self._values = dict(values)
        self._texts = sensitive_texts
        self._is_free_text = is_free_text

    def __getitem__(self, name: str) -> V:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        if not self._is_free_text:
            return masked_repr(self._values, self._texts)
        values = {
            name: mask_text(str(value), self._texts)
            for name, value in self._values.items()
        }
        return repr(values)


class Headers(Mapping[str, str]):
    """HTTP headers. Names are found in any case; secret values print as `***`.

    `sensitive_texts` are the strings that are not printed.
    """

    __slots__ = ("_by_lower_name", "sensitive_texts")

    def __init__(
        self,
        headers: Iterable[tuple[str, str]],
        sensitive_texts: frozenset[str] = NO_SENSITIVE_TEXTS,
    ) -> None:
        self._by_lower_name = {name.lower(): (name, value) for name, value in headers}
        self.sensitive_texts = sensitive_texts

    def __getitem__(self, name: str) -> str:
        if not isinstance(name, str):
            raise KeyError(name)
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

    # A dict, which headers may be equal to, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_lower_name

    def __repr__(self) -> str:
        return repr(
            {
                name: mask_header(name, value, self.sensitive_texts)
                for name, value in self.items()
            }
        )


def _lower(name: object) -> object:
    return name.lower() if isinstance(name, str) else name


NO_HEADERS = Headers(())


def hide_in_headers(headers: Headers, texts: frozenset[str]) -> Headers:
    """Return *headers* that print without the sensitive *texts* too."""
    known = headers.sensitive_texts
    if not headers or texts <= known:
        return headers
    hidden = sensitive_texts([*known, *texts]) if known else texts
    return Headers(headers.items(), hidden)


@frozen
class HttpRequest:
    """An HTTP request as it was sent.

    `sensitive_texts` are the secrets in it, which are not printed.
    """

    method: str
    url: str
    headers: Headers
    body: bytes = field(repr=False)
    sensitive_texts: frozenset[str] = field(default=NO_SENSITIVE_TEXTS, repr=False)

    # Headers have no hash.
    __hash__ = None  # type: ignore[assignment]

    @property
    def query(self) -> Mapping[str, str | list[str]]:
        """The decoded query; a name that occurs repeatedly has a list of values."""
        query: dict[str, Any] = {}
        parts = urlsplit(self.url).query
        for name, value in parse_qsl(parts, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        single = {name: v[0] if len(v) == 1 else v for name, v in query.items()}
        return Masked(single, self.sensitive_texts)

    def __str__(self) -> str:
        return f"{self.method} {mask_text(self.url, self.sensitive_texts)}"

    def __repr__(self) -> str:
        return f"<HttpRequest {self}>"


def encode(content: object) -> bytes:
    """Return *content* as the compact JSON that EventBridge sends.

    A lone surrogate, which JSON can escape and UTF-8 cannot encode, becomes a question
    mark (docs/fidelity.md, row "half of a surrogate pair").
    """
    text = json.dumps(
        content, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode(errors="replace")


@contextmanager
def refusing_other_than_json(name: str) -> Iterator[None]:
    """Raise a TypeError or ValueError that names an argument JSON cannot hold."""
    try:
        yield
    except RecursionError:
        kind: type[Exception] = ValueError
        problem: object = "It is nested too deeply, or contains itself"
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        problem = error
    else:
        return
    msg = (
        f"{name} consists of what JSON can hold: dicts with strings as keys, lists,"
        f" strings, finite numbers, True, False and None. {problem}."
    )
    raise kind(msg)
