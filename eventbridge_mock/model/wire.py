"""Turn models into the API's members and back.

Each field of a model has a member: the declared one, or the PascalCase of the field's
name. Nested structures are converted in both directions.
"""

from __future__ import annotations

from dataclasses import field, fields, is_dataclass, replace
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..frozen import frozen, maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

M = TypeVar("M", bound=Any)

# The metadata of a field that is not in the API, or has another form there.
NOT_ON_WIRE = {"is_on_wire": False}


class WireEnum(str, Enum):
    """An enum whose members are the strings on the wire, also where they are printed.

    Their repr names them as members.
    """

    __str__ = str.__str__


@frozen
class WireField:
    """The form of one field of a model in a request or an answer."""

    field: str
    member: str
    model: Any
    is_list: bool
    is_secret: bool


def wire(
    *,
    member: str | None = None,
    model: Any = None,
    is_list: bool = False,
    is_secret: bool = False,
    is_shown: bool = True,
    default: Any = None,
) -> Any:
    """Declare a model's field that is optional on the wire.

    *model* is the class of a nested structure, or with *is_list* of the
    members of a list. The value of a field that *is_secret* stays out of the
    model's repr and out of the result of `redacted`; the model's own `__repr__` shows a
    value that not always *is_shown*.
    """
    return field(
        default=() if is_list else default,
        repr=is_shown and not is_secret,
        metadata={
            "member": member,
            "model": model,
            "is_list": is_list,
            "is_secret": is_secret,
        },
    )


@cache
def wire_fields(model: Any) -> tuple[WireField, ...]:
    """Return the form on the wire of each field of *model*, in their order."""
    return tuple(
        WireField(
            field=declared.name,
            member=declared.metadata.get("member") or _pascal_case(declared.name),
            model=declared.metadata.get("model"),
            is_list=declared.metadata.get("is_list", False),
            is_secret=declared.metadata.get("is_secret", False),
        )
        for declared in fields(model)
        if declared.metadata.get("is_on_wire", True)
    )


def _pascal_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@cache
def field_names(model: Any) -> dict[str, str]:
    """Return the fields of the class *model* by member."""
    return {wire_field.member: wire_field.field for wire_field in wire_fields(model)}


@cache
def _readers(model: Any) -> tuple[Any, dict[str, tuple[str, Callable[[Any], Any]]]]:
    """Return the maker of *model*, and the field and reader of each member."""
    return maker(model), {
        wire_field.member: (wire_field.field, _reader(wire_field))
        for wire_field in wire_fields(model)
    }


def _reader(wire_field: WireField) -> Callable[[Any], Any]:
    if wire_field.model is None:
        return _plain
    build = partial(from_wire, wire_field.model)
    return (lambda items: tuple(map(build, items))) if wire_field.is_list else build


def _plain(value: Any) -> Any:
    return tuple(value) if type(value) is list else value


def from_wire(model: Callable[..., M], members: Mapping[str, Any]) -> M:
    """Build a *model* from the *members* of a request."""
    make, readers = _readers(model)
    values: dict[str, Any] = {}
    for member, value in members.items():
        reader = readers.get(member)
        if reader is not None and value is not None:
            field_name, read = reader
            # Most values are strings, and stay as they are.
            values[field_name] = value if type(value) is str else read(value)
    made: M = make(**values)
    return made


def merged(current: M, members: Mapping[str, Any]) -> M:
    """Return *current* with *members* merged into it, structure by structure.

    A list is replaced as a whole.
    """
    model: Any = type(current)
    _, readers = _readers(model)
    values: dict[str, Any] = {}
    for member, value in members.items():
        if member in readers and value is not None:
            field_name, read = readers[member]
            before = getattr(current, field_name)
            values[field_name] = (
                merged(before, value) if is_dataclass(before) else read(value)
            )
    return replace(current, **values)


def redacted(current: M) -> M:
    """Return *current* without the values of its secrets, at any depth."""
    kind: Any = type(current)
    make, shown_fields = _shown_fields(kind)
    values: dict[str, Any] = {}
    for name, redact in shown_fields:
        value = getattr(current, name)
        if value is None:
            continue
        if redact is not None:
            values[name] = redact(value)
        elif name != "value" or not _hides_its_value(current):
            values[name] = value
    redacted_model: M = make(**values)
    return redacted_model


@cache
def _shown_fields(
    model: Any,
) -> tuple[Any, tuple[tuple[str, Callable[[Any], Any] | None], ...]]:
    """Return the maker of *model*, and the shown fields with their redactions."""
    return maker(model), tuple(
        (wire_field.field, _redaction(wire_field))
        for wire_field in wire_fields(model)
        if not wire_field.is_secret
    )


def _redaction(wire_field: WireField) -> Callable[[Any], Any] | None:
    if wire_field.is_list:
        return lambda items: tuple(map(redacted, items))
    return None if wire_field.model is None else redacted


def secret_values(model: Any) -> Iterator[str]:
    """Yield the values of the secrets in *model*, at any depth."""
    kind: Any = type(model)
    for wire_field in _hiding_fields(kind):
        value = getattr(model, wire_field.field)
        if value is None:
            continue
        if wire_field.is_secret or (
            wire_field.member == "Value" and _hides_its_value(model)
        ):
            yield value
        elif wire_field.model is not None:
            for part in value if wire_field.is_list else (value,):
                yield from secret_values(part)


@cache
def _hiding_fields(model: Any) -> tuple[WireField, ...]:
    """Return the fields of *model* that may contain a secret, at any depth."""
    return tuple(
        wire_field
        for wire_field in wire_fields(model)
        if wire_field.is_secret
        or wire_field.member == "Value"
        or wire_field.model is not None
    )


def _hides_its_value(model: Any) -> bool:
    return bool(getattr(model, "is_value_secret", False))
