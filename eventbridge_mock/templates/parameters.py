"""The values of a template's parameters.

Texts of errors are CloudFormation's, as users report them; none shows a value, because
it may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from ..arguments import is_whole_number
from ..errors import DeploymentError
from ..frozen import frozen
from .template import did_you_mean

_SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
_LIST = re.compile(r"List<(.+)>")
_AWS_TYPE = re.compile(r"AWS::\w+::\w+::\w+")
_MEMBERS = (
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
)


@frozen
class ParameterValue:
    """The value of a parameter, a string or a list; of NoEcho it is a secret."""

    value: Any
    is_secret: bool

    def __repr__(self) -> str:
        return "<ParameterValue>"


def parameter_values(
    declared: Mapping[str, Any],
    given: Mapping[str, Any],
    stored: Callable[[str], str],
) -> dict[str, ParameterValue]:
    """Return the values of the *declared* parameters; raise DeploymentError.

    *stored* returns the value of a parameter in Systems Manager.
    """
    for name, members in declared.items():
        _check_declaration(name, members)
    unknown = [name for name in given if name not in declared]
    if unknown:
        hint = did_you_mean(unknown[0], declared)
        names = ", ".join(unknown)
        msg = f"Parameters: [{names}] do not exist in the template.{hint}"
        raise DeploymentError(msg)
    missing = [
        name
        for name, members in declared.items()
        if name not in given and "Default" not in members
    ]
    if missing:
        msg = (
            f"Parameters: [{', '.join(missing)}] must have values. Give them with"
            f" parameters={{{missing[0]!r}: ...}}."
        )
        raise DeploymentError(msg)
    return {
        name: _value(name, members, given.get(name, members.get("Default")), stored)
        for name, members in declared.items()
    }


def _check_declaration(name: str, members: Any) -> None:
    if not isinstance(members, Mapping) or not isinstance(members.get("Type"), str):
        msg = (
            "Template format error: Every Parameters object must contain a Type member:"
            f" {name} has none."
        )
        raise DeploymentError(msg)
    for member in members:
        if member not in _MEMBERS:
            hint = did_you_mean(str(member), _MEMBERS)
            msg = f"Invalid template parameter property '{member}' of {name}.{hint}"
            raise DeploymentError(msg)
    for member, (is_right, form) in _FORMS.items():
        if member in members and not is_right(members[member]):
            msg = f"Template format error: {member} of parameter {name} is not {form}."
            raise DeploymentError(msg)


def _is_finite(value: object) -> bool:
    try:
        return isfinite(float(value))  # type: ignore[arg-type] # others raise
    except (TypeError, ValueError, OverflowError):
        return False


def _is_length(value: object) -> bool:
    return is_whole_number(str(value))


def _is_pattern(value: object) -> bool:
    try:
        re.compile(value)  # type: ignore[call-overload] # others raise
    except (TypeError, re.error, RecursionError, OverflowError):
        return False
    return True


def _is_list_of_scalars(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, str | int | float) for each in value
    )


# The forms of constraints, so that values can be compared with them.
_FORMS: dict[str, tuple[Callable[[object], bool], str]] = {
    "AllowedPattern": (_is_pattern, "a regular expression"),
    "AllowedValues": (_is_list_of_scalars, "a list of strings or numbers"),
    "MaxLength": (_is_length, "a length"),
    "MaxValue": (_is_finite, "a number"),
    "MinLength": (_is_length, "a length"),
    "MinValue": (_is_finite, "a number"),
}


def _value(
    name: str, members: Mapping[str, Any], given: Any, stored: Callable[[str], str]
) -> ParameterValue:
    text, kind = _text(name, given), members["Type"]
    found = _SSM_VALUE.fullmatch(kind)
    items = [text]
    if _is_list(kind):
        items = [item.strip() for item in text.split(",")]
    for item in items:
        _check(name, members, kind, item)
    if found:
        text, kind = stored(text), found[1]
        items = [item.strip() for item in text.split(",")]
    value = items if _is_list(kind) else text
    is_secret = _text(name, members.get("NoEcho", "false")) == "true"
    return ParameterValue(value=value, is_secret=is_secret)


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def _text(name: str, value: Any) -> str:
    """Return a parameter as a request has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return ",".join(_text(name, item) for item in value)
    msg = (
        f"Parameter {name} must be a string, a number or a list of them, not a"
        f" {type(value).__name__}."
    )
    raise DeploymentError(msg)


def _check(name: str, members: Mapping[str, Any], kind: str, text: str) -> None:
    """Refuse a value that breaks a constraint."""
    complaint = next(_complaints(members, kind, text), None)
    if complaint is None:
        return
    description = members.get("ConstraintDescription")
    if description is not None:
        complaint = f"failed to satisfy constraint: {description}"
    msg = f"Parameter '{name}' {complaint}"
    raise DeploymentError(msg)


def _complaints(members: Mapping[str, Any], kind: str, text: str) -> Iterator[str]:
    found = _LIST.fullmatch(kind)
    single = found[1] if found else kind
    if not (
        single in {"Number", "String", "CommaDelimitedList"}
        or _AWS_TYPE.fullmatch(single)
        or _SSM_VALUE.fullmatch(single)
    ):
        yield f"has the type {kind}, which CloudFormation does not have"
    allowed = members.get("AllowedValues")
    if allowed is not None and text not in [_text("", each) for each in allowed]:
        yield "must be one of AllowedValues"
    if single == "Number":
        yield from _complaints_of_number(members, text)
        return
    pattern = members.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, text):
        yield f"must match pattern {pattern}"
    if len(text) < int(members.get("MinLength", 0)):
        yield f"must contain at least {members['MinLength']} characters"
    if "MaxLength" in members and len(text) > int(members["MaxLength"]):
        yield f"must contain at most {members['MaxLength']} characters"


def _complaints_of_number(members: Mapping[str, Any], text: str) -> Iterator[str]:
    try:
        number = float(text)
    except ValueError:
        yield "must be a number"
    else:
        if "MinValue" in members and number < float(members["MinValue"]):
            yield f"must be a number not less than {members['MinValue']}"
        if "MaxValue" in members and number > float(members["MaxValue"]):
            yield f"must be a number not greater than {members['MaxValue']}"
