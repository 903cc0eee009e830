"""All deliveries of a mock: begun, carried on as time passes, and recorded."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..errors import PublishingLoopError
from ..records.invocation_log import DeadLetterLog, InvocationLog
from ..records.published_events import Standing
from ..targets.send import put_dead_letter
from .agenda import Schedule
from .deliverer import Deliverer
from .progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ..clock import Clock
    from ..options import Options
    from ..records.failure import Failure
    from ..records.invocations import DeadLetter
    from ..replies.capture import Capture
    from .delivery import Delivery
    from .tokens import AccessTokens

# Each of them in a thread of its own, waiting for the next: more than a test has.
_MOST_AT_ONCE = 500


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
        self.dead_letters = DeadLetterLog(catch_up=self.catch_up)
        self._lock = threading.Lock()
        self._under_way = 0

    @property
    def options(self) -> Options:
        """The options in force."""
        return self._options()

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self._clock.now()

    def begin(
        self,
        delivery: Delivery,
        now: datetime | None = None,
        tell: Callable[[Standing], object] | None = None,
    ) -> Standing:
        """Deliver what is asked, now and, if need be, again; return how it stands.

        With `delivery="eager"` that is the last word; else it changes as time
        passes. *now* is when it was due, if that was earlier. *tell* is told how it
        stands before anything is sent: code of the test that answers may raise.
        """
        now = now or self._clock.now()
        progress = Progress(delivery, now)
        standing = self._stand(progress)
        if tell is not None:
            tell(standing)
        is_eager = self._options().delivery == "eager"
        self._carry_on(progress, standing, is_eager, now)
        return standing

    def fail(self, delivery: Delivery, failure: Failure) -> Standing:
        """Record that what is asked fails before it is tried."""
        progress = Progress(delivery, self._clock.now())
        progress.fail(failure)
        standing = self._stand(progress)
        self._record(progress, standing, self._deliverer)
        return standing

    def _stand(self, progress: Progress) -> Standing:
        invocation = progress.invocation()
        with self._lock:
            progress.number = self.invocations.record(invocation)
        return Standing(progress.number, invocation)

    def _carry_on(
        self,
        progress: Progress,
        standing: Standing,
        is_eager: bool,  # noqa: FBT001 - what is planned is told the time and no more
        now: datetime,
    ) -> None:
        """Make the try that is due *now*, if *is_eager* all that follow, and record.

        That is done also when code of the test raises.
        """
        deliverer = self._deliverer
        progress.begin_in(self.schedule.jumps)
        try:
            with self._one_more(progress):
                deliverer.carry_on(progress, now)
                while is_eager and progress.next_time is not None:
                    deliverer.carry_on(progress, progress.next_time)
        except BaseException:
            if progress.next_time is not None:
                progress.break_off()
            raise
        finally:
            self._record(progress, standing, deliverer)

    @contextmanager
    def _one_more(self, progress: Progress) -> Iterator[None]:
        """Count a delivery as under way; raises PublishingLoopError for too many."""
        with self._lock:
            self._under_way += 1
            are_too_many = self._under_way > _MOST_AT_ONCE
        try:
            if are_too_many:
                msg = (
                    f"more than {_MOST_AT_ONCE} deliveries are under way at once, the"
                    " last of them to the API destination"
                    f" {progress.delivery.api_destination!r}: have the scripted reply,"
                    " or the receiver, cause none that gets there again."
                )
                raise PublishingLoopError(msg)
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def _record(
        self, progress: Progress, standing: Standing, deliverer: Deliverer
    ) -> None:
        """Record what has come of it, and plan the next try.

        Unless the mock has been reset since *deliverer* began.
        """
        standing.invocation = progress.invocation()
        with self._lock:
            if deliverer is not self._deliverer:
                return
            self.invocations.replace(standing.place, standing.invocation)
            if progress.next_time is not None:
                again = partial(self._carry_on, progress, standing, False)  # noqa: FBT003
                self.schedule.plan(progress.next_time, again)
        dead_letter = progress.dead_letter(standing.invocation)
        if dead_letter is not None:
            standing.dead_letter = self.record_dead_letter(
                dead_letter, progress.delivery.trace_header
            )

    def record_dead_letter(
        self, dead_letter: DeadLetter, trace_header: str | None = None
    ) -> DeadLetter:
        """Put *dead_letter* into its queue, and record whether the queue took it."""
        failure = put_dead_letter(dead_letter, trace_header)
        if failure is not None:
            dead_letter = replace(dead_letter, queue_failure=str(failure))
        self.dead_letters.record(dead_letter)
        return dead_letter

    def catch_up(self) -> None:
        """Do what has fallen due by now."""
        if self.schedule:
            with self.schedule.jump():
                self.schedule.run(self._clock.now())

    def advance_to(self, instant: datetime) -> None:
        """Move the clock on to *instant*, stopping at all that falls due on the way."""
        with self.schedule.jump():
            while True:
                time = self.schedule.next_time
                if time is None or time > instant:
                    break
                self._clock.move_on_to(time)
                self.schedule.run(time)
        self._clock.move_on_to(instant)

    def clear(self) -> None:
        """Forget what was delivered, what is pending and the places taken."""
        with self._lock:
            self.schedule.clear()
            self.invocations.clear()
            self.dead_letters.clear()
            self._deliverer = self._new_deliverer()

    def stop(self) -> None:
        """Leave what is pending as it is."""
        self.schedule.stop()
