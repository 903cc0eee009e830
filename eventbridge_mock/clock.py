"""The clock of a mock. No other module reads the time."""

from __future__ import annotations

import datetime
import sys
import time
from functools import lru_cache
from typing import Any

_NOTHING = datetime.timedelta()
# freezegun replaces `time.monotonic`, and this only on systems without it.
_clock = getattr(time, "clock_gettime", lambda _: time.monotonic())
_CLOCK_ID = getattr(time, "CLOCK_MONOTONIC", 0)


def real_seconds() -> float:
    """Return seconds since some start, which pass although a test froze the time."""
    return float(_clock(_CLOCK_ID))


class Clock:
    """The time as the test sees it, which can be moved on.

    While freezegun has frozen the time, the clock shows that time, and moving it on
    moves freezegun too. Otherwise it shows `time.time`, looked up at each call because
    time-machine replaces it, plus the steps that it was moved on.
    """

    _ahead = _NOTHING
    # How often the clock was moved on.
    moves = 0

    def now(self) -> datetime.datetime:
        """Return the current instant as an aware datetime in UTC."""
        freeze = _running_freeze()
        if freeze is not None:
            # Not `time.time`: freezegun leaves it alone in calls from certain modules,
            # and one of them is `threading`, at the bottom of every thread.
            frozen: datetime.datetime = freeze().replace(tzinfo=datetime.timezone.utc)
            return frozen
        now = datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc)
        return now + self._ahead if self._ahead else now

    @property
    def is_frozen(self) -> bool:
        """Whether freezegun holds the time."""
        return _running_freeze() is not None

    def this_second(self) -> datetime.datetime:
        """Return the second that the current instant is in."""
        if self._ahead or _running_freeze() is not None:
            return self.now().replace(microsecond=0)
        return _datetime(time.time() // 1, datetime.datetime)

    def move_on_to(self, instant: datetime.datetime) -> None:
        """Move on to *instant*, an aware datetime; never back."""
        step = instant - self.now()
        if step <= _NOTHING:
            return
        self.moves += 1
        freeze = _running_freeze()
        if freeze is None:
            self._ahead += step
        else:
            # Not `tick` or `move_to`, which a time that ticks by itself may lack.
            # Reading the frozen time may move it.
            begin = freeze.time_to_freeze
            freeze.time_to_freeze = begin + (instant.replace(tzinfo=None) - freeze())

    def copy(self) -> Clock:
        """Return a clock that shows the same time and moves separately."""
        twin = Clock()
        twin._ahead = self._ahead
        return twin


@lru_cache(maxsize=16)
def _datetime(
    second: float, datetime_class: type[datetime.datetime]
) -> datetime.datetime:
    """Return *second*, of the Unix epoch; most calls of a test are in the same one."""
    return datetime_class.fromtimestamp(second, datetime.timezone.utc)


def _running_freeze() -> Any:
    """Return freezegun's innermost frozen time; None if the time is not frozen.

    freezegun is not imported for that: the code that froze the time has imported it.
    """
    freezegun = sys.modules.get("freezegun.api")
    freezes = freezegun.freeze_factories if freezegun else ()
    return freezes[-1] if freezes else None


def exempt_from_freezing(module_name: str) -> None:
    """Let freezegun leave alone the clocks of a module, if freezegun is loaded.

    It replaces them in all modules, and so in those that measure how long a test takes.
    """
    config = sys.modules.get("freezegun.config")
    if config and module_name not in config.settings.default_ignore_list:
        config.configure(extend_ignore_list=[module_name])
