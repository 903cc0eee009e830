"""The delays between attempts, and the limits of a retry policy.

Theory of operation
-------------------
AWS retries for 24 hours or 185 times, whichever ends first, "with an exponential back
off and jitter" (AWS guide "How EventBridge retries delivering events"); the delays are
not documented. Ours begin with 5 seconds and double up to 8 minutes (docs/fidelity.md,
row "delays between attempts"). So the default policy alone can reach both limits: 185
refusals take 23 h 54 min 35 s, and with 5 seconds of waiting for each response, 24
hours end before that.

Without a seed each delay is the same in every run. With a seed, a delay is between half
and one and a half of that, and the same in every run with that seed. It is drawn for
each retry of each delivery separately, so that the order of deliveries does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model.target import RetryPolicy

# AWS guide "How EventBridge retries delivering events".
MAXIMUM_RETRY_ATTEMPTS = 185
MAXIMUM_EVENT_AGE = timedelta(hours=24)

_FIRST_DELAY_SECONDS = 5.0
_LONGEST_DELAY_SECONDS = 480.0
_DOUBLINGS = 7

_SECONDS = re.compile(r"\s*([+-]?)([0-9]+)\s*", re.ASCII)
_NOTHING = timedelta()
_ENDLESS = timedelta(days=36_500)
_ENDLESS_DIGITS = 10


@dataclass(frozen=True, slots=True)
class RetryLimits:
    """How often and how long one delivery is retried; defaults filled in."""

    attempts: int = MAXIMUM_RETRY_ATTEMPTS
    age: timedelta = MAXIMUM_EVENT_AGE

    @classmethod
    def of(cls, policy: RetryPolicy | None) -> RetryLimits:
        """Return the limits of *policy*, and AWS's defaults where it has none."""
        if policy is None:
            return DEFAULT_LIMITS
        attempts = policy.maximum_retry_attempts
        seconds = policy.maximum_event_age_in_seconds
        return cls(
            MAXIMUM_RETRY_ATTEMPTS if attempts is None else attempts,
            MAXIMUM_EVENT_AGE if seconds is None else timedelta(seconds=seconds),
        )


DEFAULT_LIMITS = RetryLimits()


def back_off(retry: int, *, seed: int | None = None, delivery: int = 0) -> timedelta:
    """Return the delay before the *retry* of that number, from 1 on.

    A *seed* adds jitter; *delivery* is the number of the delivery.
    """
    doubled = _FIRST_DELAY_SECONDS * 2 ** min(retry - 1, _DOUBLINGS)
    seconds = min(doubled, _LONGEST_DELAY_SECONDS)
    if seed is not None:
        drawn = Random(f"{seed} {delivery} {retry}")  # noqa: S311 - no secret
        seconds *= drawn.uniform(0.5, 1.5)
    return timedelta(seconds=seconds)


def delay_before(
    retry: int,
    now: datetime,
    *,
    retry_after: str | None,
    seed: int | None,
    delivery: int,
) -> timedelta | None:
    """Return the delay before the *retry* of that number; None for no retry.

    The longer of the policy's delay and the response's *retry_after* counts, and a
    negative one ends the retries (AWS guide "API destinations as targets").
    """
    delay = back_off(retry, seed=seed, delivery=delivery)
    wanted = read_retry_after(retry_after, now)
    if wanted is None:
        return delay
    return None if wanted < _NOTHING else max(delay, wanted)


def later(instant: datetime, wait: timedelta) -> datetime:
    """Return the instant *wait* after *instant*, or the last one datetime knows."""
    try:
        return instant + wait
    except OverflowError:
        return datetime.max.replace(tzinfo=timezone.utc)


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return the delay that the header Retry-After demands, from *now* on.

    It is negative if the endpoint wants no retry, and None if the header is absent or
    neither a number of seconds nor a date. A date in the past demands no delay.
    """
    if value is None:
        return None
    seconds = _SECONDS.fullmatch(value)
    if seconds:
        sign, digits = seconds.groups()
        # Python does not read numbers with thousands of digits, even if all are 0.
        digits = digits.lstrip("0") or "0"
        # More than a century is as good as a century.
        is_endless = len(digits) >= _ENDLESS_DIGITS
        wait = _ENDLESS if is_endless else timedelta(seconds=int(digits))
        return -wait if sign == "-" else wait
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError, IndexError, TypeError):
        # The errors of email.utils for a string that is not a date, by Python version.
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=timezone.utc)
    return max(instant - now, _NOTHING)
