"""Deliveries to targets of other AWS services: attempts, retries, dead letters.

An attempt is one call of the service. Its result is written into the `TargetOutcome`
of the event, which `explain` reads; no other record is kept. The agenda makes the
attempts that are due later, as it does for API destinations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ..delivery.dead_letter import dead_letter
from ..delivery.failure import STOPPED
from ..delivery.retry_policy import DEFAULT_LIMITS, RetryLimits, back_off, later
from ..records.http_message import encode
from ..targets.send import Payload, send_to

if TYPE_CHECKING:
    from datetime import datetime

    from ..delivery.deliveries import DeliveryRunner
    from ..delivery.failure import ExhaustedCondition
    from ..model.rule import Rule
    from ..records.failure import Failure
    from ..records.published_events import PublishedEvent, TargetOutcome


class TargetEvent(NamedTuple):
    """An event for a target of a rule, and the outcome to be filled in."""

    event: PublishedEvent
    rule: Rule
    outcome: TargetOutcome

    @property
    def body(self) -> bytes:
        """The input of the target, or the event where a target has no input."""
        made = self.outcome.input
        return encode(self.event.envelope) if made is None else made


@dataclass(slots=True)
class _OpenDelivery:
    """An event on its way to a target, until it is delivered or given up."""

    target_event: TargetEvent
    number: int
    limits: RetryLimits
    end_time: datetime
    attempts: int = 0
    failure: Failure | None = None


class TargetDeliveries:
    """Sends events to targets, and retries as their retry policies allow."""

    def __init__(self, deliveries: DeliveryRunner) -> None:
        self._deliveries = deliveries
        self._numbers = count()

    def begin(self, target_event: TargetEvent) -> None:
        """Send an event to its target now, and later again if that fails."""
        event, _, outcome = target_event
        # The time at which a schedule was due, which may be earlier than now.
        now = event.ingestion_time
        policy = outcome.target.retry_policy
        limits = DEFAULT_LIMITS if policy is None else RetryLimits.of(policy)
        delivery = _OpenDelivery(
            target_event, next(self._numbers), limits, later(now, limits.age)
        )
        self._make_attempt(delivery, now)
        if self._deliveries.options.delivery == "eager":
            while outcome.next_attempt_time is not None:
                self._make_attempt(delivery, outcome.next_attempt_time)
        else:
            self._plan(delivery)

    def _plan(self, delivery: _OpenDelivery) -> None:
        """Leave the next attempt, if there is to be one, to the agenda."""
        time = delivery.target_event.outcome.next_attempt_time
        if time is not None:
            self._deliveries.agenda.plan(time, partial(self._continue, delivery))

    def _continue(self, delivery: _OpenDelivery, now: datetime) -> None:
        self._make_attempt(delivery, now)
        self._plan(delivery)

    def _make_attempt(self, delivery: _OpenDelivery, now: datetime) -> None:
        """Make the attempt that is due *now*; record its result in the outcome."""
        outcome, limits = delivery.target_event.outcome, delivery.limits
        outcome.next_attempt_time = None
        if delivery.failure is not None and now >= delivery.end_time:
            self._give_up(delivery, delivery.failure, "MaximumEventAgeInSeconds")
            return
        if self._deliveries.agenda.is_stopped:
            self.fail(delivery.target_event, STOPPED)
            return
        delivery.failure = failure = _send(delivery.target_event)
        delivery.attempts += 1
        outcome.failure = None if failure is None else str(failure)
        if failure is None:
            return
        if not failure.is_retryable:
            self.fail(delivery.target_event, failure)
        elif delivery.attempts > limits.attempts:
            self._give_up(delivery, failure, "MaximumRetryAttempts")
        else:
            wait = back_off(
                delivery.attempts,
                seed=self._deliveries.options.retry_jitter_seed,
                delivery=delivery.number,
            )
            outcome.next_attempt_time = min(later(now, wait), delivery.end_time)

    def _give_up(
        self, delivery: _OpenDelivery, failure: Failure, exhausted: ExhaustedCondition
    ) -> None:
        """End a delivery whose retry policy is used up."""
        retries = delivery.attempts - 1
        self.fail(delivery.target_event, failure, exhausted, retries)

    def fail(
        self,
        target_event: TargetEvent,
        failure: Failure,
        exhausted: ExhaustedCondition | None = None,
        retries: int = 0,
    ) -> None:
        """Record *failure*, and put the event into the target's dead-letter queue."""
        event, rule, outcome = target_event
        outcome.failure = str(failure)
        letter = dead_letter(
            outcome.target.dead_letter_config,
            rule_arn=rule.arn,
            target_arn=outcome.target.arn,
            body=target_event.body,
            failure=failure,
            exhausted=exhausted,
            retries=retries,
        )
        if letter is not None:
            outcome.dead_letter = self._deliveries.record_dead_letter(
                letter, event.trace_header
            )


def _send(target_event: TargetEvent) -> Failure | None:
    event, _, outcome = target_event
    payload = Payload(target_event.body, event.envelope, event.trace_header)
    return send_to(outcome.target, payload)
