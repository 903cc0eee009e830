"""A loader of YAML with CloudFormation's short tags, such as `!Ref`."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml  # type: ignore[import-untyped]

from ..errors import DeploymentError

# libyaml is ten times as fast, and most builds of PyYAML have it.
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})


def load(text: str) -> Any:
    """Return the document of *text*; raise DeploymentError."""
    try:
        return yaml.load(text, Loader=_loader_class())  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        msg = f"Template format error: YAML not well-formed.{_position(error)}"
        raise DeploymentError(msg) from None


def _position(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    return f"{place}: {getattr(error, 'problem', error)}"


@cache
def _loader_class() -> Any:
    """Return a safe loader that reads tags as functions, and dates as strings.

    A version such as 2012-10-17 stays a string: CloudFormation has no dates.
    """

    class Loader(_BASE):  # type: ignore[misc] # one of two classes
        yaml_implicit_resolvers = {  # noqa: RUF012 - yaml's own way
            first: [each for each in resolvers if each[0] != _TIMESTAMP]
            for first, resolvers in _BASE.yaml_implicit_resolvers.items()
        }

    Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    Loader.add_multi_constructor("!", _function)
    return Loader


def _mapping(loader: Any, node: Any) -> dict[str, Any]:
    """Return a mapping; raise for a key that occurs twice, or is not a scalar."""
    keys = [key.value for key, _ in node.value]
    for key, _ in node.value:
        is_scalar = isinstance(key, yaml.ScalarNode)
        if not is_scalar or (keys.count(key.value) > 1 and key.value != "<<"):
            msg = f"duplicate key {key.value!r}" if is_scalar else "key is not a string"
            raise yaml.constructor.ConstructorError(
                problem=msg, problem_mark=key.start_mark
            )
    loader.flatten_mapping(node)
    # A key such as `404` or `true` is a string in CloudFormation.
    return {
        key.value: loader.construct_object(value, deep=True)
        for key, value in node.value
    }


def _function(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    """Return the long form of `!Suffix value`."""
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = _mapping(loader, node)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in _WITHOUT_PREFIX else f"Fn::{suffix}": value}
