"""The references of a template: which function refers to which name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

# The function of a reference, Ref or Fn::GetAtt, and the name it refers to; or Fn::If
# and a condition.
Reference = tuple[str, str]
# A variable in Fn::Sub, and with "!" one that is literal.
SUB_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def is_variable(name: str) -> bool:
    """Return whether *name* is one of a variable in Fn::Sub."""
    return re.fullmatch(r"[A-Za-z0-9_.:]+", name) is not None


def references_in(
    value: object, holds: Callable[[str], bool] | None = None
) -> Iterator[Reference]:
    """Yield all references in *value*; with *holds*, of Fn::If only the one branch."""
    if isinstance(value, list):
        for item in value:
            yield from references_in(item, holds)
    elif isinstance(value, Mapping):
        if len(value) == 1:
            [(name, argument)] = value.items()
            if name in _REFERRING:
                yield from _REFERRING[name](argument, holds)
                return
        for member in value.values():
            yield from references_in(member, holds)


def _of_ref(argument: object, holds: object) -> Iterator[Reference]:
    del holds
    if isinstance(argument, str):
        yield "Ref", argument


def _of_get_att(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    if isinstance(argument, str):
        yield "Fn::GetAtt", argument.partition(".")[0]
    elif isinstance(argument, list) and argument and isinstance(argument[0], str):
        yield "Fn::GetAtt", argument[0]
        yield from references_in(argument[1:], holds)


def _of_sub(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    text, given = argument, cast("Mapping[str, Any]", {})
    if isinstance(argument, list) and len(argument) > 1:
        text = argument[0]
        given = argument[1] if isinstance(argument[1], Mapping) else given
        yield from references_in(given, holds)
    for variable in SUB_VARIABLE.findall(text if isinstance(text, str) else ""):
        if is_variable(variable) and variable not in given:
            name, dot, _ = variable.partition(".")
            yield ("Fn::GetAtt" if dot else "Ref"), name


def _of_if(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    if not isinstance(argument, list) or not argument:
        return
    condition, *branches = argument
    if isinstance(condition, str):
        yield "Fn::If", condition
    if (
        holds is not None and isinstance(condition, str) and len(branches) == 2  # noqa: PLR2004 - one for each outcome
    ):
        branches = [branches[0] if holds(condition) else branches[1]]
    yield from references_in(branches, holds)


_REFERRING: dict[str, Callable[..., Iterator[Reference]]] = {
    "Ref": _of_ref,
    "Fn::GetAtt": _of_get_att,
    "Fn::Sub": _of_sub,
    "Fn::If": _of_if,
}
