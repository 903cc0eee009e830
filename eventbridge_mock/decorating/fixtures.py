"""Decorate pytest fixtures.

pytest has no public way to look inside a fixture. Its private names, of pytest 7 and of
pytest 8.4 and later, are used in this module alone;
tests/decorating/test_decorated_fixtures.py fails when pytest drops one. pytest itself
is not imported.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from .functions import decorate_function

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from .functions import Activation


def is_fixture(decorated: object) -> bool:
    """Return whether *decorated* is a fixture, as `pytest.fixture` returns it."""
    return _marker(decorated) is not None


def _marker(decorated: object) -> Any:
    names = "_fixture_function_marker", "_pytestfixturefunction"
    own = getattr(decorated, "__dict__", {})
    return next((own[name] for name in names if name in own), None)


def _function(decorated: Any) -> Callable[..., Any]:
    is_older = "__pytest_wrapped__" in vars(decorated)
    function: Callable[..., Any] = (
        decorated.__pytest_wrapped__.obj if is_older else decorated._fixture_function  # noqa: SLF001 - see above
    )
    return function


def decorate_fixture(decorated: Any, activation: Activation) -> Any:
    """Return the fixture with a mock that is active from its set-up to its teardown.

    This holds for a fixture that returns its value too: the resources that it made
    would be gone before the test began.
    """
    return _marker(decorated)(_lasting(_function(decorated), activation))


def is_of_class_scope(decorated: Any) -> bool:
    """Return whether the fixture is set up once for all tests of a class."""
    return bool(_marker(decorated).scope == "class")


def _lasting(function: Any, activation: Activation) -> Any:
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(_lasting(function.__func__, activation))
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        generator: Callable[..., Any] = decorate_function(function, activation)
        return generator
    if inspect.iscoroutinefunction(function):

        async def async_lasting(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            with activation():
                yield await function(*args, **kwargs)

        return functools.wraps(function)(async_lasting)

    def lasting(*args: Any, **kwargs: Any) -> Iterator[Any]:
        with activation():
            yield function(*args, **kwargs)

    return functools.wraps(function)(lasting)
