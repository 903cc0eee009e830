"""The hold that an active mock has on the process: botocore and the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .aws.environment import Environment
from .aws.hook import Hook
from .state import MockState

if TYPE_CHECKING:
    from collections.abc import Callable

    from .options import Options


class Hold:
    """Takes hold when the outermost activation starts, and lets go when it stops."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self._environment = Environment()
        self._hook = Hook(current_state)

    def take(self, options: Options) -> MockState:
        """Take hold and return a new, empty state."""
        try:
            self._environment.prepare(options)
            self._hook.install()
        except BaseException:
            self.release()
            raise
        return MockState(options)

    def release(self) -> None:
        """Restore everything."""
        self._hook.uninstall()
        self._environment.restore()
