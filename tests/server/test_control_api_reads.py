"""What the control API shows, in the form that control-api.yaml describes."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import eventbridge_mock
from eventbridge_mock.server.commands import COMMANDS
from eventbridge_mock.server.queries import QUERIES, QUERIES_OF_ONE
from tests import requests_to_aws

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.server.browsing import Browser

FILE = Path(eventbridge_mock.__file__).parent / "server" / "control-api.yaml"
OPENAPI = yaml.safe_load(FILE.read_text("utf-8"))
SCHEMAS = OPENAPI["components"]["schemas"]


def resolved(schema: Any) -> Any:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    return schema


def complaints(schema: Any, value: Any, path: str = "$") -> list[str]:
    """Return where *value* is not what *schema* says: members and types."""
    schema = resolved(schema)
    for part in schema.get("allOf", ()):
        whole = {"properties": {}, **resolved(part)}
        found = complaints({**whole, "additionalProperties": True}, value, path)
        if found:
            return found
    if "oneOf" in schema:
        each = [complaints(option, value, path) for option in schema["oneOf"]]
        return [] if any(not found for found in each) else each[0]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, TYPES[name]) for name in types):
        return [f"{path}: {value!r} is not {types}"]
    if value not in schema.get("enum", [value]):
        return [f"{path}: {value!r} is not one of {schema['enum']}"]
    if isinstance(value, list):
        items = schema.get("items", {})
        each = (complaints(items, v, f"{path}[{at}]") for at, v in enumerate(value))
        return list(chain.from_iterable(each))
    return members_complaints(schema, value, path) if isinstance(value, dict) else []


def members_complaints(schema: Any, value: Any, path: str) -> list[str]:
    declared = schema.get("properties", {})
    missing = set(schema.get("required", ())) - value.keys()
    other = schema.get("additionalProperties", True)
    found = [f"{path}: {name} is missing" for name in missing]
    for name, member in value.items():
        described = declared.get(name, other if isinstance(other, dict) else {})
        found += complaints(described, member, f"{path}.{name}")
    return found


TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def schema_of(path: str, method: str = "get") -> Any:
    answer = OPENAPI["paths"][f"/{path}"][method]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]


@pytest.fixture
def busy(mock: EventBridgeMock, events: Any, orders: str) -> EventBridgeMock:
    """A mock with a bit of everything: a rule, a miss, a retry, a dead letter."""
    mock.responses.post("https://api.partner.example/orders", status=503)
    mock.responses.post("https://api.partner.example/orders", json={"ok": True})
    events.put_rule(**requests_to_aws.rule())
    target = {
        "Id": "partner",
        "Arn": mock.api_destinations[orders].api_destination_arn,
        "RoleArn": requests_to_aws.ROLE_ARN,
        "DeadLetterConfig": {"Arn": requests_to_aws.QUEUE_ARN},
    }
    queue = {"Id": "queue", "Arn": requests_to_aws.QUEUE_ARN}
    events.put_targets(Rule="orders", Targets=[target, queue])
    events.put_rule(Name="refunds", EventPattern='{"detail-type": ["Refund"]}')
    events.create_connection(
        **requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS", Name="oauth")
    )
    detail = json.dumps({"n": 1, "key": requests_to_aws.PASSWORD})
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": detail}
    events.put_events(Entries=[entry])
    mock.responses.replace("POST", "https://api.partner.example/orders", status=400)
    events.put_events(Entries=[entry])
    mock.fail("ListRules", "ThrottlingException")
    events.create_archive(
        ArchiveName="all", EventSourceArn=mock.event_buses["default"].arn
    )
    yield mock
    mock.reset()  # what was scripted and is not used


@pytest.mark.parametrize("path", QUERIES)
def test_an_answer_is_as_described(
    path: str, browser: Browser, busy: EventBridgeMock
) -> None:
    answer = browser.get(path)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert complaints(schema_of(path), answer.json()) == []


@pytest.mark.parametrize("path", QUERIES)
def test_no_answer_shows_a_secret(
    path: str, browser: Browser, busy: EventBridgeMock
) -> None:
    assert requests_to_aws.PASSWORD.encode() not in browser.get(path).body


def test_every_path_is_described_and_answered() -> None:
    described = {
        (path.removeprefix("/"), method)
        for path, methods in OPENAPI["paths"].items()
        for method in methods
    }

    assert described == {
        *((path, "get") for path in QUERIES),
        *((path, "post") for path in COMMANDS),
        *((f"{path}/{{{name}}}", "get") for path, name in NAMES.items()),
        ("openapi.yaml", "get"),
        ("stream", "get"),
        ("replies", "delete"),
    }


NAMES = {"events": "id", "service-events": "number", "invocations": "number"}
assert NAMES.keys() == QUERIES_OF_ONE.keys()
