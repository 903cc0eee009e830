"""What an endpoint answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..invocations import NO_HEADERS, Headers

# AWS guide "API destinations as targets": how long an endpoint may take.
TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, or with `error` the reason why there is none.

    `timed_out` tells that the endpoint took the request and kept silent.
    """

    status: int | None = None
    headers: Headers = field(default_factory=lambda: NO_HEADERS)
    body: bytes = b""
    error: str | None = None
    timed_out: bool = False


def raised(error: BaseException) -> Reply:
    """Return what the test's own code raised as the reason why there is no answer."""
    name, text = type(error).__name__, str(error)
    return Reply(error=f"{name}: {text}" if text else name)
