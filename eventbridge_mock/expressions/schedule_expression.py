"""Find out when a rule's ScheduleExpression falls due."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from ..frozen import frozen
from .cron_expression import LARGEST_NUMBER, CronExpression, InvalidScheduleError

__all__ = ["InvalidScheduleError", "ScheduleExpression"]

# AWS guide "Rate expressions reference": the unit is singular for 1, plural for any
# other number. Leading zeros are accepted (recorded in us-east-1, 2026-09-15).
_RATE = re.compile(
    r"0*(?P<number>[1-9][0-9]{0,9}) (?P<unit>minute|hour|day)(?P<plural>s?)"
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
        """Return the expression in *text*.

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
    number = int(match["number"]) if match else 0
    if not match or number > LARGEST_NUMBER or (number == 1) == bool(match["plural"]):
        raise InvalidScheduleError
    try:
        return timedelta(**{f"{match['unit']}s": number})
    except OverflowError:
        # Longer than Python counts, so that it never falls due.
        return timedelta.max
