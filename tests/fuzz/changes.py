"""Documents that are nearly valid: parts of valid ones removed, moved or replaced."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    Path = tuple[Any, ...]

NAMES = ["Orders", "Partner", "Nobody", "AWS::Region", "AWS::NoValue", "", "a.b", "é"]
# What stands in a document where something else belongs.
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    10**400,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "a" * 5_000,
    "\x00",
    "\ud800",
    "²",
    "9" * 5_000,
    "{{resolve:secretsmanager:a:SecretString:b}}",
    "{{resolve:ssm:a:5}}",
    "{{resolve::}}",
    "${Partner}${!a}${}${Orders.Arn}",
    "arn:aws:events:us-east-1:123456789012:connection/a/b",
    "arn:",
    "module.a[0].b",
    "*",
    "[",
    [],
    [[]],
    [None],
    ["a"],
    ["a", "b"],
    [1, {}],
    {},
    {"": ""},
    {"a": None},
    {"a": {"b": ["c"]}},
    {5: 6},
]
FUNCTIONS = [
    "Ref",
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::ForEach::a",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Not",
    "Fn::Or",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::Transform",
    "Fn::Odd",
]


def changed(random: Random, document: Any) -> Any:
    """Return a copy of *document* with one to four of its parts changed."""
    document = copy.deepcopy(document)
    for _ in range(random.choice((1, 1, 2, 4))):
        paths = list(_paths(document))
        if paths:
            _change(random, document, random.choice(paths), paths)
    return document


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each part of *value*."""
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in members:
            yield (*path, key)
            yield from _paths(member, (*path, key))


def _at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def _change(random: Random, document: Any, path: Path, paths: list[Path]) -> None:
    above, key = _at(document, path[:-1]), path[-1]
    kind = random.randrange(6)
    if kind == 0:
        del above[key]
    elif kind == 1:
        above[key] = copy.deepcopy(_at(document, random.choice(paths)))
    elif kind == 2 and isinstance(above, dict):
        above[random.choice([*NAMES, *_keys(paths)])] = above.pop(key)
    elif kind == 3:
        above[key] = {random.choice(FUNCTIONS): _argument(random, above[key])}
    else:
        above[key] = copy.deepcopy(random.choice(ODD))


def _keys(paths: list[Path]) -> list[Any]:
    return [path[-1] for path in paths if isinstance(path[-1], str)]


def _argument(random: Random, value: Any) -> Any:
    """Return an argument of a function: right for some, odd for others."""
    name, odd = random.choice(NAMES), random.choice(ODD)
    arguments = [
        value,
        name,
        odd,
        [name, value],
        [name, value, odd],
        ["", [value, odd]],
        [0, [value]],
        ["10.0.0.0/16", odd, odd],
    ]
    return copy.deepcopy(random.choice(arguments))
