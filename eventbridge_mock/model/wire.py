"""Turn models into the API's members and back.

Each field of a model knows its member: `WireField.name` where it was declared
with one, else the PascalCase of the field's name. The three functions here are
the only ones that translate, so that a member has one spelling in the project.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

M = TypeVar("M", bound=Any)


@dataclass(frozen=True, slots=True)
class WireField:
    """How one field of a model appears in a request or an answer."""

    field: str
    member: str
    model: type | None
    is_list: bool
    is_secret: bool


def wire(
    *,
    member: str | None = None,
    model: type | None = None,
    is_list: bool = False,
    is_secret: bool = False,
    default: Any = None,
) -> Any:
    """Declare a model's field that is optional on the wire.

    *model* is the class of a nested structure, or with *is_list* that of the
    members of a list. The value of a field that *is_secret* stays out of the
    model's repr and out of what `redacted` returns.
    """
    return field(
        default=() if is_list else default,
        repr=not is_secret,
        metadata={
            "member": member,
            "model": model,
            "is_list": is_list,
            "is_secret": is_secret,
        },
    )


@cache
def wire_fields(model: Any) -> tuple[WireField, ...]:
    """Return how the fields of *model* appear on the wire, in their order."""
    return tuple(
        WireField(
            field=declared.name,
            member=declared.metadata.get("member") or _pascal_case(declared.name),
            model=declared.metadata.get("model"),
            is_list=declared.metadata.get("is_list", False),
            is_secret=declared.metadata.get("is_secret", False),
        )
        for declared in fields(model)
    )


def _fields_of(model: Any) -> tuple[WireField, ...]:
    kind: Any = type(model)
    return wire_fields(kind)


def _pascal_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def to_wire(model: Any) -> dict[str, Any]:
    """Return the members of *model* that are set, nested ones included.

    A list without items is left out: whether AWS repeats an empty group is
    not recorded (docs/fidelity.md, row "empty parameter groups").
    """
    members: dict[str, Any] = {}
    for known in _fields_of(model):
        value = getattr(model, known.field)
        if known.is_list:
            if value:
                members[known.member] = [to_wire(item) for item in value]
        elif value is not None:
            members[known.member] = to_wire(value) if is_dataclass(value) else value
    return members


def from_wire(model: type[M], members: Mapping[str, Any]) -> M:
    """Build a *model* from the *members* of a request."""
    empty: M = model()
    return merged(empty, members)


def merged(current: M, members: Mapping[str, Any]) -> M:
    """Return *current* with *members* laid over it, structure by structure.

    A list is replaced as a whole.
    """
    changes: dict[str, Any] = {}
    for known in _fields_of(current):
        if known.member not in members:
            continue
        value = members[known.member]
        if known.is_list and known.model is not None:
            changes[known.field] = tuple(from_wire(known.model, item) for item in value)
        elif known.model is not None:
            before = getattr(current, known.field) or known.model()
            changes[known.field] = merged(before, value)
        else:
            changes[known.field] = value
    return replace(current, **changes) if changes else current


def redacted(current: M) -> M:
    """Return *current* without the values of its secrets, at any depth."""
    changes: dict[str, Any] = {}
    for known in _fields_of(current):
        value = getattr(current, known.field)
        if known.is_secret or (known.member == "Value" and _hides_its_value(current)):
            changes[known.field] = None
        elif known.is_list:
            changes[known.field] = tuple(redacted(item) for item in value)
        elif is_dataclass(value):
            changes[known.field] = redacted(value)
    return replace(current, **changes) if changes else current


def _hides_its_value(model: Any) -> bool:
    return bool(getattr(model, "is_value_secret", False))
