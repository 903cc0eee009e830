"""One delivery: the attempts so far, the next one, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.failure import Failure
from ..records.invocations import Invocation
from .dead_letter import dead_letter
from .retry_policy import RetryLimits, later

if TYPE_CHECKING:
    from datetime import datetime

    from ..options import Options
    from ..records.invocations import Attempt, DeadLetter, HttpRequest, Outcome
    from .delivery_order import DeliveryOrder, Destination
    from .failure import ExhaustedCondition
    from .http_request import RequestTemplate


class OpenDelivery:
    """A delivery from its order to its end. It has ended when `next_time` is None."""

    __slots__ = (
        "_changes",
        "_invocation",
        "attempts",
        "begin_time",
        "dead_letter",
        "destination",
        "end_time",
        "exhausted",
        "failure",
        "has_reservation",
        "jump",
        "limits",
        "next_time",
        "number",
        "options",
        "order",
        "rejected_arn",
        "request",
        "retries",
        "template",
        "timeout_parts",
    )

    def __init__(
        self,
        order: DeliveryOrder,
        begin_time: datetime,
        number: int,
        options: Options,
        jump: int,
    ) -> None:
        self.order = order
        # The options in force when the last attempt was due.
        self.options = options
        # The position among all deliveries, on which the jitter depends.
        self.number = number
        self.begin_time = begin_time
        self.next_time: datetime | None = begin_time
        self.limits = RetryLimits.of(order.conditions.retry_policy)
        # When the event reaches its maximum age.
        self.end_time = later(begin_time, self.limits.age)
        self.attempts: list[Attempt] = []
        self.retries = 0
        self.failure: Failure | None = None
        self.exhausted: ExhaustedCondition | None = None
        self.dead_letter: DeadLetter | None = None
        # The destination of the order, until the first attempt has used it.
        self.destination: Destination | None = order.destination
        # Whether the rate limiter has reserved the instant of the next attempt.
        self.has_reservation = False
        # The ARN of the connection whose credentials the endpoint refused.
        self.rejected_arn: str | None = None
        # The request of the last attempt, and the template it was made from.
        self.request: HttpRequest | None = None
        self.template: RequestTemplate | None = None
        # The parts of the timeout that servers get, which a `TimeoutBudget` adjusts,
        # and the jump of the clock for which they hold.
        self.timeout_parts: dict[str, float] = {}
        self.jump = jump
        # The number of changes, and the record that was built after one of them.
        self._changes = 0
        self._invocation: tuple[int, Invocation] | None = None

    def wait_until(self, time: datetime) -> None:
        """Plan the next attempt at *time*, or the end if the event is too old then."""
        self.next_time = min(time, self.end_time)
        self._changes += 1

    def succeed(self) -> None:
        """End with a delivered event."""
        self.failure = None
        self._end()

    def fail(
        self, failure: Failure, exhausted: ExhaustedCondition | None = None
    ) -> None:
        """End with *failure*, after the last retry if *exhausted* says so."""
        self.failure, self.exhausted = failure, exhausted
        self._end()

    def _end(self) -> None:
        self.next_time = self.request = self.template = None
        self._changes += 1

    def retry(self, failure: Failure, time: datetime) -> None:
        """Plan a retry at *time*, unless the retry policy allows no more."""
        self.failure = failure
        if self.retries >= self.limits.attempts:
            self.fail(failure, "MaximumRetryAttempts")
        else:
            self.wait_until(time)

    def break_off(self, error: str = "an error.") -> None:
        """End because the test's own code raised *error*, which the test sees too."""
        message = f"The code that answers the request raised {error}"
        self.fail(Failure("INTERNAL_ERROR", message, reported=error))

    @property
    def invocation(self) -> Invocation:
        """The record of this delivery as it is now."""
        # Read first: what changes meanwhile makes the record built here out of date.
        changes, known = self._changes, self._invocation
        if known is None or known[0] != changes:
            self._invocation = known = changes, self._record()
        return known[1]

    def _record(self) -> Invocation:
        order = self.order
        return Invocation(
            api_destination=order.api_destination,
            api_destination_arn=order.target_arn,
            connection_arn=order.connection_arn,
            rule_arn=order.rule_arn,
            target_id=order.target_id,
            event=order.event,
            account_id=order.account_id,
            region_name=order.region_name,
            attempts=tuple(self.attempts),
            outcome=self._outcome(),
            failure=self._masked_failure(),
            error_code=self.failure.code if self.failure else None,
            next_attempt_time=self.next_time,
            _number=self.number,
        )

    def _masked_failure(self) -> str | None:
        """Return the message of the failure without secrets the endpoint repeated."""
        if self.failure is None:
            return None
        return self.failure.masked_message(
            attempt.request.sensitive_texts for attempt in self.attempts
        )

    def _outcome(self) -> Outcome:
        if self.next_time is not None:
            return "pending"
        if self.failure is None:
            return "delivered"
        config = self.order.conditions.dead_letter_config
        has_dead_letter = config and config.arn and self.failure.has_dead_letter
        return "dead_lettered" if has_dead_letter else "failed"

    def new_dead_letter(self, failure: Failure) -> DeadLetter | None:
        """Return the dead letter of an event that ended with *failure*, if any."""
        return dead_letter(
            self.order.conditions.dead_letter_config,
            rule_arn=self.order.rule_arn,
            target_arn=self.order.target_arn,
            body=self.order.body,
            failure=failure,
            invocation=self.invocation,
            exhausted=self.exhausted,
            retries=self.retries,
        )
