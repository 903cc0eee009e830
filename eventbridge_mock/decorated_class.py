"""Run each test of a class inside an activation of its own.

The set-up and teardown of a test belong to it: `run` of a unittest.TestCase, and
`setup_method` and `teardown_method` of any other class, which pytest calls, are
where the activation begins and ends. A class that sets itself up
(`setUpClass`, `setup_class`) is active from then on, and each of its tests starts
from a copy of what that made.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any

from .decorated_function import decorate_function
from .fixture_definition import decorate_fixture, is_fixture

if TYPE_CHECKING:
    from collections.abc import Callable

    from .lifecycle import Lifecycle

_CLASS_MOCK = "_eventbridge_mock_of_class"
_TEST_MOCKS = "_eventbridge_mocks_of_test"
_HAS_FAILED = "_eventbridge_mock_saw_failure"


def decorate_class(cls: type, make: Callable[[], Lifecycle]) -> type:
    """Change *cls* so that its tests run inside mocks that *make* returns."""
    if _is_test_case(cls):
        _decorate_class_set_up(cls, "setUpClass", "tearDownClass", make)
        _decorate_run(cls, make)
    else:
        _decorate_class_set_up(cls, "setup_class", "teardown_class", make)
        _decorate_methods(cls, make)
        _decorate_set_up(cls, make)
    for name, member in list(vars(cls).items()):
        if is_fixture(member):
            setattr(cls, name, decorate_fixture(member, make))
        elif isinstance(member, type) and name.startswith("Test"):
            decorate_class(member, make)
    return cls


def _is_test_case(cls: type) -> bool:
    unittest = sys.modules.get("unittest")
    return unittest is not None and issubclass(cls, unittest.TestCase)


def _begin_test(test: Any, make: Callable[[], Lifecycle]) -> None:
    mock = make()
    mock.begin(from_copy=getattr(type(test), _CLASS_MOCK, None) is not None)
    test.__dict__.setdefault(_TEST_MOCKS, []).append(mock)


def _end_test(test: Any) -> str | None:
    mock: Lifecycle = test.__dict__[_TEST_MOCKS].pop()
    return mock.end()


def _decorate_run(cls: Any, make: Callable[[], Lifecycle]) -> None:
    run = cls.run

    def run_inside(test: Any, result: Any = None) -> Any:
        ended: list[bool] = []

        def end() -> None:
            __tracebackhide__ = True
            ended.append(True)
            has_failed = not getattr(getattr(test, "_outcome", None), "success", True)
            _report(_end_test(test), has_failed=has_failed)

        _begin_test(test, make)
        # The last cleanup of the test, so that what it finds counts as its failure.
        test.addCleanup(end)
        try:
            return run(test, result)
        finally:
            if not ended:  # a skipped test runs no cleanups
                _end_test(test)

    cls.run = run_inside


def _report(complaint: str | None, *, has_failed: bool) -> None:
    __tracebackhide__ = True
    if complaint is None:
        return
    if not has_failed:
        raise AssertionError(complaint)
    # The failure is on record already, too late for a note on its exception.
    sys.stderr.write(f"{complaint}\n")


def _decorate_set_up(cls: Any, make: Callable[[], Lifecycle]) -> None:
    set_up = inspect.getattr_static(cls, "setup_method", None)
    tear_down = inspect.getattr_static(cls, "teardown_method", None)

    def setup_method(test: Any, method: Any) -> None:
        _begin_test(test, make)
        try:
            _call(set_up, test, method)
        except BaseException:
            _end_test(test)
            raise

    def teardown_method(test: Any, method: Any) -> None:
        __tracebackhide__ = True
        try:
            _call(tear_down, test, method)
        finally:
            complaint = _end_test(test)
        _report(complaint, has_failed=test.__dict__.pop(_HAS_FAILED, False))

    cls.setup_method = setup_method
    cls.teardown_method = teardown_method


def _call(descriptor: Any, owner: Any, *arguments: Any) -> None:
    """Call a set-up or teardown, with as many *arguments* as it takes."""
    if descriptor is None:
        return
    if isinstance(owner, type):
        bound = descriptor.__get__(None, owner)
    else:
        bound = descriptor.__get__(owner, type(owner))
    taken = len(inspect.signature(bound).parameters)
    bound(*arguments[:taken])


def _decorate_methods(cls: type, make: Callable[[], Lifecycle]) -> None:
    """Decorate the methods one by one, for those who call them without pytest."""
    set_ups = {"setup_method", "teardown_method", "setup_class", "teardown_class"}
    for name, member in list(vars(cls).items()):
        is_method = inspect.isfunction(member) or isinstance(
            member, (staticmethod, classmethod)
        )
        if is_method and not name.startswith("_") and name not in set_ups:
            setattr(cls, name, decorate_function(member, make))


def _decorate_class_set_up(
    cls: Any, set_up_name: str, tear_down_name: str, make: Callable[[], Lifecycle]
) -> None:
    set_up = inspect.getattr_static(cls, set_up_name, None)
    tear_down = inspect.getattr_static(cls, tear_down_name, None)
    if not (_is_own(set_up) or _is_own(tear_down)):
        return

    def set_up_class(owner: Any) -> None:
        mock = make()
        mock.begin()
        setattr(owner, _CLASS_MOCK, mock)
        try:
            _call(set_up, owner, owner)
        except BaseException:
            _end_class(owner)
            raise

    def tear_down_class(owner: Any) -> None:
        __tracebackhide__ = True
        try:
            _call(tear_down, owner, owner)
        finally:
            complaint = _end_class(owner)
        _report(complaint, has_failed=False)

    setattr(cls, set_up_name, classmethod(set_up_class))
    setattr(cls, tear_down_name, classmethod(tear_down_class))


def _end_class(owner: Any) -> str | None:
    mock: Lifecycle = getattr(owner, _CLASS_MOCK)
    setattr(owner, _CLASS_MOCK, None)
    return mock.end()


def _is_own(descriptor: Any) -> bool:
    """Tell whether somebody wrote this set-up, other than unittest itself."""
    function = getattr(descriptor, "__func__", descriptor)
    return getattr(function, "__module__", "unittest.case") != "unittest.case"
