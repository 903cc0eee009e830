"""Check a request against the service model, in AWS's words and order.

botocore checks types, required members and minimums before it sends a request; it
leaves patterns, maximums and enumerations to the service. One message reports all
violations: members in the order of the model, and within a member the pattern before
the length (recorded on AWS 2025-01-08 and 2026-09-26).

Each shape of the model is read once, into a check. A check first finds out whether it
accepts a value. Only a value that it does not accept costs more: the check then returns
violations, and their paths and values are rendered on the way up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .deviations import DEVIATIONS, NO_DEVIATION
from .errors import SerializationException, ValidationException
from .model_patterns import compiled, compiled_with_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from botocore.model import Shape, StructureShape

    from .call import OperationKey
    from .deviations import Deviation

    Accepts = Callable[[Any], object]
    Deviations = Mapping[str, Deviation]
    Validate = Callable[[dict[str, Any]], None]

SENSITIVE = "***Sensitive Data***"

_UNBOUNDED = float("inf")


class Violation(NamedTuple):
    """A constraint that a value breaks; *path* leads to it from the checked value."""

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


def validator_of(operation: OperationKey, shape: StructureShape | None) -> Validate:
    """Return a function that checks the parameters of *operation*, which has *shape*.

    The function raises ValidationException with all violations. It raises
    SerializationException for a value of the wrong type, which only a client without
    its own validation sends.
    """
    if shape is None:
        return _accept_anything
    check = _check(shape, DEVIATIONS.get(operation, {}))

    def validate(params: dict[str, Any]) -> None:
        try:
            is_valid = check.accepts(params)
        except TypeError:  # a pattern was to match what is not a string
            is_valid = False
        if not is_valid:
            _refuse(check.violations(params))

    return validate


def _accept_anything(params: dict[str, Any]) -> None:
    """Do nothing: the operation declares no parameters."""


def _refuse(violations: Sequence[Violation]) -> NoReturn:
    plural = "s" if len(violations) > 1 else ""
    texts = "; ".join(map(str, violations))
    msg = f"{len(violations)} validation error{plural} detected: {texts}"
    raise ValidationException(msg)


class _Check:
    """The constraints of one shape. A shape such as a time has none.

    A check keeps no shape that leads back to it and would then outlive its client.
    """

    json_type: type[Any] = object

    def __init__(self, shape: Any, deviations: Deviations) -> None:
        self._name = shape.name
        self._is_sensitive = bool(shape.metadata.get("sensitive"))
        self._deviation = deviations.get(shape.name, NO_DEVIATION)

    def accepts(self, value: Any) -> bool:
        """Return whether *value* is of the right type and breaks no constraint."""
        del value
        return True  # of a shape without constraints

    def acceptor(self) -> Accepts:
        """Return the fastest function for `accepts`; its result is true or not.

        It may raise TypeError for a value of the wrong type.
        """
        return self.accepts

    def violations(self, value: Any) -> Sequence[Violation]:
        """Return the violations in *value*, or raise for a value of another type."""
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

    def _broken(self, value: Any, constraints: Iterable[str]) -> list[Violation]:
        """Return the violations of *constraints*, which *value* breaks, if any."""
        shown = ""
        violations = []
        for constraint in constraints:
            # Only once, and only for a value that breaks something: it may be large.
            shown = shown or f"'{self.shown(value)}'"
            violations.append(Violation("", shown, constraint))
        return violations

    def _refuse_type(self) -> NoReturn:
        """Refuse a value of another JSON type; the text is our choice."""
        msg = f"{self._name} must be {_TYPE_NAMES[self.json_type]}."
        raise SerializationException(msg)


class _MemberChecks(dict[str, _Check]):
    """The checks of a structure's members, each made when a request first has it."""

    def __init__(self, shapes: Mapping[str, Shape], deviations: Deviations) -> None:
        super().__init__()
        self.shapes = shapes
        self._deviations = deviations

    def __missing__(self, name: str) -> _Check:
        check = self[name] = _check(self.shapes[name], self._deviations)
        return check


