"""Count the work of a call, which is the same in each run, as its time is not."""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TOOL_ID = 3


def work_of(call: Callable[[], object]) -> int:
    """Return how many instructions of Python all threads run during *call*.

    Python 3.12 counts them (https://docs.python.org/3/library/sys.monitoring.html).
    Loops within C, such as `in` of a list, are not seen.
    """
    counter = itertools.count()
    monitoring = sys.monitoring
    monitoring.use_tool_id(_TOOL_ID, "work")
    try:
        monitoring.register_callback(
            _TOOL_ID, monitoring.events.INSTRUCTION, lambda *_: next(counter)
        )
        monitoring.set_events(_TOOL_ID, monitoring.events.INSTRUCTION)
        call()
    finally:
        monitoring.set_events(_TOOL_ID, 0)
        monitoring.free_tool_id(_TOOL_ID)
    return next(counter)
