"""Replace methods of botocore's classes for a while, and put them back."""

from __future__ import annotations

import sys
from inspect import getattr_static
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    # The class or module, the name of its method or function, and what wraps it.
    Wrapping = tuple[
        type | ModuleType, str, Callable[[Callable[..., Any]], Callable[..., Any]]
    ]

# Attributes of this prefix belong to a wrapper of wrapt itself.
_MARK = "_self_eventbridge_mock_mark"


class _Replaced(NamedTuple):
    """A method that has ours in its place."""

    owner: type | ModuleType
    name: str
    original: Any
    ours: Any


class _Mark(NamedTuple):
    """The mark of our function: its id, which no copy has, and what it replaced."""

    own_id: int
    original: Any


class ReplacedMethods:
    """The methods that are replaced now; true while there is one."""

    def __init__(self) -> None:
        self.replaced: list[_Replaced] = []

    def __bool__(self) -> bool:
        return bool(self.replaced)

    def replace(self, wrappings: Iterable[Wrapping]) -> None:
        """Replace each method by the function that wraps it."""
        before = len(self.replaced)
        wrappings = tuple(wrappings)
        originals = [
            original_of(getattr_static(owner, name)) for owner, name, _ in wrappings
        ]
        callables = [
            # A wrapper of an instrument says that it is a function, too.
            original if type(original) is FunctionType else _bound(original)
            for original in originals
        ]
        wrapped = [
            wrap(function)
            for (_, _, wrap), function in zip(wrappings, callables, strict=True)
        ]
        for (owner, name, _), original, function in zip(
            wrappings, originals, wrapped, strict=True
        ):
            ours = _removable(function, original)
            mark(ours, original)
            self.replaced.append(_Replaced(owner, name, original, ours))
        for owner, name, _, ours in self.replaced[before:]:
            setattr(owner, name, ours)

    def put_back(self) -> None:
        """Leave the classes as they were."""
        while self.replaced:
            owner, name, original, ours = self.replaced[-1]
            # Putting the original back would undo a patch made over ours. Our function
            # does nothing by itself once it has left the list.
            if vars(owner)[name] is ours:
                setattr(owner, name, original)
            # Last, so that an interruption loses nothing.
            self.replaced.pop()


def mark(ours: Any, original: Any) -> None:
    """Let `original_of` find *original*, in whose place *ours* is."""
    setattr(ours, _MARK, _Mark(id(ours), original))


def original_of(function: Any) -> Any:
    """Return the function that *function* replaces, if it is one of ours.

    A patch that began within an earlier mock and ended after it has put our function
    back for good. A wrapper around our function, which shows the attributes of our
    function as its own, stays.
    """
    found = getattr(function, _MARK, None)
    if type(found) is _Mark and found.own_id == id(function):
        return found.original
    return function


def _removable(ours: Callable[..., Any], original: Any) -> Any:
    """Return *ours* as a wrapper of wrapt if *original* is one.

    An instrument that ends within the mock puts back what the wrapper it finds has
    wrapped, and finds ours.
    """
    wrapt = sys.modules.get("wrapt")
    if wrapt is None or not issubclass(type(original), wrapt.FunctionWrapper):
        return ours

    def call(_: Any, instance: object, args: Any, kwargs: Any) -> Any:
        return ours(instance, *args, **kwargs)

    return wrapt.FunctionWrapper(original.__wrapped__, call)


def _bound(original: Any) -> Callable[..., Any]:
    """Return a function that calls *original* as a method of an instance.

    *original* may be a mock of unittest, which does not bind to the instance.
    """

    def method(instance: object, *args: Any, **kwargs: Any) -> Any:
        bind = getattr(original, "__get__", None)
        bound = bind(instance, type(instance)) if bind else original
        return bound(*args, **kwargs)

    return method
