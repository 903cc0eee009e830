"""Records and models that refuse a change of anything."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import NoReturn, TypeVar

T = TypeVar("T")


def refusing_changes(cls: type[T]) -> type[T]:
    """Have a frozen dataclass refuse to set what is not a field of it, too.

    With slots the refusal that `dataclass` makes ends in a TypeError there: a
    property, such as the status of an invocation, is looked for in the class as it
    was before it got its slots.
    """
    cls.__setattr__ = _refuse_to_set  # type: ignore[method-assign]
    cls.__delattr__ = _refuse_to_delete  # type: ignore[method-assign]
    return cls


def _refuse_to_set(instance: object, name: str, value: object) -> NoReturn:
    del instance, value
    msg = f"cannot assign to {name!r}"
    raise FrozenInstanceError(msg)


def _refuse_to_delete(instance: object, name: str) -> NoReturn:
    del instance
    msg = f"cannot delete {name!r}"
    raise FrozenInstanceError(msg)
