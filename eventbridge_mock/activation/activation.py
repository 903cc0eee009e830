"""Turn the mock on and off. Nested activations share one state.

The outermost activation makes the state and intercepts botocore; when it ends,
everything is put back. An activation within it joins its state, or has a state of its
own that begins as a copy or empty. An option that an activation gives holds until that
activation ends.

An activation outlives the test if a fixture of a wider scope began it, or if it began
before the test. The pytest plugin marks those: a test's own mock is a copy of one that
the test asks for, and empty within any other.
"""

from __future__ import annotations

import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any, Literal

from ..errors import NotActiveError
from ..options import combine, suite_options
from .forked_process import renew_locks_when_forked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..aws.call import IncomingCall
    from ..aws.response import Answer
    from ..options import GivenOptions, Options
    from ..state.mock_state import MockState
    from .interception import Interception


# The state of an activation within another one: the same state, a copy of it, or what
# a test is promised. That is the same state within the test, and a state of the test's
# own within a mock that outlives it.
Beginning = Literal["joined", "copied", "own"]

# Marks an activation that began before the test, in no fixture.
_BEFORE_THE_TEST = object()


class Activation:
    """One activation, from its start to its stop."""

    def __init__(self, mock: Any, given: GivenOptions, state: MockState) -> None:
        self.mock = mock
        self.given = given
        self.state = state
        # The fixture that began it, with its name, or a mark; None if the test did.
        self.origin: object | None = None
        self.fixture_name: str | None = None

    @property
    def outlives_test(self) -> bool:
        """Whether it continues when the test is over."""
        return self.origin is not None

    def mark(self, origin: object, fixture_name: str | None = None) -> None:
        """Let it outlive the test, because *origin* began it."""
        if not self.outlives_test:
            self.origin, self.fixture_name = origin, fixture_name
            self.state.outlives_test = True


