"""When a rule's ScheduleExpression falls due."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from ..frozen import frozen
from .cron_expression import CronExpression, InvalidScheduleError

__all__ = ["InvalidScheduleError", "ScheduleExpression"]

# AWS guide "Rate expressions reference": the unit is singular for 1, plural for all
# else. Lengths that no calendar holds are refused too.
_RATE = re.compile(
    r"1 (?P<one>minute|hour|day)|(?P<many>[1-9][0-9]{0,8}) (?P<units>minute|hour|day)s"
)
_EXPRESSION = re.compile(r"(?P<kind>rate|cron)\((?P<content>[^()]*)\)")


@frozen
class ScheduleExpression:
    """A `rate(...)` or a `cron(...)`.

    Example:
        >>> from datetime import datetime, timezone
        >>> noon = ScheduleExpression.parse("cron(0 12 ? * MON-FRI *)")
        >>> str(noon.next_time(datetime(2026, 1, 2, 12, tzinfo=timezone.utc)))
        '2026-01-05 12:00:00+00:00'
    """

    text: str
    schedule: timedelta | CronExpression

    @classmethod
    def parse(cls, text: str) -> ScheduleExpression:
        """Return the expression that *text* spells.

        Raises:
            InvalidScheduleError: AWS would refuse it.
        """
        return _parsed(text)

    def next_time(self, after: datetime) -> datetime | None:
        """Return when this falls due next, in UTC, or None if never again.

        Args:
            after: An aware datetime. A rate counts from it: it is the last time, or
                when the rule was made.
        """
        try:
            if isinstance(self.schedule, timedelta):
                return after.astimezone(timezone.utc) + self.schedule
            return self.schedule.next_time(after)
        except OverflowError:
            # Later than the last day that Python knows, in the year 9999.
            return None


@lru_cache(maxsize=256)
def _parsed(text: str) -> ScheduleExpression:
    match = _EXPRESSION.fullmatch(text)
    if not match:
        raise InvalidScheduleError
    read = _rate if match["kind"] == "rate" else CronExpression.parse
    return ScheduleExpression(text=text, schedule=read(match["content"]))


def _rate(text: str) -> timedelta:
    match = _RATE.fullmatch(text)
    if not match or match["many"] == "1":
        raise InvalidScheduleError
    unit = f"{match['one'] or match['units']}s"
    return timedelta(**{unit: int(match["many"] or 1)})