class _Acceptors(dict[str, "Accepts"]):
    """The functions that accept a structure's members, each made like its check."""

    def __init__(self, checks: _MemberChecks) -> None:
        super().__init__()
        self._checks = checks

    def __missing__(self, name: str) -> Accepts:
        if name not in self._checks.shapes:
            return _ignored
        accepts = self[name] = self._checks[name].acceptor()
        return accepts


def _ignored(value: Any) -> bool:
    """Accept a member that the shape does not have."""
    del value
    return True


class _StructureCheck(_Check):
    json_type = dict

    def __init__(self, shape: Any, deviations: Deviations) -> None:
        super().__init__(shape, deviations)
        self._names = tuple(shape.members)
        self._required = frozenset(shape.required_members)
        self._checks = _MemberChecks(shape.members, deviations)
        self._acceptors = _Acceptors(self._checks)

    def accepts(self, value: Any) -> bool:
        if type(value) is not dict or not value.keys() >= self._required:
            return False
        acceptors = self._acceptors
        for name, member in value.items():  # noqa: SIM110 - `all` takes longer
            if not acceptors[name](member):
                return False
        return True

    def violations(self, value: Any) -> Sequence[Violation]:
        """Return the violations in *value*, in the order of the model."""
        if type(value) is not dict:
            self._refuse_type()
        violations: list[Violation] = []
        for name in self._names:
            if name in value:
                inside = self._checks[name].violations(value[name])
                violations += [each.below(_camel_case(name)) for each in inside]
            elif name in self._required:
                violations.append(
                    Violation(_camel_case(name), "null", "Member must not be null")
                )
        return violations

    def _printed(self, value: Any) -> str:
        names = [*self._names, *self._deviation.printed_members]
        members = (
            f"{_camel_case(name)}={self._shown_member(name, value.get(name))}"
            for name in dict.fromkeys(names)
        )
        return f"{self._name}({', '.join(members)})"

    def _shown_member(self, name: str, value: Any) -> str:
        return "null" if value is None else self._checks[name].shown(value)


class _BoundedCheck(_Check):
    """The bounds of a number, or of the length of anything else."""

    def __init__(self, shape: Any, deviations: Deviations) -> None:
        super().__init__(shape, deviations)
        constraints = shape.metadata
        is_number = shape.type_name in {"integer", "long"}
        self._measure = "value" if is_number else "length"
        self._low = constraints.get("min", -_UNBOUNDED if is_number else 0)
        if self._deviation.is_empty_accepted:
            self._low = 0
        self._high = constraints.get("max", _UNBOUNDED)

    def _broken_bound(self, size: int) -> list[str]:
        """Return the bound that *size* breaks, if any."""
        if self._low <= size <= self._high:
            return []
        return [self._upper_bound if size > self._high else self._lower_bound]

    @property
    def _upper_bound(self) -> str:
        return f"Member must have {self._measure} less than or equal to {self._high}"

    @property
    def _lower_bound(self) -> str:
        return f"Member must have {self._measure} greater than or equal to {self._low}"


class _ListCheck(_BoundedCheck):
    json_type = list

    def __init__(self, shape: Any, deviations: Deviations) -> None:
        super().__init__(shape, deviations)
        self._item = _check(shape.member, deviations)

    def accepts(self, value: Any) -> bool:
        return (
            type(value) is list
            and self._low <= len(value) <= self._high
            and all(map(self._item.acceptor(), value))
        )

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not list:
            self._refuse_type()
        broken = self._broken_bound(len(value))
        if isinstance(self._item, _ScalarCheck):
            broken += self._item.broken_by_any("Member", value)
            return self._broken(value, broken)
        inside = [
            violation.below(f"{number}.member")
            for number, item in enumerate(value, 1)
            for violation in self._item.violations(item)
        ]
        return [*self._broken(value, broken), *inside]

    def _printed(self, value: Any) -> str:
        return f"[{', '.join(map(self._item.shown, value))}]"


