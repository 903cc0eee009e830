"""HttpParameters of a target as AWS was seen to send them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws
from tests.delivery.partner import QUEUE, added

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock, Invocation

ENDPOINT = "https://harbour.example/ships"

DETAIL = {
    "word": "brig",
    "count": 7,
    "knots": 11.5,
    "sunk": True,
    "gone": None,
    "empty": "",
    "hull": {"wood": "oak", "masts": 3},
    "crew": ["ann", "bob", {"k": 5}],
    "boats": [{"n": "dinghy"}, {"n": "gig"}],
    "berth": {"port": "Ostend", "berths": ["a", "b"]},
    "mixed": [1, None, True, [], {}],
    "dash-ed": "d",
    "under_ed": "u",
    "slash/ed": "s",
}

# A value, what it becomes in a header or a query, and what it becomes in a path.
VALUES = {
    "plain": ("sloop", "sloop", "sloop"),
    "string": ("$.detail.word", "brig", "brig"),
    "integer": ("$.detail.count", "7", "7"),
    "fraction": ("$.detail.knots", "11.5", "11.5"),
    "boolean": ("$.detail.sunk", "true", "true"),
    "null": ("$.detail.gone", "null", "null"),
    "empty string": ("$.detail.empty", "", ""),
    "nothing": ("$.detail.nowhere", "", ""),
    "nothing in a string": ("$.detail.word.length", "", ""),
    "no such element": ("$.detail.crew[9]", "", ""),
    "object": ("$.detail.hull", "{wood:oak,masts:3}", "%7Bwood:oak,masts:3%7D"),
    "list": ("$.detail.crew", "[ann,bob,{k:5}]", "%5Bann,bob,%7Bk:5%7D%5D"),
    "nested": (
        "$.detail.berth",
        "{port:Ostend,berths:[a,b]}",
        "%7Bport:Ostend,berths:%5Ba,b%5D%7D",
    ),
    "mixed list": (
        "$.detail.mixed",
        "[1,null,true,[],{}]",
        "%5B1,null,true,%5B%5D,%7B%7D%5D",
    ),
    "element": ("$.detail.crew[1]", "bob", "bob"),
    "each element": ("$.detail.boats[*].n", "[dinghy,gig]", "%5Bdinghy,gig%5D"),
    "dash": ("$.detail.dash-ed", "d", "d"),
    "underscore": ("$.detail.under_ed", "u", "u"),
    "slash": ("$.detail.slash/ed", "s", "s"),
    "no path: a blank": ("$.99 off", "$.99 off", "$.99%20off"),
    "no path: brackets": (
        "$.detail['word']",
        "$.detail['word']",
        "$.detail%5B'word'%5D",
    ),
    "no path: no name": ("$..word", "$..word", "$..word"),
    "no path: no dollar": ("detail.word", "detail.word", "detail.word"),
    "part of a string": (
        "ship $.detail.word",
        "ship $.detail.word",
        "ship%20$.detail.word",
    ),
}


@pytest.fixture
def invoke(
    mock: EventBridgeMock, events: Any, make_orders: Callable[..., None]
) -> Callable[..., Invocation]:
    """Publish an event to an endpoint, with the HttpParameters given."""

    def publish(
        http_parameters: dict[str, Any],
        endpoint: str = ENDPOINT,
        *,
        auth: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Invocation:
        make_orders(auth=auth, InvocationEndpoint=endpoint)
        target = requests_to_aws.target(
            Arn=mock.api_destinations["orders"].api_destination_arn,
            HttpParameters=http_parameters,
            **changes,
        )
        events.put_rule(**requests_to_aws.rule())
        answer = events.put_targets(Rule="orders", Targets=[target])
        assert answer["FailedEntryCount"] == 0
        detail = json.dumps(DETAIL)
        entry = {"Source": "shop", "DetailType": "Ship", "Detail": detail}
        events.put_events(Entries=[entry])
        return mock.invocations.last

    return publish


@pytest.mark.parametrize(("value", "sent", "_"), VALUES.values(), ids=VALUES)
def test_a_header_is_what_its_path_finds(
    invoke: Callable[..., Invocation], value: str, sent: str, _: str
) -> None:
    """Reported for eu-west-1, 2026-09-19; header paths: Pipes, 2026-10-01."""
    invocation = invoke({"HeaderParameters": {"X-Ship": value}})

    assert invocation.headers["X-Ship"] == sent


@pytest.mark.parametrize(("value", "sent", "_"), VALUES.values(), ids=VALUES)
def test_a_query_value_is_what_its_path_finds(
    invoke: Callable[..., Invocation], value: str, sent: str, _: str
) -> None:
    """Reported for eu-west-1, 2026-09-19."""
    invocation = invoke({"QueryStringParameters": {"ship": value}})

    assert invocation.query == {"ship": sent}


@pytest.mark.parametrize(("value", "_", "sent"), VALUES.values(), ids=VALUES)
def test_a_path_value_is_what_its_path_finds(
    invoke: Callable[..., Invocation], value: str, _: str, sent: str
) -> None:
    """As in headers and queries; the percent-encoding is our choice."""
    invocation = invoke({"PathParameterValues": [value]}, f"{ENDPOINT}/*/log")

    assert invocation.url == f"{ENDPOINT}/{sent}/log"


def test_an_empty_value_is_sent_with_its_name(
    invoke: Callable[..., Invocation],
) -> None:
    """Reported for eu-west-1, 2026-09-19: `X-A:` and `?q=`, not nothing."""
    nowhere = "$.detail.nowhere"
    invocation = invoke(
        {"HeaderParameters": {"X-A": nowhere}, "QueryStringParameters": {"q": nowhere}}
    )

    assert invocation.url == f"{ENDPOINT}?q="
    assert invocation.headers["X-A"] == ""


MISSING_VALUES = {
    "no parameters": (
        "/*",
        {},
        "Wildcard 1 (*) in the path of the endpoint has no value: the target gives 0"
        " path values for 1.",
    ),
    "one of two": (
        "/*/log/*",
        {"PathParameterValues": ["brig"]},
        "Wildcard 2 (*) in the path of the endpoint has no value: the target gives 1"
        " path value for 2.",
    ),
    "none of two": (
        "/*/*",
        {"HeaderParameters": {"X-Ship": "brig"}},
        "Wildcard 1 (*) in the path of the endpoint has no value: the target gives 0"
        " path values for 2.",
    ),
}


@pytest.mark.parametrize(
    ("path", "parameters", "text"), MISSING_VALUES.values(), ids=MISSING_VALUES
)
def test_a_wildcard_without_a_value_is_not_invoked(
    mock: EventBridgeMock,
    invoke: Callable[..., Invocation],
    path: str,
    parameters: dict[str, Any],
    text: str,
) -> None:
    """Recorded on AWS 2026-10-01, through Pipes: no call in two windows of 45 s.

    Code and text are our choice.
    """
    invocation = invoke(parameters, f"{ENDPOINT}{path}", DeadLetterConfig=QUEUE)
    message = f"Parameter is not valid. {text}"

    assert (invocation.attempts, invocation.outcome) == ((), "dead_lettered")
    assert (invocation.error_code, invocation.failure) == ("INVALID_PARAMETER", message)
    (letter,) = mock.assert_dead_lettered("orders", error_code="INVALID_PARAMETER")
    assert letter.attributes["ERROR_MESSAGE"] == message
    assert text in str(mock.explain(mock.events.last))


def test_a_wildcard_in_the_query_needs_no_value(
    invoke: Callable[..., Invocation],
) -> None:
    invocation = invoke({}, f"{ENDPOINT}?like=*")

    assert (invocation.outcome, invocation.query) == ("delivered", {"like": "*"})


def test_surplus_path_values_are_left_out(invoke: Callable[..., Invocation]) -> None:
    """PutTargets takes them (recorded on AWS 2026-09-26)."""
    invocation = invoke({"PathParameterValues": ["brig", "gig"]}, f"{ENDPOINT}/*")

    assert invocation.url == f"{ENDPOINT}/brig"


def test_a_query_key_of_target_and_connection_is_sent_once(
    invoke: Callable[..., Invocation],
) -> None:
    """With the connection's value in the target's place.

    Recorded on AWS 2026-10-01, through Pipes: `shared=connection&dynamic=…`.
    """
    invocation = invoke(
        {"QueryStringParameters": {"shared": "target", "dynamic": "$.detail.word"}},
        auth=added("QueryStringParameters", ("own", "1"), ("shared", "connection")),
    )

    assert invocation.url == f"{ENDPOINT}?shared=connection&dynamic=brig&own=1"


def test_a_header_of_target_and_connection_is_sent_once(
    invoke: Callable[..., Invocation],
) -> None:
    """Recorded on AWS 2026-10-01, through Pipes: the connection's value."""
    invocation = invoke(
        {"HeaderParameters": {"X-Shared": "target", "X-Dynamic": "$.detail.word"}},
        auth=added("HeaderParameters", ("x-shared", "connection")),
    )
    names = [name for name in invocation.headers if name.lower().startswith("x-")]

    assert names == ["x-shared", "X-Dynamic"]
    assert invocation.headers["X-Shared"] == "connection"


