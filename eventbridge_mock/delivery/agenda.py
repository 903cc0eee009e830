"""What will happen later: actions, each at its time on the virtual clock."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    Action = Callable[[datetime], object]


class Schedule:
    """Actions by the time they are due; of two for one time the earlier planned."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Action]] = []
        self._numbers = count()
        self._lock = threading.Lock()
        self._is_stopped = False
        # How often the clock has jumped; a jump within another is part of it.
        self.jumps = 0
        self._depth = 0

    def __len__(self) -> int:
        return len(self._planned)

    def plan(self, time: datetime, action: Action) -> None:
        """Have *action* called at *time*, which it is told."""
        with self._lock:
            heappush(self._planned, (time, next(self._numbers), action))

    @property
    def next_time(self) -> datetime | None:
        """When the next action is due; None if there is none."""
        with self._lock:
            if self._is_stopped or not self._planned:
                return None
            return self._planned[0][0]

    @contextmanager
    def jump(self) -> Iterator[None]:
        """Count all that happens inside as one jump of the clock."""
        with self._lock:
            self.jumps += not self._depth
            self._depth += 1
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1

    def run(self, until: datetime) -> None:
        """Call what is due up to *until*, in order, also what that adds.

        An action that raises is not called again; the others stay planned.
        """
        while True:
            with self._lock:
                if self._is_stopped or not self._planned:
                    return
                if self._planned[0][0] > until:
                    return
                time, _, action = heappop(self._planned)
            action(time)

    def stop(self) -> None:
        """Have nothing happen any more; what was planned is still counted."""
        self._is_stopped = True

    def clear(self) -> None:
        """Forget everything that was planned."""
        with self._lock:
            self._planned.clear()
