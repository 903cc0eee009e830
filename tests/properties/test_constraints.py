"""Every constraint of the service model, broken at every depth of every request.

The members and their constraints are found by walking botocore's model, so that a
member which AWS adds is tested as soon as botocore knows it.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import botocore.session
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.properties.how_many import examples
from tests.requests_to_aws import api_destination, connection, rule, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

    from eventbridge_mock import EventBridgeMock

SESSION = botocore.session.Session()
SERVICE_MODEL = SESSION.get_service_model("events")
OPERATION_NAMES = [
    name
    for name in SERVICE_MODEL.operation_names
    if re.search(
        "(Connection|ApiDestination|EventBus|EventBuse|Permission|Rule|Target|Resource)"
        "s?$",
        name,
    )
]

# What the model does not tell: recorded on AWS 2026-09-26.
HTTP_METHODS = "HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS"
BASE64 = (
    r"^(?:[A-Za-z0-9+\/]{4})*"
    r"(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|[A-Za-z0-9+\/]{2}={2})$"
)

WITH_TOKEN_PATTERN = {"ListApiDestinations", "ListConnections"}

# Where the length comes before the pattern: recorded in us-east-1, 2026-09-13.
LENGTH_FIRST = {"Principal"}

# What a pattern of the model says that AWS does not: recorded on AWS 2026-09-26.
UNCHECKED = {"HeaderValue"}

# Java's categories, and what Python takes for them. Text that is made for such a
# pattern is ASCII; tests/aws/test_model_patterns.py is about the other characters.
CATEGORIES, ASCII_OF_THEM = r"\p{L}\p{Z}\p{N}", "a-zA-Z0-9 "
ASCII = st.characters(min_codepoint=32, max_codepoint=126)
# A pattern is tried with each character of its alphabet: a million in Unicode.
FEW = st.characters(
    max_codepoint=126, exclude_characters="\r", include_characters="é中😀\xa0\u200b"
)

SCALARS = {"string", "integer", "boolean"}

# Surrogates cannot be sent, and Java's dot matches fewer line ends than Python's;
# tests/aws/test_model_patterns.py is about those.
CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="\r\x85\u2028\u2029"
)

Path = tuple["str | int", ...]


class Constraint(NamedTuple):
    """One rule for one member, or for the items of a list, of a request.

    The rules for scalar items of a list or a map are rules of the whole, and `of`
    says which of its parts they are for.
    """

    path: Path
    shape: Shape
    rule: str
    of: str = ""

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}-{self.of}{self.rule}"

    @property
    def part(self) -> Shape:
        """The shape of the items that the rule is for."""
        shape: Shape = getattr(self.shape, self.of)
        return shape


def walk(shape: Shape, path: Path = ()) -> Iterator[Constraint]:
    """Yield the constraints in the order of the model, a list's before its items'."""
    for kind in ("pattern", "max", "min", "enum"):
        if pattern_of(shape) if kind == "pattern" else shape.metadata.get(kind):
            yield Constraint(path, shape, kind)
    if shape.type_name == "list" and shape.member.type_name not in SCALARS:
        yield from walk(shape.member, (*path, 0))
    for part in PARTS.get(shape.type_name, ()):
        if getattr(shape, part).type_name in SCALARS:
            for found in walk(getattr(shape, part)):
                yield Constraint(path, shape, found.rule, part)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in shape.required_members:
                yield Constraint((*path, name), member, "required")
            yield from walk(member, (*path, name))


PARTS = {"list": ["member"], "map": ["key", "value"]}


def pattern_of(shape: Shape) -> str | None:
    return None if shape.name in UNCHECKED else shape.metadata.get("pattern")


def input_shape(operation_name: str) -> Shape:
    """Return the input shape of an operation with what AWS checks besides."""
    shape = SERVICE_MODEL.operation_model(operation_name).input_shape
    if operation_name in WITH_TOKEN_PATTERN:
        shape.members["NextToken"].metadata["pattern"] = BASE64
    if operation_name == "UpdateEventBus":
        del shape.members["DeadLetterConfig"].members["Arn"].metadata["min"]
    return shape


CONSTRAINTS = {name: list(walk(input_shape(name))) for name in OPERATION_NAMES}


def parametrized(constraints: dict[str, list[Constraint]]) -> list[Any]:
    return [
        pytest.param(operation_name, constraint, id=f"{operation_name}-{constraint}")
        for operation_name, found in constraints.items()
        for constraint in found
    ]


def fits(shape: Shape, text: str) -> bool:
    pattern = pattern_of(shape)
    return pattern is None or bool(re.fullmatch(in_python(pattern), text, re.ASCII))


def in_python(pattern: str) -> str:
    return pattern.replace(CATEGORIES, rf"{ASCII_OF_THEM}\x80-\U0010ffff")


@functools.cache
def valid(shape: Shape) -> st.SearchStrategy[Any]:
    """Return values that keep all constraints."""
    if shape.type_name == "structure":
        return st.fixed_dictionaries(
            {name: valid(member) for name, member in shape.members.items()}
        )
    if shape.type_name == "list":
        return st.lists(valid(shape.member), min_size=1, max_size=2)
    if shape.type_name == "map":
        keys, values = valid(shape.key), valid(shape.value)
        return st.dictionaries(keys, values, min_size=1, max_size=2)
    return valid_scalar(shape)


def valid_scalar(shape: Shape) -> st.SearchStrategy[Any]:
    rules = shape.metadata
    if shape.type_name == "boolean":
        return st.booleans()
    if shape.type_name == "integer":
        return st.integers(rules.get("min", 0), rules.get("max", 300))
    if "enum" in rules:
        return st.sampled_from(rules["enum"])
    return valid_texts(pattern_of(shape), rules.get("min", 0), rules.get("max", 512))


@functools.cache
def valid_texts(
    pattern: str | None, shortest: int, longest: int
) -> st.SearchStrategy[str]:
    if pattern is None:
        return st.text(CHARACTERS, min_size=shortest, max_size=10)
    texts = st.from_regex(
        re.compile(pattern.replace(CATEGORIES, ASCII_OF_THEM), re.ASCII),
        fullmatch=True,
        alphabet=ASCII if CATEGORIES in pattern else FEW,
    )
    return texts.filter(lambda text: shortest <= len(text) <= longest)


def too_long_text(shape: Shape) -> st.SearchStrategy[str]:
    lengths = st.integers(shape.metadata["max"] + 1, shape.metadata["max"] + 9)
    return st.builds(str.__mul__, st.sampled_from("aZ0-.é"), lengths)


def broken(constraint: Constraint) -> st.SearchStrategy[Any]:
    """Return values that break *constraint*; None stands for no value at all."""
    shape, rule = constraint.shape, constraint.rule
    bound = shape.metadata.get(rule)
    if constraint.of:
        return broken_items(constraint)
    if rule == "required":
        return st.none()
    if shape.type_name in PARTS:
        return broken_size(shape, rule)
    if shape.type_name == "integer" and rule == "max":
        return st.integers(min_value=bound + 1)
    if shape.type_name == "integer":
        return st.integers(max_value=bound - 1)
    return broken_text(constraint)


def broken_size(shape: Shape, rule: str) -> st.SearchStrategy[Any]:
    if rule == "min":
        return st.just([])
    size = shape.metadata["max"] + 1
    if shape.type_name == "map":
        return st.just({f"key{number}": "$.id" for number in range(size)})
    items = st.lists(valid(shape.member), min_size=1, max_size=2)
    return items.map(lambda found: found * size)


def broken_items(constraint: Constraint) -> st.SearchStrategy[Any]:
    """Return collections with one item that breaks *constraint*."""
    path, shape, rule, of = constraint
    item = broken(Constraint(path, constraint.part, rule))
    if of == "member":
        return item.map(lambda found: [found])
    if of == "key":
        return st.dictionaries(item, valid(shape.value), min_size=1, max_size=1)
    return st.dictionaries(valid(shape.key), item, min_size=1, max_size=1)


def broken_text(constraint: Constraint) -> st.SearchStrategy[str]:
    shape, rule = constraint.shape, constraint.rule
    if rule == "max":
        return too_long_text(shape)
    if rule == "min":
        return st.just("")
    texts = st.text(CHARACTERS, min_size=1, max_size=9)
    if rule == "enum":
        # AWS takes some in lower case too.
        return texts.filter(lambda text: text.upper() not in shape.metadata["enum"])
    with_control = st.tuples(texts, st.sampled_from("\n\x00\x7f"), texts).map("".join)
    longest = shape.metadata.get("max", 512)
    return st.one_of(texts, with_control).filter(
        lambda text: not fits(shape, text) and len(text) <= longest
    )


def java(shape: Shape, value: Any) -> str:
    """Return *value* as Java prints it, without what is sensitive."""
    if shape.metadata.get("sensitive"):
        return "***Sensitive Data***"
    if shape.type_name == "list":
        return "[" + ", ".join(java(shape.member, item) for item in value) + "]"
    if shape.type_name == "map":
        items = [f"{key}={java(shape.value, item)}" for key, item in value.items()]
        return "{" + ", ".join(items) + "}"
    if shape.type_name == "structure":
        members = [
            f"{camel_case(name)}={java(member, value[name])}"
            for name, member in shape.members.items()
        ]
        return f"{shape.name}({', '.join(members)})"
    return value if shape.type_name == "string" else json.dumps(value)


def camel_case(name: str) -> str:
    return name[0].lower() + name[1:]


def violations(constraint: Constraint, value: Any) -> Iterator[str]:
    """Yield what AWS says of *value* at the place of *constraint*."""
    shape = constraint.shape
    where = ".".join(
        f"{part + 1}.member" if isinstance(part, int) else camel_case(part)
        for part in constraint.path
    )
    for text in broken_rules(constraint, value):
        shown = "null" if value is None else f"'{java(shape, value)}'"
        yield f"Value {shown} at '{where}' failed to satisfy constraint: {text}"


NOUNS = {"member": "Member", "key": "Map keys", "value": "Map value"}


def broken_rules(constraint: Constraint, value: Any) -> Iterator[str]:
    shape, rule = constraint.shape, constraint.rule
    if constraint.of:
        texts = ", ".join(all_rules(constraint.part))
        yield f"{NOUNS[constraint.of]} must satisfy constraint: [{texts}]"
        return
    if rule == "required":
        yield "Member must not be null"
    rules = [rule] if rule in {"max", "min", "enum"} else []
    if shape.type_name == "string" and value is not None and not fits(shape, value):
        rules.insert(len(rules) if shape.name in LENGTH_FIRST else 0, "pattern")
    for each in rules:
        yield text_of(shape, each)


def all_rules(shape: Shape) -> Iterator[str]:
    """Yield what is told of scalar items; a minimum of 0 goes with a maximum."""
    if "max" in shape.metadata:
        yield text_of(shape, "max")
    if shape.metadata.get("min") or "max" in shape.metadata:
        yield text_of(shape, "min")
    if pattern_of(shape):
        yield text_of(shape, "pattern")


def text_of(shape: Shape, rule: str) -> str:
    noun = "value" if shape.type_name == "integer" else "length"
    if rule == "pattern":
        return f"Member must satisfy regular expression pattern: {pattern_of(shape)}"
    if rule == "enum":
        is_method = shape.name == "ApiDestinationHttpMethod"
        names = HTTP_METHODS if is_method else ", ".join(shape.metadata["enum"])
        return f"Member must satisfy enum value set: [{names}]"
    words = "less than" if rule == "max" else "greater than"
    bound = shape.metadata.get(rule, 0)
    return f"Member must have {noun} {words} or equal to {bound}"


def replaced(params: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return *params* with *value* at *path*; None removes what is there."""
    result: Any = copy.deepcopy(params)
    place = result
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    if value is None:
        del place[path[-1]]
    return result


