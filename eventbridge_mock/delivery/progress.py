"""How far a delivery has got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.failure import Failure
from ..records.invocations import Invocation
from ..records.masking import mask
from ..replies.capture import attempt_of
from ..replies.reply import TimeoutBudget
from .dead_letter import dead_letter
from .retry_policy import DEFAULT_LIMITS, RetryLimits, later

if TYPE_CHECKING:
    from datetime import datetime

    from ..records.invocations import Attempt, DeadLetter, HttpRequest, Outcome
    from ..replies.reply import Reply
    from .delivery import Delivery
    from .failure import ExhaustedCondition
    from .http_request import RequestTemplate


class Progress:
    """How far a delivery has got. It is over when `next_time` is None."""

    __slots__ = (
        "attempts",
        "delivery",
        "end_time",
        "exhausted",
        "failure",
        "has_place",
        "jump",
        "limits",
        "next_time",
        "number",
        "patience",
        "rejected_arn",
        "request",
        "retries",
        "template",
    )

    def __init__(self, delivery: Delivery, begin_time: datetime) -> None:
        self.delivery = delivery
        # Which of all deliveries it is.
        self.number = 0
        self.next_time: datetime | None = begin_time
        policy = delivery.conditions.retry_policy
        self.limits = DEFAULT_LIMITS if policy is None else RetryLimits.of(policy)
        # When the event reaches its maximum age.
        self.end_time = later(begin_time, self.limits.age)
        self.attempts: list[Attempt] = []
        self.retries = 0
        self.failure: Failure | None = None
        self.exhausted: ExhaustedCondition | None = None
        # A place in the rate limit that a try was given and waits for.
        self.has_place = False
        # The ARN of the connection whose credentials the endpoint refused.
        self.rejected_arn: str | None = None
        # The request of the last try, and what it was made of.
        self.request: HttpRequest | None = None
        self.template: RequestTemplate | None = None
        # For servers, and in which jump of the clock it began.
        self.patience, self.jump = TimeoutBudget(), -1

    def is_too_old(self, now: datetime) -> bool:
        """Return whether the event has reached its maximum age."""
        return now >= self.end_time

    def begin_in(self, jump: int) -> None:
        """Have new patience, unless all of it is in one *jump* of the clock.

        Between two of them the test may have mended a server.
        """
        if self.jump != jump:
            self.patience, self.jump = TimeoutBudget(), jump

    def count_retry(self) -> None:
        """Count the try that begins, if it is not the first one."""
        if self.failure is not None:
            self.retries += 1

    def record(self, request: HttpRequest, reply: Reply, now: datetime) -> None:
        """Add the attempt that was just made."""
        number = len(self.attempts) + 1
        self.attempts.append(attempt_of(request, reply, number=number, time=now))

    def wait_until(self, time: datetime) -> None:
        """Have the next try at *time*, or the end if the event is too old by then."""
        self.next_time = min(time, self.end_time)

    def succeed(self) -> None:
        """End with a delivered event."""
        self.failure = self.next_time = None

    def fail(
        self, failure: Failure, exhausted: ExhaustedCondition | None = None
    ) -> None:
        """End with *failure*, after the last retry if that is what it *exhausted*."""
        self.failure, self.exhausted, self.next_time = failure, exhausted, None

    def retry(self, failure: Failure, time: datetime) -> None:
        """Have another try at *time*, unless the policy is used up by then."""
        self.failure = failure
        if self.retries >= self.limits.attempts:
            self.fail(failure, "MaximumRetryAttempts")
        else:
            self.wait_until(time)

    def break_off(self, error: str = "an error.") -> None:
        """End because the test's own code raised, which the test gets to see."""
        text = f"The code that answers raised {error}"
        self.fail(Failure("INTERNAL_ERROR", text))

    def invocation(self) -> Invocation:
        """Return the record of what has happened so far."""
        delivery = self.delivery
        return Invocation(
            api_destination=delivery.api_destination,
            api_destination_arn=delivery.target_arn,
            connection_arn=delivery.connection_arn,
            rule_arn=delivery.rule_arn,
            target_id=delivery.target_id,
            event=delivery.event,
            account_id=delivery.account_id,
            region_name=delivery.region_name,
            attempts=tuple(self.attempts),
            outcome=self._outcome(),
            failure=self._told_failure(),
            error_code=self.failure.code if self.failure else None,
            next_attempt_time=self.next_time,
        )

    def _told_failure(self) -> str | None:
        """Return the message of the failure without what the endpoint repeated."""
        if self.failure is None:
            return None
        sets = (attempt.request.secrets for attempt in self.attempts)
        return mask(self.failure.message, frozenset().union(*sets))

    def _outcome(self) -> Outcome:
        if self.next_time is not None:
            return "pending"
        if self.failure is None:
            return "delivered"
        config = self.delivery.conditions.dead_letter_config
        return "dead_lettered" if config and config.arn else "failed"

    def dead_letter(self, invocation: Invocation) -> DeadLetter | None:
        """Return the dead letter of *invocation*, if it became one."""
        if self.failure is None or self.next_time is not None:
            return None
        return dead_letter(
            self.delivery.conditions.dead_letter_config,
            rule_arn=self.delivery.rule_arn,
            target_arn=self.delivery.target_arn,
            body=self.delivery.body,
            failure=self.failure,
            invocation=invocation,
            exhausted=self.exhausted,
            retries=self.retries,
        )
