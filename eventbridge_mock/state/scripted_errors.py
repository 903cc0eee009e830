"""The errors that a test scripted for operations, in the order to come."""

from __future__ import annotations

import threading

from ..frozen import frozen

_STATUSES = range(400, 600)


@frozen
class Fault:
    """An error that the service answers because a test wants it.

    Raises ValueError for what no service would answer.
    """

    operation_name: str
    code: str
    message: str
    status: int = 400

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not self.code:
            msg = f"code is that of an error, 'ThrottlingException', not {self.code!r}"
            raise ValueError(msg)
        if self.status not in _STATUSES:
            msg = f"status is that of an error, 400 to 599, not {self.status!r}"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.operation_name}: {self.code}"


class _ScriptedFault:
    """A fault, and how many tries it is still to answer."""

    __slots__ = ("fault", "left", "was_used")

    def __init__(self, fault: Fault, times: int) -> None:
        self.fault = fault
        self.left = times
        self.was_used = False


class Faults:
    """The scripted faults; those of each operation are given out in turn.

    Those of *around* come after these.
    """

    def __init__(self, around: Faults | None = None) -> None:
        self._around = around
        self._lock = threading.Lock()
        self._scripted: list[_ScriptedFault] = []

    def script(self, fault: Fault, times: int) -> None:
        """Have *fault* answer the next *times* tries; ValueError for no such number."""
        if isinstance(times, bool) or not isinstance(times, int) or times < 1:
            msg = f"times counts the tries to answer, one or more, not {times!r}"
            raise ValueError(msg)
        with self._lock:
            self._scripted.append(_ScriptedFault(fault, times))

    def is_pending(self, operation_name: str) -> bool:
        """Tell whether the next try of an operation is to fail.

        Every call asks, so there is no lock; `take` has the last word.
        """
        if self._scripted and self._next(operation_name) is not None:
            return True
        return self._around is not None and self._around.is_pending(operation_name)

    def take(self, operation_name: str) -> Fault | None:
        """Return the fault that answers this try; None if no more is scripted."""
        with self._lock:
            scripted = self._next(operation_name)
            if scripted is not None:
                scripted.left -= 1
                scripted.was_used = True
                return scripted.fault
        return self._around.take(operation_name) if self._around else None

    def _next(self, operation_name: str) -> _ScriptedFault | None:
        for scripted in self._scripted:
            if scripted.left > 0 and scripted.fault.operation_name == operation_name:
                return scripted
        return None

    def unused(self) -> list[str]:
        """Return a line for each fault that answered no try."""
        return [str(one.fault) for one in self._scripted if not one.was_used]

    def clear(self) -> None:
        """Forget what was scripted here."""
        with self._lock:
            self._scripted.clear()
