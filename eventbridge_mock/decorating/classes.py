"""Run each test of a class inside an activation of its own.

The activation includes the set-up and teardown of the test: it begins and ends in `run`
of a unittest.TestCase, and in `setup_method` and `teardown_method` of any other class,
which pytest calls. A class that sets itself up (`setUpClass`, `setup_class`) has an
activation from then on, and each of its tests begins with a copy of it.
"""

from __future__ import annotations

import inspect
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from ..activation.activation import ACTIVATIONS
from . import owned_mocks
from .fixtures import decorate_fixture, is_fixture, is_of_class_scope
from .functions import decorate_function

if TYPE_CHECKING:
    from .owned_mocks import MakeMock

_SET_UPS = "_eventbridge_mock_set_ups"


def decorate_class(cls: type, make: MakeMock) -> type:
    """Change *cls* so that its tests run inside mocks that *make* returns."""
    if _is_test_case(cls):
        _decorate_test_case(cls, make)
    else:
        _decorate_class_set_up(cls, "setup_class", "teardown_class", make)
        _decorate_methods(cls, make)
        _decorate_set_up(cls, make)
        _decorate_subclasses(cls, make)
    for name, member in list(vars(cls).items()):
        if is_fixture(member):
            lasting = partial(owned_mocks.lasting, cls, make)
            own = partial(owned_mocks.OwnMock, make)
            activation = lasting if is_of_class_scope(member) else own
            setattr(cls, name, decorate_fixture(member, activation))
        elif isinstance(member, type) and name.startswith("Test"):
            decorate_class(member, make)
    return cls


def _decorate_test_case(cls: type, make: MakeMock) -> None:
    _decorate_class_set_up(cls, "setUpClass", "tearDownClass", make)
    decorate_run(cls, make)


def _is_test_case(cls: type) -> bool:
    unittest = sys.modules.get("unittest")
    return unittest is not None and issubclass(cls, unittest.TestCase)


def _decorate_methods(cls: type, make: MakeMock) -> None:
    """Decorate the methods one by one, for callers other than pytest."""
    set_ups = {"setup_method", "teardown_method", "setup_class", "teardown_class"}
    activation = partial(owned_mocks.recording_failure, make)
    for name, member in list(vars(cls).items()):
        is_method = inspect.isfunction(member) or isinstance(
            member, (staticmethod, classmethod)
        )
        if is_method and not name.startswith("_") and name not in set_ups:
            setattr(cls, name, decorate_function(member, activation))


def _decorate_set_up(cls: Any, make: MakeMock) -> None:
    set_up = inspect.getattr_static(cls, "setup_method", None)
    tear_down = inspect.getattr_static(cls, "teardown_method", None)
    key = object()

    def setup_method(test: Any, method: Any) -> None:
        if _count(test, key, 1) > 1:
            return
        is_copy = owned_mocks.is_active_for_class_of(test)
        owned_mocks.begin(test, make, from_copy=is_copy)
        try:
            _call(set_up, test, method)
        except BaseException:
            _count(test, key, -1)
            owned_mocks.drop(test)
            raise

    def teardown_method(test: Any, method: Any) -> None:
        __tracebackhide__ = True
        if _count(test, key, -1) > 0:
            return
        try:
            _call(tear_down, test, method)
        finally:
            owned_mocks.end(test)

    cls.setup_method = setup_method
    cls.teardown_method = teardown_method


def _decorate_subclasses(cls: Any, make: MakeMock) -> None:
    """Decorate subclasses that set their tests up without calling our set-up.

    A subclass that is also a TestCase is set up by unittest.
    """
    own = vars(cls).get("__init_subclass__")

    def init_subclass(subclass: Any, /, **options: Any) -> None:
        if own is None:
            super(cls, subclass).__init_subclass__(**options)
        else:
            own.__get__(None, subclass)(**options)
        if _is_test_case(subclass):
            if not any(map(_is_test_case, _between(subclass, cls))):
                _decorate_test_case(subclass, make)
        elif {"setup_method", "teardown_method"} & vars(subclass).keys():
            _decorate_set_up(subclass, make)

    cls.__init_subclass__ = classmethod(init_subclass)