def test_values_come_from_the_event_before_the_template(
    invoke: Callable[..., Invocation],
) -> None:
    """Recorded on AWS 2026-10-01, through Pipes."""
    invocation = invoke(
        {"HeaderParameters": {"X-Ship": "$.detail.word"}},
        InputTransformer={
            "InputPathsMap": {"count": "$.detail.count"},
            "InputTemplate": '{"detail":{"word":<count>}}',
        },
    )

    assert invocation.headers["X-Ship"] == "brig"
    assert invocation.json() == {"detail": {"word": 7}}


def test_no_trace_header_is_sent(invoke: Callable[..., Invocation]) -> None:
    """None is among the recorded headers (AWS 2026-10-01, through Pipes)."""
    invocation = invoke({})

    assert [*invocation.headers] == [
        "Content-Type",
        "Authorization",
        "User-Agent",
        "Range",
        "Accept-Encoding",
        "Connection",
        "Host",
        "Content-Length",
    ]
    assert invocation.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("name", ["PagerDuty Authorization", "a b  c"])
def test_an_api_key_name_with_blanks_is_sent(
    mock: EventBridgeMock, make_orders: Callable[..., None], name: str
) -> None:
    """AWS's own sample has such a name; how it is delivered is not recorded."""
    key = {"ApiKeyName": name, "ApiKeyValue": "not-a-secret"}
    make_orders("API_KEY", auth={"ApiKeyAuthParameters": key})

    (invocation,) = [mock.invoke("orders")]

    assert invocation.outcome == "delivered"
    assert invocation.headers[name] == "not-a-secret"
    assert f"{name}: ***" in invocation.to_curl()


