"""Invocations per second: those that are too many wait for a later second.

AWS queues them and does not fail them (AWS guide "API destinations as targets");
how it counts is not recorded. Here each second on the clock has room for as many
attempts as the API destination's InvocationRateLimitPerSecond, retries included
(docs/fidelity.md, row "how invocations are counted").
"""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import datetime, timezone


class RateLimiter:
    """Gives out places in seconds, for each API destination by itself."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, dict[int, int]] = defaultdict(dict)
        # Where to go on looking from a second that is full, for each limit by itself:
        # with a higher one it may have room.
        self._later: defaultdict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        self._lock = threading.Lock()

    def take(
        self, api_destination_arn: str, limit: int, now: datetime, end: datetime
    ) -> datetime | None:
        """Take a place at *now* or, if that second is full, in the next with room.

        Return the instant of the place; None, and none is taken, if that would not be
        before *end*: who has left the queue by then does not hold up the others.
        *limit* counts attempts per second.
        """
        wanted = int(now.timestamp() // 1)
        with self._lock:
            taken = self._taken[api_destination_arn]
            second = self._with_room(api_destination_arn, limit, wanted)
            place = now
            if second > wanted:
                place = datetime.fromtimestamp(second, timezone.utc)
            if place >= end:
                return None
            taken[second] = taken.get(second, 0) + 1
            return place

    def _with_room(self, api_destination_arn: str, limit: int, second: int) -> int:
        """Return the first second with room, from *second* on.

        Every full second passed on the way learns of it, so that a long queue is
        walked through once and not once for each that waits in it.
        """
        taken = self._taken[api_destination_arn]
        later = self._later[api_destination_arn, limit]
        passed = []
        while taken.get(second, 0) >= limit:
            passed.append(second)
            second = later.get(second, second + 1)
        for full in passed:
            later[full] = second
        return second
