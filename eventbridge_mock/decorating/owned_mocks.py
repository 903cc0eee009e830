"""The mocks that began for a test or a class, kept on it until they end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..activation.activation import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..activation.lifecycle import Lifecycle

_MOCKS = "_eventbridge_mocks"


def begin(
    owner: Any, make: Callable[[], Lifecycle], *, from_copy: bool = False
) -> None:
    """Begin a mock for *owner*; another decoration may have begun one before."""
    mock = make()
    mock.begin("copied" if from_copy else "joined")
    setattr(owner, _MOCKS, [*_mocks(owner), mock])


def end(owner: Any) -> None:
    """End the newest mock of *owner*, and say what the test has to hear.

    Does nothing without one: a set-up that replaces ours begins none.
    """
    __tracebackhide__ = True
    mocks = _mocks(owner)
    if not mocks:
        return
    setattr(owner, _MOCKS, mocks[:-1])
    mocks[-1].report(mocks[-1].end())


def drop(owner: Any) -> None:
    """End the newest mock of *owner*, whose set-up broke off."""
    *others, mock = _mocks(owner)
    setattr(owner, _MOCKS, others)
    mock.end()


def is_active_for_class_of(test: Any) -> bool:
    """Tell whether a mock began for the class of *test*, or a base of it."""
    return any(_mocks(owner) for owner in type(test).__mro__)


@contextmanager
def lasting(owner: Any, make: Callable[[], Lifecycle]) -> Iterator[None]:
    """Have a mock for *owner* as long as the block lasts."""
    begin(owner, make)
    try:
        yield
    except BaseException:
        drop(owner)
        raise
    end(owner)


def _mocks(owner: Any) -> list[Lifecycle]:
    mocks: list[Lifecycle] = vars(owner).get(_MOCKS, [])
    return mocks


@contextmanager
def noting_failure(make: Callable[[], Lifecycle]) -> Iterator[None]:
    """Run a part of a test inside a mock, which learns if the part breaks off."""
    with make():
        try:
            yield
        except BaseException:
            ACTIVATIONS.note_failure()
            raise
