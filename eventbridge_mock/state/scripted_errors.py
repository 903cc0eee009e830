"""The errors that a test scripted for operations, in the order of their answers."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..frozen import frozen

if TYPE_CHECKING:
    # Service and name: operations of two services may have one name.
    Operation = tuple[str, str]

_STATUSES = range(400, 600)


@frozen
class Fault:
    """An error that the service answers because a test wants it.

    Raises ValueError for an error that no service would answer.
    """

    operation: Operation
    code: str
    message: str
    status: int = 400

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not self.code:
            msg = (
                "code is the code of an error such as 'ThrottlingException', not"
                f" {self.code!r}"
            )
            raise ValueError(msg)
        if self.status not in _STATUSES:
            msg = (
                "status is the HTTP status of an error, 400 to 599, not"
                f" {self.status!r}"
            )
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.operation[1]}: {self.code}"


class _ScriptedFault:
    """A fault, and how many more requests it will answer."""

    __slots__ = ("fault", "left", "was_used")

    def __init__(self, fault: Fault, times: int) -> None:
        self.fault = fault
        self.left = times
        self.was_used = False


class Faults:
    """The scripted faults, answered in turn for each operation.

    The faults of *around* come after these.
    """

    def __init__(self, around: Faults | None = None) -> None:
        self._around = around
        self._lock = threading.Lock()
        self._scripted: list[_ScriptedFault] = []

    def script(self, fault: Fault, times: int) -> None:
        """Answer the next *times* requests with *fault*.

        Raises ValueError for a *times* that is not a positive whole number.
        """
        if isinstance(times, bool) or not isinstance(times, int) or times < 1:
            msg = f"times is a number of requests, 1 or more, not {times!r}"
            raise ValueError(msg)
        with self._lock:
            self._scripted.append(_ScriptedFault(fault, times))

    def is_pending(self, operation: Operation) -> bool:
        """Return whether the next request of *operation* will fail.

        Every call asks, so there is no lock; `pop` decides.
        """
        if self._scripted and self._next(operation) is not None:
            return True
        return self._around is not None and self._around.is_pending(operation)

    def pop(self, operation: Operation) -> Fault | None:
        """Return the fault that answers this request; None if none is left."""
        with self._lock:
            scripted = self._next(operation)
            if scripted is not None:
                scripted.left -= 1
                scripted.was_used = True
                return scripted.fault
        return self._around.pop(operation) if self._around else None

    def _next(self, operation: Operation) -> _ScriptedFault | None:
        for scripted in self._scripted:
            if scripted.left > 0 and scripted.fault.operation == operation:
                return scripted
        return None

    def unused(self) -> list[str]:
        """Return a line for each fault that answered no request."""
        return [
            str(scripted.fault) for scripted in self._scripted if not scripted.was_used
        ]

    def clear(self) -> None:
        """Forget the faults that were scripted here."""
        with self._lock:
            self._scripted.clear()
