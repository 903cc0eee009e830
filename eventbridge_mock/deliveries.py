"""All deliveries of a mock: begun, carried on as time passes, and recorded."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from .delivery.deliverer import Deliverer
from .delivery.progress import Progress
from .delivery.schedule import Schedule
from .invocation_log import InvocationLog, Log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .clock import Clock
    from .delivery.capture import Capture
    from .delivery.delivery import Delivery
    from .delivery.tokens import AccessTokens
    from .invocations import DeadLetter, Invocation
    from .options import Options


class Deliveries:
    """Runs deliveries as the option `delivery` says, and keeps their records."""

    def __init__(
        self,
        clock: Clock,
        capture: Capture,
        tokens: AccessTokens,
        options: Callable[[], Options],
    ) -> None:
        self._clock = clock
        self._options = options
        self._new_deliverer = partial(Deliverer, capture, tokens, options)
        self._deliverer = self._new_deliverer()
        self.schedule = Schedule()
        self.invocations = InvocationLog(catch_up=self.catch_up)
        self.dead_letters: Log[DeadLetter] = Log(catch_up=self.catch_up)
        self._lock = threading.Lock()

    def begin(self, delivery: Delivery, now: datetime) -> Invocation:
        """Deliver what is asked, now and, if need be, again; return the record.

        With `delivery="eager"` it is the last word; else it tells how far the
        delivery has got by now.
        """
        progress = Progress(delivery, now)
        with self._lock:
            place = self.invocations.record(progress.invocation())
        if self._options().delivery == "on_time":
            return self._carry_on(progress, place, now)
        try:
            while progress.next_time is not None:
                self._deliverer.carry_on(progress, progress.next_time)
        except BaseException:
            progress.break_off()
            raise
        finally:
            invocation = self._record(progress, place)
        return invocation

    def _carry_on(self, progress: Progress, place: int, now: datetime) -> Invocation:
        """Make the try that is due *now*, and plan the next one."""
        try:
            self._deliverer.carry_on(progress, now)
        except BaseException:
            progress.break_off()
            raise
        finally:
            invocation = self._record(progress, place)
        if progress.next_time is not None:
            self.schedule.plan(
                progress.next_time, partial(self._carry_on, progress, place)
            )
        return invocation

    def _record(self, progress: Progress, place: int) -> Invocation:
        invocation = progress.invocation()
        self.invocations.replace(place, invocation)
        dead_letter = progress.dead_letter(invocation)
        if dead_letter is not None:
            self.dead_letters.record(dead_letter)
        return invocation

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
