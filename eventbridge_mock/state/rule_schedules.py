"""Rules that fire by the clock: rate(...) and cron(...)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from .. import expressions
from ..errors import TooManyFiringsError
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME
from ..records.envelope import envelope
from ..records.published_events import PublishedEvent
from .firing_limit import FiringLimit

if TYPE_CHECKING:
    from datetime import datetime

    from ..clock import Clock
    from ..delivery.agenda import Agenda
    from ..expressions import ScheduleExpression
    from ..model.backend import Backend
    from ..model.rule import Rule
    from .publisher import Publisher


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A schedule by which a rule fires until another plan replaces this one."""

    backend: Backend
    rule_name: str
    schedule: ScheduleExpression

    @property
    def rule(self) -> Rule | None:
        """The rule as it is now."""
        return self.backend.rule(DEFAULT_EVENT_BUS_NAME, self.rule_name)


class RuleSchedules:
    """Plans when rules fire, and publishes their scheduled events."""

    def __init__(self, clock: Clock, agenda: Agenda, publisher: Publisher) -> None:
        self._clock = clock
        self._agenda = agenda
        self._publisher = publisher
        # The newest plan of each rule; an older one no longer fires.
        self._plans: dict[tuple[str, str, str], _Plan] = {}
        self._limit = FiringLimit(agenda, "rule")

    def plan(self, backend: Backend, rule: Rule) -> None:
        """Plan, or end, the firing of *rule*, which was put, changed or deleted.

        A rule that is put again with the same expression keeps its cadence (seen on
        AWS in September 2026).
        """
        if rule.event_bus_name != DEFAULT_EVENT_BUS_NAME:
            return
        key = _key(backend, rule.name)
        current = backend.rule(DEFAULT_EVENT_BUS_NAME, rule.name)
        if current is None or not current.is_enabled or not current.schedule_expression:
            self._plans.pop(key, None)
            return
        before = self._plans.get(key)
        if before is None or before.schedule.text != current.schedule_expression:
            schedule = expressions.ScheduleExpression.parse(current.schedule_expression)
            self._plans[key] = plan = _Plan(backend, rule.name, schedule)
            self._plan_next(plan, self._clock.now())

    def plan_all(self, backend: Backend) -> None:
        """Plan the firing of all rules of *backend* that have a schedule."""
        for rule in backend.rules_on(DEFAULT_EVENT_BUS_NAME).snapshot():
            self.plan(backend, rule)

    def _plan_next(self, plan: _Plan, after: datetime) -> None:
        time = plan.schedule.next_time(after)
        if time is not None:
            self._agenda.plan(time, partial(self._fire, plan))

    def _fire(self, plan: _Plan, now: datetime) -> None:
        """Fire the rule, unless it has changed since, and plan the next time."""
        backend, rule = plan.backend, plan.rule
        if rule is None or self._plans.get(_key(backend, rule.name)) is not plan:
            return
        self._count_firing(plan)
        self._plan_next(plan, now)
        self._publisher.publish(_scheduled_event(backend, rule, now))

    def _count_firing(self, plan: _Plan) -> None:
        """Count a firing; raises TooManyFiringsError, and *plan* fires no more."""
        try:
            self._limit.count(plan.rule_name, plan.schedule.text)
        except TooManyFiringsError:
            self._plans.pop(_key(plan.backend, plan.rule_name))
            raise

    def clear(self) -> None:
        """Forget all plans."""
        self._plans.clear()


def _key(backend: Backend, rule_name: str) -> tuple[str, str, str]:
    return backend.account_id, backend.region_name, rule_name


def _scheduled_event(backend: Backend, rule: Rule, now: datetime) -> PublishedEvent:
    """Return the event of a schedule (AWS guide "Scheduled events")."""
    return PublishedEvent(
        envelope(
            detail_type="Scheduled Event",
            source="aws.events",
            account_id=backend.account_id,
            time=now,
            region_name=backend.region_name,
            resources=[rule.arn],
            detail={},
        ),
        event_bus_name=DEFAULT_EVENT_BUS_NAME,
        account_id=backend.account_id,
        region_name=backend.region_name,
        ingestion_time=now,
        origin="schedule",
        scheduled_by=rule.name,
    )
