"""Give the functions of a module that is imported the code of a changed source."""

from __future__ import annotations

import gc
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator


def functions_in(names: Container[str]) -> list[FunctionType]:
    """Return all functions whose code is from files with some *names*."""
    return [
        each
        for each in gc.get_objects()
        if type(each) is FunctionType and each.__code__.co_filename in names
    ]


def swap(functions: Iterable[FunctionType], source: bytes, changed: bytes) -> bool:
    """Give those of *functions* whose code is that of *source* the code of *changed*.

    Return False, and change nothing, if what runs at the import differs, or the outer
    variables of a function.
    """
    codes = [compile(each, "module", "exec") for each in (source, changed)]
    pairs = list(_pairs(*codes))
    if any(_runs_at_import(old) and _own(old) != _own(new) for old, new in pairs):
        return False
    new_codes = {old: new for old, new in pairs if old != new}
    swapped = [each for each in functions if each.__code__ in new_codes]
    if any(
        _outer(each.__code__) != _outer(new_codes[each.__code__]) for each in swapped
    ):
        return False
    for function in swapped:
        function.__code__ = new_codes[function.__code__]
    return True


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield each code with its successor, those that are within them too."""
    yield old, new
    successors = list(_codes_in(new))
    for inner in _codes_in(old):
        for successor in successors:
            if successor.co_name == inner.co_name:
                successors.remove(successor)
                yield from _pairs(inner, successor)
                break


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    return (each for each in code.co_consts if isinstance(each, CodeType))


def _runs_at_import(code: CodeType) -> bool:
    """Return whether it is of a module or of a class, not of a function."""
    return not code.co_flags & CO_OPTIMIZED


def _outer(code: CodeType) -> tuple[str, ...]:
    """Return the variables of outer functions, which a function has for good."""
    return code.co_freevars


def _own(code: CodeType) -> object:
    constants = [each for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, repr(constants), code.co_names