def message(parts: list[str]) -> str:
    noun = "error" if len(parts) == 1 else "errors"
    return f"{len(parts)} validation {noun} detected: {'; '.join(parts)}"


def content(mock: EventBridgeMock) -> tuple[Any, ...]:
    return (
        dict(mock.connections),
        dict(mock.api_destinations),
        dict(mock.secrets),
        dict(mock.event_buses),
        dict(mock.rules),
        list(mock.token_requests),
        list(mock.invocations),
    )


# Nothing is ever changed: this is the claim, so one mock will do for all tests.
@pytest.fixture
def everything_is_restored() -> None:
    """The mock outlives each test, and nothing is restored before."""


@pytest.fixture(scope="module")
def mock() -> Iterator[EventBridgeMock]:
    with mock_api_destinations(region_name=REGION_NAME) as active:
        yield active


@pytest.fixture(scope="module")
def client(mock: EventBridgeMock) -> Any:
    """A client that checks nothing, where something exists that could change."""
    events = SESSION.create_client(
        "events",
        region_name=REGION_NAME,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(parameter_validation=False),
    )
    created = events.create_connection(**connection())
    events.create_api_destination(**api_destination(created["ConnectionArn"]))
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS", Name="other"))
    events.create_event_bus(Name="shop")
    events.put_rule(**rule())
    events.put_targets(Rule="orders", Targets=[target()])
    return events


