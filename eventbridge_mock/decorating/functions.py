"""Run functions of every kind inside an activation, and keep their kind."""

from __future__ import annotations

import functools
import inspect
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
    from contextlib import AbstractContextManager

    # Begins the activation that a call runs in.
    Activation = Callable[[], AbstractContextManager[Any]]


# pytest counts the arguments in the code of these, to know whether to pass one.
_PYTEST_SET_UPS = frozenset(
    f"{part}_{scope}"
    for part in ("setup", "teardown")
    for scope in ("module", "class", "function", "method")
)


def decorate_function(function: Any, activation: Activation) -> Any:
    """Return *function* so that each call runs inside a new `activation()`.

    A coroutine function stays one, and so do generator functions of both kinds. The
    activation of a generator lasts until it is exhausted or closed.
    """
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(decorate_function(function.__func__, activation))
    wrapped = _wrapped(function, activation)
    if getattr(function, "__name__", None) in _PYTEST_SET_UPS:
        wrapped = _with_as_many_arguments(function, wrapped)
    return functools.wraps(function)(wrapped)


def _with_as_many_arguments(
    function: Callable[..., Any], wrapped: Callable[..., Any]
) -> Callable[..., Any]:
    """Return *wrapped* with as many arguments in its code as *function* has."""
    with_arguments: dict[int, Callable[..., Any]] = {
        1: lambda owner: wrapped(owner),  # noqa: PLW0108 - pytest looks at its code
        2: lambda owner, item: wrapped(owner, item),  # noqa: PLW0108 - the same
    }
    return with_arguments.get(function.__code__.co_argcount, wrapped)


def _wrapped(function: Callable[..., Any], activation: Activation) -> Any:
    if inspect.isasyncgenfunction(function):
        return _async_generator(function, activation)
    if inspect.iscoroutinefunction(function):
        return _coroutine_function(function, activation)
    if inspect.isgeneratorfunction(function):
        return _generator(function, activation)
    return _plain_function(function, activation)


def _coroutine_function(
    function: Callable[..., Any], activation: Activation
) -> Callable[..., Any]:
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with activation():
            return await function(*args, **kwargs)

    return coroutine


def _generator(
    function: Callable[..., Any], activation: Activation
) -> Callable[..., Any]:
    def generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        __tracebackhide__ = True
        with activation():
            return (yield from function(*args, **kwargs))

    return generator


def _plain_function(
    function: Callable[..., Any], activation: Activation
) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with ExitStack() as stack:
            stack.enter_context(activation())
            result = function(*args, **kwargs)
            if inspect.isawaitable(result):
                return _awaited(result, stack.pop_all())
            return result

    return call


async def _awaited(result: Awaitable[Any], stack: ExitStack) -> Any:
    """Await the result of a function that is not a coroutine function itself."""
    with stack:
        return await result


def _async_generator(
    function: Callable[..., Any], activation: Activation
) -> Callable[..., Any]:
    async def async_generator(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        __tracebackhide__ = True
        with activation():
            inner = function(*args, **kwargs)
            # `yield from` has no asynchronous counterpart.
            step = inner.__anext__()
            while True:
                try:
                    value = await step
                except StopAsyncIteration:
                    return
                try:
                    step = inner.asend((yield value))
                except GeneratorExit:
                    await inner.aclose()
                    raise
                except BaseException as error:  # noqa: BLE001 - handed on
                    step = inner.athrow(error)

    return async_generator
