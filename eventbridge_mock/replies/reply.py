"""The reply of an endpoint, and how long a server is waited for."""

from __future__ import annotations

from dataclasses import field

from ..frozen import frozen
from ..records.invocations import NO_HEADERS, Headers

# AWS guide "API destinations as targets": how long an endpoint may take.
TIMEOUT_SECONDS = 5

# Enough for a server on this machine, and 177 times this is two seconds.
_LEAST_PART = 1 / 500


@frozen
class Reply:
    """A response, or with `error` the reason why none came.

    `timed_out` is for an endpoint that took the request and kept silent.
    """

    status: int | None = None
    headers: Headers = field(default_factory=lambda: NO_HEADERS)
    body: bytes = b""
    error: str | None = None
    timed_out: bool = False


def raised(error: BaseException) -> Reply:
    """Return a reply with the exception that the test's own code raised."""
    return Reply(error=described(error))


def described(error: BaseException) -> str:
    """Return the type of *error* and its message, if it has one."""
    name, message = type(error).__name__, str(error)
    return f"{name}: {message}" if message else name


def has_body(method: str | None, status: int) -> bool:
    """Return whether a response to *method* has a body in HTTP (RFC 9110, 6.4.1).

    What follows the headers of another is not part of it, and urllib3 takes it for a
    broken connection.
    """
    return method != "HEAD" and status >= 200 and status not in {204, 304}  # noqa: PLR2004 - HTTP


class TimeoutBudget:
    """The part of the endpoint timeout of AWS that each server really gets.

    A server that kept silent gets half as much at the next attempt: so it may reply
    then, and one that never replies costs ten seconds, not five for each of 186
    attempts.
    """

    __slots__ = ("_parts",)

    def __init__(self, parts: dict[str, float] | None = None) -> None:
        """Begin with the *parts* of earlier attempts by URL; new ones are added."""
        self._parts: dict[str, float] = {} if parts is None else parts

    def part(self, url: str) -> float:
        """Return the part for the server at *url*, at most 1."""
        return self._parts.get(url, 1)

    def note(self, url: str, reply: Reply) -> None:
        """Adjust the part for the server at *url* after its *reply*."""
        if reply.timed_out:
            self._parts[url] = max(self.part(url) / 2, _LEAST_PART)
        else:
            self._parts.pop(url, None)
