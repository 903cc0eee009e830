"""Hold a request against the service model, in AWS's words and order.

botocore checks types, required members and minimums before a request is sent;
patterns, maximums and enums are left to the service, which is us. All
violations are reported in one message. Recorded on AWS 2024-12-09 and 2026-09-26:
members in the order of the model, and within a member the pattern before the
length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import SerializationException, ValidationException
from .rules import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from botocore.model import ListShape, MapShape, Shape, StructureShape

SENSITIVE = "***Sensitive Data***"


def validate(shape: StructureShape | None, params: dict[str, Any]) -> None:
    """Raise ValidationException with all that is wrong with *params*.

    Raises SerializationException for a value of the wrong type, which only gets
    here when the client's own validation is off.
    """
    found = [] if shape is None else list(_structure(shape, params, ""))
    if found:
        plural = "s" if len(found) > 1 else ""
        msg = f"{len(found)} validation error{plural} detected: {'; '.join(found)}"
        raise ValidationException(msg)


def _violations(shape: Shape, value: Any, path: str) -> Iterable[str]:
    check = _CHECKS.get(shape.type_name)
    return () if check is None else check(shape, value, path)


def _structure(shape: StructureShape, value: Any, path: str) -> Iterator[str]:
    _require_type(value, dict, shape)
    for name, member in shape.members.items():
        found = value.get(name)
        if found is not None:
            yield from _violations(member, found, _member_path(path, name))
        elif name in shape.required_members:
            yield (
                f"Value null at '{_member_path(path, name)}'"
                " failed to satisfy constraint: Member must not be null"
            )


def _member_path(path: str, name: str) -> str:
    camel_case = f"{name[0].lower()}{name[1:]}"
    return f"{path}.{camel_case}" if path else camel_case


def _list(shape: ListShape, value: Any, path: str) -> Iterator[str]:
    _require_type(value, list, shape)
    yield from _failures(shape, value, path, rules(shape).size_failures(len(value)))
    if shape.member.type_name in {"structure", "list", "map"}:
        for number, item in enumerate(value, 1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")
    elif any(_scalar_failures(shape.member, item) for item in value):
        texts = ", ".join(rules(shape.member).texts())
        yield from _failures(
            shape, value, path, [f"Member must satisfy constraint: [{texts}]"]
        )


def _map(shape: MapShape, value: Any, path: str) -> Iterator[str]:
    _require_type(value, dict, shape)
    for label, part, items in (
        ("Map keys", shape.key, value.keys()),
        ("Map value", shape.value, value.values()),
    ):
        if any(_scalar_failures(part, item) for item in items):
            texts = ", ".join(rules(part).texts())
            yield from _failures(
                shape, value, path, [f"{label} must satisfy constraint: [{texts}]"]
            )


def _scalar(shape: Shape, value: Any, path: str) -> list[str]:
    return _failures(shape, value, path, _scalar_failures(shape, value))


def _failures(shape: Shape, value: Any, path: str, texts: list[str]) -> list[str]:
    return [
        f"Value '{_shown(shape, value)}' at '{path}'"
        f" failed to satisfy constraint: {text}"
        for text in texts
    ]


def _scalar_failures(shape: Shape, value: Any) -> list[str]:
    _require_type(value, _SCALAR_TYPES[shape.type_name], shape)
    return rules(shape).failures(value)


def _shown(shape: Any, value: Any) -> str:
    """Return *value* as AWS prints it, the way Java prints collections.

    How AWS shows a sensitive value is not recorded (docs/fidelity.md, row
    "sensitive values in validation messages").
    """
    if shape.metadata.get("sensitive"):
        return SENSITIVE
    if shape.type_name == "structure":
        members = (
            f"{name[0].lower()}{name[1:]}="
            + (_shown(member, value[name]) if value.get(name) is not None else "null")
            for name, member in shape.members.items()
        )
        return f"{shape.name}({', '.join(members)})"
    if shape.type_name == "list":
        return f"[{', '.join(_shown(shape.member, item) for item in value)}]"
    if shape.type_name == "map":
        items = (f"{key}={_shown(shape.value, item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    return str(value)


_SCALAR_TYPES = {"string": str, "integer": int, "long": int, "boolean": bool}
_TYPE_NAMES = {
    dict: "structure",
    list: "list",
    str: "String",
    int: "Integer",
    bool: "Boolean",
}


def _require_type(value: Any, wanted: type, shape: Shape) -> None:
    """Refuse a value of another JSON type; the text is our choice."""
    if type(value) is not wanted:
        msg = f"{shape.name} is to be a {_TYPE_NAMES[wanted]}."
        raise SerializationException(msg)


# Types of shapes that have no row, such as times, have no constraints either.
_CHECKS: dict[str, Callable[[Any, Any, str], Iterable[str]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    **dict.fromkeys(_SCALAR_TYPES, _scalar),
}
