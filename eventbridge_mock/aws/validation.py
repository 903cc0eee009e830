"""Hold a request against the service model, in AWS's words and order.

botocore checks types, required members and minimums before a request is sent;
patterns, maximums and enums are left to the service, which is us. All
violations are reported in one message. Recorded on AWS 2024-12-09 and 2026-09-26:
members in the order of the model, and within a member the pattern before the
length. A few facts are not in the model; they stand in the tables below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import SerializationException, ValidationException
from .patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from botocore.model import ListShape, MapShape, Shape, StructureShape

SENSITIVE = "***Sensitive Data***"

# Where the order in AWS's text is not the model's: recorded on AWS 2026-09-26.
_ENUM_ORDER = {
    "ApiDestinationHttpMethod": "HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS",
}

# Patterns that AWS checks and the model does not have: recorded on AWS 2026-09-26.
_BASE64 = (
    r"^(?:[A-Za-z0-9+\/]{4})*"
    r"(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|[A-Za-z0-9+\/]{2}={2})$"
)
_UNMODELLED_PATTERNS = {"NextToken": _BASE64}


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
    yield from _failures(shape, value, path, _length_failures(shape, len(value)))
    if shape.member.type_name in {"structure", "list", "map"}:
        for number, item in enumerate(value, 1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")
    elif any(_scalar_failures(shape.member, item) for item in value):
        rules = ", ".join(_constraints(shape.member))
        yield from _failures(
            shape, value, path, [f"Member must satisfy constraint: [{rules}]"]
        )


def _map(shape: MapShape, value: Any, path: str) -> Iterator[str]:
    _require_type(value, dict, shape)
    for label, part, items in (
        ("Map keys", shape.key, value.keys()),
        ("Map value", shape.value, value.values()),
    ):
        if any(_scalar_failures(part, item) for item in items):
            rules = ", ".join(_constraints(part))
            yield from _failures(
                shape, value, path, [f"{label} must satisfy constraint: [{rules}]"]
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
    """Return what a text or a number fails, the pattern before the length."""
    if shape.type_name in {"integer", "long"}:
        _require_type(value, int, shape)
        return _bound_failures(shape, value, "value")
    if shape.type_name != "string":
        return []
    _require_type(value, str, shape)
    failures = []
    pattern = _pattern(shape)
    if pattern is not None and not compiled(pattern).fullmatch(value):
        failures.append(_pattern_rule(pattern))
    failures += _length_failures(shape, len(value))
    if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
        failures.append(_enum_rule(shape))
    return failures


def _length_failures(shape: Shape, length: int) -> list[str]:
    return _bound_failures(shape, length, "length")


def _bound_failures(shape: Shape, size: int, noun: str) -> list[str]:
    bounds = shape.metadata
    if size > bounds.get("max", size):
        return [_bound_rule(noun, "less", bounds["max"])]
    if size < bounds.get("min", size):
        return [_bound_rule(noun, "greater", bounds["min"])]
    return []


def _constraints(shape: Shape) -> Iterator[str]:
    """Yield all rules for the elements of a list or map, the length first.

    This order is recorded on AWS 2026-09-26 for HttpParameters.
    """
    bounds, pattern = shape.metadata, _pattern(shape)
    if "max" in bounds:
        yield _bound_rule("length", "less", bounds["max"])
    if "min" in bounds:
        yield _bound_rule("length", "greater", bounds["min"])
    if pattern is not None:
        yield _pattern_rule(pattern)


def _pattern(shape: Shape) -> str | None:
    pattern: str | None = shape.metadata.get(
        "pattern", _UNMODELLED_PATTERNS.get(shape.name)
    )
    return pattern


def _pattern_rule(pattern: str) -> str:
    return f"Member must satisfy regular expression pattern: {pattern}"


def _bound_rule(noun: str, direction: str, bound: int) -> str:
    return f"Member must have {noun} {direction} than or equal to {bound}"


def _enum_rule(shape: Shape) -> str:
    names = _ENUM_ORDER.get(shape.name, ", ".join(shape.metadata["enum"]))
    return f"Member must satisfy enum value set: [{names}]"


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


_JSON_TYPES = {dict: "structure", list: "list", str: "String", int: "Integer"}


def _require_type(value: Any, wanted: type, shape: Shape) -> None:
    """Refuse a value of another JSON type; the text is our choice."""
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        msg = f"{shape.name} is to be a {_JSON_TYPES[wanted]}."
        raise SerializationException(msg)


_CHECKS: dict[str, Callable[[Any, Any, str], Iterable[str]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _scalar,
    "integer": _scalar,
    "long": _scalar,
}
