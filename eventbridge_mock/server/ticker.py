"""Run in real time what falls due: retries, schedules, replays.

A mock does nothing by itself. Where code in another process waits for a retry, nobody
looks at the records meanwhile, so a thread of the server does.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..activation.activation import ACTIVATIONS
from ..errors import NotActiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .raised_errors import RaisedErrors

_LOOK_SECONDS = 0.1


class Ticker:
    """Runs what is due ten times a second, and calls *on_tick* after that."""

    def __init__(
        self,
        stopping: threading.Event,
        errors: RaisedErrors,
        on_tick: Callable[[], None],
    ) -> None:
        self._stopping = stopping
        self._errors = errors
        self._on_tick = on_tick
        self._thread = threading.Thread(
            target=self._run, name="eventbridge_mock ticker", daemon=True
        )

    def start(self) -> None:
        """Begin; it ends when *stopping* is set."""
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait *seconds* until it has ended; return whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            with self._errors:
                _run_due()
            with self._errors:
                self._on_tick()


def _run_due() -> None:
    try:
        state = ACTIVATIONS.current_state()
    except NotActiveError:
        return
    state.run_due()
