"""The clock of a mock: the one place that asks what time it is."""

from __future__ import annotations

import datetime
import time


class Clock:
    """Tells the time as the test sees it.

    `time.time` is looked up at each call, because freezegun and time-machine
    replace it.
    """

    __slots__ = ()

    def now(self) -> datetime.datetime:
        """Return the current instant as an aware datetime in UTC."""
        return datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc)
