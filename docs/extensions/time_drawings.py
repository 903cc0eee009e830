"""The retries of a day and the rate limit, drawn from what the mock computes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import svg

from eventbridge_mock.delivery.rate_limit import RateLimiter
from eventbridge_mock.delivery.retry_policy import (
    MAXIMUM_EVENT_AGE,
    MAXIMUM_RETRY_ATTEMPTS,
    back_off,
)

WIDTH, LEFT, RIGHT = 400, 12, 388
FIRST_MINUTES = 20
LIMIT = 5
# When invocations are asked for, in seconds: a burst, and three more later.
ARRIVALS = [0.0] * 12 + [1.5, 2.5, 3.5]
SECONDS = 4


def retry_instants() -> list[timedelta]:
    """Return when the default policy makes each attempt, from the first one on."""
    instants = [timedelta()]
    for retry in range(1, MAXIMUM_RETRY_ATTEMPTS + 1):
        instant = instants[-1] + back_off(retry)
        if instant >= MAXIMUM_EVENT_AGE:
            break
        instants.append(instant)
    return instants


def in_words(duration: timedelta) -> str:
    """Return a duration such as `23 h 54 min 35 s`, without the units that are 0."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = {"h": hours, "min": minutes, "s": seconds}
    return " ".join(f"{n} {unit}" for unit, n in parts.items() if n) or "0 s"


def draw_retries() -> str:
    """Return a day of retries, and above it its first minutes."""
    instants = retry_instants()
    first = timedelta(minutes=FIRST_MINUTES)
    begin = [instant for instant in instants if instant <= first]
    delays = [in_words(after - before) for before, after in pairwise(begin)]
    shapes = [svg.text(LEFT, 16, f"the first {FIRST_MINUTES} minutes", kind="title")]
    shapes += axis(62, first, timedelta(minutes=5))
    shapes += [
        svg.line(place(t, first), 40, place(t, first), 62, "tick") for t in begin
    ]
    zoom = place(first, MAXIMUM_EVENT_AGE)
    shapes.append(svg.line(LEFT, 84, LEFT, 130, "zoom"))
    shapes.append(svg.line(RIGHT, 84, zoom, 130, "zoom"))
    shapes.append(svg.text(RIGHT, 116, "the whole day", anchor="end", kind="title"))
    shapes += axis(152, MAXIMUM_EVENT_AGE, timedelta(hours=6))
    shapes += [
        svg.line(
            place(t, MAXIMUM_EVENT_AGE), 130, place(t, MAXIMUM_EVENT_AGE), 152, "tick"
        )
        for t in instants
    ]
    total = (
        f"{len(instants)} attempts; the last {in_words(instants[-1])} after the first"
    )
    longest = in_words(instants[-1] - instants[-2])
    growing = list(dict.fromkeys(delay for delay in delays if delay != longest))
    words = f"delays: {', '.join(growing)},"
    shapes.append(svg.text(LEFT, 194, total))
    shapes.append(svg.text(LEFT, 211, words, kind="small"))
    shapes.append(svg.text(LEFT, 225, f"and then {longest} each", kind="small"))
    description = f"{total}; {words} and then {longest} each."
    return svg.drawing(WIDTH, 232, "Retries of one event", description, shapes)


def axis(y: float, whole: timedelta, step: timedelta) -> list[str]:
    """Return a time axis from 0 to *whole*, with a number at each *step*."""
    shapes = [svg.line(LEFT, y, RIGHT, y, "axis")]
    for number in range(whole // step + 1):
        x = place(number * step, whole)
        anchor = "end" if number == whole // step else "middle" if number else "start"
        shapes.append(svg.line(x, y, x, y + 4, "axis"))
        words = in_words(number * step)
        shapes.append(svg.text(x, y + 17, words, anchor=anchor, kind="small"))
    return shapes


def place(instant: timedelta, whole: timedelta) -> float:
    """Return where on the axis an instant is."""
    return LEFT + (RIGHT - LEFT) * (instant / whole)


def attempts_at_limit() -> list[float]:
    """Return the second in which the rate limiter lets each arrival go."""
    limiter = RateLimiter()
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    end = start + MAXIMUM_EVENT_AGE
    sent = []
    for arrival in ARRIVALS:
        now = start + timedelta(seconds=arrival)
        instant = limiter.reserve("arn", LIMIT, now, end)
        if instant is None:
            msg = "an arrival would wait for a day"
            raise ValueError(msg)
        sent.append((instant - start).total_seconds())
    return sent


def draw_rate_limit() -> str:
    """Return arrivals above, attempts below, and who waits how long between them."""
    sent = attempts_at_limit()
    whole = timedelta(seconds=SECONDS)
    shapes = [svg.text(LEFT, 14, "events that match the rule", kind="title")]
    shapes.append(svg.text(LEFT, 256, "requests to the partner", kind="title"))
    seen: dict[tuple[str, float], int] = {}
    for arrival, instant in zip(ARRIVALS, sent, strict=True):
        above = stacked(seen, "above", arrival, whole)
        below = stacked(seen, "below", instant, whole)
        start_y, end_y = 28 + 8 * above[1], 212 - 8 * below[1]
        shapes.append(svg.line(above[0], start_y, below[0], end_y, "wait"))
        shapes.append(svg.dot(above[0], start_y, 3.4, "arrival"))
        shapes.append(svg.dot(below[0], end_y, 3.4, "attempt"))
    shapes += axis(220, whole, timedelta(seconds=1))
    per_second = [
        sum(second <= instant < second + 1 for instant in sent)
        for second in range(SECONDS)
    ]
    numbers = ", ".join(map(str, per_second))
    description = (
        f"{ARRIVALS.count(0.0)} events arrive at once, and"
        f" {len(ARRIVALS) - ARRIVALS.count(0.0)} later; the limit is {LIMIT} a second."
        f" Requests in each second: {numbers}."
    )
    return svg.drawing(WIDTH, 264, "The rate limit", description, shapes)


def stacked(
    seen: dict[tuple[str, float], int], side: str, second: float, whole: timedelta
) -> tuple[float, int]:
    """Return the place of a dot, and how many lie in its place already."""
    number = seen.get((side, second), 0)
    seen[side, second] = number + 1
    return place(timedelta(seconds=second), whole) + 3, number
