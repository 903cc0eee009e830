"""How a mock begins and ends: `start`, `stop` and the two `with` statements."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..errors import NotActiveError
from ..options import combine
from .activation import ACTIVATIONS, Activation
from .teardown_checks import complaint_of

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ..options import GivenOptions
    from ..state.mock_state import MockState
    from .activation import Beginning


class Lifecycle:
    """What can be entered, any number of times, and left again."""

    def __init__(self, given: GivenOptions | None = None) -> None:
        self._given: GivenOptions = given or {}
        combine(self._given)  # a bad option is reported where it was written
        self._activations: list[Activation] = []
        self._last_state: MockState | None = None

    def start(self) -> Self:
        """Begin to answer; within another activation, join its state."""
        self.begin()
        return self

    def begin(self, beginning: Beginning = "joined") -> None:
        """Begin an activation, within another one as *beginning* says.

        For the decorators and the pytest plugin; tests call `start`.
        """
        activation = ACTIVATIONS.start(self, self._given, beginning)
        self._activations.append(activation)
        self._last_state = activation.state

    def stop(self) -> None:
        """End what `start` began, and restore everything.

        Raises AssertionError for scripted replies and errors that were never used
        and for refused endpoints, and NotActiveError without a `start` before.
        """
        __tracebackhide__ = True
        complaint = self.end()
        if complaint:
            raise AssertionError(complaint)

    def end(self) -> str | None:
        """End the newest activation; return what the test has to hear, if any.

        For the decorators and the pytest plugin; tests call `stop`.
        """
        if not self._activations:
            msg = "stop() without start(): this mock is not active."
            raise NotActiveError(msg)
        activation = self._activations.pop()
        if not ACTIVATIONS.stop(activation):
            return None
        return complaint_of(activation.state)

    def report(self, complaint: str | None) -> None:
        """Fail the test with *complaint*, if any; if it has failed, only tell.

        The failure is on record then, too late for a note on its exception.
        """
        __tracebackhide__ = True
        if complaint and self.has_failed:
            sys.stderr.write(f"{complaint}\n")
        elif complaint:
            raise AssertionError(complaint)

    @property
    def has_failed(self) -> bool:
        """Whether the test is known to have broken off."""
        return self._state.has_failed

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        complaint = self.end()
        if complaint and exception is not None:
            _add_note(exception, complaint)
        else:
            self.report(complaint)

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self.__exit__(exception_type, exception, traceback)

    @property
    def _state(self) -> MockState:
        if self._activations:
            # Of nested ones the innermost has what calls are answered from.
            return ACTIVATIONS.innermost.state
        if self._last_state is None:
            msg = (
                "this mock was never started: use it as a decorator, in a `with`"
                " statement, or call start() first."
            )
            raise NotActiveError(msg)
        return self._last_state

    @property
    def _active_state(self) -> MockState:
        """The state, for what a mock that has been stopped would do in vain."""
        state = self._state
        if not self._activations:
            msg = "this mock has been stopped: it only tells what it recorded."
            raise NotActiveError(msg)
        return state


def _add_note(exception: BaseException, note: str) -> None:
    """Do what `add_note` does, on Python 3.10 too; pytest prints such notes."""
    notes = [*getattr(exception, "__notes__", ()), note]
    setattr(exception, "__notes__", notes)  # noqa: B010 - unknown to 3.10's types
