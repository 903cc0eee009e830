"""Hold a request against the service model, in AWS's words and order.

botocore checks types, required members and minimums before a request is sent;
patterns, maximums and enums are left to the service, which is us. All
violations are reported in one message. Recorded on AWS 2025-01-08 and 2026-09-26:
members in the order of the model, and within a member the pattern before the
length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import SerializationException, ValidationException
from .rules import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import ListShape, MapShape, Shape, StructureShape

SENSITIVE = "***Sensitive Data***"


def validate(shape: StructureShape | None, params: dict[str, Any]) -> None:
    """Raise ValidationException with all that is wrong with *params*.

    Raises SerializationException for a value of the wrong type, which only gets
    here when the client's own validation is off.
    """
    found: list[str] = []
    if shape is not None:
        _structure(shape, params, "", found)
    if found:
        plural = "s" if len(found) > 1 else ""
        msg = f"{len(found)} validation error{plural} detected: {'; '.join(found)}"
        raise ValidationException(msg)


def _check(shape: Shape, value: Any, path: str, found: list[str]) -> None:
    """Add to *found* what is wrong with *value*, which stands at *path*."""
    check = _CHECKS.get(shape.type_name)
    if check is not None:
        check(shape, value, path, found)


def _structure(shape: StructureShape, value: Any, path: str, found: list[str]) -> None:
    _require_type(value, dict, shape)
    required = shape.required_members
    for name, member in shape.members.items():
        if name in value:
            _check(member, value[name], _member_path(path, name), found)
        elif name in required:
            found.append(
                f"Value null at '{_member_path(path, name)}'"
                " failed to satisfy constraint: Member must not be null"
            )


def _member_path(path: str, name: str) -> str:
    camel_case = name[0].lower() + name[1:]
    return f"{path}.{camel_case}" if path else camel_case


def _list(shape: ListShape, value: Any, path: str, found: list[str]) -> None:
    _require_type(value, list, shape)
    failures = rules(shape).size_failures(len(value))
    if shape.member.type_name not in _SCALAR_TYPES:
        found += _told(shape, value, path, failures)
        for number, item in enumerate(value, 1):
            _check(shape.member, item, f"{path}.{number}.member", found)
        return
    if any(_scalar_failures(shape.member, item) for item in value):
        texts = ", ".join(rules(shape.member).texts())
        failures.append(f"Member must satisfy constraint: [{texts}]")
    found += _told(shape, value, path, failures)


def _map(shape: MapShape, value: Any, path: str, found: list[str]) -> None:
    _require_type(value, dict, shape)
    for label, part, items in (
        ("Map keys", shape.key, value.keys()),
        ("Map value", shape.value, value.values()),
    ):
        if any(_scalar_failures(part, item) for item in items):
            texts = ", ".join(rules(part).texts())
            failure = f"{label} must satisfy constraint: [{texts}]"
            found += _told(shape, value, path, [failure])


def _scalar(shape: Shape, value: Any, path: str, found: list[str]) -> None:
    if failures := _scalar_failures(shape, value):
        found += _told(shape, value, path, failures)


def _scalar_failures(shape: Shape, value: Any) -> list[str]:
    _require_type(value, _SCALAR_TYPES[shape.type_name], shape)
    return rules(shape).failures(value)


def _told(shape: Shape, value: Any, path: str, failures: list[str]) -> list[str]:
    return [
        f"Value '{_shown(shape, value)}' at '{path}'"
        f" failed to satisfy constraint: {failure}"
        for failure in failures
    ]


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
    return str(value).lower() if isinstance(value, bool) else str(value)


_SCALAR_TYPES = {"string": str, "integer": int, "long": int, "boolean": bool}
_TYPE_NAMES = {
    dict: "a structure",
    list: "a list",
    str: "a String",
    int: "an Integer",
    bool: "a Boolean",
}


def _require_type(value: Any, wanted: type, shape: Shape) -> None:
    """Refuse a value of another JSON type; the text is our choice."""
    if type(value) is not wanted:
        msg = f"{shape.name} is to be {_TYPE_NAMES[wanted]}."
        raise SerializationException(msg)


# Types of shapes that have no row, such as times, have no constraints either.
_CHECKS: dict[str, Callable[[Any, Any, str, list[str]], None]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    **dict.fromkeys(_SCALAR_TYPES, _scalar),
}
