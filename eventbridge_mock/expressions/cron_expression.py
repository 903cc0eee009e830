"""When AWS's cron expressions fall due.

AWS guide "Cron expressions reference": six fields, in UTC. Their grammar is close to
that of Quartz and far from that of Unix; where the guide says nothing, as little as
possible is accepted (docs/fidelity.md, heading "Schedules").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial

from ..frozen import frozen

# Takes a year and a month, gives days of it in their order.
_DaysOf = Callable[[int, int], Sequence[int]]

_ONE = r"[0-9]{1,4}|[A-Z]{3}"
_PART = re.compile(
    rf"(?:\*|(?P<first>{_ONE})(?:-(?P<last>{_ONE}))?)(?:/(?P<step>[0-9]{{1,4}}))?"
)
_NEAREST_WEEKDAY = re.compile(r"(?P<day>[0-9]{1,2})W")
_LAST_OR_NTH = re.compile(r"(?P<weekday>[1-7]|[A-Z]{3})(?:L|#(?P<nth>[1-5]))")

_SATURDAY, _SUNDAY = 7, 1


class InvalidScheduleError(ValueError):
    """AWS would refuse this schedule expression; the text is AWS's."""

    def __init__(self) -> None:
        super().__init__("Parameter ScheduleExpression is not valid.")


@frozen
class _Field:
    """One of the six fields: its bounds, and the names of its values."""

    lowest: int
    highest: int
    names: Mapping[str, int]
    has_steps: bool = True

    def values(self, text: str) -> tuple[int, ...]:
        """Return what *text*, a list of values and ranges, stands for."""
        parts = (self._range(part) for part in text.split(","))
        return tuple(sorted({value for part in parts for value in part}))

    def value(self, text: str) -> int:
        """Return the value that a number or a name stands for."""
        number = self.names.get(text, -1) if text.isalpha() else int(text)
        if not self.lowest <= number <= self.highest:
            raise InvalidScheduleError
        return number

    def _range(self, text: str) -> range:
        match = _PART.fullmatch(text)
        if not match or (match["step"] and not self.has_steps):
            raise InvalidScheduleError
        first = self.value(match["first"]) if match["first"] else self.lowest
        is_open = not match["first"] or (match["step"] and not match["last"])
        last = self.highest if is_open else self.value(match["last"] or match["first"])
        step = int(match["step"] or 1)
        if last < first or not 1 <= step <= self.highest:
            raise InvalidScheduleError
        return range(first, last + 1, step)


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), start=1)}


_MINUTES = _Field(lowest=0, highest=59, names={})
_HOURS = _Field(lowest=0, highest=23, names={})
_DAYS_OF_MONTH = _Field(lowest=1, highest=31, names={})
_MONTHS = _Field(
    lowest=1,
    highest=12,
    names=_numbered("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
)
# The guide lists no slash for this one.
_DAYS_OF_WEEK = _Field(
    lowest=1,
    highest=7,
    names=_numbered("SUN MON TUE WED THU FRI SAT"),
    has_steps=False,
)
_YEARS = _Field(lowest=1970, highest=2199, names={})


@frozen
class CronExpression:
    """The six fields between the parentheses of `cron(...)`, read."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days_of: _DaysOf
    months: tuple[int, ...]
    years: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> CronExpression:
        """Return the expression that *text*, such as `0 12 * * ? *`, spells.

        Raises:
            InvalidScheduleError: AWS would refuse it.
        """
        fields = text.upper().split(" ")
        if len(fields) != 6:  # noqa: PLR2004 - the names of the six follow
            raise InvalidScheduleError
        minutes, hours, day_of_month, month, day_of_week, year = fields
        return cls(
            minutes=_MINUTES.values(minutes),
            hours=_HOURS.values(hours),
            days_of=_days(day_of_month, day_of_week),
            months=_MONTHS.values(month),
            years=_YEARS.values(year),
        )

    def next_time(self, after: datetime) -> datetime | None:
        """Return the first instant later than *after*, or None if there is none."""
        start = after.astimezone(timezone.utc) + timedelta(minutes=1)
        for day in self._days_from(start.date()):
            earliest = (start.hour, start.minute) if day == start.date() else (0, 0)
            for hour in self.hours:
                for minute in self.minutes:
                    if (hour, minute) >= earliest:
                        return datetime(
                            day.year,
                            day.month,
                            day.day,
                            hour,
                            minute,
                            tzinfo=timezone.utc,
                        )
        return None

    def _days_from(self, first: date) -> Iterator[date]:
        """Yield the days on which this falls due; there are 2,760 months at most."""
        for year in self.years[bisect_left(self.years, first.year) :]:
            for month in self.months:
                if (year, month) < (first.year, first.month):
                    continue
                for day in self.days_of(year, month):
                    found = date(year, month, day)
                    if found >= first:
                        yield found


def _days(day_of_month: str, day_of_week: str) -> _DaysOf:
    """Return the days that two fields mean, exactly one of which has to be `?`."""
    if (day_of_month == "?") == (day_of_week == "?"):
        raise InvalidScheduleError
    if day_of_week == "?":
        return _days_by_number(day_of_month)
    return _days_by_weekday(day_of_week)


def _days_by_number(text: str) -> _DaysOf:
    nearest = _NEAREST_WEEKDAY.fullmatch(text)
    if nearest:
        return partial(_nearest_weekday, _DAYS_OF_MONTH.value(nearest["day"]))
    if text in {"L", "LW"}:
        return _last_day if text == "L" else _last_weekday
    return partial(_numbers, _DAYS_OF_MONTH.values(text))


def _days_by_weekday(text: str) -> _DaysOf:
    match = _LAST_OR_NTH.fullmatch(text)
    if match:
        weekday = _DAYS_OF_WEEK.value(match["weekday"])
        return partial(_nth_weekday, weekday, int(match["nth"] or 0))
    # The last day of the week is Saturday.
    return partial(_weekdays, _DAYS_OF_WEEK.values("SAT" if text == "L" else text))


def _weekday(year: int, month: int, day: int) -> int:
    """Return the day of the week in AWS's numbers, in which Sunday is 1."""
    return date(year, month, day).isoweekday() % 7 + 1


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _numbers(days: tuple[int, ...], year: int, month: int) -> list[int]:
    return [day for day in days if day <= _length(year, month)]


def _last_day(year: int, month: int) -> list[int]:
    return [_length(year, month)]


def _last_weekday(year: int, month: int) -> list[int]:
    return _nearest_weekday(_length(year, month), year, month)


def _nearest_weekday(day: int, year: int, month: int) -> list[int]:
    """Return the day from Monday to Friday of the month that is nearest to *day*.

    A month that does not have *day* has none.
    """
    last = _length(year, month)
    if day > last:
        return []
    weekday = _weekday(year, month, day)
    if weekday == _SATURDAY:
        return [day - 1 if day > 1 else day + 2]
    if weekday == _SUNDAY:
        return [day + 1 if day < last else day - 2]
    return [day]


def _weekdays(weekdays: tuple[int, ...], year: int, month: int) -> list[int]:
    days = range(1, _length(year, month) + 1)
    return [day for day in days if _weekday(year, month, day) in weekdays]


def _nth_weekday(weekday: int, nth: int, year: int, month: int) -> list[int]:
    """Return the *nth* of a weekday in the month, or with 0 its last."""
    days = _weekdays((weekday,), year, month)
    return days[nth - 1 : nth] if nth else days[-1:]
