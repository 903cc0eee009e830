"""Twice the input is twice the work: nothing grows with the square of its input.

Instructions are counted, not seconds, so that no result depends on the machine.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.expressions.cron_expression import InvalidScheduleError
from eventbridge_mock.expressions.input_transformer import (
    TransformerContext,
    input_error,
    rendered_input,
)
from eventbridge_mock.expressions.json_path import JsonPath, is_json_path
from eventbridge_mock.expressions.patterns.event_pattern import EventPattern
from eventbridge_mock.expressions.schedule_expression import ScheduleExpression
from eventbridge_mock.templates.sources.reading import parse
from eventbridge_mock.templates.stack_template import StackTemplate
from eventbridge_mock.templates.template import Template
from tests import requests_to_aws
from tests.fuzz.calls import answer, client
from tests.properties.work import work_of
from tests.server.browsing import SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

    Call = Callable[[], object]

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="Python 3.12 counts instructions first"
)

# Of quadratic work the result of `growth` comes close to 4.
LINEAR = 3
_SIMILAR = 0.05


def growth(prepare: Callable[[int], Call], size: int) -> float:
    """Return how much more work twice as much more input is.

    The work for inputs of the *size*, twice it and four times it is counted. What is
    done for any input does not count: the result is 2 for linear work and 4 for
    quadratic work. It is less for work that hardly grows, because threads of a server
    differ by a few instructions. *prepare* returns the call for an input of a size.
    """
    prepare(size + 1)()  # what the first call imports and caches
    small, middle, large = (
        # Less when no random numbers for ids have to be fetched in between.
        min(work_of(prepare(size * times)) for _ in range(2))
        for times in (1, 2, 4)
    )
    return (large - middle) / max(middle - small, small * _SIMILAR)


def test_growth_tells_quadratic_work_from_linear_work() -> None:
    def loop(size: int) -> Call:
        return lambda: [None for _ in range(size)]

    def loop_in_a_loop(size: int) -> Call:
        return lambda: [None for _ in range(size) for _ in range(size)]

    assert growth(loop, 50) == pytest.approx(2, abs=0.1)
    assert growth(loop_in_a_loop, 50) == pytest.approx(4, abs=0.1)


# Event patterns


def compiling(detail: Any) -> Call:
    text = json.dumps({"detail": detail})
    return lambda: EventPattern.compile(text)


def nested(size: int, innermost: Any) -> Any:
    for _ in range(size):
        innermost = {"a": innermost}
    return innermost


PATTERNS: dict[str, tuple[int, Callable[[int], Any]]] = {
    "fields": (20, lambda n: {f"f{i}": ["x"] for i in range(n)}),
    "values": (20, lambda n: {"a": [f"v{i}" for i in range(n)]}),
    "levels": (10, lambda n: nested(n, ["x"])),
    "$or": (10, lambda n: {"$or": [{f"f{i}": ["x"]} for i in range(n)]}),
    "prefixes": (10, lambda n: {"a": [{"prefix": f"{i}x"} for i in range(n)]}),
    "wildcards": (5, lambda n: {"a": [{"wildcard": f"{'abcd' * n}*x"}]}),
    "anything-but": (20, lambda n: {"a": [{"anything-but": [*map(str, range(n))]}]}),
    "numbers": (10, lambda n: {"a": [{"numeric": ["=", i]} for i in range(n)]}),
    "addresses": (10, lambda n: {"a": [{"cidr": f"10.0.{i}.0/24"} for i in range(n)]}),
}


@pytest.mark.parametrize("kind", PATTERNS)
def test_compiling_a_pattern_grows_with_it(kind: str) -> None:
    size, detail = PATTERNS[kind]

    assert growth(lambda n: compiling(detail(n)), size) < LINEAR


# A pattern, and an event that misses it at the last moment.
EVENTS: dict[str, tuple[int, Any, Callable[[int], Any]]] = {
    "fields": (20, {"z": ["x"]}, lambda n: {f"f{i}": "x" for i in range(n)}),
    "an array": (20, {"a": ["x"]}, lambda n: {"a": [*map(str, range(n))]}),
    "objects": (
        20,
        {"a": {"b": ["x"], "c": ["y"]}},
        lambda n: {"a": [{"b": "x", "c": "z"}] * n + [{"b": "z", "c": "y"}]},
    ),
    "arrays in arrays": (
        10,
        {"a": {"b": {"c": ["x"], "d": ["y"]}}},
        lambda n: {"a": [{"b": [{"c": "x", "d": "z"}] * 5}] * n},
    ),
    "two arrays": (
        10,
        {"a": {"b": ["x"]}, "c": {"d": ["y"]}},
        lambda n: {"a": [{"b": "x"}] * n, "c": [{"d": "z"}] * n},
    ),
    "wildcards": (20, {"a": [{"wildcard": "*aab*b"}]}, lambda n: {"a": "aa" * n}),
    "levels": (20, nested(3, ["x"]), lambda n: nested(n, "y")),
}


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("ask", [EventPattern.matches, EventPattern.misses])
def test_matching_grows_with_the_event(
    kind: str, ask: Callable[[EventPattern, Any], object]
) -> None:
    size, detail_pattern, detail = EVENTS[kind]
    pattern = EventPattern.compile(json.dumps({"detail": detail_pattern}))

    def prepare(n: int) -> Call:
        event = {"source": "shop", "detail": detail(n)}
        return lambda: ask(pattern, event)

    assert growth(prepare, size) < LINEAR


# Paths, transformers and schedules

CONTEXT = TransformerContext(
    rule_name="orders",
    rule_arn="arn:aws:events:us-east-1:123456789012:rule/orders",
    ingestion_time=datetime(2026, 3, 4, tzinfo=timezone.utc),
)


def rendering(size: int, template: str) -> Call:
    """Return a call that renders *template* with each name, a line each."""
    names = [f"n{number}" for number in range(size)]
    event = {"detail": dict.fromkeys(names, "a")}
    text = "\n".join(template.replace("NAME", name) for name in names)
    return lambda: rendered_input(
        event,
        CONTEXT,
        input=None,
        input_path=None,
        input_paths_map={name: f"$.detail.{name}" for name in names},
        input_template=text,
    )


def checking(size: int, template: str) -> Call:
    """Return a call that checks a template, valid or not, as PutTargets does."""
    transformer = {"InputPathsMap": {"a": "$.detail"}, "InputTemplate": template * size}
    target = {
        "Id": "1",
        "Arn": requests_to_aws.API_DESTINATION_ARN,
        "InputTransformer": transformer,
    }
    return lambda: input_error(target)


EXPRESSIONS: dict[str, tuple[int, Callable[[int], Call]]] = {
    "a path": (10, lambda n: lambda: JsonPath.parse("$.detail" + ".a[0]" * n)),
    "no path": (10, lambda n: lambda: is_json_path("$." + "a[" * n)),
    "lines of placeholders": (10, lambda n: rendering(n, '"<NAME> \\" <NAME>"')),
    "a text of lines": (10, lambda n: checking(n, '{"a": <a>}\n')),
    "an open string": (10, lambda n: checking(n, '\\"<')),
    "open braces": (10, lambda n: checking(n, '{"<a>": ')),
    "minutes": (3, lambda n: lambda: ScheduleExpression.parse(f"cron({minutes(n)})")),
    "no cron": (20, lambda n: lambda: refused(f"cron(0 0{' ' * n}x)")),
    "no rate": (20, lambda n: lambda: refused(f"rate({'1' * n} minutes")),
}


def minutes(size: int) -> str:
    return f"{','.join(map(str, range(size)))} 0 * * ? *"


def refused(expression: str) -> None:
    with pytest.raises(InvalidScheduleError):
        ScheduleExpression.parse(expression)


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_an_expression_takes_work_for_each_part(kind: str) -> None:
    size, prepare = EXPRESSIONS[kind]

    assert growth(prepare, size) < LINEAR


# Templates

PARTNER = {
    "Type": "AWS::Events::Connection",
    "Properties": {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "b"}
        },
    },
}


def partners(size: int, other: Callable[[int], Any] = lambda _: "none") -> Any:
    """Return *size* connections, whose descriptions are what *other* returns."""
    return {
        "Resources": {
            f"C{number}": {
                **PARTNER,
                "Properties": {**PARTNER["Properties"], "Description": other(number)},
            }
            for number in range(size)
        }
    }


def value(size: int, function: Callable[[Any], Any], **sections: Any) -> Any:
    """Return a template with *size* levels of a function in its output."""
    result: Any = "a"
    for _ in range(size):
        result = function(result)
    return {**partners(1), "Outputs": {"O": {"Value": result}}, **sections}


def conditions(size: int) -> Any:
    """Return a template in which each condition names the one before it twice."""
    both = {
        f"C{number}": {"Fn::And": [{"Condition": f"C{number - 1}"}] * 2}
        for number in range(1, size)
    }
    return {**partners(1), "Conditions": {"C0": {"Fn::Equals": ["a", "a"]}, **both}}


TEMPLATES: dict[str, tuple[int, Callable[[int], Any]]] = {
    "resources": (8, partners),
    "a chain": (
        8,
        lambda n: partners(n, lambda i: {"Ref": f"C{i - 1}"} if i else "first"),
    ),
    "a chain from the end": (
        8,
        lambda n: partners(n, lambda i: {"Ref": f"C{i + 1}"} if i < n - 1 else "last"),
    ),
    "a star": (8, lambda n: partners(n, lambda i: {"Ref": "C0"} if i else "centre")),
    "Fn::Join": (5, lambda n: value(n, lambda v: {"Fn::Join": ["", [v, "b"]]})),
    "Fn::Sub": (5, lambda n: value(n, lambda v: {"Fn::Sub": ["${x}b", {"x": v}]})),
    "Fn::Select": (
        5,
        lambda n: value(n, lambda v: {"Fn::Select": [0, {"Fn::Split": [",", v]}]}),
    ),
    "conditions": (10, conditions),
    "parameters": (
        20,
        lambda n: {
            **partners(1),
            "Parameters": {
                f"P{i}": {"Type": "String", "Default": "a"} for i in range(n)
            },
        },
    ),
    "variables": (20, lambda n: value(1, lambda _: {"Fn::Sub": "${AWS::Region}" * n})),
}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_deploying_grows_with_the_template(mock: EventBridgeMock, kind: str) -> None:
    size, template = TEMPLATES[kind]

    def prepare(n: int) -> Call:
        mock.reset()
        return lambda: mock.deploy(template(n))

    assert growth(prepare, size) < LINEAR


@pytest.mark.parametrize("chain", [1, -1], ids=["forwards", "backwards"])
@pytest.mark.parametrize("end", ["an end", "a circle"])
def test_the_order_of_resources_takes_work_for_each(chain: int, end: str) -> None:
    def prepare(n: int) -> Call:
        template = Template(StackTemplate(body=links(n, chain, end)))
        return lambda: ordered_or_refused(template)

    assert growth(prepare, 40) < LINEAR


def links(size: int, step: int, end: str) -> Any:
    """Return resources each of which needs the one *step* places before it."""
    resources = {
        f"B{number}": {
            "Type": "AWS::Events::EventBus",
            "DependsOn": f"B{(number - step) % size}",
        }
        for number in range(size)
    }
    if end == "an end":
        del resources["B0" if step > 0 else f"B{size - 1}"]["DependsOn"]
    return {"Resources": resources}


def ordered_or_refused(template: Template) -> None:
    with contextlib.suppress(DeploymentError):
        template.in_order(template.resources, bool)


def circle(size: int) -> Any:
    return partners(size, lambda i: {"Ref": f"C{(i + 1) % size}"})


def names_twice(size: int) -> str:
    names = [*range(size), size - 1]
    return "{" + ", ".join(f'"a{name}": 1' for name in names) + "}"


DOCUMENTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "maps": (10, lambda n: "".join(f"a{i}: {{b: [c, d]}}\n" for i in range(n))),
    "merged maps": (10, lambda n: "a: &a {b: c}\n" + merged(n)),
    "open brackets": (20, lambda n: "a: " + "[" * n),
    "names twice": (20, names_twice),
    "a circle": (5, lambda n: json.dumps(circle(n))),
}


def merged(size: int) -> str:
    return "".join(f"a{i}: {{<<: *a, c{i}: d}}\n" for i in range(size))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_reading_grows_with_the_document(mock: EventBridgeMock, kind: str) -> None:
    size, text = DOCUMENTS[kind]

    def prepare(n: int) -> Call:
        return lambda: deployed_or_refused(mock, text(n))

    assert growth(prepare, size) < LINEAR


def deployed_or_refused(mock: EventBridgeMock, text: str) -> None:
    with contextlib.suppress(DeploymentError):
        mock.deploy(parse(text))


# Calls

ENTRY = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
DEFAULT_BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


def policy(size: int) -> str:
    statements = [
        {
            "Sid": f"s{number}",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "events:PutEvents",
            "Resource": DEFAULT_BUS,
        }
        for number in range(size)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


CALLS: dict[str, tuple[int, str, Callable[[int], dict[str, Any]]]] = {
    "entries": (2, "put_events", lambda n: {"Entries": [ENTRY] * n}),
    "resources": (
        20,
        "put_events",
        lambda n: {"Entries": [{**ENTRY, "Resources": ["a"] * n}]},
    ),
    "a detail": (
        20,
        "put_events",
        lambda n: {"Entries": [{**ENTRY, "Detail": json.dumps(["a"] * n)}]},
    ),
    "a token": (50, "list_rules", lambda n: {"NextToken": "a" * n}),
    "tags": (
        5,
        "tag_resource",
        lambda n: {
            "ResourceARN": DEFAULT_BUS,
            "Tags": [{"Key": f"k{i}", "Value": "v"} for i in range(n)],
        },
    ),
    "a policy": (4, "put_permission", lambda n: {"Policy": policy(n)}),
}


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.usefixtures("mock")
def test_a_call_grows_with_its_parameters(kind: str) -> None:
    size, operation, params = CALLS[kind]
    caller = client()

    def prepare(n: int) -> Call:
        given = params(n)
        return lambda: answer(caller, operation, given)

    assert growth(prepare, size) < LINEAR


def test_all_pages_of_a_list_grow_with_it(mock: EventBridgeMock) -> None:
    caller = client()

    def prepare(n: int) -> Call:
        mock.reset()
        for number in range(n):
            caller.put_rule(Name=f"r{number}", ScheduleExpression="rate(1 day)")
        pages = caller.get_paginator("list_rules").paginate(
            PaginationConfig={"PageSize": 5}
        )
        return lambda: [*pages]

    assert growth(prepare, 20) < LINEAR


def test_deliveries_grow_with_the_events(mock: EventBridgeMock) -> None:
    caller = client()

    def prepare(n: int) -> Call:
        mock.reset()
        made = caller.create_connection(**requests_to_aws.connection())
        destination = caller.create_api_destination(
            **requests_to_aws.api_destination(made["ConnectionArn"])
        )
        target = {
            "Id": "1",
            "Arn": destination["ApiDestinationArn"],
            "RoleArn": requests_to_aws.ROLE_ARN,
        }
        caller.put_rule(**requests_to_aws.rule())
        caller.put_targets(Rule="orders", Targets=[target])

        def deliver() -> None:
            for _ in range(n):
                caller.put_events(Entries=[ENTRY])
            mock.assert_invoked("orders", times=n)

        return deliver

    assert growth(prepare, 5) < LINEAR


# The server

HEAD = "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSEvents.ListRules\r\n"
REQUESTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "a body": (500, lambda n: f"{HEAD}Content-Length: {n}\r\n\r\n{' ' * n}"),
    "chunks": (
        20,
        lambda n: (
            f"{HEAD}Transfer-Encoding: chunked\r\n\r\n" + "1\r\n \r\n" * n + "0\r\n\r\n"
        ),
    ),
    "headers": (20, lambda n: HEAD + "X-A: b\r\n" * n + "\r\n"),
    "a long line": (500, lambda n: f"GET /{'a' * n} HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_an_answer_of_the_server_grows_with_the_request(
    mock: EventBridgeMock, kind: str
) -> None:
    size, text = REQUESTS[kind]
    with mock.serve() as server:
        address = urlsplit(server.url)

        def prepare(n: int) -> Call:
            sent = text(n).encode()
            return lambda: exchange((address.hostname, address.port), sent)

        assert growth(prepare, size) < LINEAR


def exchange(address: Any, sent: bytes) -> bytes:
    """Send bytes, then no more; return all that comes back."""
    received = b""
    with socket.create_connection(address, SECONDS) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65_536):
            received += part
    return received
