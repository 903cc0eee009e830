"""Schedules of EventBridge Scheduler that moto stores, fired by the mock's clock.

moto has the schedules, and the plans here follow it: `follow` compares after each call
to Scheduler, and a plan that falls due asks moto whether its schedule is still the
same. So nothing is missed when moto starts late, is reset or stops.

A schedule whose target is an event bus, or the operation PutEvents, calls PutEvents.
Any other target is invoked too, if it is modelled (`targets/schedules.py`). Else it
fails, and its schedule warns.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..delivery.dead_letter import dead_letter
from ..delivery.retry_policy import RetryLimits, back_off
from ..errors import ScheduleWarning
from ..expressions.scheduler_expression import (
    InvalidSchedulerExpressionError,
    SchedulerExpression,
)
from ..ids import new_uuid
from ..integrations import moto_scheduler
from ..model.target import DeadLetterConfig, RetryPolicy
from ..targets.schedules import Firing, invoke, loss
from .firing_limit import FiringLimit

if TYPE_CHECKING:
    from datetime import datetime

    from ..delivery.failure import ExhaustedCondition
    from ..integrations.moto_scheduler import StoredSchedule
    from ..records.failure import Failure
    from .mock_state import MockState

_NEXT_INSTANT = timedelta(microseconds=1)


class _Plan(NamedTuple):
    """A schedule, and when it was first stored with its expression."""

    schedule: StoredSchedule
    expression: SchedulerExpression | None
    anchor: datetime


class StoredSchedules:
    """Plans when the schedules in moto fire, and invokes their targets."""

    def __init__(self, state: MockState) -> None:
        self._state = state
        self._limit = FiringLimit(state.agenda, "schedule")
        # The newest plan of each schedule; an older one no longer fires.
        self._plans: dict[str, _Plan] = {}

    def follow(self) -> None:
        """Plan the schedules that moto has now."""
        stored = {each.arn: each for each in moto_scheduler.stored_schedules()}
        for arn in self._plans.keys() - stored.keys():
            self._plans.pop(arn, None)
        now = self._state.clock.now()
        for arn, schedule in stored.items():
            before = self._plans.get(arn)
            if before is None or before.schedule != schedule:
                self._plans[arn] = plan = _planned(schedule, before, now)
                if schedule.is_enabled:
                    self._plan_next(plan, now)

    def clear(self) -> None:
        """Forget all plans."""
        self._plans.clear()

    def _plan_next(self, plan: _Plan, begin: datetime) -> bool:
        """Plan the next firing at *begin* or later; return whether there is one."""
        time = _next_time(plan, begin)
        if time is not None:
            self._state.agenda.plan(time, partial(self._fire, plan))
        return time is not None

    def _fire(self, plan: _Plan, now: datetime) -> None:
        """Invoke the target, unless the schedule has changed, and plan the next time.

        A schedule that has completed may have to be deleted then (ActionAfterCompletion
        in the API reference).
        """
        schedule = plan.schedule
        if self._plans.get(schedule.arn) is not plan:
            return
        if schedule not in moto_scheduler.stored_schedules():
            del self._plans[schedule.arn]
            return
        self._limit.count(schedule.name, schedule.expression)
        goes_on = self._plan_next(plan, now + _NEXT_INSTANT)
        try:
            self._attempt(Firing(schedule, now, new_uuid()), 1, now)
        finally:
            if schedule.is_deleted_at_end and not goes_on:
                moto_scheduler.delete_schedule(schedule)

    def _attempt(self, firing: Firing, number: int, now: datetime) -> None:
        """Make the attempt of that *number*, which is due *now*.

        With `delivery="eager"` the retries follow at once.
        """
        while True:
            failure = invoke(firing, number, now)
            if failure is None:
                return
            time, exhausted = _time_of_retry(firing, failure, number, now)
            if time is None:
                self._give_up(firing, failure, exhausted, number - 1)
                return
            if self._state.options.delivery == "on_time":
                retry = partial(self._attempt, firing, number + 1)
                self._state.agenda.plan(time, retry)
                return
            number, now = number + 1, time

    def _give_up(
        self,
        firing: Firing,
        failure: Failure,
        exhausted: ExhaustedCondition | None,
        retries: int,
    ) -> None:
        """Put the input into the schedule's dead-letter queue, or warn without one."""
        target = firing.schedule.target
        letter = dead_letter(
            DeadLetterConfig(arn=target.get("DeadLetterConfig", {}).get("Arn")),
            rule_arn=None,
            schedule_arn=firing.schedule.arn,
            target_arn=target["Arn"],
            body=target.get("Input", "").encode(),
            failure=failure,
            exhausted=exhausted,
            retries=retries,
        )
        if letter is not None:
            self._state.deliveries.record_dead_letter(letter)
            return
        warnings.warn(
            f"schedule {firing.schedule.name!r} fired, but {loss(target)}: {failure}",
            ScheduleWarning,
            stacklevel=2,
        )


def _planned(schedule: StoredSchedule, before: _Plan | None, now: datetime) -> _Plan:
    """Return the plan of *schedule*, which keeps its cadence if *before* had it.

    A schedule that Scheduler would refuse never fires, and a warning says so.
    """
    if before is not None and before.schedule.expression == schedule.expression:
        now = before.anchor
    try:
        expression = SchedulerExpression.parse(schedule.expression, schedule.time_zone)
    except InvalidSchedulerExpressionError as error:
        warnings.warn(
            f"schedule {schedule.name!r} never fires, because EventBridge Scheduler"
            f" would refuse it: {error}",
            ScheduleWarning,
            stacklevel=2,
        )
        return _Plan(schedule, None, now)
    return _Plan(schedule, expression, now)


def _next_time(plan: _Plan, begin: datetime) -> datetime | None:
    """Return when *plan* fires next, at *begin* or later.

    StartDate and EndDate do not limit a one-time schedule (API reference).
    """
    schedule, expression, anchor = plan
    if expression is None:
        return None
    if not expression.is_recurring:
        return expression.next_time(begin, anchor=anchor)
    start, end = schedule.start_time or anchor, schedule.end_time
    time = expression.next_time(max(begin, start), anchor=start)
    return None if time is None or (end is not None and time > end) else time


def _time_of_retry(
    firing: Firing, failure: Failure, number: int, now: datetime
) -> tuple[datetime | None, ExhaustedCondition | None]:
    """Return when to retry after attempt *number*, or why to retry no more."""
    if not failure.is_retryable:
        return None, None
    policy = firing.schedule.target.get("RetryPolicy", {})
    limits = RetryLimits.of(
        RetryPolicy(
            maximum_retry_attempts=policy.get("MaximumRetryAttempts"),
            maximum_event_age_in_seconds=policy.get("MaximumEventAgeInSeconds"),
        )
    )
    if number > limits.attempts:
        return None, "MaximumRetryAttempts"
    time = now + back_off(number)
    if time > firing.time + limits.age:
        return None, "MaximumEventAgeInSeconds"
    return time, None
