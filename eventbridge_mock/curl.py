"""A request as a command that people can try."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# curl works these out by itself.
_IMPLIED = frozenset(["content-length", "connection", "host"])


def curl_command(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    hide: Callable[[str], str],
) -> str:
    """Return the command that sends a request; *hide* masks secrets in a text.

    It is applied before quoting, which would take a secret with a quote apart.
    """
    # With `--request HEAD` curl would wait for a body.
    words = ["--head"] if method == "HEAD" else ["--request", method]
    words.append(hide(url))
    for name, value in headers:
        if name.lower() not in _IMPLIED:
            # curl takes "Name:" for a header to leave out, "Name;" for an empty one.
            header = f"{name}: {value}" if value else f"{name};"
            words += ["--header", hide(header)]
    if body:
        words += ["--data-raw", hide(body.decode("utf-8", "replace"))]
    return " ".join(["curl", *map(quote, words)])