class Activations:
    """The activations that have not ended, and the state that they share."""

    def __init__(self) -> None:
        # The outermost first.
        self.stack: list[Activation] = []
        self._lock = threading.RLock()
        self._loaded_interception: Interception | None = None
        self._environment_options: dict[str, str] = {}
        self._last_state: weakref.ref[MockState] | None = None
        self._fixture_names: frozenset[str] = frozenset()

    @property
    def innermost(self) -> Activation:
        """The activation that calls are answered for.

        Raises NotActiveError when no mock is active.
        """
        try:
            return self.stack[-1]
        except IndexError:
            raise NotActiveError(_NOT_ACTIVE) from None

    def current_state(self) -> MockState:
        """Return the state that calls are answered from; raises NotActiveError."""
        return self.innermost.state

    def answer(self, state: MockState, incoming: IncomingCall) -> Answer | None:
        """Return the answer to a call from outside of this process.

        The answer to a call that the mock leaves alone is None.
        """
        return self._interception.answer(state, incoming)

    def __iter__(self) -> Iterator[Activation]:
        return iter(tuple(self.stack))

    def start(
        self, mock: Any, given: GivenOptions, beginning: Beginning = "joined"
    ) -> Activation:
        """Begin an activation for *mock*, within another one as *beginning* says.

        If this raises, the caller lets `recover` undo what was begun.
        """
        with self._lock:
            if not self.stack:
                self._environment_options = self._interception.install()
            options = self._combined(given)
            state = self._state(options, beginning)
            activation = Activation(mock, given, state)
            self.stack.append(activation)
            self._apply(options)
            return activation

    def _state(self, options: Options, beginning: Beginning) -> MockState:
        """Return the state of a new activation."""
        if not self.stack:
            return self._interception.new_state(options)
        innermost = self.stack[-1]
        if beginning == "copied":
            return innermost.state.copy()
        if beginning == "joined" or not innermost.outlives_test:
            return innermost.state
        for activation in reversed(self.stack):
            if activation.fixture_name in self._fixture_names:
                return activation.state.copy()
        return innermost.state.empty()

    def reread_environment(self) -> None:
        """Apply what has changed in the environment since the mock began."""
        with self._lock:
            environment = self._interception.environment
            self._environment_options = environment.read_again(
                self._environment_options
            )
            self._apply(self._combined())

    def begin_test(self, fixture_names: Iterable[str]) -> None:
        """Let the present activations outlive the test that begins now.

        *fixture_names* are the fixtures that the test asks for.
        """
        self._fixture_names = frozenset(fixture_names)
        for activation in self.stack:
            activation.mark(_BEFORE_THE_TEST)

    def mark_wider(
        self,
        activations: Iterable[Activation],
        fixture: object,
        name: str,
        fixture_names: Iterable[str],
    ) -> None:
        """Let *activations* outlive the test, because a wider *fixture* began them.

        *name* is the name of the fixture, *fixture_names* are all that the test asks
        for.
        """
        self._fixture_names = frozenset(fixture_names)
        for activation in activations:
            activation.mark(fixture, name)

    def end_fixture(self, fixture: object) -> None:
        """Let no activation that *fixture* began outlive the test any more."""
        for activation in self.stack:
            if activation.origin is fixture:
                activation.origin = None

    def newest_state(self) -> MockState | None:
        """Return the active state, or the last one if something still uses it.

        The traceback of a failed test does.
        """
        if self.stack:
            return self.stack[-1].state
        return self._last_state() if self._last_state else None

    def forget_last_state(self) -> None:
        """Make `newest_state` return no state that was active before now."""
        self._last_state = None

    def record_failure(self) -> None:
        """Record in all active states that the test has failed."""
        for activation in self.stack:
            activation.state.has_failed = True

    @property
    def _interception(self) -> Interception:
        """The interception of the process, kept from the first start on.

        It imports all operations and what they need: 25 ms that a run which only
        collects tests does not need.
        """
        if self._loaded_interception is None:
            from .interception import Interception  # noqa: PLC0415

            self._loaded_interception = Interception(self.current_state)
        return self._loaded_interception

    def _combined(self, *given: GivenOptions) -> Options:
        """Return the options in force; the innermost activation's come last."""
        layers = [activation.given for activation in self.stack]
        return combine(self._environment_options, suite_options, *layers, *given)

    def _apply(self, options: Options) -> None:
        """Put *options* in force."""
        self.stack[-1].state.options = options
        self._interception.environment.apply(options)

    def stop(self, activation: Activation) -> bool:
        """End *activation*; return whether it was the last one of its state.

        Its receivers end first, while calls are still answered: an application may
        publish as it ends. They are waited for without the lock, which a call of
        theirs may need.
        """
        try:
            if self._is_last(activation):
                self._last_state = weakref.ref(activation.state)
                _keep_for_report(activation.state)
                activation.state.end_receivers()
        finally:
            is_last = self._end(activation)
        return is_last

    def _end(self, activation: Activation) -> bool:
        """Discard *activation*, and stop its state unless it is still in use.

        Another thread may have joined the state while its receivers ended.
        """
        with self._lock:
            is_last = self._is_last(activation)
            if is_last:
                activation.state.stop()
            self._discard(activation)
        return is_last

    def recover(self, activations: Sequence[Activation], error: BaseException) -> None:
        """Undo what a start or a stop that raised *error* has left of *activations*.

        An interruption at the end of a `with` statement may leave the lock taken for
        good, so there is a new one.
        """
        self._discard(*activations)
        if not isinstance(error, Exception):
            self._lock = threading.RLock()

    def _discard(self, *activations: Activation) -> None:
        """Forget *activations*, and put back what no other activation needs."""
        with self._lock:
            for activation in activations:
                if activation in self.stack:
                    self.stack.remove(activation)
            self._uninstall_if_last()

    def _is_last(self, activation: Activation) -> bool:
        """Return whether no other activation has the state of *activation*."""
        return not any(
            other.state is activation.state
            for other in self.stack
            if other is not activation
        )

    def _uninstall_if_last(self) -> None:
        """Put everything back; if activations are left, put their options in force."""
        if self.stack:
            self._apply(self._combined())
        else:
            self._interception.uninstall()


def _keep_for_report(state: MockState) -> None:
    """Keep *state* on the exception that ends the test, for the report on it.

    A frame of the traceback may keep it too, but only where the test named the mock.
    """
    failure = sys.exc_info()[1]
    if failure is not None:
        vars(failure)["_eventbridge_mock_state"] = _Kept(state)


class _Kept:
    """A state that a failure keeps, but does not take along to another process."""

    def __init__(self, state: MockState | None = None) -> None:
        self.state = state

    def __reduce__(self) -> tuple[type[_Kept], tuple[()]]:
        return _Kept, ()


_NOT_ACTIVE = (
    "no mock is active. Put @mock_api_destinations above the test, ask for the"
    " fixture eventbridge_mock, or use `with mock_api_destinations() as mock:`."
)

ACTIVATIONS = Activations()
renew_locks_when_forked(ACTIVATIONS)
