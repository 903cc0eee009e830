"""The mocks of decorated functions, tests and classes, from their begin to their end.

The mock of a test or a class is kept on that object until it ends.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..activation.activation import ACTIVATIONS
from ..activation.lifecycle import Control, control_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from ..mock import EventBridgeMock

    MakeMock = Callable[[], EventBridgeMock]

_CONTROLS = "_eventbridge_mocks"


class OwnMock:
    """Runs a `with` block inside a mock of its own.

    Within the test it joins; within a mock of a wider scope it begins with a copy of
    what the test asks for, else with nothing.
    """

    def __init__(self, make: MakeMock) -> None:
        self._control = control_of(make())

    def __enter__(self) -> None:
        self._control.begin("own")

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._control.leave(exception)


@contextmanager
def recording_failure(make: MakeMock) -> Iterator[None]:
    """Run a part of a test inside a mock of its own, and record if it fails."""
    with OwnMock(make):
        try:
            yield
        except BaseException:
            ACTIVATIONS.record_failure()
            raise


def begin(owner: Any, make: MakeMock, *, from_copy: bool = False) -> None:
    """Begin a mock for *owner*; another decoration may have begun one before."""
    control = control_of(make())
    control.begin("copied" if from_copy else "own")
    setattr(owner, _CONTROLS, [*_controls(owner), control])


def end(owner: Any) -> None:
    """End the newest mock of *owner*, and fail the test if that is a failure.

    Does nothing without a mock: a set-up that replaces ours begins none.
    """
    __tracebackhide__ = True
    controls = _controls(owner)
    if not controls:
        return
    setattr(owner, _CONTROLS, controls[:-1])
    controls[-1].report(controls[-1].end())


def drop(owner: Any) -> None:
    """End the newest mock of *owner*, whose set-up failed."""
    *others, control = _controls(owner)
    setattr(owner, _CONTROLS, others)
    control.end()


def is_active_for_class_of(test: Any) -> bool:
    """Return whether a mock began for the class of *test*, or a base of it."""
    return any(_controls(owner) for owner in type(test).__mro__)


@contextmanager
def lasting(owner: Any, make: MakeMock) -> Iterator[None]:
    """Keep a mock for *owner* active as long as the block lasts."""
    begin(owner, make)
    try:
        yield
    except BaseException:
        drop(owner)
        raise
    end(owner)


def _controls(owner: Any) -> list[Control]:
    controls: list[Control] = vars(owner).get(_CONTROLS, [])
    return controls
