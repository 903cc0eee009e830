"""When a delivery is tried again, and when it is given up.

Theory of operation
-------------------
AWS tries for 24 hours or 185 times, whichever ends first, "with an exponential back
off and jitter" (AWS guide "How EventBridge retries delivering events"); the delays
themselves are nowhere documented. Ours begin with 5 seconds and double up to 8
minutes (docs/fidelity.md, row "delays between attempts"). So both ends can be
reached with nothing but the default policy: 185 refusals take 23 h 54 min 35 s, and
with 5 seconds of waiting for each answer, 24 hours are over before that.

Without a seed each delay is the same in each run. With one, a delay is anything from
half of that to one and a half of it, and the same in each run with that seed. It is
drawn for each retry of each delivery by itself, so that it does not matter in which
order deliveries are carried on.
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
_ENDLESS = timedelta(days=36_500)
_ENDLESS_DIGITS = 10


@dataclass(frozen=True, slots=True)
class RetryLimits:
    """How often and how long one delivery is tried; defaults filled in."""

    attempts: int = MAXIMUM_RETRY_ATTEMPTS
    age: timedelta = MAXIMUM_EVENT_AGE

    @classmethod
    def of(cls, policy: RetryPolicy | None) -> RetryLimits:
        """Return what *policy* says, and AWS's defaults for what it does not."""
        if policy is None:
            return _DEFAULT_LIMITS
        attempts = policy.maximum_retry_attempts
        seconds = policy.maximum_event_age_in_seconds
        return cls(
            MAXIMUM_RETRY_ATTEMPTS if attempts is None else attempts,
            MAXIMUM_EVENT_AGE if seconds is None else timedelta(seconds=seconds),
        )


_DEFAULT_LIMITS = RetryLimits()


def back_off(retry: int, *, seed: int | None = None, delivery: int = 0) -> timedelta:
    """Return how long to wait before the *retry* of that number, from 1 on.

    With a *seed* it is jittered; *delivery* is the number of the delivery.
    """
    doubled = _FIRST_DELAY_SECONDS * 2 ** min(retry - 1, _DOUBLINGS)
    seconds = min(doubled, _LONGEST_DELAY_SECONDS)
    if seed is not None:
        drawn = Random(f"{seed} {delivery} {retry}")  # noqa: S311 - no secret
        seconds *= drawn.uniform(0.5, 1.5)
    return timedelta(seconds=seconds)


def later(instant: datetime, wait: timedelta) -> datetime:
    """Return the end of *wait*, or the last instant that there is."""
    try:
        return instant + wait
    except OverflowError:
        return datetime.max.replace(tzinfo=timezone.utc)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return how long the header Retry-After asks to wait, from *now* on.

    It is negative when the endpoint wants no retry, and None when the header is not
    there or is neither a number of seconds nor a date. A date that is over asks
    for nothing.
    """
    if value is None:
        return None
    seconds = _SECONDS.fullmatch(value)
    if seconds:
        sign, digits = seconds.groups()
        # Python reads no number of thousands of digits, be they zeros.
        digits = digits.lstrip("0") or "0"
        # More than a century is no different from a century.
        is_endless = len(digits) >= _ENDLESS_DIGITS
        wait = _ENDLESS if is_endless else timedelta(seconds=int(digits))
        return -wait if sign == "-" else wait
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError, IndexError, TypeError):
        # The errors that email.utils has for what is no date, by version of Python.
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=timezone.utc)
    return max(instant - now, timedelta())
