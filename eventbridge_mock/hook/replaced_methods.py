"""Methods of botocore's classes that have others in their place for a while."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ORIGINAL = "_eventbridge_mock_original"


class ReplacedMethods:
    """The methods that are replaced at present; true while there are any."""

    def __init__(self) -> None:
        self._replaced: list[tuple[type, str, Any, Any]] = []

    def __bool__(self) -> bool:
        return bool(self._replaced)

    def replace(
        self, owner: type, name: str, around: Callable[..., Callable[..., Any]]
    ) -> None:
        """Put into the place of a method what *around* makes of it."""
        original = _not_ours(getattr(owner, name))
        ours = around(_method(original))
        vars(ours)[_ORIGINAL] = original
        self._replaced.append((owner, name, original, ours))
        setattr(owner, name, ours)

    def put_back(self) -> None:
        """Leave the classes as they were."""
        while self._replaced:
            owner, name, original, ours = self._replaced.pop()
            # Somebody who patched over us would be undone by putting the original
            # back; ours does nothing by itself once it is not in the list any more.
            if vars(owner)[name] is ours:
                setattr(owner, name, original)


def _not_ours(method: Any) -> Any:
    """Return *method*, or what it stands for if an earlier mock of ours made it.

    A patch that began within that one and ended after it has put it back for good.
    """
    return getattr(method, "__dict__", {}).get(_ORIGINAL, method)


def _method(original: Any) -> Callable[..., Any]:
    """Return what calls, on an instance, what stood in our place before.

    That may be a mock of unittest, which is not bound to the instance.
    """
    if isinstance(original, FunctionType):
        return original

    def method(instance: object, *args: Any, **kwargs: Any) -> Any:
        bind = getattr(original, "__get__", None)
        bound = bind(instance, type(instance)) if bind else original
        return bound(*args, **kwargs)

    return method