@pytest.mark.parametrize("size", [1_048_577, 6_291_457])
def test_an_answer_beyond_the_range_is_a_success(
    mock: EventBridgeMock, orders: str, size: int
) -> None:
    """Recorded on AWS 2026-10-01, through Pipes: nothing is cut."""
    mock.responses.post("https://api.partner.example/orders", body=b"x" * size)

    invocation = mock.invoke(orders)

    assert invocation.outcome == "delivered"
    assert len(invocation.attempts[0].response_body) == size


@pytest.mark.parametrize("depth", [1, 499])
def test_a_value_may_be_nested_as_deep_as_an_event(
    mock: EventBridgeMock, events: Any, orders: str, depth: int
) -> None:
    target = requests_to_aws.target(
        Arn=mock.api_destinations[orders].api_destination_arn,
        HttpParameters={"HeaderParameters": {"X-Ship": "$.detail"}},
        InputTransformer={
            "InputPathsMap": {"ship": "$.detail"},
            "InputTemplate": '"<ship>"',
        },
    )
    events.put_rule(**requests_to_aws.rule())
    events.put_targets(Rule="orders", Targets=[target])
    detail = '{"a":' * depth + '"brig"' + "}" * depth
    entry = {"Source": "shop", "DetailType": "Ship", "Detail": detail}
    events.put_events(Entries=[entry])
    bare = "{a:" * depth + "brig" + "}" * depth
    (invocation,) = mock.assert_invoked("orders", json=bare)

    assert invocation.headers["X-Ship"] == bare
