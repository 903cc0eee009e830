"""Check and convert the properties of a resource, by botocore's service model.

CloudFormation's properties are the members of an operation's input, with a few other
names. Values of templates are often strings: `"300"` is a number where the model has
one, and `"true"` a boolean. Texts of errors are known from CloudFormation's schema
check, as users report them. Which values are allowed is left to the operation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import botocore

from ..arguments import is_whole_number
from ..model.resources import closest_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from botocore.model import Shape


class PropertyError(ValueError):
    """A property that CloudFormation's schema does not allow; *path* leads to it."""

    def __init__(self, path: str, complaint: str, hint: str = "") -> None:
        super().__init__(f"{path}: {complaint}{hint}")
        self.path = path


# Names of members in CloudFormation, by shape and by name in the API. Properties not
# listed have the name of the member, with a capital (CloudFormation's reference of
# AWS::Events::Rule and AWS::Events::Archive).
_NAMES = {
    "CreateArchiveRequest": {"EventSourceArn": "SourceArn"},
    "EcsParameters": {"Tags": "TagList", "PlacementStrategy": "PlacementStrategies"},
    "NetworkConfiguration": {"awsvpcConfiguration": "AwsVpcConfiguration"},
}

# Parameters of a connection need both in CloudFormation, neither in the API.
_KEY_AND_VALUE = frozenset({"Key", "Value"})
_REQUIRED = {
    "ConnectionHeaderParameter": _KEY_AND_VALUE,
    "ConnectionQueryStringParameter": _KEY_AND_VALUE,
    "ConnectionBodyParameter": _KEY_AND_VALUE,
}
# A value is secret in CloudFormation unless the template says otherwise; in the API it
# is the other way round (CloudFormation's reference of a connection's parameters).
_DEFAULTS = {name: {"IsValueSecret": True} for name in _REQUIRED}

# Properties that the oldest supported botocore, 1.34.0, does not know as members, by
# one that it knows beside them.
_ADDED_LATER = {
    "AuthorizationType": {"InvocationConnectivityParameters", "KmsKeyIdentifier"},
    "EventSourceName": {
        "DeadLetterConfig",
        "Description",
        "KmsKeyIdentifier",
        "LogConfig",
    },
}

_JSON_TYPES = {
    "structure": "JSONObject",
    "map": "JSONObject",
    "list": "JSONArray",
    "integer": "Integer",
    "long": "Integer",
    "boolean": "Boolean",
    "string": "String",
}
_BOOLEANS = {"true": True, "false": False}


# A member that takes an object, or a string of JSON.
JSON: Any = None


def converted_structure(
    shape: Any, properties: object, *, path: str = "#"
) -> dict[str, Any]:
    """Return *properties* as members of *shape*; raise PropertyError."""
    required = {*shape.required_members, *_REQUIRED.get(shape.name, ())}
    members = converted_members(
        members_by_property(shape), properties, required=required, path=path
    )
    return {**_DEFAULTS.get(shape.name, {}), **members}


def members_by_property(shape: Any) -> dict[str, tuple[str, Any]]:
    """Return name and shape of each member of *shape*, by CloudFormation's name."""
    other_names = _NAMES.get(shape.name, {})
    return {
        other_names.get(name, name[0].upper() + name[1:]): (name, member)
        for name, member in shape.members.items()
    }


def converted_members(
    known: Mapping[str, tuple[str, Any]],
    properties: object,
    *,
    required: Iterable[str],
    path: str = "#",
) -> dict[str, Any]:
    """Return *properties* as the members that *known* has for them.

    Raise PropertyError for others, for missing ones of the *required* members, and for
    values of another type.
    """
    if not isinstance(properties, Mapping):
        raise _other_type(path, "structure", properties)
    _refuse_unknown(path, properties, known)
    members = {}
    for name, (member, shape) in known.items():
        if name in properties:
            value = properties[name]
            below = f"{path}/{name}"
            members[member] = (
                _json(value, below) if shape is JSON else converted(shape, value, below)
            )
        elif member in required:
            raise PropertyError(path, f"required key [{name}] not found")
    return members


def _refuse_unknown(
    path: str, properties: Mapping[str, Any], known: Iterable[str]
) -> None:
    names = list(known)
    for name in properties:
        if name not in names:
            complaint = f"extraneous key [{name}] is not permitted"
            raise PropertyError(path, complaint, _hint(str(name), names))


def _hint(name: str, names: list[str]) -> str:
    if any(name in _ADDED_LATER.get(each, ()) for each in names):
        return f". botocore {botocore.__version__} does not know it, a newer one does."
    close = closest_name(name, names)
    return f". Did you mean {close}?" if close else ""


def _json(value: object, path: str) -> str:
    """Return a pattern or a policy, an object or a string, as a string."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return value
    raise _other_type(path, "structure", value)


def converted(shape: Shape, value: object, path: str) -> Any:
    """Return *value* as *shape* has it; raise PropertyError for another type."""
    kind = shape.type_name
    if kind == "structure":
        return converted_structure(shape, value, path=path)
    if kind == "list" and isinstance(value, list):
        member: Any = shape.member  # type: ignore[attr-defined]
        return [
            converted(member, item, f"{path}/{number}")
            for number, item in enumerate(value)
        ]
    if kind == "map" and isinstance(value, Mapping):
        member = shape.value  # type: ignore[attr-defined]
        return {
            str(key): converted(member, item, f"{path}/{key}")
            for key, item in value.items()
        }
    return _scalar(kind, value, path)


def _scalar(kind: str, value: object, path: str) -> Any:
    if isinstance(value, bool | int | float | str):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if kind == "string":
            return text
        if kind == "boolean" and text in _BOOLEANS:
            return _BOOLEANS[text]
        whole = text.strip().removesuffix(".0")
        if kind in {"integer", "long"} and is_whole_number(whole.removeprefix("-")):
            return int(whole)
    raise _other_type(path, kind, value)


def _other_type(path: str, kind: str, value: object) -> PropertyError:
    found = "Null"
    for types, name in (
        (Mapping, "JSONObject"),
        (list, "JSONArray"),
        (bool, "Boolean"),
        (int, "Integer"),
        (float, "Number"),
        (str, "String"),
    ):
        if isinstance(value, types):
            found = name
            break
    return PropertyError(path, f"expected type: {_JSON_TYPES[kind]}, found: {found}")
