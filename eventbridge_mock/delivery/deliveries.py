"""Run the deliveries of a mock, and keep their records.

The objects that change while an event is delivered, and who changes them:

- `OpenDelivery`: one delivery from its order to its end. `AttemptSender` adds attempts
  and sets the time of the next one, or the end. The `invocations` show its record.
- `Agenda`: actions by their time on the virtual clock. `DeliveryRunner` plans the next
  attempt of a delivery here; rules with a schedule plan their events here too.
- `RateLimiter`, in the `AttemptSender`: the instants reserved for attempts.
- `AccessTokens`: the tokens of OAuth connections; attempts request and renew them.
- the backend, through the order's `DestinationSource`: a rejected attempt deauthorizes
  its connection, which is published as an event after the attempt.

Everything else is frozen: the `DeliveryOrder`, the `Destination` that an attempt finds,
the `HttpRequest`, the `Reply`, and the `Invocation` that a test sees.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, overload

from ..errors import PublishingLoopError
from ..records.invocation_log import DeadLetterLog, InvocationLog
from ..records.invocations import Invocation
from .failure import STOPPED
from .open_delivery import OpenDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..options import Options
    from ..records.failure import Failure
    from ..records.invocations import DeadLetter
    from ..replies.capture import Capture
    from .agenda import Agenda
    from .attempt_sender import AttemptSender
    from .delivery_order import DeliveryOrder, OptionsSource
    from .tokens import AccessTokens

_invocation_of = attrgetter("invocation")

# Each waits in a thread of its own for the next: more than any test has.
_MOST_AT_ONCE = 500


class DeliveryRunner:
    """Runs deliveries as the option `delivery` says, and keeps their records."""

    def __init__(
        self,
        agenda: Agenda,
        capture: Capture,
        tokens: AccessTokens,
        settings: OptionsSource,
    ) -> None:
        self.agenda = agenda
        self._capture = capture
        self._tokens = tokens
        self._settings = settings
        self._sender: AttemptSender | None = None
        self._deliveries: list[OpenDelivery] = []
        self._dead_letters: list[DeadLetter] = []
        self._lock = threading.Lock()
        self._under_way = 0

    @property
    def invocations(self) -> InvocationLog:
        """A view of the invocations, the oldest first."""
        records = InvocationRecords(self._deliveries)
        return InvocationLog(records, self.agenda.run_due)

    @property
    def dead_letters(self) -> DeadLetterLog:
        """A view of the dead letters, the oldest first."""
        return DeadLetterLog(self._dead_letters, self.agenda.run_due)

    @property
    def options(self) -> Options:
        """The options in force."""
        return self._settings.options

    def open_record(self, order: DeliveryOrder, begin_time: datetime) -> OpenDelivery:
        """Record the delivery of *order*, due at *begin_time*.

        `run` or `fail` has to follow.
        """
        options, jump = self._settings.options, self.agenda.jumps
        with self._lock:
            number = len(self._deliveries)
            delivery = OpenDelivery(order, begin_time, number, options, jump)
            self._deliveries.append(delivery)
        return delivery

    def run(self, delivery: OpenDelivery) -> None:
        """Make the first attempt of *delivery*, with `delivery="eager"` all of them.

        Otherwise the next attempt is planned. Raises what the test's own code raises
        as it answers a request, and PublishingLoopError.
        """
        is_eager = delivery.options.delivery == "eager"
        self._make_attempts(delivery, delivery.begin_time, is_eager=is_eager)

    def fail(self, delivery: OpenDelivery, failure: Failure) -> None:
        """End *delivery* with *failure* before any attempt."""
        delivery.fail(failure)
        self._close(delivery)

    def _make_next_attempt(self, delivery: OpenDelivery, now: datetime) -> None:
        delivery.options = self._settings.options
        self._make_attempts(delivery, now, is_eager=False)

    def _make_attempts(
        self, delivery: OpenDelivery, now: datetime, *, is_eager: bool
    ) -> None:
        """Make the attempt that is due *now*, and if *is_eager* all that follow.

        Code of the test that raises ends the delivery.
        """
        with self._lock:
            sender = self._current_sender()
            self._under_way += 1
        try:
            self._refuse_too_many(delivery)
            if delivery.jump != self.agenda.jumps:
                # Between two jumps the test may have repaired a server.
                delivery.timeout_parts = {}
                delivery.jump = self.agenda.jumps
            _make_attempt(sender, delivery, now)
            while is_eager and delivery.next_time is not None:
                _make_attempt(sender, delivery, delivery.next_time)
        except BaseException:
            if delivery.next_time is not None:
                delivery.break_off()
            raise
        finally:
            with self._lock:
                self._under_way -= 1
            # A reset forgets the sender, and with it what was under way.
            if sender is self._sender:
                self._close(delivery)

    def _current_sender(self) -> AttemptSender:
        if self._sender is None:
            from .attempt_sender import (  # noqa: PLC0415 - not every test delivers
                AttemptSender,
            )

            self._sender = AttemptSender(self._capture, self._tokens)
        return self._sender

    def _refuse_too_many(self, delivery: OpenDelivery) -> None:
        """Raise PublishingLoopError if too many deliveries are under way."""
        if self._under_way > _MOST_AT_ONCE:
            msg = (
                f"More than {_MOST_AT_ONCE} deliveries are under way at once, the last"
                f" of them to the API destination {delivery.order.api_destination!r}:"
                " change the scripted reply or the receiver so that it causes no"
                " delivery that reaches it again."
            )
            raise PublishingLoopError(msg)

    def _close(self, delivery: OpenDelivery) -> None:
        """Record the attempts made, and plan the next or send a dead letter."""
        if delivery.next_time is not None:
            attempt = partial(self._make_next_attempt, delivery)
            self.agenda.plan(delivery.next_time, attempt)
            return
        if delivery.failure is None:
            return
        dead_letter = delivery.new_dead_letter(delivery.failure)
        if dead_letter is not None:
            delivery.dead_letter = self.record_dead_letter(
                dead_letter, delivery.order.trace_header
            )

    def number_of(self, dead_letter: DeadLetter) -> int | None:
        """Return the number, from 1 on, of the invocation that became *dead_letter*."""
        for delivery in tuple(self._deliveries):
            if delivery.dead_letter is dead_letter:
                return delivery.number + 1
        return None

    def record_dead_letter(
        self, dead_letter: DeadLetter, trace_header: str | None = None
    ) -> DeadLetter:
        """Send *dead_letter* to its queue, and record whether it arrived.

        A mock that has stopped sends none.
        """
        from ..targets.send import put_dead_letter  # noqa: PLC0415 - imports botocore

        failure = (
            STOPPED
            if self.agenda.is_stopped
            else put_dead_letter(dead_letter, trace_header)
        )
        if failure is not None:
            dead_letter = replace(dead_letter, queue_failure=str(failure))
        self._dead_letters.append(dead_letter)
        return dead_letter

    def clear(self) -> None:
        """Forget the deliveries, their records and the reservations."""
        with self._lock:
            self._deliveries.clear()
            self._dead_letters.clear()
            self._sender = None


def _make_attempt(sender: AttemptSender, delivery: OpenDelivery, now: datetime) -> None:
    """Make the attempt that is due *now*, and publish what it has changed."""
    sender.make_attempt(delivery, now)
    if delivery.failure is not None:  # a refusal may have deauthorized the connection
        delivery.order.source.publish_changes()


class InvocationRecords(Sequence[Invocation]):
    """The records of *deliveries*, which may become more, as of now."""

    def __init__(self, deliveries: Sequence[OpenDelivery]) -> None:
        self._deliveries = deliveries

    @overload
    def __getitem__(self, index: int) -> Invocation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Invocation]: ...
    def __getitem__(self, index: int | slice) -> Invocation | list[Invocation]:
        if isinstance(index, slice):
            return [delivery.invocation for delivery in self._deliveries[index]]
        return self._deliveries[index].invocation

    def __iter__(self) -> Iterator[Invocation]:
        return map(_invocation_of, self._deliveries)

    def __len__(self) -> int:
        return len(self._deliveries)
