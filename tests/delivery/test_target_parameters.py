"""What a target adds to a request: path values, headers and a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.delivery.target_parameters import TargetParameters
from eventbridge_mock.model.target import HttpParameters
from tests.delivery.partner import URL, added

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

EVENT = {
    "source": "shop",
    "detail": {
        "order": 7,
        "price": 1.5,
        "paid": True,
        "note": None,
        "name": "Zoë ✓",
        "items": [{"id": "a"}, {"id": "b"}],
        "half": "\ud800",
        "quoted": 'cry "ahoy"',
        "list": ['cry "ahoy"', "a\\b", {}],
        "empty": "",
        "path": "$.source",
    },
}

# A value, and what it becomes.
RESOLVED = [
    ("plain", "plain"),
    ("", ""),
    ("$.source", "shop"),
    ("$.detail.order", "7"),
    ("$.detail.price", "1.5"),
    ("$.detail.paid", "true"),
    ("$.detail.note", "null"),
    ("$.detail.name", "Zoë ✓"),
    ("$.detail.items", "[{id:a},{id:b}]"),
    ("$.detail.items[1]", "{id:b}"),
    ("$.detail.items[1].id", "b"),
    ("$.detail.items[*].id", "[a,b]"),
    ("$.detail.quoted", 'cry "ahoy"'),
    ("$.detail.list", '[cry "ahoy",a\\b,{}]'),
    ("$.detail.half", "\ud800"),
    ("$.detail.empty", ""),
    ("$.detail.path", "$.source"),
    ("$.detail.items[2]", ""),
    ("$.missing", ""),
    ("$.source.length", ""),
    # Only a value that is a path as a whole is one (reported 2026-09-19).
    ("$.99 off", "$.99 off"),
    ("$.a['b']", "$.a['b']"),
    ("$..", "$.."),
    ("$.a[", "$.a["),
    ("Order $.detail.order", "Order $.detail.order"),
    ("$order", "$order"),
    (" $.source", " $.source"),
]


@pytest.mark.parametrize(("value", "sent"), RESOLVED)
def test_a_value_that_is_a_path_is_looked_up(value: str, sent: str) -> None:
    """AWS guide; empty values and those without quotes were reported 2026-09-19."""
    parameters = TargetParameters.of(
        HttpParameters(
            path_parameter_values=(value,),
            header_parameters={"X-Value": value},
            query_string_parameters={"value": value},
        ),
        EVENT,
    )

    assert parameters == TargetParameters(
        path_values=(sent,), headers=(("X-Value", sent),), query=(("value", sent),)
    )


def test_the_whole_event_is_sent_without_quotes() -> None:
    parameters = TargetParameters.of(
        HttpParameters(query_string_parameters={"event": "$"}), {"a": [1, "é"]}
    )

    assert parameters.query == (("event", "{a:[1,é]}"),)


def test_names_are_no_paths() -> None:
    parameters = TargetParameters.of(
        HttpParameters(query_string_parameters={"$.source": "a"}), EVENT
    )

    assert parameters.query == (("$.source", "a"),)


@pytest.mark.parametrize(
    "parameters",
    [None, {}, {"PathParameterValues": [], "HeaderParameters": {}}],
    ids=["none", "empty", "empty groups"],
)
def test_a_target_may_add_nothing(
    mock: EventBridgeMock, orders: str, parameters: dict[str, Any] | None
) -> None:
    """`HttpParameters: {}` is accepted (recorded on AWS 2026-09-26)."""
    plain = mock.invoke(orders, EVENT)
    invocation = mock.invoke(orders, EVENT, http_parameters=parameters)

    assert invocation.request == plain.request


def test_each_value_has_its_place(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationEndpoint=f"{URL}/*/items/*?v=2")
    invocation = mock.invoke(
        "orders",
        EVENT,
        http_parameters={
            "PathParameterValues": ["$.detail.order", "first"],
            "HeaderParameters": {"X-Source": "$.source", "X-Plain": "plain"},
            "QueryStringParameters": {"name": "$.detail.name"},
        },
    )

    assert invocation.url == f"{URL}/7/items/first?v=2&name=Zo%C3%AB%20%E2%9C%93"
    assert (invocation.headers["x-source"], invocation.headers["x-plain"]) == (
        "shop",
        "plain",
    )


def test_paths_are_looked_up_in_the_original_event(
    mock: EventBridgeMock, orders: str
) -> None:
    """Never in the transformed one: recorded on AWS 2026-10-01, through Pipes."""
    invocation = mock.invoke(
        orders,
        {"id": "original"},
        body='{"id":"transformed"}',
        http_parameters={"HeaderParameters": {"X-Id": "$.id"}},
    )

    assert invocation.headers["X-Id"] == "original"
    assert invocation.json() == {"id": "transformed"}


@pytest.mark.parametrize("group", ["HeaderParameters", "QueryStringParameters"])
def test_the_connection_wins_over_the_target(
    mock: EventBridgeMock, make_orders: Callable[..., None], group: str
) -> None:
    """Recorded on AWS 2026-10-01, through Pipes; also in the service model."""
    make_orders(auth=added(group, ("x-shop", "connection")))
    invocation = mock.invoke(
        "orders", http_parameters={group: {"x-shop": "target", "x-more": "target"}}
    )
    sent = {**invocation.headers, **invocation.query}

    assert (sent["x-shop"], sent["x-more"]) == ("connection", "target")


def test_query_keys_are_compared_with_case(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(auth=added("QueryStringParameters", ("shop", "1"), ("shop", "2")))
    invocation = mock.invoke(
        "orders", http_parameters={"QueryStringParameters": {"Shop": "0", "shop": "3"}}
    )

    assert invocation.url == f"{URL}?Shop=0&shop=1&shop=2"


def test_an_authorization_of_the_target_loses(
    mock: EventBridgeMock, orders: str
) -> None:
    """Our choice; PutTargets takes the header (recorded on AWS 2026-09-26)."""
    headers = {"authorization": "mine"}
    invocation = mock.invoke(orders, http_parameters={"HeaderParameters": headers})

    assert invocation.headers["Authorization"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="


REFUSED = [
    (
        {"http_parameters": {"Headers": {}}},
        'http_parameters: Unknown parameter in input: "Headers", must be one of:'
        " PathParameterValues, HeaderParameters, QueryStringParameters",
    ),
    (
        {"http_parameters": {"HeaderParameters": []}},
        "http_parameters: Invalid type for parameter HeaderParameters, value: [],"
        " type: <class 'list'>, valid types: <class 'dict'>",
    ),
    (
        {"retry_policy": {"MaximumRetryAttempts": 186}},
        "retry_policy: 1 validation error detected: Value '186' at"
        " 'maximumRetryAttempts' failed to satisfy constraint: Member must have value"
        " less than or equal to 185",
    ),
    (
        {"retry_policy": {"MaximumEventAgeInSeconds": 59}},
        "retry_policy: Invalid value for parameter MaximumEventAgeInSeconds, value: 59,"
        " valid min value: 60",
    ),
    (
        {"retry_policy": {"MaximumEventAgeInSeconds": 86401}},
        "retry_policy: 1 validation error detected: Value '86401' at"
        " 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have"
        " value less than or equal to 86400",
    ),
]


@pytest.mark.parametrize(("given", "text"), REFUSED)
def test_what_put_targets_refuses_is_refused(
    mock: EventBridgeMock, orders: str, given: dict[str, Any], text: str
) -> None:
    """The limits of RetryPolicy are those of the service model."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is below
        mock.invoke(orders, **given)

    assert str(caught.value) == text
    assert mock.invocations == []


@pytest.mark.parametrize(
    "values", [{}, {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400}]
)
def test_the_limits_themselves_are_taken(
    mock: EventBridgeMock, orders: str, values: dict[str, int]
) -> None:
    mock.responses.post(URL, status=503)

    assert len(mock.invoke(orders, retry_policy=values).attempts) == 186


def test_what_was_given_can_be_changed_afterwards(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    headers, event = {"X-Shop": "north", "X-Id": "$.id"}, {"id": "a"}
    with type(mock)({"delivery": "on_time"}):
        mock.invoke(orders, event, http_parameters={"HeaderParameters": headers})
        headers["X-Shop"] = event["id"] = "changed"
        mock.advance(hours=24)
    retried = mock.invocations.last

    assert (retried.outcome, len(retried.attempts)) == ("delivered", 2)
    assert (retried.headers["X-Shop"], retried.headers["X-Id"]) == ("north", "a")
