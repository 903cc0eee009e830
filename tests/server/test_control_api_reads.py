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
from eventbridge_mock.server.record_json import _outcome
from eventbridge_mock.types import Target, TargetOutcome
from tests import requests_to_aws
from tests.aws.operations.times import NOW

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


def test_the_check_finds_what_is_not_as_described() -> None:
    schema = {
        "type": "object",
        "allOf": [{"$ref": "#/components/schemas/Error"}],
        "properties": {"kind": {"enum": ["a"]}},
    }

    assert complaints(schema, {"error": 1, "message": ""}) == [
        "$.error: 1 is not ['string']"
    ]
    assert complaints(schema, {"error": "", "message": "", "kind": "b"}) == [
        "$.kind: 'b' is not one of ['a']"
    ]


@pytest.mark.parametrize("key", ["number", "id"])
def test_an_event_is_found_by_its_number_and_id(
    key: str, browser: Browser, busy: EventBridgeMock
) -> None:
    listed = browser.get("events").json()["events"][1]

    answer = browser.get(f"events/{listed[key]}").json()

    schema = OPENAPI["paths"]["/events/{id}"]["get"]["responses"]["200"]
    schema = schema["content"]["application/json"]["schema"]
    assert complaints(schema, answer) == []
    assert (answer["number"], answer["id"]) == (2, listed["id"])


def test_an_event_of_eventbridge_itself_is_found(
    browser: Browser, busy: EventBridgeMock
) -> None:
    answer = browser.get("service-events/1").json()

    assert (answer["number"], answer["origin"]) == (1, "service")


def test_an_invocation_has_its_attempts(
    browser: Browser, busy: EventBridgeMock
) -> None:
    answer = browser.get("invocations/1").json()

    assert complaints(SCHEMAS["Invocation"], answer) == []
    assert [each["status"] for each in answer["attempts"]] == [503, 200]


@pytest.mark.parametrize("number", ["0", "9", "x"])
def test_an_invocation_that_does_not_exist_is_named(
    number: str, browser: Browser
) -> None:
    answer = browser.get(f"invocations/{number}")

    assert (answer.status, answer.json()["message"]) == (
        404,
        f"There is no invocation '{number}'; there are 0.",
    )


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("invocations?outcome=delivered", [1]),
        ("invocations?outcome=dead_lettered", [2]),
        ("invocations?api_destination=orders", [1, 2]),
        ("invocations?api_destination=others", []),
        ("invocations?after=1", [2]),
        ("invocations?limit=1", [2]),
        ("invocations?after=9&limit=1", []),
        ("invocations?limit=0", []),
    ],
)
def test_a_list_can_be_narrowed(
    path: str, numbers: list[int], browser: Browser, busy: EventBridgeMock
) -> None:
    listed = browser.get(path).json()["invocations"]

    assert [each["number"] for each in listed] == numbers


@pytest.mark.parametrize("limit", [0, 1, 2, 10**30])
def test_the_newest_attempts_can_be_listed(
    limit: int, browser: Browser, busy: EventBridgeMock
) -> None:
    everything = browser.get("attempts").json()["attempts"]

    listed = browser.get(f"attempts?limit={limit}").json()["attempts"]

    assert len(everything) > 2
    assert listed == everything[max(len(everything) - limit, 0) :]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "events?before=1",
            "There is no parameter 'before' here; allowed: after, limit.",
        ),
        ("state?a=1", "There is no parameter 'a' here; allowed: none."),
        ("events?after=-1", "after is a number, not '-1'."),
        (f"events?limit={'9' * 5000}", f"limit is a number, not '{'9' * 5000}'."),
        (
            "invocations?outcome=lost",
            "outcome is one of delivered, failed, dead_lettered, pending, not 'lost'.",
        ),
    ],
)
def test_a_parameter_that_is_not_valid_is_refused(
    path: str, message: str, browser: Browser
) -> None:
    answer = browser.get(path)

    assert (answer.status, answer.json()["message"]) == (400, message)


def test_the_description_is_answered(browser: Browser) -> None:
    answer = browser.get("openapi.yaml")

    assert answer.headers["content-type"] == "application/yaml"
    assert answer.body == FILE.read_bytes()


def test_another_path_is_not_found(browser: Browser) -> None:
    assert browser.get("nothing").status == 404


def test_a_body_that_is_no_text_is_escaped(
    browser: Browser, orders: str, mock: EventBridgeMock
) -> None:
    mock.invoke(orders, body=b"\xff")

    request = browser.get("invocations/1").json()["request"]

    assert (request["body"], request["is_text"]) == ("\\xff", False)


def test_the_outcomes_at_a_queue_are_told(
    browser: Browser, events: Any, mock: EventBridgeMock
) -> None:
    queue = {"Id": "queue", "Arn": requests_to_aws.QUEUE_ARN}
    letters = {"DeadLetterConfig": {"Arn": f"{requests_to_aws.QUEUE_ARN}-dead"}}
    events.put_rule(**requests_to_aws.rule())
    events.put_targets(
        Rule="orders", Targets=[queue, {**queue, **letters, "Id": "with-letters"}]
    )

    mock.publish(source="shop", detail_type="Order Placed")

    deliveries = browser.get("events/1").json()["deliveries"]
    assert [each["outcome"] for each in deliveries] == ["failed", "dead_lettered"]
    (letter,) = browser.get("dead-letters").json()["dead_letters"]
    assert (letter["invocation"], letter["time"]) == (None, None)


def test_a_target_that_is_tried_again_is_pending() -> None:
    target = Target(id="queue", arn=requests_to_aws.QUEUE_ARN)
    outcome = TargetOutcome(target, failure="Throttled", next_attempt_time=NOW)

    assert _outcome(outcome) == "pending"


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