def refused(client: Any, operation_name: str, params: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(ClientError) as caught:
        getattr(client, xform_name(operation_name))(**params)
    error: dict[str, Any] = caught.value.response["Error"]
    return error


# The examples are short as they are, and shrinking a hundred members takes minutes.
not_shrunk = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_these_operations_are_walked() -> None:
    """The oldest botocore has no UpdateEventBus."""
    assert sorted({*OPERATION_NAMES, "UpdateEventBus"}) == [
        "CreateApiDestination",
        "CreateConnection",
        "CreateEventBus",
        "DeauthorizeConnection",
        "DeleteApiDestination",
        "DeleteConnection",
        "DeleteEventBus",
        "DeleteRule",
        "DescribeApiDestination",
        "DescribeConnection",
        "DescribeEventBus",
        "DescribeRule",
        "DisableRule",
        "EnableRule",
        "ListApiDestinations",
        "ListConnections",
        "ListEventBuses",
        "ListRuleNamesByTarget",
        "ListRules",
        "ListTagsForResource",
        "ListTargetsByRule",
        "PutPermission",
        "PutRule",
        "PutTargets",
        "RemovePermission",
        "RemoveTargets",
        "TagResource",
        "UntagResource",
        "UpdateApiDestination",
        "UpdateConnection",
        "UpdateEventBus",
    ]


@pytest.mark.parametrize(
    ("operation_name", "members", "rules"),
    [
        ("CreateConnection", 27, 62),
        ("UpdateConnection", 25, 51),
        ("DescribeConnection", 1, 4),
        ("ListConnections", 4, 9),
        ("DeauthorizeConnection", 1, 4),
        ("DeleteConnection", 1, 4),
        ("CreateApiDestination", 6, 17),
        ("UpdateApiDestination", 6, 14),
        ("DescribeApiDestination", 1, 4),
        ("ListApiDestinations", 4, 11),
        ("DeleteApiDestination", 1, 4),
        ("CreateEventBus", 4, 12),
        ("DescribeEventBus", 1, 3),
        ("ListEventBuses", 3, 7),
        ("DeleteEventBus", 1, 4),
        ("PutPermission", 7, 15),
        ("RemovePermission", 2, 6),
        ("PutRule", 9, 18),
        ("DescribeRule", 2, 7),
        ("ListRules", 4, 10),
        ("EnableRule", 2, 7),
        ("DisableRule", 2, 7),
        ("DeleteRule", 2, 7),
        ("PutTargets", 51, 107),
        ("RemoveTargets", 3, 13),
        ("ListTargetsByRule", 4, 11),
        ("ListRuleNamesByTarget", 4, 10),
        ("TagResource", 4, 9),
        ("UntagResource", 2, 6),
        ("ListTagsForResource", 1, 3),
    ],
)
def test_the_walk_finds_what_botocore_1_34_knew_at_least(
    operation_name: str, members: int, rules: int
) -> None:
    found = CONSTRAINTS[operation_name]

    assert len({constraint.path for constraint in found}) >= members
    assert len(found) >= rules


@functools.cache
def request(shape: Shape, paths: frozenset[Path]) -> st.SearchStrategy[Any]:
    """Return valid values with nothing but what is required and what *paths* need."""
    if shape.type_name == "list" and any(paths):
        inside = request(shape.member, frozenset(path[1:] for path in paths))
        return st.lists(inside, min_size=1, max_size=1)
    if shape.type_name != "structure":
        return valid(shape)
    inside = {
        name: frozenset(path[1:] for path in paths if path[:1] == (name,))
        for name in shape.members
    }
    return st.fixed_dictionaries(
        {
            name: request(member, inside[name])
            for name, member in shape.members.items()
            if name in shape.required_members or inside[name]
        }
    )


def input_of(operation_name: str) -> Shape:
    return SERVICE_MODEL.operation_model(operation_name).input_shape


@pytest.mark.parametrize(("operation_name", "constraint"), parametrized(CONSTRAINTS))
@settings(not_shrunk, max_examples=examples(2))
@given(data=st.data())
def test_a_broken_constraint_is_told_and_nothing_is_done(
    client: Any,
    mock: EventBridgeMock,
    operation_name: str,
    constraint: Constraint,
    data: st.DataObject,
) -> None:
    path = constraint.path
    params = data.draw(request(input_of(operation_name), frozenset([path])))
    value = data.draw(broken(constraint))
    before = content(mock)

    error = refused(client, operation_name, replaced(params, path, value))

    assert error == {
        "Code": "ValidationException",
        "Message": message(list(violations(constraint, value))),
    }
    assert content(mock) == before


@pytest.mark.parametrize("operation_name", OPERATION_NAMES)
@settings(not_shrunk, max_examples=examples(8))
@given(data=st.data())
def test_all_broken_constraints_are_told_at_once_in_the_order_of_the_model(
    client: Any, mock: EventBridgeMock, operation_name: str, data: st.DataObject
) -> None:
    chosen = data.draw(some_places(CONSTRAINTS[operation_name]))
    paths = frozenset(constraint.path for constraint in chosen)
    params = data.draw(request(input_of(operation_name), paths))
    before, parts = content(mock), []
    for constraint in chosen:
        value = data.draw(broken(constraint))
        params = replaced(params, constraint.path, value)
        parts += violations(constraint, value)

    error = refused(client, operation_name, params)

    assert error == {"Code": "ValidationException", "Message": message(parts)}
    assert content(mock) == before


SENSITIVE = {
    name: [
        one
        for one in found
        if one.rule == "max" and one.shape.metadata.get("sensitive")
    ]
    for name, found in CONSTRAINTS.items()
}


def test_the_walk_finds_what_is_sensitive() -> None:
    sensitive = {one.path[-1] for found in SENSITIVE.values() for one in found}

    assert sensitive >= {"Password", "ApiKeyValue", "ClientSecret", "Value", "Sql"}


def too_long_secret(constraint: Constraint) -> str | list[str]:
    if constraint.of:
        return [too_long_secret(Constraint((), constraint.part, "max"))]
    if constraint.shape.type_name == "list":
        return ["not-a-secret"] * (constraint.shape.metadata["max"] + 1)
    return "not-a-secret\x00" * constraint.shape.metadata["max"]


@pytest.mark.parametrize(("operation_name", "constraint"), parametrized(SENSITIVE))
@settings(not_shrunk, max_examples=examples(1))
@given(data=st.data())
def test_a_sensitive_value_is_not_repeated(
    client: Any, operation_name: str, constraint: Constraint, data: st.DataObject
) -> None:
    params = data.draw(request(input_of(operation_name), frozenset([constraint.path])))
    too_long = too_long_secret(constraint)

    error = refused(client, operation_name, replaced(params, constraint.path, too_long))

    assert "***Sensitive Data***" in error["Message"]
    assert "not-a-secret" not in error["Message"]


def some_places(constraints: list[Constraint]) -> st.SearchStrategy[list[Constraint]]:
    """Return one or more constraints in their order, none at or inside another."""

    def apart(chosen: set[int]) -> list[Constraint]:
        kept: list[Constraint] = []
        for index in sorted(chosen):
            path = constraints[index].path
            if not any(path[: len(one.path)] == one.path for one in kept):
                kept.append(constraints[index])
        return kept

    indexes = st.integers(0, len(constraints) - 1)
    return st.sets(indexes, min_size=1, max_size=6).map(apart)
