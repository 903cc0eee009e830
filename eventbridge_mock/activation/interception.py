"""Intercept botocore and moto, and prepare the environment, while a mock is active."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from ..beside_moto.interception import MotoInterception
from ..hook.hook import Hook
from ..state.mock_state import MockState
from .environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..aws.call import IncomingCall
    from ..aws.response import Answer
    from ..options import Options


class Interception:
    """Everything that the outermost activation changes, and puts back."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self.environment = Environment()
        self._moto = MotoInterception(current_state)
        self._hook = Hook(current_state, self._moto.replace_loaded)

    def install(self) -> dict[str, str]:
        """Intercept the calls; return the options that the environment gives.

        If it raises, `uninstall` undoes what it did.
        """
        options = self.environment.read()
        self._moto.install()
        self._hook.install()
        return options

    def answer(self, state: MockState, incoming: IncomingCall) -> Answer | None:
        """Return the answer to a call that did not come through botocore here."""
        return self._hook.answer(state, incoming)

    def new_state(self, options: Options) -> MockState:
        """Return the state that the outermost activation begins with."""
        state = MockState(options)
        state.follow_schedules()
        return state

    def uninstall(self) -> None:
        """Put everything back, also where a part of it fails.

        It may be repeated, and comes before `install` too.
        """
        with ExitStack() as parts:
            parts.callback(self.environment.restore)
            parts.callback(self._moto.uninstall)
            parts.callback(self._hook.uninstall)
