"""The errors that a test scripted for operations, in the order of their answers."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..arguments import require_count, require_string
from ..frozen import frozen

if TYPE_CHECKING:
    # Service and name: operations of two services may have one name.
    Operation = tuple[str, str]

_STATUSES = range(400, 600)


@frozen
class Fault:
    """An error that the service answers because a test wants it.

    With *entries* it fails only the entries at these indexes of one request, and not
    the request. Raises ValueError for an error that no service would answer, and
    TypeError for a *message* that is not a string.
    """

    operation: Operation
    code: str
    message: str
    status: int = 400
    entries: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not self.code:
            msg = (
                "code is the code of an error such as 'ThrottlingException', not"
                f" {self.code!r}"
            )
            raise ValueError(msg)
        require_string("message", self.message)
        if self.status not in _STATUSES:
            msg = (
                "status is the HTTP status of an error, 400 to 599, not"
                f" {self.status!r}"
            )
            raise ValueError(msg)

        if any(type(index) is not int or index < 0 for index in self.entries):
            msg = (
                "entries are the indexes of entries in a request, 0 and more, not"
                f" {self.entries!r}"
            )
            raise ValueError(msg)

    def __str__(self) -> str:
        entries = f" for entries {list(self.entries)}" if self.entries else ""
        return f"{self.operation[1]}: {self.code}{entries}"


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
        # Whether there may be any; every call asks.
        self.in_use = around is not None

    def script(self, fault: Fault, times: int) -> None:
        """Answer the next *times* requests with *fault*.

        Raises ValueError for a *times* that is not a positive whole number.
        """
        require_count("times", times, "requests", at_least=1)
        with self._lock:
            self._scripted.append(_ScriptedFault(fault, times))
            self.in_use = True

    def is_pending(self, operation: Operation) -> bool:
        """Return whether the next request of *operation* will fail.

        Many calls ask, so there is no lock; `pop` decides.
        """
        if self._scripted and self._next(operation) is not None:
            return True
        return self._around is not None and self._around.is_pending(operation)

    def pop(self, operation: Operation) -> Fault | None:
        """Return the fault that answers this request, if one is left."""
        with self._lock:
            scripted = self._next(operation)
            if scripted is not None:
                scripted.left -= 1
                scripted.was_used = True
                return scripted.fault
        return self._around.pop(operation) if self._around else None

    def pop_for_entries(self, operation: Operation, count: int) -> Fault | None:
        """Return the fault of some of the *count* entries of a request, if any.

        Raises ValueError for a fault of an entry that the request does not have.
        """
        with self._lock:
            scripted = self._next(operation, of_entries=True)
            if scripted is not None:
                fault = scripted.fault
                _require_entries(fault, count)
                scripted.left -= 1
                scripted.was_used = True
                return fault
        if self._around is None:
            return None
        return self._around.pop_for_entries(operation, count)

    def _next(
        self, operation: Operation, *, of_entries: bool = False
    ) -> _ScriptedFault | None:
        for scripted in self._scripted:
            fault = scripted.fault
            if (
                scripted.left > 0
                and fault.operation == operation
                and bool(fault.entries) == of_entries
            ):
                return scripted
        return None

    def pending(self) -> list[tuple[Fault, int]]:
        """Return the faults that were scripted here, and how often each is left."""
        return [
            (scripted.fault, scripted.left)
            for scripted in self._scripted
            if scripted.left
        ]

    def unused(self) -> list[str]:
        """Return a line for each fault that answered no request."""
        return [
            str(scripted.fault) for scripted in self._scripted if not scripted.was_used
        ]

    def clear(self) -> None:
        """Forget the faults that were scripted here."""
        with self._lock:
            self._scripted.clear()


def _require_entries(fault: Fault, count: int) -> None:
    missing = [index for index in fault.entries if index >= count]
    if missing:
        msg = (
            f"mock.fail({fault.operation[1]!r}, {fault.code!r}, entries=...) is to fail"
            f" entry {missing[0]} of a request that has {count}, counted from 0."
        )
        raise ValueError(msg)
