"""Switching the mock on and off: one state for all activations there are.

The outermost activation makes the state, hooks into botocore and restores
everything when it ends. Activations within it join that state; an option that
one of them gives holds until it ends.
"""

from __future__ import annotations

import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any, Literal

from ..errors import NotActiveError
from ..options import combine, suite_options

if TYPE_CHECKING:
    from ..options import GivenOptions
    from ..state.mock_state import MockState
    from .interception import Hold


# What an activation within another one has to begin with.
Beginning = Literal["joined", "copied", "empty"]


class Activation:
    """One activation, from its start to its stop."""

    def __init__(self, mock: Any, given: GivenOptions, state: MockState) -> None:
        self.mock = mock
        self.given = given
        self.state = state


class Activations:
    """The activations there are, the outermost first."""

    def __init__(self) -> None:
        self._stack: list[Activation] = []
        self._lock = threading.RLock()
        self._loaded_hold: Hold | None = None
        self._surroundings: dict[str, str] = {}
        self._last_state: weakref.ref[MockState] | None = None

    @property
    def innermost(self) -> Activation:
        """The activation that calls are answered for.

        Raises NotActiveError when there is none.
        """
        try:
            return self._stack[-1]
        except IndexError:
            raise NotActiveError(_NOT_ACTIVE) from None

    def start(
        self, mock: Any, given: GivenOptions, beginning: Beginning = "joined"
    ) -> Activation:
        """Begin an activation for *mock*.

        Within another one it has the same state, if it is "joined"; a "copied"
        state of its own begins with what exists, an "empty" one with nothing.
        """
        with self._lock:
            if not self._stack:
                state, self._surroundings = self._hold.take()
            elif beginning == "copied":
                state = self._stack[-1].state.copy()
            elif beginning == "empty":
                state = self._stack[-1].state.empty()
            else:
                state = self._stack[-1].state
            activation = Activation(mock, given, state)
            self._stack.append(activation)
            try:
                self._apply_options()
            except BaseException:
                self.stop(activation)
                raise
            return activation

    def look_around(self) -> None:
        """Notice what has changed in the environment since the mock began."""
        with self._lock:
            self._surroundings = self._hold.look_around(self._surroundings)
            self._apply_options()

    def newest_state(self) -> MockState | None:
        """Return the state that is active, or the last one if it is still in use.

        After a failed test its traceback uses it.
        """
        if self._stack:
            return self._stack[-1].state
        return self._last_state() if self._last_state else None

    def forget_last_state(self) -> None:
        """Have `newest_state` know no state that was active before now."""
        self._last_state = None

    def note_failure(self) -> None:
        """Remember that the test has broken off, for those who end later."""
        for activation in self._stack:
            activation.state.has_failed = True

    @property
    def _hold(self) -> Hold:
        """The hold on the process, kept from the first start on.

        All operations and what they stand on come with it: 25 ms that a run which
        only collects tests does not need.
        """
        if self._loaded_hold is None:
            from .interception import Hold  # noqa: PLC0415

            self._loaded_hold = Hold(lambda: self.innermost.state)
        return self._loaded_hold

    def _apply_options(self) -> None:
        """Lay what is given over each other, the innermost on top."""
        given = (one.given for one in self._stack)
        options = combine(self._surroundings, suite_options, *given)
        self._stack[-1].state.options = options
        self._hold.adjust(options)

    def stop(self, activation: Activation) -> bool:
        """End *activation*; return whether it was the last of its state."""
        with self._lock:
            self._stack.remove(activation)
            is_last = all(one.state is not activation.state for one in self._stack)
            try:
                if is_last:
                    self._last_state = weakref.ref(activation.state)
                    _keep_with_its_failure(activation.state)
                    activation.state.stop()
            finally:
                if self._stack:
                    self._apply_options()
                else:
                    self._hold.release()
            return is_last


def _keep_with_its_failure(state: MockState) -> None:
    """Have the exception that ends a test keep *state*, for the report on it.

    Its traceback may do so too, by a frame, but not for a coroutine.
    """
    failure = sys.exc_info()[1]
    if failure is not None:
        vars(failure)["_eventbridge_mock_state"] = _Kept(state)


class _Kept:
    """What a failure keeps, but takes along to no other process."""

    def __init__(self, state: MockState | None = None) -> None:
        self.state = state

    def __reduce__(self) -> tuple[type[_Kept], tuple[()]]:
        return _Kept, ()


_NOT_ACTIVE = (
    "no mock is active. Put @mock_api_destinations above the test, ask for the"
    " fixture eventbridge_mock, or use `with mock_api_destinations() as mock:`."
)

ACTIVATIONS = Activations()
