"""What an endpoint answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..invocations import Headers

# AWS guide "API destinations as targets": how long an endpoint may take.
TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, or with `error` the reason why there is none.

    `timed_out` tells that the endpoint took the request and kept silent.
    """

    status: int | None = None
    headers: Headers = field(default_factory=lambda: Headers(()))
    body: bytes = b""
    error: str | None = None
    timed_out: bool = False
