"""Run each test of a unittest.TestCase inside an activation of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .activation.activation import ACTIVATIONS
from .decorating import owned_mocks
from .decorating.functions import decorate_function

if TYPE_CHECKING:
    from collections.abc import Callable

    from .activation.lifecycle import Lifecycle


def decorate_run(cls: Any, make: Callable[[], Lifecycle]) -> None:
    """Have `run` of *cls* activate a mock around set-up, test and teardown."""
    run, do_cleanups = cls.run, cls.doCleanups

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
        try:
            return run(test, result)
        finally:
            if not ended:  # a skipped test runs no cleanups
                owned_mocks.drop(test)

    def note_and_do_cleanups(test: Any) -> Any:
        __tracebackhide__ = True
        if _has_failed(test):
            ACTIVATIONS.note_failure()
        return do_cleanups(test)

    cls.run = run_inside
    cls.doCleanups = note_and_do_cleanups
    # What a debugger calls in the place of `run`.
    cls.debug = decorate_function(cls.debug, make)


def _has_failed(test: Any) -> bool:
    """Tell whether set-up, test, subtests or teardown of *test* have failed.

    unittest itself tells only when all is over, and has no public way to ask;
    tests/surfaces/test_decorated_test_cases.py notices when `_outcome` goes.
    """
    outcome = test._outcome  # noqa: SLF001 - no public way
    return outcome is not None and not outcome.success
