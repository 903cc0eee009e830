"""The agenda of a mock: actions, each at its time on the virtual clock."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ..clock import Clock

    Action = Callable[[datetime], object]


class Agenda:
    """Actions in the order of their times; of two for one time the first planned.

    They run when *clock* reaches their time: reading a record runs what is due, and
    `advance_to` stops at each action on the way.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        # A heap, for others to look whether anything is planned.
        self.planned: list[tuple[datetime, int, Action]] = []
        self._numbers = count()
        self._lock = threading.Lock()
        # Whether the mock has stopped, after which nothing is sent any more.
        self.is_stopped = False
        # The number of jumps of the clock; a jump within another is part of it.
        self.jumps = 0
        self._depth = 0
        # The threads that run actions now.
        self._running: set[int] = set()

    def __len__(self) -> int:
        return len(self.planned)

    def plan(self, time: datetime, action: Action) -> None:
        """Call *action* at *time*, with that time."""
        with self._lock:
            heappush(self.planned, (time, next(self._numbers), action))

    def run_due(self) -> None:
        """Run what has fallen due by now.

        An action that leads here, for example because its receiver publishes an event,
        runs nothing: the run that it is part of continues with the others in order.
        """
        if self.planned and threading.get_ident() not in self._running:
            with self.jump():
                self.run(self.clock.now())

    def advance_to(self, instant: datetime) -> None:
        """Move the clock on to *instant*, and run what falls due at its time."""
        with self.jump():
            while True:
                time = self.next_time
                if time is None or time > instant:
                    break
                self.clock.move_on_to(time)
                self.run(time)
        self.clock.move_on_to(instant)

    @property
    def next_time(self) -> datetime | None:
        """The time of the next action; None if nothing is planned."""
        with self._lock:
            if self.is_stopped or not self.planned:
                return None
            return self.planned[0][0]

    @contextmanager
    def jump(self) -> Iterator[None]:
        """Count everything inside as one jump of the clock."""
        with self._lock:
            self.jumps += not self._depth
            self._depth += 1
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1

    def run(self, until: datetime) -> None:
        """Call the actions due up to *until* in order, also those they add.

        An action that raises is not called again; the others stay planned.
        """
        thread = threading.get_ident()
        is_outermost = thread not in self._running
        try:
            self._running.add(thread)
            self._run(until)
        finally:
            if is_outermost:
                self._running.discard(thread)

    def _run(self, until: datetime) -> None:
        while True:
            with self._lock:
                if self.is_stopped or not self.planned:
                    return
                if self.planned[0][0] > until:
                    return
                time, _, action = heappop(self.planned)
            action(time)

    def stop(self) -> None:
        """Run nothing any more; what was planned still counts."""
        self.is_stopped = True

    def clear(self) -> None:
        """Forget everything that was planned."""
        with self._lock:
            self.planned.clear()
