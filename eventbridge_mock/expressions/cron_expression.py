"""Find out when AWS's cron expressions fall due.

AWS guide "Cron expressions reference": six fields, in UTC. Their grammar is close to
Quartz's and far from Unix's. AWS took and refused 110 expressions in us-east-1,
2026-09-15: a range that runs backwards continues at the start, a step that leads
nowhere leaves one value, and letters that follow a number or a name are ignored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import MAXYEAR, date, datetime, timedelta, timezone
from functools import partial

from ..frozen import frozen

# Takes a year and a month, gives days of it in their order.
_DaysOf = Callable[[int, int], Sequence[int]]

# The largest that AWS accepts anywhere in a schedule.
LARGEST_NUMBER = 2**31 - 1

# Letters after a value are ignored, but for those that change its meaning.
_VALUE = r"[0-9]{1,10}(?![LW])[A-Z]*|[A-Z]{3,}"
_PART = re.compile(
    rf"(?:\*|(?P<first>{_VALUE})(?:-(?P<last>{_VALUE}))?)(?:/(?P<step>[0-9]{{1,10}}))?"
)
_NEAREST_WEEKDAY = re.compile(r"(?P<days>[0-9]{1,2}(?:-[0-9]{1,2})?)W")
_LAST_DAY = re.compile(r"L(?:-(?P<before>[12]?[0-9]|30))?")
_LAST_OR_NTH = re.compile(r"(?P<weekday>[1-7]|[A-Z]{3})(?:L|#(?P<nth>[1-5]))")

_SATURDAY, _SUNDAY = 7, 1


class InvalidScheduleError(ValueError):
    """AWS would refuse this schedule expression; the message is AWS's."""

    def __init__(self) -> None:
        super().__init__("Parameter ScheduleExpression is not valid.")


@frozen
class _Field:
    """One of the six fields: its bounds, and the numbers of its names."""

    lowest: int
    highest: int
    names: Mapping[str, int]

    def values(self, text: str) -> tuple[int, ...]:
        """Return the values of *text*, a list of values and ranges."""
        parts = (self._part(part) for part in text.split(","))
        return tuple(sorted({value for part in parts for value in part}))

    def value(self, text: str) -> int:
        """Return the number of a number or a name."""
        if text[0].isdigit():
            number = int(text.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        else:
            number = self.names.get(text[:3], -1)
        if not self.lowest <= number <= self.highest:
            raise InvalidScheduleError
        return number

    def _part(self, text: str) -> Sequence[int]:
        match = _PART.fullmatch(text)
        if not match:
            raise InvalidScheduleError
        step = int(match["step"] or 1)
        if not match["first"]:
            return self.every(max(step, 1))
        first = self.value(match["first"])
        if match["last"]:
            return self.between(first, self.value(match["last"]), step)
        return self.between(first, self.open_end, step) if match["step"] else [first]

    @property
    def open_end(self) -> int:
        """The last value of a step without an end."""
        return self.highest

    def every(self, step: int) -> Sequence[int]:
        """Return all values, by *step*: the meaning of `*`."""
        return range(self.lowest, self.highest + 1, step)

    def between(self, first: int, last: int, step: int) -> Sequence[int]:
        """Return the values from *first* to *last*, on past the highest if need be."""
        if not step:
            return [first]
        size = self.highest - self.lowest + 1
        end = last if first <= last else last + size
        return [
            (value - self.lowest) % size + self.lowest
            for value in range(first, end + 1, step)
        ]


class _Years(_Field):
    """The field of years: AWS accepts more than there are days for.

    Without an end they go to 2199, as AWS's table has it.
    """

    __slots__ = ()

    @property
    def open_end(self) -> int:
        """The last value of a step without an end."""
        return 2199

    def every(self, step: int) -> Sequence[int]:
        """Return all values, by *step*: the meaning of `*`."""
        return range(1970, self.open_end + 1, step)

    def between(self, first: int, last: int, step: int) -> Sequence[int]:
        """Return the years from *first* to *last* that Python has."""
        if first > last:
            raise InvalidScheduleError
        if not step:
            return [first]
        return range(first, min(last, MAXYEAR) + 1, step)


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
_DAYS_OF_WEEK = _Field(
    lowest=1, highest=7, names=_numbered("SUN MON TUE WED THU FRI SAT")
)
_YEARS = _Years(lowest=0, highest=LARGEST_NUMBER, names={})


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
        """Return the expression in *text*, such as `0 12 * * ? *`.

        Raises:
            InvalidScheduleError: AWS would refuse it.
        """
        fields = text.upper().split(" ")
        if len(fields) != 6 or not text.isascii():  # noqa: PLR2004 - named below
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
        """Yield the days on which this falls due, within the years that Python has."""
        years = self.years[bisect_left(self.years, first.year) :]
        for year in years:
            for month in self.months if year <= MAXYEAR else ():
                if (year, month) < (first.year, first.month):
                    continue
                for number in self.days_of(year, month):
                    day = date(year, month, number)
                    if day >= first:
                        yield day


def _days(day_of_month: str, day_of_week: str) -> _DaysOf:
    """Return the days of two fields, exactly one of which has to be `?`."""
    if (day_of_month == "?") == (day_of_week == "?"):
        raise InvalidScheduleError
    if day_of_week == "?":
        return _days_by_number(day_of_month)
    return _days_by_weekday(day_of_week)


def _days_by_number(text: str) -> _DaysOf:
    if text == "LW":
        return _last_weekday
    last = _LAST_DAY.fullmatch(text)
    if last:
        return partial(_before_last_day, int(last["before"] or 0))
    nearest = _NEAREST_WEEKDAY.fullmatch(text)
    if nearest:
        return partial(_nearest_weekdays, _DAYS_OF_MONTH.values(nearest["days"]))
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


def _before_last_day(days: int, year: int, month: int) -> list[int]:
    day = _length(year, month) - days
    return [day] if day >= 1 else []


def _last_weekday(year: int, month: int) -> list[int]:
    return [_nearest_weekday(_length(year, month), year, month)]


def _nearest_weekdays(days: tuple[int, ...], year: int, month: int) -> list[int]:
    """Return the days from Monday to Friday of the month that are nearest to *days*.

    A day that the month does not have has none.
    """
    there = _numbers(days, year, month)
    return sorted({_nearest_weekday(day, year, month) for day in there})


def _nearest_weekday(day: int, year: int, month: int) -> int:
    weekday = _weekday(year, month, day)
    if weekday == _SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday == _SUNDAY:
        return day + 1 if day < _length(year, month) else day - 2
    return day


def _weekdays(weekdays: tuple[int, ...], year: int, month: int) -> list[int]:
    days = range(1, _length(year, month) + 1)
    return [day for day in days if _weekday(year, month, day) in weekdays]


def _nth_weekday(weekday: int, nth: int, year: int, month: int) -> list[int]:
    """Return the *nth* of a weekday in the month, or with 0 its last."""
    days = _weekdays((weekday,), year, month)
    return days[nth - 1 : nth] if nth else days[-1:]
