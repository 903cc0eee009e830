"""All deliveries of a mock: begun, carried on as time passes, and recorded."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from .delivery.deliverer import Deliverer
from .delivery.progress import Progress
from .delivery.schedule import Schedule
from .invocation_log import DeadLetterLog, InvocationLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .clock import Clock
    from .delivery.capture import Capture
    from .delivery.delivery import Delivery
    from .delivery.failure import Failure
    from .delivery.tokens import AccessTokens
    from .invocations import DeadLetter, Invocation
    from .options import Options
    from .outlets import Outlets


class Standing:
    """How one invocation stands: its latest record."""

    __slots__ = ("invocation", "place")

    def __init__(self, place: int, invocation: Invocation) -> None:
        self.place = place
        self.invocation = invocation


class Deliveries:
    """Runs deliveries as the option `delivery` says, and keeps their records."""

    def __init__(
        self,
        clock: Clock,
        capture: Capture,
        tokens: AccessTokens,
        options: Callable[[], Options],
        outlets: Outlets,
    ) -> None:
        self._clock = clock
        self._outlets = outlets
        self._options = options
        self._new_deliverer = partial(Deliverer, capture, tokens, options)
        self._deliverer = self._new_deliverer()
        self.schedule = Schedule()
        self.invocations = InvocationLog(catch_up=self.catch_up)
        self.dead_letters = DeadLetterLog(catch_up=self.catch_up)
        self._lock = threading.Lock()

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self._clock.now()

    def begin(self, delivery: Delivery) -> Standing:
        """Deliver what is asked, now and, if need be, again; return how it stands.

        With `delivery="eager"` that is the last word; else it changes as time
        passes.
        """
        now = self._clock.now()
        progress = Progress(delivery, now)
        standing = self._stand(progress)
        if self._options().delivery == "on_time":
            self._carry_on(progress, standing, now)
            return standing
        with self._recorded(progress, standing):
            while progress.next_time is not None:
                self._deliverer.carry_on(progress, progress.next_time)
        return standing

    def fail(self, delivery: Delivery, failure: Failure) -> Standing:
        """Record that what is asked fails before it is tried."""
        progress = Progress(delivery, self._clock.now())
        progress.fail(failure)
        standing = self._stand(progress)
        self._record(progress, standing)
        return standing

    def _stand(self, progress: Progress) -> Standing:
        invocation = progress.invocation()
        with self._lock:
            return Standing(self.invocations.record(invocation), invocation)

    def _carry_on(self, progress: Progress, standing: Standing, now: datetime) -> None:
        """Make the try that is due *now*, and plan the next one."""
        with self._recorded(progress, standing):
            self._deliverer.carry_on(progress, now)
        if progress.next_time is not None:
            again = partial(self._carry_on, progress, standing)
            self.schedule.plan(progress.next_time, again)

    @contextmanager
    def _recorded(self, progress: Progress, standing: Standing) -> Iterator[None]:
        """Record what comes of it, also when code of the test raises."""
        try:
            yield
        except BaseException:
            progress.break_off()
            raise
        finally:
            self._record(progress, standing)

    def _record(self, progress: Progress, standing: Standing) -> None:
        standing.invocation = progress.invocation()
        self.invocations.replace(standing.place, standing.invocation)
        dead_letter = progress.dead_letter(standing.invocation)
        if dead_letter is not None:
            self.record_dead_letter(dead_letter)

    def record_dead_letter(self, dead_letter: DeadLetter) -> None:
        """Record *dead_letter*, and put it into its queue if there is one."""
        self.dead_letters.record(dead_letter)
        self._outlets.put_dead_letter(dead_letter)

    def catch_up(self) -> None:
        """Do what has fallen due by now."""
        if self.schedule:
            self.schedule.run(self._clock.now())

    def advance_to(self, instant: datetime) -> None:
        """Move the clock on to *instant*, stopping at all that falls due on the way."""
        while True:
            time = self.schedule.next_time
            if time is None or time > instant:
                break
            self._clock.move_on_to(time)
            self.schedule.run(time)
        self._clock.move_on_to(instant)

    def clear(self) -> None:
        """Forget what was delivered, what is pending and the places taken."""
        self.schedule.clear()
        self.invocations.clear()
        self.dead_letters.clear()
        self._deliverer = self._new_deliverer()
