"""Locks whose users can be seen, for the tests that a lock is used."""

from __future__ import annotations

import sys
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class SeenLock:
    """A reentrant lock that records the functions that took it, and who waits."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.signals: SimpleQueue[str] = SimpleQueue()
        self._lock = threading.RLock()
        self._depth = 0

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.signals.put("waits")
            assert self._lock.acquire(timeout=10)
        self._depth += 1
        if self._depth == 1:
            self.functions.append(sys._getframe(1).f_code.co_name)  # noqa: SLF001 - who it is

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        self._lock.release()


def functions_that_wait(
    owner: Any, name: str, act: Callable[[], object], monkeypatch: Any
) -> list[str]:
    """Call *act* in a thread while this one has the lock *name* of *owner*.

    Return the functions that took the lock, each time from outermost on. Fails unless
    the first of them waits, and comes to its end once the lock is free.
    """
    lock = SeenLock()
    monkeypatch.setattr(owner, name, lock)

    def run() -> None:
        act()
        lock.signals.put("ends")

    thread = threading.Thread(target=run)
    with lock:
        thread.start()
        first = lock.signals.get(timeout=10)
    thread.join(10)
    assert (first, lock.signals.get(timeout=10)) == ("waits", "ends")
    return lock.functions[1:]
