"""The interface of receivers: applications and servers of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..records.invocations import HttpRequest
    from .reply import Reply, TimeoutBudget


class Receiver(Protocol):
    """An application or a server that replies to the requests of a route."""

    @property
    def is_of_another_process(self) -> bool:
        """Whether it can reply only in the process that this one was forked from."""
        ...

    def set_timeout(self, seconds: float, /) -> None:
        """Allow *seconds* for a reply; raises ValueError where none can be set."""

    def send(self, request: HttpRequest, budget: TimeoutBudget, /) -> Reply:
        """Return the reply to *request*; raises what an application raises.

        A server is waited for as long as *budget* says.
        """

    def check_end(self) -> None:
        """Raise RuntimeError if the receiver, ended here, would wait for itself."""

    def close(self) -> list[BaseException]:
        """End the receiver; return what an application raised at its end."""


class UntimedReceiver:
    """A receiver that has no time limit of its own, and nothing to do at its end."""

    # It runs in no thread of its own.
    is_of_another_process = False

    def set_timeout(self, seconds: float) -> None:
        """Raise ValueError."""
        msg = (
            f"timeout={seconds!r} is for ASGI applications. A WSGI application runs in"
            " the thread of the test, and a server has the five seconds of AWS."
        )
        raise ValueError(msg)

    def check_end(self) -> None:
        """Do nothing: its end waits for nothing."""

    def close(self) -> list[BaseException]:
        """Return no error: a server ends with the test, and WSGI has no end."""
        return []
