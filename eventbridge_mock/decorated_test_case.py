"""Run each test of a unittest.TestCase inside an activation of its own."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from . import owned_mocks
from .decorated_function import decorate_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .lifecycle import Lifecycle


def decorate_run(cls: Any, make: Callable[[], Lifecycle]) -> None:
    """Have `run` of *cls* activate a mock around set-up, test and teardown."""
    run = cls.run

    def run_inside(test: Any, result: Any = None) -> Any:
        __tracebackhide__ = True
        is_copy = owned_mocks.is_active_for_class_of(test)
        owned_mocks.begin(test, make, from_copy=is_copy)
        ended: list[bool] = []

        def end() -> None:
            __tracebackhide__ = True
            ended.append(True)
            owned_mocks.end(test)

        # The last cleanup of the test, so that what it finds counts as its failure.
        test.addCleanup(end)
        with _noted(test, make):
            try:
                return run(test, result)
            finally:
                if not ended:  # a skipped test runs no cleanups
                    owned_mocks.drop(test)

    cls.run = run_inside
    # What a debugger calls in the place of `run`.
    cls.debug = decorate_function(cls.debug, make)


@contextmanager
def _noted(test: Any, make: Callable[[], Lifecycle]) -> Iterator[None]:
    """Have the mock learn whether the test broke off.

    unittest itself tells that only when all is over.
    """
    before = vars(test).copy()
    activation = partial(owned_mocks.noting_failure, make)
    for name in ("setUp", "asyncSetUp", test.id().rpartition(".")[2]):
        part = getattr(test, name, None)
        if part is not None:
            setattr(test, name, decorate_function(part, activation))
    decorated = vars(test).keys() - before.keys()
    try:
        yield
    finally:
        for name in decorated:
            vars(test).pop(name, None)
