"""The clock of a mock: the one place that asks what time it is."""

from __future__ import annotations

import datetime
import sys
import time
from typing import Any

_NOTHING = datetime.timedelta()


class Clock:
    """Tells the time as the test sees it, and can be moved on.

    `time.time` is looked up at each call, because freezegun and time-machine
    replace it. While freezegun has frozen the time, the clock tells that time and
    moving on moves freezegun too; else it is ahead of the machine's clock by what
    it was moved on.
    """

    __slots__ = ("_ahead",)

    def __init__(self) -> None:
        self._ahead = _NOTHING

    def now(self) -> datetime.datetime:
        """Return the current instant as an aware datetime in UTC."""
        now = datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc)
        if self._ahead and _running_freeze() is None:
            return now + self._ahead
        return now

    def this_second(self) -> datetime.datetime:
        """Return the second that the current instant is in."""
        if self._ahead:
            return self.now().replace(microsecond=0)
        return datetime.datetime.fromtimestamp(time.time() // 1, datetime.timezone.utc)

    def move_on_to(self, instant: datetime.datetime) -> None:
        """Move on to *instant*, an aware datetime; never back."""
        step = instant - self.now()
        if step <= _NOTHING:
            return
        freeze = _running_freeze()
        if freeze is None:
            self._ahead += step
        else:
            # Not `tick`: for a time that ticks by itself it forgets how far it got.
            freeze.move_to(freeze() + step)


def _running_freeze() -> Any:
    """Return freezegun's innermost frozen time; None if there is none.

    freezegun is not imported for that: whoever froze the time has done so.
    """
    freezegun = sys.modules.get("freezegun.api")
    freezes = freezegun.freeze_factories if freezegun else ()
    return freezes[-1] if freezes else None
