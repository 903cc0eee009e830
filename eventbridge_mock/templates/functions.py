"""Resolve the functions of a template, with its values, mappings and conditions.

Texts of errors are CloudFormation's, as users report them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from ..errors import DeploymentError
from .plain_functions import PLAIN_FUNCTIONS, FunctionError, text_of
from .references import SUB_VARIABLE, is_variable
from .template import NEEDS_EXTENSIONS, did_you_mean

_AVAILABILITY_ZONES = "abc"
# A function is never a value itself.
NO_VALUE: Any = object()


class References(Protocol):
    """The values of a template's references; each method may raise DeploymentError."""

    def ref(self, name: str) -> Any:
        """Return the value of Ref."""
        ...

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return the value of Fn::GetAtt."""
        ...

    def imported(self, name: str) -> str:
        """Return the value of an export."""
        ...

    def stack_output(self, stack_name: str, region_name: str, name: str) -> Any:
        """Return an output of another stack."""
        ...

    def text(self, value: str) -> str:
        """Return *value* with its dynamic references resolved."""
        ...


class ConditionError(FunctionError):
    """A condition cannot be evaluated; the message names it."""


class Functions:
    """Resolves functions with the parameters, mappings and conditions of a template."""

    def __init__(
        self,
        references: References,
        mappings: Mapping[str, Any],
        conditions: Mapping[str, Any],
    ) -> None:
        self._references = references
        self._mappings = mappings
        self._conditions = conditions
        self._holds: dict[str, bool] = {}
        self._open: list[str] = []
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self._condition,
            "Fn::And": self._and,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAtt": self._get_att,
            "Fn::GetAZs": self._get_azs,
            "Fn::GetStackOutput": self._get_stack_output,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import_value,
            "Fn::Not": self._not,
            "Fn::Or": self._or,
            "Fn::Sub": self._sub,
            **{
                name: partial(function, self.resolve)
                for name, function in PLAIN_FUNCTIONS.items()
            },
        }

    def resolve(self, value: Any) -> Any:
        """Return *value* with all functions resolved; NO_VALUE for AWS::NoValue."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            if len(value) == 1:
                [(name, argument)] = value.items()
                if name in self._functions and self._is_function(name, argument):
                    return self._called(name, argument)
            return self._resolved_mapping(value)
        if isinstance(value, list):
            items = [self._below(number, item) for number, item in enumerate(value)]
            return [item for item in items if item is not NO_VALUE]
        return value

    def _called(self, name: str, argument: Any) -> Any:
        with _without_path():
            resolved = self._functions[name](argument)
        # Fn::Join and Fn::Sub may have put a dynamic reference together.
        return self._text(resolved) if isinstance(resolved, str) else resolved

    def _text(self, value: str) -> str:
        if "{{resolve:" not in value:
            return value
        with _without_path():
            return self._references.text(value)

    def _below(self, key: object, value: Any) -> Any:
        """Return the resolved *value* of a member; an error has the path to it."""
        try:
            return self.resolve(value)
        except DeploymentError as error:
            path = error.property_path
            error.property_path = str(key) if path is None else f"{key}/{path}"
            raise

    def _is_function(self, name: str, argument: Any) -> bool:
        """Return whether a mapping is a function: a statement has a Condition too."""
        return name != "Condition" or isinstance(argument, str)

    def _resolved_mapping(self, value: Mapping[str, Any]) -> dict[str, Any]:
        resolved = {}
        for name, member in value.items():
            if str(name).startswith("Fn::"):
                raise _unknown_function(name, self._functions)
            member_value = self._below(name, member)
            if member_value is not NO_VALUE:
                resolved[name] = member_value
        return resolved

    def holds(self, name: str) -> bool:
        """Return whether the condition *name* holds."""
        if name not in self._holds:
            if name not in self._conditions:
                hint = did_you_mean(name, self._conditions)
                msg = (
                    "Template format error: Unresolved condition dependency"
                    f" {name} in the Conditions block of the template.{hint}"
                )
                raise FunctionError(msg)
            if name in self._open:
                circle = ", ".join(self._open[self._open.index(name) :])
                msg = (
                    "Template error: Circular dependency between conditions:"
                    f" [{circle}]"
                )
                raise FunctionError(msg)
            self._open.append(name)
            self._holds[name] = self._evaluated(name)
            self._open.pop()
        return self._holds[name]

    def _evaluated(self, name: str) -> bool:
        try:
            return _truth(self.resolve(self._conditions[name]), name)
        except ConditionError:
            raise
        except DeploymentError as error:
            msg = f"Condition {name}: {error}"
            raise ConditionError(msg) from None

    def _ref(self, argument: Any) -> Any:
        if not isinstance(argument, str):
            msg = "Template error: every Ref object must have a single String value."
            raise FunctionError(msg)
        return (
            NO_VALUE if argument == "AWS::NoValue" else self._references.ref(argument)
        )

    def _get_att(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        is_pair = isinstance(parts, list) and len(parts) > 1
        if not is_pair or not isinstance(parts[0], str):
            msg = (
                "Template error: every Fn::GetAtt object requires two non-empty"
                " parameters, the resource name and the resource attribute"
            )
            raise FunctionError(msg)
        name = ".".join(text_of(self.resolve(part), "Fn::GetAtt") for part in parts[1:])
        return self._references.attribute(parts[0], name)

    def _sub(self, argument: Any) -> str:
        given: Mapping[str, Any] = {}
        text = argument
        if isinstance(argument, list):
            text, given = argument if len(argument) == 2 else (None, {})  # noqa: PLR2004
        if not isinstance(text, str) or not isinstance(given, Mapping):
            msg = (
                "Template error: One or more Fn::Sub intrinsic functions don't specify"
                " expected arguments. Specify a string as first argument, and an"
                " optional second argument to specify a mapping of values to replace in"
                " the string"
            )
            raise FunctionError(msg)
        return SUB_VARIABLE.sub(lambda found: self._variable(found[1], given), text)

    def _variable(self, name: str, given: Mapping[str, Any]) -> str:
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if not is_variable(name):
            msg = (
                "Template error: variable names in Fn::Sub syntax must contain only"
                " alphanumeric characters, underscores, periods, and colons"
            )
            raise FunctionError(msg)
        if name in given:
            return text_of(self.resolve(given[name]), "Fn::Sub")
        logical_id, dot, attribute = name.partition(".")
        value = (
            self._references.attribute(logical_id, attribute)
            if dot
            else self._ref(name)
        )
        return text_of(value, "Fn::Sub")

    def _find_in_map(self, argument: Any) -> Any:
        match self.resolve(argument):
            case [str(name), first, second]:
                return self._mapped(name, str(first), str(second))
        msg = (
            "Template error: every Fn::FindInMap object requires three parameters, the"
            " map name, map key and the attribute for return value"
        )
        raise FunctionError(msg)

    def _mapped(self, name: str, first: str, second: str) -> Any:
        if name not in self._mappings:
            msg = (
                f"Template error: Mapping named '{name}' is not present in the"
                f" 'Mappings' section of template.{did_you_mean(name, self._mappings)}"
            )
            raise FunctionError(msg)
        by_key = self._mappings[name]
        below = by_key.get(first, {})
        if second in below:
            return below[second]
        hint = did_you_mean(second, below) if below else did_you_mean(first, by_key)
        msg = f"Template error: Unable to get mapping for {name}::{first}::{second}"
        raise FunctionError(f"{msg}.{hint}" if hint else msg)

    def _if(self, argument: Any) -> Any:
        match argument:
            case [str(name), wanted, other]:
                return self.resolve(wanted if self.holds(name) else other)
        msg = (
            "Template error: Fn::If requires a list argument with three elements: a"
            " condition, a value if it holds and a value if not"
        )
        raise FunctionError(msg)

    def _condition(self, argument: str) -> bool:
        return self.holds(argument)

    def _not(self, argument: Any) -> bool:
        (holds,) = self._truths(argument, "Fn::Not", 1, 1)
        return not holds

    def _and(self, argument: Any) -> bool:
        return all(self._truths(argument, "Fn::And", 2, 10))

    def _or(self, argument: Any) -> bool:
        return any(self._truths(argument, "Fn::Or", 2, 10))

    def _truths(self, argument: Any, name: str, least: int, most: int) -> list[bool]:
        if not isinstance(argument, list) or not least <= len(argument) <= most:
            number = (
                "exactly one parameter"
                if least == most
                else (
                    f"a list of at least {least} and at most {most} boolean parameters"
                )
            )
            msg = f"Template error: every {name} object requires {number}."
            raise FunctionError(msg)
        return [_truth(self.resolve(each), name) for each in argument]

    def _import_value(self, argument: Any) -> str:
        name = text_of(self.resolve(argument), "Fn::ImportValue")
        return self._references.imported(name)

    def _get_stack_output(self, argument: Any) -> Any:
        match self.resolve(argument):
            case {"StackName": str(stack_name), "OutputName": str(name), **others}:
                region_name = str(others.get("Region") or self._ref("AWS::Region"))
                return self._references.stack_output(stack_name, region_name, name)
        msg = "Fn::GetStackOutput requires StackName and OutputName."
        raise FunctionError(msg)

    def _get_azs(self, argument: Any) -> list[str]:
        region_name = self.resolve(argument) or self._ref("AWS::Region")
        return [f"{region_name}{letter}" for letter in _AVAILABILITY_ZONES]


@contextmanager
def _without_path() -> Iterator[None]:
    """Forget the path in an error: parts of a function are not properties."""
    try:
        yield
    except DeploymentError as error:
        error.property_path = None
        raise


def _unknown_function(name: str, functions: Mapping[str, Any]) -> FunctionError:
    if name == "Fn::Transform":
        msg = "Fn::Transform calls a macro, which only AWS runs."
    elif name in {"Fn::ToJsonString", "Fn::Length"} or name.startswith("Fn::ForEach"):
        msg = NEEDS_EXTENSIONS.format(name)
    else:
        msg = (
            f"Template error: {name} is not a function, or stands beside other keys."
            f"{did_you_mean(name, functions)}"
        )
    return FunctionError(msg)


def _truth(value: object, name: str) -> bool:
    if value is True or value is False:
        return value
    if value in ("true", "false"):
        return value == "true"
    msg = f"Template error: {name} is not a condition, which is true or false."
    raise FunctionError(msg)
