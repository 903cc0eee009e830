"""What an endpoint answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..records.invocations import NO_HEADERS, Headers

# AWS guide "API destinations as targets": how long an endpoint may take.
TIMEOUT_SECONDS = 5

# Enough for a server on this machine, and 177 times this is two seconds.
_LEAST_PART = 1 / 500


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


def has_body(method: str | None, status: int) -> bool:
    """Tell whether an answer to *method* has a body in HTTP (RFC 9110, 6.4.1).

    What follows the headers of another is not the answer's, and urllib3 takes it for
    a connection that broke off.
    """
    return method != "HEAD" and status >= 200 and status not in {204, 304}  # noqa: PLR2004 - HTTP


class Patience:
    """How much of the time that AWS gives an endpoint a server is really given.

    One that kept silent is given half as much at the next try: so it may answer then,
    and one that never answers costs ten seconds, and not five for each of 186 tries.
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: dict[str, float] = {}

    def part(self, url: str) -> float:
        """Return how much the server at *url* is given, at most 1."""
        return self._parts.get(url, 1)

    def note(self, url: str, reply: Reply) -> None:
        """Take into account what came from *url*."""
        if reply.timed_out:
            self._parts[url] = max(self.part(url) / 2, _LEAST_PART)
        else:
            self._parts.pop(url, None)
