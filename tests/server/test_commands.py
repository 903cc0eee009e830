"""The commands and assertions of the control API: the methods of a mock, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws
from tests.server.test_control_api_reads import OPENAPI, complaints, schema_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock
    from tests.local_server import LocalServer
    from tests.server.browsing import Browser

URL = "https://api.partner.example/orders"
EVENT = {"source": "shop", "detail_type": "Order Placed", "detail": {"n": 1}}


@pytest.fixture
def rule(events: Any, orders: str, mock: EventBridgeMock) -> str:
    """A rule that sends the events of the shop to the API destination."""
    events.put_rule(**requests_to_aws.rule())
    target = {
        "Id": "partner",
        "Arn": mock.api_destinations[orders].api_destination_arn,
        "RoleArn": requests_to_aws.ROLE_ARN,
    }
    events.put_targets(Rule="orders", Targets=[target])
    return "orders"


def test_an_event_is_published_and_explained(
    browser: Browser, rule: str, mock: EventBridgeMock
) -> None:
    answer = browser.post("publish", EVENT)

    assert complaints(schema_of("publish", "post"), answer.json()) == []
    assert answer.json()["id"] == mock.events.last.id
    assert answer.json()["deliveries"][0]["outcome"] == "delivered"
    assert answer.json()["rules"][0]["verdict"] == "matched"


def test_a_sample_of_aws_is_published_with_other_members(
    browser: Browser, mock: EventBridgeMock
) -> None:
    sample = {"source": "aws.s3", "detail-type": "Object Created", "detail": {}}

    browser.post("publish", {"event": sample, "region_name": "eu-west-1"})

    assert mock.events.last.envelope["detail-type"] == "Object Created"


@pytest.mark.parametrize(
    ("reply", "status", "error"),
    [
        pytest.param({"status": 404}, 404, None, id="status"),
        pytest.param({"json": {"ok": True}}, 200, None, id="json"),
        pytest.param({"json": None}, 200, None, id="null is JSON"),
        pytest.param(
            {"body": "<ok/>", "headers": {"Content-Type": "text/xml", "X-Id": "1"}},
            200,
            None,
            id="body and headers",
        ),
        pytest.param(
            {"failure": "connection"},
            None,
            "ConnectionError: Connection refused by a scripted reply.",
            id="a broken connection",
        ),
        pytest.param(
            {"failure": "timeout"},
            None,
            "TimeoutError: Timed out by a scripted reply.",
            id="a silent endpoint",
        ),
    ],
)
def test_a_scripted_reply_answers_an_invocation(
    browser: Browser,
    orders: str,
    reply: dict[str, Any],
    status: int | None,
    error: str | None,
) -> None:
    assert browser.post("replies", {"url": URL, **reply}).json() == {}

    policy = {"MaximumRetryAttempts": 0}
    answer = browser.post(
        "invoke",
        {"api_destination": orders, "event": {"n": 1}, "retry_policy": policy},
    )

    assert complaints(schema_of("invoke", "post"), answer.json()) == []
    (attempt,) = answer.json()["attempts"]
    assert (attempt["status"], attempt["error"]) == (status, error)


def test_replies_are_forgotten(browser: Browser, mock: EventBridgeMock) -> None:
    browser.post("replies", {"url": URL})

    answer = browser.send("DELETE", "/_eventbridge_mock/replies")

    assert (answer.status, answer.json()) == (200, {})
    assert mock.responses.registered() == []


def test_a_route_leads_to_a_server(
    browser: Browser, orders: str, server: LocalServer
) -> None:
    route = {"url_prefix": "https://api.partner.example/", "to": server.url}
    assert browser.post("routes", route).json() == {}

    browser.post("invoke", {"api_destination": orders, "body": "plain"})

    assert server.requests == ["POST /orders"]
    assert browser.get("replies").json()["routes"] == [
        {"url_prefix": "https://api.partner.example", "to": server.url}
    ]


def test_a_scripted_error_fails_a_call(browser: Browser) -> None:
    fault = {"operation": "PutEvents", "code": "ThrottlingException", "entries": []}
    assert browser.post("faults", fault).json() == {}

    answer = browser.call("PutEvents", {"Entries": []})

    assert answer.json()["__type"] == "ThrottlingException"
    assert browser.get("replies").json()["faults"] == []


def test_a_single_entry_fails(browser: Browser) -> None:
    fault = {"operation": "PutEvents", "code": "InternalFailure", "entries": [0]}
    browser.post("faults", fault)
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}

    answer = browser.call("PutEvents", {"Entries": [entry, entry]}).json()

    assert answer["FailedEntryCount"] == 1


@pytest.fixture
def pending(browser: Browser, make_on_time: Callable[[], None]) -> None:
    """A delivery that failed once, and waits for its retry."""
    make_on_time()
    browser.post("replies", {"url": URL, "status": 503})
    browser.post("replies", {"url": URL})
    browser.post("invoke", {"api_destination": "orders", "event": {}})


@pytest.fixture
def make_on_time(mock: EventBridgeMock, orders: str) -> Any:
    """Retries wait from now on."""
    nested = mock_api_destinations(delivery="on_time")
    yield nested.start
    nested.stop()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param({"to_next": True}, id="to what is due next"),
        pytest.param({"hours": 1}, id="by an hour"),
        pytest.param({"seconds": 0.5, "minutes": 59.5}, id="by several units"),
    ],
)
def test_the_clock_moves_on_to_a_retry(
    browser: Browser, pending: None, step: dict[str, Any], mock: EventBridgeMock
) -> None:
    assert browser.get("invocations").json()["invocations"][0]["outcome"] == "pending"
    assert browser.get("state").json()["next_due"] is not None

    answer = browser.post("advance", step)

    assert complaints(schema_of("state"), answer.json()) == []
    assert answer.json()["next_due"] is None
    assert mock.invocations.last.outcome == "delivered"


def test_the_clock_stays_if_nothing_is_due(browser: Browser) -> None:
    assert browser.post("advance", {"to_next": True}).json()["next_due"] is None


def test_a_connection_is_forced_into_a_state(browser: Browser, orders: str) -> None:
    forced = {"name": "partner", "state": "DEAUTHORIZED", "reason": "Key refused."}

    answer = browser.post("set-connection-state", forced)

    assert complaints(schema_of("set-connection-state", "post"), answer.json()) == []
    connection = answer.json()
    assert connection["ConnectionState"] == "DEAUTHORIZED"
    assert connection["StateReason"] == "Key refused."
    assert {"from": "DEAUTHORIZED", "on": "UpdateConnection", "to": "AUTHORIZED"} in (
        connection["transitions"]
    )


def test_everything_is_settled_and_forgotten(
    browser: Browser, orders: str, mock: EventBridgeMock
) -> None:
    assert browser.post("settle", {}).json() == {}
    assert browser.post("reset", {}).json() == {}
    assert not mock.connections


def test_a_client_of_the_authorization_server_is_registered(
    browser: Browser, events: Any, mock: EventBridgeMock
) -> None:
    client = {"client_id": "other", "client_secret": "not-a-secret"}
    assert browser.post("register-oauth-client", client).json() == {}

    events.create_connection(**requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS"))

    assert mock.connections["partner"].connection_state == "DEAUTHORIZED"


@pytest.mark.parametrize("command", ["fail-over", "fail-back"])
def test_an_endpoint_that_does_not_exist_is_named(
    browser: Browser, command: str
) -> None:
    answer = browser.post(command, {"endpoint_name": "orders"})

    assert (answer.status, answer.json()) == (
        404,
        {
            "error": "UnknownNameError",
            "message": (
                "no global endpoint 'orders' in account 123456789012, Region"
                " eu-west-1. None exists there; mock.backend(account_id, region_name)"
                " shows other places."
            ),
        },
    )


def test_a_template_is_deployed(browser: Browser, mock: EventBridgeMock) -> None:
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}}
    outputs = {"Name": {"Value": {"Ref": "Bus"}, "Export": {"Name": "bus"}}}
    template = {"Resources": {"Bus": bus}, "Outputs": outputs}

    answer = browser.post("deploy", {"source": template, "stack_name": "orders"})

    assert complaints(schema_of("deploy", "post"), answer.json()) == []
    assert answer.json() == {
        "resources": [
            {
                "logical_id": "Bus",
                "stack_name": "orders",
                "type": "AWS::Events::EventBus",
                "name": "shop",
                "arn": mock.event_buses["shop"].arn,
                "url": None,
            }
        ],
        "outputs": {"Name": "shop"},
        "exports": {"bus": "shop"},
        "left_out": {},
        "made_up": {},
    }


def test_an_event_that_was_not_published_is_explained(
    browser: Browser, rule: str
) -> None:
    answer = browser.post("explain", {"event": {"source": "bakery"}})

    assert complaints(schema_of("explain", "post"), answer.json()) == []
    (explained,) = answer.json()["rules"]
    assert explained["misses"] == [
        {
            "path": "source",
            "wanted": '"shop"',
            "actual": "bakery",
            "is_missing": False,
            "branch": "",
            "array": "",
            "text": "source: wanted \"shop\", got 'bakery'",
        }
    ]


def test_a_missing_field_is_told_from_null(browser: Browser, rule: str) -> None:
    (explained,) = browser.post("explain", {"event": {"id": "1"}}).json()["rules"]

    assert explained["misses"][0]["is_missing"] is True
    assert explained["misses"][0]["actual"] is None


ANSWERED = {"api_destination": "orders", "method": "POST", "status": 200}


@pytest.mark.parametrize(
    ("assertion", "members"),
    [
        pytest.param("invoked", {**ANSWERED, "json": {"n": {"$any": True}}}, id="any"),
        pytest.param(
            "invoked", {**ANSWERED, "url": {"$regex": "https://.*"}}, id="regex"
        ),
        pytest.param("invoked", {"api_destination": "orders", "times": 1}, id="times"),
        pytest.param(
            "invoked",
            {"api_destination": "orders", "headers": {"host": "api.partner.example"}},
            id="headers",
        ),
        pytest.param("not-invoked", {**ANSWERED, "json": {"n": 2}}, id="not invoked"),
        pytest.param("published", {"times": 0}, id="none published"),
        pytest.param("not-published", {"source": ["shop"]}, id="not published"),
        pytest.param(
            "dead-lettered", {"api_destination": "orders", "times": 0}, id="no letter"
        ),
        pytest.param("everything-used", {}, id="everything used"),
    ],
)
def test_an_assertion_holds(
    browser: Browser, orders: str, assertion: str, members: dict[str, Any]
) -> None:
    browser.post("invoke", {"api_destination": orders, "event": {"n": 1}})

    answer = browser.post(f"assert/{assertion}", members)

    assert answer.status == 200


def test_an_assertion_returns_what_it_matched(
    browser: Browser, rule: str, mock: EventBridgeMock
) -> None:
    mock.responses.post(URL, status=400)
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
    browser.call("PutEvents", {"Entries": [entry]})

    published = browser.post("assert/published", {"source": "shop"}).json()
    invoked = browser.post("assert/invoked", {"api_destination": "orders"}).json()

    assert [event["number"] for event in published["records"]] == [1]
    assert [each["number"] for each in invoked["records"]] == [1]


def test_a_dead_letter_is_matched(
    browser: Browser, orders: str, mock: EventBridgeMock
) -> None:
    mock.responses.post(URL, status=400)
    config = {"Arn": requests_to_aws.QUEUE_ARN}
    browser.post("invoke", {"api_destination": "orders", "dead_letter_config": config})

    matched = browser.post(
        "assert/dead-lettered",
        {"api_destination": "orders", "queue_failure": {"$any": True}},
    ).json()

    assert [letter["number"] for letter in matched["records"]] == [1]
    assert matched["records"][0]["invocation"] == 1


def test_a_failure_has_the_text_that_pytest_would_show(
    browser: Browser, orders: str
) -> None:
    answer = browser.post(
        "assert/invoked",
        {"api_destination": orders, "url": {"$regex": "x+"}, "json": None},
    )

    assert answer.status == 422
    assert answer.json()["error"] == "AssertionError"
    assert answer.json()["message"].startswith(
        "Expected one invocation of 'orders' with url=<a string that matches 'x+'>,"
        " json=None; found none."
    )


def test_an_expression_has_to_match(browser: Browser, orders: str) -> None:
    browser.post("invoke", {"api_destination": orders})
    asked = [{"url": {"$regex": pattern}} for pattern in ("x+", ".*orders", ".*order")]

    statuses = [
        browser.post("assert/invoked", {"api_destination": orders, **each}).status
        for each in asked
    ]

    assert statuses == [422, 200, 422]


def test_replies_are_listed(browser: Browser, mock: EventBridgeMock) -> None:
    browser.post("replies", {"url": URL, "failure": "timeout"})
    browser.post("replies", {"url": f"{URL}/2", "method": "PUT", "status": 201})

    assert browser.get("replies").json()["replies"] == [
        {
            "method": "POST",
            "url": URL,
            "status": None,
            "failure": "TimeoutError",
            "call_count": 0,
        },
        {
            "method": "PUT",
            "url": f"{URL}/2",
            "status": 201,
            "failure": None,
            "call_count": 0,
        },
    ]
    mock.responses.reset()


def test_a_reply_that_was_not_used_is_named(
    browser: Browser, mock: EventBridgeMock
) -> None:
    browser.post("replies", {"url": URL})

    answer = browser.post("assert/everything-used", {})

    assert answer.status == 422
    assert f"  POST {URL}" in answer.json()["message"].splitlines()
    mock.responses.reset()


@pytest.mark.parametrize(
    ("path", "members", "status", "message"),
    [
        pytest.param(
            "advance",
            {"second": 1},
            400,
            "There is no member 'second' here; allowed: seconds, minutes, hours, days,"
            " weeks, milliseconds, microseconds, to_next.",
            id="unknown member",
        ),
        pytest.param(
            "settle",
            {"now": 1},
            400,
            "There is no member 'now' here; allowed: none.",
            id="no members",
        ),
        pytest.param(
            "advance", {"seconds": "1"}, 400, "seconds must be a number.", id="type"
        ),
        pytest.param(
            "advance", {"seconds": True}, 400, "seconds must be a number.", id="bool"
        ),
        pytest.param(
            "advance",
            {"to_next": 1},
            400,
            "to_next must be true or false.",
            id="no bool",
        ),
        pytest.param(
            "advance",
            {"seconds": -1},
            400,
            "advance() only moves the clock forward. To move it back, use the move_to"
            " of freezegun.",
            id="back",
        ),
        pytest.param(
            "advance",
            {"weeks": 1e300},
            400,
            "advance() moves the clock to a date of the years 1 to 9999: Python int too"
            " large to convert to C int",
            id="too far",
        ),
        pytest.param(
            "replies", {"status": 200}, 400, "The member 'url' is missing.", id="url"
        ),
        pytest.param(
            "replies",
            {"url": URL, "status": 99},
            400,
            "99 is not a status of HTTP.",
            id="status",
        ),
        pytest.param(
            "replies",
            {"url": URL, "failure": "fire"},
            400,
            "failure is one of connection, timeout, not 'fire'.",
            id="failure",
        ),
        pytest.param(
            "replies",
            {"url": URL, "json": 1, "body": ""},
            400,
            "A reply has one of body, json and failure.",
            id="two bodies",
        ),
        pytest.param(
            "replies",
            {"url": URL, "headers": {"X-Id": 1}},
            400,
            "The values in headers must be strings.",
            id="headers",
        ),
        pytest.param(
            "assert/published",
            {"source": {"$regex": "("}},
            400,
            "$regex: missing ), unterminated subpattern at position 0",
            id="expression",
        ),
        pytest.param(
            "publish",
            {"source": "shop"},
            400,
            "an event needs a detail-type, a string: publish(detail_type=...) gives"
            " one; it is None here.",
            id="no detail type",
        ),
        pytest.param(
            "nothing",
            {},
            404,
            "The control API has no path 'nothing';"
            " /_eventbridge_mock/openapi.yaml describes it.",
            id="path",
        ),
        pytest.param(
            "deploy",
            {
                "source": {
                    "Resources": {
                        "Bus": {
                            "Type": "AWS::Events::EventBus",
                            "Properties": {"Name": "shop", "Nmae": "shop"},
                        }
                    }
                }
            },
            400,
            "Properties validation failed for resource Bus with message: #: extraneous"
            " key [Nmae] is not permitted. Did you mean Name?",
            id="template",
        ),
        pytest.param("state", {}, 405, "POST is not for 'state'.", id="a query"),
    ],
)
def test_a_command_that_is_not_valid_is_refused(
    browser: Browser, path: str, members: dict[str, Any], status: int, message: str
) -> None:
    answer = browser.post(path, members)

    assert (answer.status, answer.json()["message"]) == (status, message)


@pytest.mark.parametrize(
    ("path", "members", "error"),
    [
        ("replies", {"status": 200}, "TypeError"),
        ("replies", {"url": URL, "status": 99}, "ValueError"),
        ("replies", {"url": URL, "failure": "fire"}, "ValueError"),
        ("replies", {"url": URL, "json": 1, "body": ""}, "ValueError"),
        ("replies", {"url": URL, "headers": {"X-Id": 1}}, "TypeError"),
        ("assert/published", {"source": {"$regex": "("}}, "ValueError"),
        ("nothing", {}, "NotFound"),
        ("state", {}, "MethodNotAllowed"),
    ],
)
def test_an_error_has_the_name_that_it_has_in_python_or_http(
    browser: Browser, path: str, members: dict[str, Any], error: str
) -> None:
    assert browser.post(path, members).json()["error"] == error


@pytest.mark.parametrize("path", ["assert/invoked", "settle"])
def test_a_command_is_not_read(browser: Browser, path: str) -> None:
    answer = browser.get(path)

    assert (answer.status, answer.json()["message"]) == (
        405,
        f"GET is not for '{path}'.",
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(b"[]", "The body must be a JSON object.", id="an array"),
        pytest.param(
            b'{"seconds": NaN}',
            "The body is not valid JSON: NaN is not a value of JSON",
            id="NaN",
        ),
        pytest.param(
            b"{",
            "The body is not valid JSON: Expecting property name enclosed in double"
            " quotes: line 1 column 2 (char 1)",
            id="no JSON",
        ),
    ],
)
def test_a_body_that_is_not_an_object_is_refused(
    browser: Browser, body: bytes, message: str
) -> None:
    headers = {"Content-Type": "application/json"}

    answer = browser.send("POST", "/_eventbridge_mock/advance", body, headers)

    assert (answer.status, answer.json()["message"]) == (400, message)


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded"]
)
def test_a_command_needs_the_content_type_of_json(browser: Browser, kind: str) -> None:
    answer = browser.post("reset", {}, **{"Content-Type": kind})

    assert (answer.status, answer.json()) == (
        415,
        {
            "error": "UnsupportedMediaType",
            "message": "A command needs the header Content-Type: application/json.",
        },
    )


def examples() -> list[Any]:
    """Return the example of each command, by its path."""
    found = []
    for path, methods in OPENAPI["paths"].items():
        body = methods.get("post", {}).get("requestBody")
        if body is None:
            continue
        if "$ref" in body:
            name = body["$ref"].rpartition("/")[2]
            body = OPENAPI["components"]["requestBodies"][name]
        example = body["content"]["application/json"]["example"]
        found.append(pytest.param(path.removeprefix("/"), example, id=path))
    return found


@pytest.mark.parametrize(("path", "example"), examples())
def test_the_example_of_a_command_has_valid_members(
    browser: Browser, path: str, example: dict[str, Any], orders: str
) -> None:
    message = str(browser.post(path, example).json().get("message", ""))

    assert "There is no member" not in message
    assert "must be" not in message
    browser.post("reset", {})