def _between(subclass: type, cls: type) -> list[type]:
    """Return the bases of *subclass* that are subclasses of *cls* themselves."""
    return [base for base in subclass.__bases__ if issubclass(base, cls)]


def _count(test: Any, key: object, step: int) -> int:
    """Return how often pytest has set *test* up by the decoration with *key*.

    For a test in a nested class, pytest calls the set-up of the outer class too.
    """
    counts = vars(test).setdefault(_SET_UPS, {})
    counts[key] = counts.get(key, 0) + step
    return int(counts[key])


def _call(descriptor: Any, owner: Any, *arguments: Any) -> None:
    """Call a set-up or teardown with as many *arguments* as it takes."""
    if descriptor is None:
        return
    if isinstance(owner, type):
        bound = descriptor.__get__(None, owner)
    else:
        bound = descriptor.__get__(owner, type(owner))
    taken = len(inspect.signature(bound).parameters)
    bound(*arguments[:taken])


def _decorate_class_set_up(
    cls: Any, set_up_name: str, tear_down_name: str, make: MakeMock
) -> None:
    set_up = inspect.getattr_static(cls, set_up_name, None)
    tear_down = inspect.getattr_static(cls, tear_down_name, None)
    if not (_is_own(set_up) or _is_own(tear_down)):
        return

    def set_up_class(owner: Any) -> None:
        owned_mocks.begin(owner, make)
        try:
            _call(set_up, owner, owner)
        except BaseException:
            owned_mocks.drop(owner)
            raise

    def tear_down_class(owner: Any) -> None:
        __tracebackhide__ = True
        try:
            _call(tear_down, owner, owner)
        finally:
            owned_mocks.end(owner)

    setattr(cls, set_up_name, classmethod(set_up_class))
    setattr(cls, tear_down_name, classmethod(tear_down_class))


def _is_own(descriptor: Any) -> bool:
    """Return whether somebody other than unittest itself wrote this set-up."""
    function = getattr(descriptor, "__func__", descriptor)
    return getattr(function, "__module__", "unittest.case") != "unittest.case"


def decorate_run(cls: Any, make: MakeMock) -> None:
    """Change `run` of *cls* to activate a mock around set-up, test and teardown."""
    run, do_cleanups = cls.run, cls.doCleanups

    def run_inside(test: Any, result: Any = None) -> Any:
        __tracebackhide__ = True
        is_copy = owned_mocks.is_active_for_class_of(test)
        owned_mocks.begin(test, make, from_copy=is_copy)
        ending = _Ending(test)
        # The last cleanup of the test, so that an unused reply counts as its failure.
        test.addCleanup(ending)
        try:
            return run(test, result)
        finally:
            if not ending.was_called:  # a skipped test runs no cleanups
                owned_mocks.drop(test)

    def record_failure_and_do_cleanups(test: Any) -> Any:
        __tracebackhide__ = True
        if _has_failed(test):
            ACTIVATIONS.record_failure()
        return do_cleanups(test)

    cls.run = run_inside
    cls.doCleanups = record_failure_and_do_cleanups
    # A debugger calls this in place of `run`.
    cls.debug = decorate_function(cls.debug, partial(owned_mocks.OwnMock, make))


class _Ending:
    """The cleanup that ends the mock of *test*, and whether unittest has called it."""

    def __init__(self, test: Any) -> None:
        self._test = test
        self.was_called = False

    def __call__(self) -> None:
        __tracebackhide__ = True
        self.was_called = True
        owned_mocks.end(self._test)


def _has_failed(test: Any) -> bool:
    """Return whether set-up, test, subtests or teardown of *test* have failed.

    unittest reports that only at the end, and has no public way to ask before;
    tests/decorating/test_decorated_test_cases.py fails when `_outcome` goes.
    """
    outcome = test._outcome  # noqa: SLF001 - no public way
    return outcome is not None and not outcome.success
