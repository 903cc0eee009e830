"""Hold a request against the service model, in AWS's words and order.

botocore checks types, required members and minimums before a request is sent;
patterns, maximums and enums are left to the service, which is us. All
violations are reported in one message. Recorded on AWS 2025-01-08 and 2026-09-26:
members in the order of the model, and within a member the pattern before the
length.

Each shape of the model is read once, into a check. A check returns what is wrong,
and where that stands is put together on the way up: so a request that is right,
as most are, costs neither paths nor texts.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .constraints import Constraints
from .errors import SerializationException, ValidationException

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from botocore.model import Shape, StructureShape

SENSITIVE = "***Sensitive Data***"

# What AWS prints of a structure beyond the members of every botocore's model: recorded
# on AWS 2025-01-08.
_UNMODELLED_MEMBERS = {
    "PutEventsRequestEntry": ["KmsKeyIdentifier", "InternalMetadata"],
}


class Violation(NamedTuple):
    """A constraint that a value breaks; *path* leads to it from what was checked."""

    path: str
    shown: str
    constraint: str

    def below(self, part: str) -> Violation:
        """Return this as a violation of what holds the value as its *part*."""
        return self._replace(path=f"{part}.{self.path}" if self.path else part)

    def __str__(self) -> str:
        return (
            f"Value {self.shown} at '{self.path}'"
            f" failed to satisfy constraint: {self.constraint}"
        )


def validate(shape: StructureShape | None, params: dict[str, Any]) -> None:
    """Raise ValidationException with all that is wrong with *params*.

    Raises SerializationException for a value of the wrong type, which only gets
    here when the client's own validation is off.
    """
    if shape is None:
        return
    check = _KNOWN.get(shape)
    if check is None:
        check = _KNOWN[shape] = _check(shape)
    violations = check.violations(params)
    if violations:
        plural = "s" if len(violations) > 1 else ""
        texts = "; ".join(map(str, violations))
        msg = f"{len(violations)} validation error{plural} detected: {texts}"
        raise ValidationException(msg)


class _Check:
    """What one shape demands, which is nothing for one such as a time.

    It keeps no shape that leads back to it, which would then outlive its client.
    """

    json_type: type = object

    def __init__(self, shape: Any) -> None:
        self._name = shape.name
        self._is_sensitive = bool(shape.metadata.get("sensitive"))

    def violations(self, value: Any) -> Sequence[Violation]:
        """Return what is wrong with *value*, or raise if it is of another type."""
        del value
        return ()

    def shown(self, value: Any) -> str:
        """Return *value* as AWS prints it, the way Java prints collections.

        How AWS shows a sensitive value is not recorded (docs/fidelity.md, row
        "sensitive values in validation messages").
        """
        return SENSITIVE if self._is_sensitive else self._printed(value)

    def _printed(self, value: Any) -> str:
        return str(value)

    def _told(self, value: Any, constraints: Iterable[str]) -> list[Violation]:
        shown = f"'{self.shown(value)}'"
        return [Violation("", shown, constraint) for constraint in constraints]

    def _refuse_type(self) -> NoReturn:
        """Refuse a value of another JSON type; the text is our choice."""
        msg = f"{self._name} is to be {_TYPE_NAMES[self.json_type]}."
        raise SerializationException(msg)


class _MemberChecks(dict[str, _Check]):
    """The checks of a structure's members, each made when a request first has it."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        super().__init__()
        self._shapes = shapes

    def __missing__(self, name: str) -> _Check:
        check = self[name] = _check(self._shapes[name])
        return check


class _StructureCheck(_Check):
    json_type = dict

    def __init__(self, shape: Any) -> None:
        super().__init__(shape)
        required = shape.required_members
        self._names = tuple((name, name in required) for name in shape.members)
        self._checks = _MemberChecks(shape.members)

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not dict:
            self._refuse_type()
        found: list[Violation] = []
        for name, is_required in self._names:
            if name in value:
                violations = self._checks[name].violations(value[name])
                if violations:
                    found += [one.below(_camel_case(name)) for one in violations]
            elif is_required:
                found.append(
                    Violation(_camel_case(name), "null", "Member must not be null")
                )
        return found

    def _printed(self, value: Any) -> str:
        names = [name for name, _ in self._names]
        names += _UNMODELLED_MEMBERS.get(self._name, [])
        members = (
            f"{_camel_case(name)}={self._shown_member(name, value.get(name))}"
            for name in dict.fromkeys(names)
        )
        return f"{self._name}({', '.join(members)})"

    def _shown_member(self, name: str, value: Any) -> str:
        return "null" if value is None else self._checks[name].shown(value)


class _ListCheck(_Check):
    json_type = list

    def __init__(self, shape: Any) -> None:
        super().__init__(shape)
        self._constraints = Constraints(shape)
        self._item = _check(shape.member)

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not list:
            self._refuse_type()
        violations = self._constraints.size_violations(len(value))
        if isinstance(self._item, _ScalarCheck):
            violations += self._item.told_of_all("Member", value)
            return self._told(value, violations)
        inside = [
            violation.below(f"{number}.member")
            for number, item in enumerate(value, 1)
            for violation in self._item.violations(item)
        ]
        return [*self._told(value, violations), *inside]

    def _printed(self, value: Any) -> str:
        return f"[{', '.join(map(self._item.shown, value))}]"


class _MapCheck(_Check):
    json_type = dict

    def __init__(self, shape: Any) -> None:
        super().__init__(shape)
        self._constraints = Constraints(shape)
        self._key = _ScalarCheck(shape.key)
        self._value = _ScalarCheck(shape.value)

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not dict:
            self._refuse_type()
        violations = [
            *self._constraints.size_violations(len(value)),
            *self._key.told_of_all("Map keys", value.keys()),
            *self._value.told_of_all("Map value", value.values()),
        ]
        return self._told(value, violations)

    def _printed(self, value: Any) -> str:
        items = (f"{key}={self._value.shown(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"


class _ScalarCheck(_Check):
    def __init__(self, shape: Any) -> None:
        super().__init__(shape)
        self.json_type = _SCALAR_TYPES[shape.type_name]
        self._constraints = Constraints(shape)

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not self.json_type:
            self._refuse_type()
        violations = self._constraints.violations(value)
        return self._told(value, violations) if violations else ()

    def told_of_all(self, label: str, values: Iterable[Any]) -> list[str]:
        """Return what is told of a collection that holds *values*."""
        if not any(self.violations(value) for value in values):
            return []
        return [
            f"{label} must satisfy constraint: [{', '.join(self._constraints.texts())}]"
        ]

    def _printed(self, value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)


_SCALAR_TYPES = {"string": str, "integer": int, "long": int, "boolean": bool}
_TYPE_NAMES = {
    dict: "a structure",
    list: "a list",
    str: "a String",
    int: "an Integer",
    bool: "a Boolean",
}
_CLASSES: dict[str, type[_Check]] = {
    "structure": _StructureCheck,
    "list": _ListCheck,
    "map": _MapCheck,
    **dict.fromkeys(_SCALAR_TYPES, _ScalarCheck),
}

# Every client has shapes of its own.
_KNOWN: weakref.WeakKeyDictionary[Shape, _Check] = weakref.WeakKeyDictionary()


def _check(shape: Shape) -> _Check:
    return _CLASSES.get(shape.type_name, _Check)(shape)


def _camel_case(name: str) -> str:
    return name[0].lower() + name[1:]
