"""The headers of a request: whose they are, who wins, and which AWS takes out."""

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

# AWS guide "API destinations as targets": taken out of what a user configures.
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

# A value from an event may hold what would end the header, or begin another one.
_CONTROLS = re.compile(r"[\x00-\x08\x0A-\x1F\x7F]+")
_BLANKS = " \t"


def header_text(value: str) -> str:
    """Return *value* as a header can carry it."""
    return _sent(_CONTROLS.sub(" ", value).strip(_BLANKS))


# RFC 9110, 5.6.2. The service model lets a comma through, and in the name of an API
# key nearly everything.
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class HeaderNameError(Exception):
    """A header is configured whose name HTTP does not allow."""


def kept_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the configured headers, less those that AWS takes out."""
    return [
        (name, header_text(value))
        for name, value in headers
        if name.lower() not in REMOVED_HEADERS
    ]


def _sent(value: str) -> str:
    """Return *value* without halves of surrogate pairs, which no encoding has."""
    return value if value.isascii() else value.encode(errors="replace").decode()


def request_headers(
    target: Iterable[tuple[str, str]],
    connection: Iterable[tuple[str, str]],
    authorization: tuple[str, str],
    *,
    host: str,
    content_length: int,
) -> list[tuple[str, str]]:
    """Return the headers of a delivery; of two by one name the later source wins.

    That the connection wins over the target is recorded on AWS 2026-10-01, through
    Pipes. Names are compared without case. Raises HeaderNameError.
    """
    configured = [*kept_headers(target), *kept_headers(connection), authorization]
    for name, _ in configured:
        if not _NAME.fullmatch(name):
            msg = f"{name!r} is not the name of an HTTP header"
            raise HeaderNameError(msg)
    sources = [
        _CONTENT_TYPE,
        *configured,
        *_FIXED_HEADERS,
        ("Host", host),
        ("Content-Length", str(content_length)),
    ]
    return list({name.lower(): (name, value) for name, value in sources}.values())
