"""A loader of YAML with CloudFormation's short tags, such as `!Ref`."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import Any

import yaml  # type: ignore[import-untyped]

from ...errors import DeploymentError
from .documents import check_characters, too_deep

# libyaml is ten times as fast, and most builds of PyYAML have it.
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})


class _LoadError(yaml.YAMLError):  # type: ignore[misc] # PyYAML has no types
    """An error at a node, as PyYAML's own ones are."""

    def __init__(self, node: Any, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.problem_mark = node.start_mark


def load(text: str) -> Any:
    """Return the document of *text*; raise DeploymentError."""
    check_characters(text)
    try:
        return yaml.load(text, Loader=_loader_class())  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        msg = f"Template format error: YAML not well-formed.{_position(error)}"
    except RecursionError:
        raise too_deep() from None
    raise DeploymentError(msg)


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

        def flatten_mapping(self, node: Any) -> None:
            # Merges of merges would double the entries again and again.
            super().flatten_mapping(node)
            by_key = {_key(key): (key, value) for key, value in node.value}
            node.value = list(by_key.values())

    Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    for kind in ("bool", "float", "int", "timestamp"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", partial(_scalar, kind))
    Loader.add_multi_constructor("!", _function)
    return Loader


def _scalar(kind: str, loader: Any, node: Any) -> Any:
    """Return the value of a scalar; raise for one that does not fit its tag.

    PyYAML takes `!!int x` and `!!float` without a value for numbers, and stumbles.
    """
    try:
        return getattr(loader, f"construct_yaml_{kind}")(node)
    except (ValueError, LookupError, AttributeError, OverflowError):
        problem = f"{node.value[:40]!r} is not a value of `!!{kind}`"
        raise _LoadError(node, problem) from None


def _mapping(loader: Any, node: Any) -> dict[str, Any]:
    """Return a mapping; raise for a key that occurs twice, or is not a scalar."""
    if not isinstance(node, yaml.MappingNode):
        raise _LoadError(node, "a map is expected here")
    counts = Counter(_key(key) for key, _ in node.value)
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _LoadError(key, "key is not a string")
        if counts[_key(key)] > 1 and key.value != "<<":
            raise _LoadError(key, f"duplicate key {key.value!r}")
    loader.flatten_mapping(node)
    # A key such as `404` or `true` is a string in CloudFormation.
    return {
        key.value: loader.construct_object(value, deep=True)
        for key, value in node.value
    }


def _key(node: Any) -> Any:
    """Return the identity of a key."""
    return node.value if isinstance(node, yaml.ScalarNode) else id(node)


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
