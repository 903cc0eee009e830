"""The mocks that began for a test or a class, kept on it until they end."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .lifecycle import Lifecycle

_MOCKS = "_eventbridge_mocks"


def begin(
    owner: Any, make: Callable[[], Lifecycle], *, from_copy: bool = False
) -> None:
    """Begin a mock for *owner*; another decoration may have begun one before."""
    mock = make()
    mock.begin(from_copy=from_copy)
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
    complaint = mocks[-1].end()
    if complaint and mocks[-1].has_failed:
        # The failure is on record already, too late for a note on its exception.
        sys.stderr.write(f"{complaint}\n")
    elif complaint:
        raise AssertionError(complaint)


def drop(owner: Any) -> None:
    """End the newest mock of *owner*, whose set-up broke off."""
    *others, mock = _mocks(owner)
    setattr(owner, _MOCKS, others)
    mock.end()


def is_active_for(owner: Any) -> bool:
    """Tell whether *owner* itself has a mock that has not ended."""
    return bool(_mocks(owner))


def _mocks(owner: Any) -> list[Lifecycle]:
    mocks: list[Lifecycle] = vars(owner).get(_MOCKS, [])
    return mocks


@contextmanager
def noting_failure(make: Callable[[], Lifecycle]) -> Iterator[None]:
    """Run a part of a test inside a mock, which learns if the part breaks off."""
    with make() as mock:
        try:
            yield
        except BaseException:
            mock.note_failure()
            raise
