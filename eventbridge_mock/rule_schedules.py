"""Rules that fire by the clock: rate(...) and cron(...)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from . import routing
from .model.event_bus import DEFAULT_EVENT_BUS_NAME
from .published_events import PublishedEvent

if TYPE_CHECKING:
    from datetime import datetime

    from .clock import Clock
    from .delivery.schedule import Schedule
    from .model.backend import Backend
    from .model.rule import Rule
    from .publishing import Publisher

# Sixty-nine days of every minute. Whoever jumps further has most likely not thought
# of the rule, and a test must not hang.
_MOST_FIRINGS = 100_000


class TooManyFiringsError(RuntimeError):
    """The clock was moved so far that a rule would fire for ever."""


class RuleSchedules:
    """Plans when rules fire, and has their targets sent a scheduled event."""

    def __init__(self, clock: Clock, schedule: Schedule, publisher: Publisher) -> None:
        self._clock = clock
        self._schedule = schedule
        self._publisher = publisher
        # The newest plan of each rule; older ones have lost their say.
        self._plans: dict[tuple[str, str, str], object] = {}
        self._firings = 0

    def plan(self, backend: Backend, rule: Rule) -> None:
        """Have *rule* fire from now on; what was planned for it before is off."""
        if rule.schedule_expression is None or not rule.is_enabled:
            return
        plan = object()
        self._plans[_key(backend, rule.name)] = plan
        self._plan_next(backend, rule, plan, self._clock.now())

    def plan_all(self, backend: Backend) -> None:
        """Have all rules of *backend* fire that have a schedule."""
        for rule in backend.rules_on(DEFAULT_EVENT_BUS_NAME):
            self.plan(backend, rule)

    def _plan_next(
        self, backend: Backend, rule: Rule, plan: object, after: datetime
    ) -> None:
        expression = routing.ScheduleExpression.parse(str(rule.schedule_expression))
        time = expression.next_time(after)
        if time is not None:
            fire = partial(self._fire, backend, rule.name, plan)
            self._schedule.plan(time, fire)

    def _fire(self, backend: Backend, name: str, plan: object, now: datetime) -> None:
        """Fire the rule, if it is still there and enabled, and plan the next time."""
        rule = backend.rule(DEFAULT_EVENT_BUS_NAME, name)
        if self._plans.get(_key(backend, name)) is not plan:
            return
        if rule is None or rule.schedule_expression is None or not rule.is_enabled:
            return
        self._firings += 1
        if self._firings > _MOST_FIRINGS:
            msg = (
                f"rules have fired {_MOST_FIRINGS} times by their schedules, rule"
                f" {name!r} last: move the clock in smaller steps, or disable the rule."
            )
            raise TooManyFiringsError(msg)
        self._plan_next(backend, rule, plan, now)
        self._publisher.fire(_scheduled_event(backend, rule, now), rule)

    def clear(self) -> None:
        """Forget all plans."""
        self._plans.clear()
        self._firings = 0


def _key(backend: Backend, rule_name: str) -> tuple[str, str, str]:
    return backend.account_id, backend.region_name, rule_name


def _scheduled_event(backend: Backend, rule: Rule, now: datetime) -> PublishedEvent:
    """Return the event of a schedule (AWS guide "Scheduled events")."""
    envelope = {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": backend.account_id,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": backend.region_name,
        "resources": [rule.arn],
        "detail": {},
    }
    return PublishedEvent(
        envelope,
        event_bus_name=DEFAULT_EVENT_BUS_NAME,
        account_id=backend.account_id,
        region_name=backend.region_name,
        ingestion_time=now,
    )