class _MapCheck(_BoundedCheck):
    json_type = dict

    def __init__(self, shape: Any, deviations: Deviations) -> None:
        super().__init__(shape, deviations)
        self._key = _ScalarCheck(shape.key, deviations)
        self._value = _ScalarCheck(shape.value, deviations)

    def accepts(self, value: Any) -> bool:
        return (
            type(value) is dict
            and self._low <= len(value) <= self._high
            and all(map(self._key.accepts, value))
            and all(map(self._value.accepts, value.values()))
        )

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not dict:
            self._refuse_type()
        broken = [
            *self._broken_bound(len(value)),
            *self._key.broken_by_any("Map keys", value.keys()),
            *self._value.broken_by_any("Map value", value.values()),
        ]
        return self._broken(value, broken)

    def _printed(self, value: Any) -> str:
        items = (f"{key}={self._value.shown(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"


class _ScalarCheck(_BoundedCheck):
    def __init__(self, shape: Any, deviations: Deviations) -> None:
        super().__init__(shape, deviations)
        self.json_type = _SCALAR_TYPES[shape.type_name]
        deviation = self._deviation
        self._pattern = shape.metadata.get("pattern", deviation.added_pattern)
        is_checked = self._pattern and deviation.is_pattern_checked
        self._matches = compiled(self._pattern).fullmatch if is_checked else None
        values = shape.metadata.get("enum", ())
        self._values = frozenset(values)
        if deviation.is_lower_case_accepted:
            self._values |= {value.lower() for value in values}
        printed = deviation.enum_order or ", ".join(values)
        self._enumeration = f"Member must satisfy enum value set: [{printed}]"

    def acceptor(self) -> Accepts:
        if self._values:
            return frozenset(filter(self.accepts, self._values)).__contains__
        if self.json_type is not str or self._matches is None:
            return self.accepts
        return compiled_with_length(self._pattern, self._low, self._high).fullmatch

    def accepts(self, value: Any) -> bool:
        if type(value) is not self.json_type:
            return False
        size = len(value) if type(value) is str else value
        return (
            self._low <= size <= self._high
            and (self._matches is None or self._matches(value) is not None)
            and (not self._values or value in self._values)
        )

    def violations(self, value: Any) -> Sequence[Violation]:
        if type(value) is not self.json_type:
            self._refuse_type()
        size = len(value) if type(value) is str else value
        return self._broken(value, self._broken_constraints(value, size))

    def _broken_constraints(self, value: Any, size: int) -> list[str]:
        broken = []
        if self._matches is not None and not self._matches(value):
            broken.append(self._wrong_characters)
        place = 0 if self._deviation.is_length_first else len(broken)
        broken[place:place] = self._broken_bound(size)
        if self._values and value not in self._values:
            broken.append(self._enumeration)
        return broken

    def broken_by_any(self, label: str, values: Iterable[Any]) -> list[str]:
        """Return what a list or map of *values* breaks if any of them is not valid."""
        if not any(self.violations(value) for value in values):
            return []
        return [f"{label} must satisfy constraint: [{', '.join(self._all())}]"]

    @property
    def _wrong_characters(self) -> str:
        return f"Member must satisfy regular expression pattern: {self._pattern}"

    def _all(self) -> Iterator[str]:
        """Yield all constraints of an element of a list or map, the length first.

        Recorded on AWS 2026-09-26 for HttpParameters: in this order, and a lower bound
        of 0 only beside an upper one.
        """
        if self._high != _UNBOUNDED:
            yield self._upper_bound
        if self._high != _UNBOUNDED or self._low > 0:
            yield self._lower_bound
        if self._matches is not None:
            yield self._wrong_characters
        if self._values:
            yield self._enumeration

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


def _check(shape: Shape, deviations: Deviations) -> _Check:
    return _CLASSES.get(shape.type_name, _Check)(shape, deviations)


def _camel_case(name: str) -> str:
    return name[0].lower() + name[1:]
