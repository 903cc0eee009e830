"""The hold that an active mock has on the process: botocore and the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hook.hook import Hook
from ..options import combine
from ..state.mock_state import MockState
from .environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..options import Options


class Hold:
    """Takes hold when the outermost activation starts, and lets go when it stops."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self._environment = Environment()
        self._hook = Hook(current_state)

    def take(self) -> tuple[MockState, dict[str, str]]:
        """Take hold; return a new state, and the options the environment gives."""
        try:
            surroundings = self._environment.read()
            self._hook.install()
        except BaseException:
            self.release()
            raise
        return MockState(combine(surroundings)), surroundings

    def look_around(self, before: dict[str, str]) -> dict[str, str]:
        """Return the options that the environment gives by now."""
        return self._environment.read_again(before)

    def adjust(self, options: Options) -> None:
        """Have clients made as *options* say."""
        self._environment.apply(options)

    def release(self) -> None:
        """Restore everything."""
        try:
            self._hook.uninstall()
        finally:
            self._environment.restore()
