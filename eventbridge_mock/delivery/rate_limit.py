"""The invocation rate limit of API destinations: who exceeds it waits its turn.

AWS queues invocations beyond InvocationRateLimitPerSecond and does not fail them (AWS
guide "API destinations as targets"); how it counts is not recorded. Here no second,
wherever it begins, contains more attempts than the limit, retries included
(docs/fidelity.md, row "how invocations are counted").

Theory of operation
-------------------
A reservation is an instant. One more at an instant exceeds the limit if it lies within
less than a second of as many neighbours as the limit allows. This group excludes all
instants before its first reservation plus one second; so the search continues there,
until no group excludes the instant.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from .retry_policy import later

if TYPE_CHECKING:
    from datetime import datetime

_SECOND = timedelta(seconds=1)


class RateLimiter:
    """Reserves the instants of attempts, for each API destination separately."""

    def __init__(self) -> None:
        # Sorted, by the ARN of the API destination.
        self._reserved: defaultdict[str, list[datetime]] = defaultdict(list)
        # From an instant that the limit excludes to a later one, with nothing possible
        # between them; a higher limit may exclude less, so each has its own.
        self._skips: defaultdict[tuple[str, int], dict[datetime, datetime]] = (
            defaultdict(dict)
        )
        self._lock = threading.Lock()

    def reserve(
        self, api_destination_arn: str, limit: int, now: datetime, end: datetime
    ) -> datetime | None:
        """Reserve the first instant from *now* on that *limit* allows; return it.

        Return None, and reserve nothing, if that is not before *end*: an event that
        has left the queue by then does not delay the others. *limit* counts attempts
        per second.
        """
        with self._lock:
            reserved = self._reserved[api_destination_arn]
            skips = self._skips[api_destination_arn, limit]
            instant = _first_allowed(reserved, skips, limit, now, end)
            if instant >= end:
                return None
            insort(reserved, instant)
            return instant


def _first_allowed(
    reserved: list[datetime],
    skips: dict[datetime, datetime],
    limit: int,
    instant: datetime,
    end: datetime,
) -> datetime:
    """Return the first allowed instant from *instant* on, or one from *end* on.

    Every excluded instant on the way is noted in *skips*, so that a long queue is
    searched once and not once for each event that waits in it.
    """
    excluded = []
    while instant < end:
        following = skips.get(instant) or _next_possible(reserved, limit, instant)
        if following is None:
            break
        excluded.append(instant)
        instant = following
    for one in excluded:
        skips[one] = instant
    return instant


def _next_possible(
    reserved: list[datetime], limit: int, instant: datetime
) -> datetime | None:
    """Return when the exclusion of *instant* ends; None if *limit* allows it."""
    if len(reserved) < limit:
        return None
    earliest = max(0, bisect_left(reserved, instant) - limit)
    latest = bisect_left(reserved, later(instant, _SECOND)) - limit
    # The later a group begins, the longer it excludes.
    for first in range(latest, earliest - 1, -1):
        begin, end = reserved[first], reserved[first + limit - 1]
        if max(end, instant) - min(begin, instant) < _SECOND:
            return later(begin, _SECOND)
    return None
