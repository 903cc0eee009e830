"""The headers of a request: their sources, their order, and those AWS removes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Recorded on AWS 2026-10-01 and in the AWS guide "API destinations as targets".
_FIXED_HEADERS = (
    ("User-Agent", "Amazon/EventBridge/ApiDestinations"),
    ("Range", "bytes=0-1048575"),
    ("Accept-Encoding", "gzip,deflate"),
    ("Connection", "close"),
)
_CONTENT_TYPE = ("Content-Type", "application/json; charset=utf-8")

# AWS guide "API destinations as targets": removed from what a user configures.
REMOVED_HEADERS = frozenset(
    [
        "a-im",
        "accept-charset",
        "accept-datetime",
        "accept-encoding",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-md5",
        "date",
        "expect",
        "forwarded",
        "from",
        "host",
        "http2-settings",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "max-forwards",
        "origin",
        "pragma",
        "proxy-authorization",
        "range",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "user-agent",
        "upgrade",
        "via",
        "warning",
    ]
)

# A value from an event may contain what would end the header or begin another.
_CONTROLS = re.compile(r"[\x00-\x08\x0A-\x1F\x7F]+")
_BLANKS = " \t"


def header_text(value: str) -> str:
    """Return *value* as a header can contain it."""
    return _sent(_CONTROLS.sub(" ", value).strip(_BLANKS))


# RFC 9110, 5.6.2, and blanks between: AWS's own sample of an API key is named
# `PagerDuty Authorization`. The service model allows a comma too, and nearly everything
# in the name of an API key.
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_NAME = re.compile(rf"{_TOKEN}(?: +{_TOKEN})*")


class UnusableParameterError(Exception):
    """The parameters of target and connection do not make a request."""


def kept_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the configured headers without those that AWS removes."""
    return [
        (name, header_text(value))
        for name, value in headers
        if name.lower() not in REMOVED_HEADERS
    ]


def _sent(value: str) -> str:
    """Return *value* without halves of surrogate pairs, which cannot be encoded."""
    return value if value.isascii() else value.encode(errors="replace").decode()


def request_headers(
    target: Iterable[tuple[str, str]],
    connection: Iterable[tuple[str, str]],
    authorization: tuple[str, str],
    *,
    host: str,
    content_length: int,
    content_type: tuple[str, str] = _CONTENT_TYPE,
    fixed: Iterable[tuple[str, str]] = _FIXED_HEADERS,
) -> list[tuple[str, str]]:
    """Return the headers of a request; of two with one name the later source wins.

    The connection wins over the target (recorded on AWS 2026-10-01, through Pipes).
    Names are compared without case. Raises UnusableParameterError.
    """
    configured = [*kept_headers(target), *kept_headers(connection), authorization]
    for name, _ in configured:
        if not _NAME.fullmatch(name):
            msg = f"{name!r} is not a valid name of an HTTP header."
            raise UnusableParameterError(msg)
    sources = [
        content_type,
        *configured,
        *fixed,
        ("Host", host),
        ("Content-Length", str(content_length)),
    ]
    return list({name.lower(): (name, value) for name, value in sources}.values())
