"""What type checkers make of the public names; checked and never run.

An ignored error is a promise too: both checkers complain when it is none.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import pytest
import responses
from typing_extensions import assert_type

import eventbridge_mock as package
from eventbridge_mock import (
    Attempt,
    DeadLetter,
    EventBridgeMock,
    Invocation,
    UnmockedAwsCallError,
    current_mock,
    errors,
    mock_api_destinations,
    types,
)

assert_type(package.__version__, str)
assert_type(current_mock(), EventBridgeMock)


# A decorated object keeps its type, with and without parentheses.


@mock_api_destinations
def bare(order: int) -> str:
    return str(order)


@mock_api_destinations()
def called(order: int) -> str:
    return str(order)


@mock_api_destinations(
    account_id="111122223333",
    region_name="eu-west-1",
    unmatched_endpoint="refuse",
    delivery="on_time",
    transitions="manual",
    assert_all_responses_were_used=False,
    passthrough=("s3",),
    retry_jitter_seed=7,
    quotas={"connections": 20, "targets": 10},
)
async def coroutine(order: int) -> str:
    return str(order)


@mock_api_destinations
def generator() -> Iterator[int]:
    yield 1


@mock_api_destinations
async def async_generator() -> AsyncIterator[int]:
    yield 1


@mock_api_destinations
class TestOrders:
    orders = 3

    @mock_api_destinations
    def test_method(self, order: int) -> str:
        return str(order + self.orders)

    @staticmethod
    @mock_api_destinations(transitions="manual")
    def static(order: int) -> str:
        return str(order)


assert_type(bare(1), str)
assert_type(called(order=1), str)
assert_type(generator(), Iterator[int])
assert_type(async_generator(), AsyncIterator[int])
assert_type(TestOrders().orders, int)
assert_type(TestOrders().test_method(1), str)
assert_type(TestOrders.static(1), str)

bare("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
called()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def awaited() -> None:
    assert_type(await coroutine(1), str)
    async with mock_api_destinations() as mock:
        assert isinstance(mock, EventBridgeMock)


# Options are checked by name and by value.

mock_api_destinations(delivery="late")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
mock_api_destinations(region="eu-west-1")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
mock_api_destinations(retry_jitter_seed="7")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
mock_api_destinations(quotas={"connections": "20"})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
mock_api_destinations(account_id=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


# It is activated in other ways too.


def context_manager() -> EventBridgeMock:
    with mock_api_destinations(region_name="eu-west-1") as mock:
        return mock


def start_and_stop() -> None:
    mock: EventBridgeMock = mock_api_destinations()
    started: EventBridgeMock = mock.start()
    assert_type(mock.stop(), None)
    assert_type(started.reset(), None)


@pytest.fixture
def partner(eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    return eventbridge_mock


@pytest.mark.eventbridge_mock(transitions="manual")
def test_with_fixtures(
    eventbridge_mock: EventBridgeMock,
    eventbridge_client: Any,
    api_destination_invocations: Sequence[Invocation],
) -> None:
    eventbridge_client.list_connections()
    assert api_destination_invocations == eventbridge_mock.invocations


# What exists can be read, and not written.


def resources(mock: EventBridgeMock) -> None:
    connection = mock.connections["partner"]
    assert_type(connection.connection_arn, str)
    state: str = connection.connection_state.value
    assert state == "AUTHORIZED"
    assert_type(connection.creation_time, datetime.datetime)
    destination = mock.api_destinations["orders"]
    assert_type(destination.invocation_endpoint, str)
    assert_type(destination.invocation_rate_limit_per_second, int)
    assert_type(list(mock.secrets), list[str])
    assert_type(mock.event_buses["default"].policy, str | None)
    rule = mock.rules["orders"]
    assert_type(mock.rules["shop", "orders"].name, str)
    assert_type(rule.event_pattern, str | None)
    assert_type([one.arn for one in rule.targets], list[str])
    assert_type(list(mock.backend(region_name="eu-west-1").connections), list[str])

    connection.name = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    mock.connections["other"] = connection  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    mock.connections = {}  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# What annotations name.


def annotated(
    mock: EventBridgeMock,
) -> tuple[types.BackendView, types.InvocationLog, types.Explanation]:
    event: types.PublishedEvent = mock.events.last
    connection: types.Connection = mock.connections["partner"]
    secret: types.Secret = mock.secrets[str(connection.secret_arn)]
    assert_type(secret.secret_string, str)
    token_request: types.TokenRequest = mock.token_requests.last
    assert_type(mock.http_tasks.last, types.HttpTask)
    assert_type(token_request.connection, str)
    try:
        explanation = mock.explain(event)
    except errors.NotActiveError:
        raise errors.UnmockedAwsCallError from None
    return mock.backend("111122223333"), mock.invocations, explanation


# What was published.


def published(mock: EventBridgeMock) -> None:
    assert_type(mock.service_events.last, types.PublishedEvent)
    event = mock.events.last
    assert_type(event.id, str)
    assert_type(event.envelope["detail"], Any)
    assert_type(event.event_bus_name, str)
    names: tuple[str, ...] = event.matched_rules
    assert names
    assert_type(event.invocations.last, Invocation)
    explanation = mock.explain(event)
    assert_type(str(mock.explain("an id")), str)
    mock.explain({"source": "shop"})
    assert_type([one.rule.name for one in explanation.matched], list[str])


# What was sent.


def record(mock: EventBridgeMock) -> None:
    invocations: Sequence[Invocation] = mock.invocations
    assert_type(mock.invocations.last, Invocation)
    assert_type(mock.invocations.to("orders").last, Invocation)
    assert_type([one.url for one in invocations], list[str | None])
    assert_type([one.url for one in mock.token_requests], list[str | None])

    invocation = mock.invoke("orders", {"order": 7})
    assert_type(invocation, Invocation)
    assert_type(invocation.status, int | None)
    assert_type(invocation.body, bytes)
    headers: Mapping[str, str] = invocation.headers
    assert_type(headers["Authorization"], str)
    assert_type(invocation.attempts, tuple[Attempt, ...])
    assert_type(invocation.attempts[0].time, datetime.datetime)
    assert_type(invocation.attempts[0].error, str | None)

    assert_type(invocation.failure, str | None)
    assert_type(invocation.error_code, str | None)
    assert_type(invocation.next_attempt_time, datetime.datetime | None)
    assert_type(invocation.to_curl(), str)

    invocation.api_destination = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    invocation.attempts[0].number = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# What became of events that could not be delivered.


def undelivered(mock: EventBridgeMock) -> None:
    invocation = mock.invoke(
        "orders",
        {"order": 7},
        body="order 7",
        http_parameters={
            "PathParameterValues": ["$.order"],
            "HeaderParameters": {"X-Shop": "north"},
            "QueryStringParameters": {"page": "1"},
        },
        retry_policy={"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 60},
        dead_letter_config={"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"},
    )
    assert_type(mock.invocations.with_outcome("dead_lettered").last, Invocation)
    assert_type(mock.dead_letters.last, DeadLetter)
    assert_type(mock.dead_letters.last.queue_arn, str)
    assert_type(mock.dead_letters.last.body, str)
    assert_type(mock.dead_letters.last.invocation, Invocation | None)
    attributes: Mapping[str, str] = mock.dead_letters.last.attributes
    assert_type(attributes["ERROR_CODE"], str)

    matched = mock.assert_dead_lettered(
        "orders",
        times=1,
        queue_arn="arn:aws:sqs:eu-west-1:123456789012:undelivered",
        error_code="SDK_CLIENT_ERROR",
        attributes={"RETRY_ATTEMPTS": "2"},
        json={"order": 7},
        body="order 7",
        queue_failure=None,
    )
    assert_type(matched, tuple[DeadLetter, ...])

    mock.dead_letters.last.body = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    mock.invocations.with_outcome("lost")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.invoke("orders", retry_policy=2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.assert_dead_lettered(invocation)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def time(mock: EventBridgeMock) -> None:
    assert_type(mock.advance(5), None)
    mock.advance(hours=24, minutes=0.5)
    mock.advance(datetime.timedelta(hours=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.advance(years=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# What a test tells the mock, and asserts.


async def asgi_application(scope: Any, receive: Any, send: Any) -> None: ...


def questions(mock: EventBridgeMock) -> None:
    replies: responses.RequestsMock = mock.responses
    replies.post("https://api.partner.example/orders", status=503)
    mock.route("https://api.partner.example", to="http://127.0.0.1:5000")
    mock.route("https://api.partner.example/v1", asgi_application, timeout=60)
    mock.settle()
    mock.register_oauth_client("shop", "not-a-secret", expires_in=3600)
    mock.register_oauth_client("shop")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mock.set_connection_state("partner", "DEAUTHORIZED", reason="credentials expired")
    mock.invoke("orders", body=b"order 7")
    mock.fail("CreateConnection", "ThrottlingException", "Slow down.", times=2)
    mock.fail("create_connection", "InternalException", status=500)

    matched = mock.assert_invoked(
        "orders",
        times=1,
        method="POST",
        url="https://api.partner.example/orders",
        headers={"Authorization": "Basic c2hvcDpub3QtYS1zZWNyZXQ="},
        query={"page": "1"},
        json={"order": 7},
        body=b'{"order":7}',
        status=200,
    )
    assert_type(matched, tuple[Invocation, ...])
    mock.assert_not_invoked("orders", status=503, must_exist=False)

    mock.route("https://api.partner.example", to=5000)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.fail("CreateConnection")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mock.assert_invoked("orders", stauts=200)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mock.assert_invoked("orders", times="once")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.assert_not_invoked("orders", 1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def unmocked() -> None:
    try:
        current_mock().reset()
    except UnmockedAwsCallError as error:
        assert_type(error.args, tuple[Any, ...])
