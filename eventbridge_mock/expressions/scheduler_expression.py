"""Find out when a ScheduleExpression of EventBridge Scheduler falls due.

Scheduler adds `at(...)` and time zones to the languages of rules, and counts a rate
from the StartDate (Scheduler guide "Schedule types").
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from ..frozen import frozen
from .cron_expression import LARGEST_NUMBER, CronExpression, InvalidScheduleError

if TYPE_CHECKING:
    from collections.abc import Callable

_EXPRESSION = re.compile(r"(?P<kind>at|cron|rate)\((?P<content>[^()]*)\)")
# Unlike for rules, the API reference does not tie the form of the unit to the number.
_RATE = re.compile(r"(?P<number>[1-9][0-9]{0,9}) (?P<unit>minute|hour|day)s?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_MINUTE = timedelta(minutes=1)


class InvalidSchedulerExpressionError(ValueError):
    """Scheduler would refuse this expression or this time zone."""


@frozen
class SchedulerExpression:
    """An `at(...)`, a `rate(...)` or a `cron(...)`, in a time zone.

    Example:
        >>> from datetime import datetime, timezone
        >>> noon = SchedulerExpression.parse("cron(0 12 * * ? *)", "Europe/Brussels")
        >>> begin = datetime(2026, 7, 1, tzinfo=timezone.utc)
        >>> str(noon.next_time(begin, anchor=begin))
        '2026-07-01 10:00:00+00:00'
    """

    schedule: datetime | timedelta | CronExpression
    zone: tzinfo

    @classmethod
    def parse(cls, text: str, time_zone: str = "UTC") -> SchedulerExpression:
        """Return the expression in *text*, with the name of its time zone.

        Raises InvalidSchedulerExpressionError.
        """
        return _parsed(text, time_zone)

    @property
    def is_recurring(self) -> bool:
        """Whether it can fall due more than once."""
        return not isinstance(self.schedule, datetime)

    def next_time(self, begin: datetime, *, anchor: datetime) -> datetime | None:
        """Return when this first falls due at *begin* or later, in UTC; None if never.

        *begin* and *anchor* are aware datetimes. A rate falls due at *anchor* and then
        again and again (Scheduler guide "Rate-based schedules": without a StartDate
        "your schedule starts invoking the target immediately").
        """
        try:
            if isinstance(self.schedule, datetime):
                time = self.schedule.replace(tzinfo=self.zone)
                time = time.astimezone(timezone.utc)
                return time if time >= begin else None
            if isinstance(self.schedule, timedelta):
                return _next_multiple(self.schedule, anchor, begin)
            return self._next_by_calendar(self.schedule, begin)
        except OverflowError:
            # Later than the last day that Python knows, in the year 9999.
            return None

    def _next_by_calendar(
        self, cron: CronExpression, begin: datetime
    ) -> datetime | None:
        """Return the first time of *cron*, whose fields are of a local clock.

        A local time that is skipped in spring does not fall due, and one that occurs
        twice in autumn falls due once (Scheduler guide "Daylight savings time").
        """
        # The local time is written as one in UTC, because that is what `cron` reads.
        local = begin.astimezone(self.zone).replace(tzinfo=timezone.utc, fold=0)
        after = local - (_MINUTE if not (local.second or local.microsecond) else _NONE)
        while True:
            found = cron.next_time(after)
            if found is None:
                return None
            wall = found.replace(tzinfo=self.zone)
            time = wall.astimezone(timezone.utc)
            is_real = time.astimezone(self.zone).replace(fold=0) == wall
            if is_real and time >= begin:
                return time
            after = found


_NONE = timedelta()


def _next_multiple(period: timedelta, anchor: datetime, begin: datetime) -> datetime:
    """Return the first of *anchor*, *anchor* + *period*, ... that is not too early."""
    if begin <= anchor:
        return anchor
    return anchor - (anchor - begin) // period * period


@lru_cache(maxsize=256)
def _parsed(text: str, time_zone: str) -> SchedulerExpression:
    match = _EXPRESSION.fullmatch(text)
    try:
        if not match:
            raise InvalidScheduleError
        schedule = _READERS[match["kind"]](match["content"])
    except ValueError:
        # Seen in reports of users; not recorded.
        msg = f"Invalid Schedule Expression {text}."
        raise InvalidSchedulerExpressionError(msg) from None
    return SchedulerExpression(schedule=schedule, zone=_zone(time_zone))


def _at(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise InvalidScheduleError
    return datetime.fromisoformat(text)


def _rate(text: str) -> timedelta:
    match = _RATE.fullmatch(text)
    if not match or int(match["number"]) > LARGEST_NUMBER:
        raise InvalidScheduleError
    try:
        return timedelta(**{f"{match['unit']}s": int(match["number"])})
    except OverflowError:
        # Longer than Python counts, so that it falls due once.
        return timedelta.max


_READERS: dict[str, Callable[[str], datetime | timedelta | CronExpression]] = {
    "at": _at,
    "cron": CronExpression.parse,
    "rate": _rate,
}


def _zone(name: str) -> tzinfo:
    """Return the time zone *name* of the IANA; raises InvalidSchedulerExpressionError.

    The text is our choice (docs/fidelity.md, "EventBridge Scheduler").
    """
    if name == "UTC":
        return timezone.utc
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few schedules name a zone

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, no name of a zone, a folder
        msg = f"Invalid Schedule Expression Timezone {name}."
        raise InvalidSchedulerExpressionError(msg) from None
