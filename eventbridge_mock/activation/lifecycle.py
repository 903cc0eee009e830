"""Begin and end a mock: `start`, `stop` and the two `with` statements.

`Lifecycle` is the part of a mock that tests use. Decorators and the pytest plugin use
its `Control`, which can also begin with a copy and end without raising.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..errors import NotActiveError
from ..options import combine
from .activation import ACTIVATIONS
from .teardown_checks import teardown_failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self

    from ..options import GivenOptions
    from ..state.mock_state import MockState
    from .activation import Activation, Beginning


_NEVER_STARTED = (
    "this mock was never started: use it as a decorator, in a `with` statement, or call"
    " start() first."
)
_STOPPED = "this mock has been stopped: it only shows what it recorded."


class Control:
    """Begins and ends the activations of one mock."""

    def __init__(self, mock: Lifecycle, given: GivenOptions) -> None:
        combine(given)  # a bad option is reported where it was written
        self._mock = mock
        self.given = given
        self._last_state: MockState | None = None

    @property
    def activations(self) -> list[Activation]:
        """The activations that have not ended, the newest last."""
        return [each for each in tuple(ACTIVATIONS.stack) if each.mock is self._mock]

    def begin(self, beginning: Beginning = "joined") -> None:
        """Begin an activation, within another one as *beginning* says."""
        before = self.activations
        try:
            activation = ACTIVATIONS.start(self._mock, self.given, beginning)
            self._last_state = activation.state
        except BaseException as error:
            self.discard_all_but(before, error)
            raise

    def discard_all_but(
        self, before: Sequence[Activation], error: BaseException
    ) -> None:
        """Undo a start that *error* ended, somewhere on its way."""
        ACTIVATIONS.recover(self.activations[len(before) :], error)

    def end(self) -> str | None:
        """End the newest activation; return why it fails the test, if it does.

        Raises NotActiveError without a `begin` before.
        """
        activations = self.activations
        if not activations:
            msg = "stop() without start(): this mock is not active."
            raise NotActiveError(msg)
        try:
            is_last = ACTIVATIONS.stop(activations[-1])
        except BaseException as error:
            # An interruption may have come in the midst of putting back.
            ACTIVATIONS.recover(activations[-1:], error)
            raise
        return teardown_failure(activations[-1].state) if is_last else None

    def report(self, failure: str | None) -> None:
        """Fail the test with *failure*, if any; print it if the test has failed.

        It is too late then for a note on the test's own exception.
        """
        __tracebackhide__ = True
        if failure and self.has_failed:
            sys.stderr.write(f"{failure}\n")
        elif failure:
            raise AssertionError(failure)

    def leave(self, exception: BaseException | None) -> None:
        """End the newest activation as a `with` statement does.

        Raises AssertionError if that fails the test; an *exception* that is under way
        has a note instead.
        """
        __tracebackhide__ = True
        failure = self.end()
        if failure and exception is not None:
            _add_note(exception, failure)
        else:
            self.report(failure)

    @property
    def has_failed(self) -> bool:
        """Whether the test is known to have failed."""
        return self.state.has_failed

    @property
    def state(self) -> MockState:
        """The state of the innermost activation, else of the mock's last one.

        Raises NotActiveError if the mock was never started.
        """
        try:
            return self.active_state
        except NotActiveError:
            if self._last_state is None:
                raise
            return self._last_state

    @property
    def active_state(self) -> MockState:
        """The state of a mock that is active; raises NotActiveError for any other."""
        if self.activations:
            # Within nested activations, calls are answered from the innermost one.
            return ACTIVATIONS.current_state()
        raise NotActiveError(_NEVER_STARTED if self._last_state is None else _STOPPED)


class Lifecycle:
    """A mock that can be started and stopped, any number of times."""

    def __init__(self, given: GivenOptions | None = None) -> None:
        self._control = Control(self, given or {})

    def start(self) -> Self:
        """Begin to answer; within another activation, join its state."""
        before = self._control.activations
        try:
            self._control.begin()
            return self  # noqa: TRY300 - an interruption may come here too
        except BaseException as error:
            self._control.discard_all_but(before, error)
            raise

    def stop(self) -> None:
        """End what `start` began, and restore everything.

        Raises AssertionError for scripted replies and errors that were never used
        and for refused endpoints, and NotActiveError without a `start` before.
        """
        __tracebackhide__ = True
        failure = self._control.end()
        if failure:
            raise AssertionError(failure)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._control.leave(exception)

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._control.leave(exception)

    @property
    def _state(self) -> MockState:
        return self._control.state

    @property
    def _active_state(self) -> MockState:
        return self._control.active_state


def control_of(mock: Lifecycle) -> Control:
    """Return what begins and ends *mock*, for decorators and the pytest plugin."""
    return mock._control  # noqa: SLF001 - its own module


def _add_note(exception: BaseException, note: str) -> None:
    """Do what `add_note` does, on Python 3.10 too; pytest prints such notes."""
    notes = [*getattr(exception, "__notes__", ()), note]
    setattr(exception, "__notes__", notes)  # noqa: B010 - unknown to 3.10's types
