"""The mock beside annotated clients, of the stubs that users have.

Checked by mypy and pyright and never run, as api.py is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from types_aiobotocore_events import EventBridgeClient as AsyncEventBridgeClient
from types_boto3_events import EventBridgeClient
from types_boto3_events.type_defs import (
    HttpParametersTypeDef,
    PutEventsRequestEntryTypeDef,
    RetryPolicyTypeDef,
)
from typing_extensions import assert_type

from eventbridge_mock import (
    DeadLetter,
    EventBridgeMock,
    Invocation,
    mock_api_destinations,
)

ENTRY: PutEventsRequestEntryTypeDef = {
    "Source": "shop",
    "DetailType": "OrderPlaced",
    "Detail": "{}",
}


# What is decorated keeps what its annotations say of the client.


@mock_api_destinations
def publish(events: EventBridgeClient, *, times: int = 1) -> int:
    return events.put_events(Entries=[ENTRY] * times)["FailedEntryCount"]


@mock_api_destinations(region_name="eu-west-1")
async def publish_async(events: AsyncEventBridgeClient) -> int:
    return (await events.put_events(Entries=[ENTRY]))["FailedEntryCount"]


@pytest.fixture
@mock_api_destinations
def events(eventbridge_client: EventBridgeClient) -> EventBridgeClient:
    return eventbridge_client


def test_it(eventbridge_client: EventBridgeClient) -> None:
    assert_type(publish(eventbridge_client, times=2), int)
    publish("events")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def test_async(events: AsyncEventBridgeClient) -> None:
    assert_type(await publish_async(events), int)
    await publish_async()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# Parameters of targets, as the stubs type them, fit.


def conditions(mock: EventBridgeMock) -> Invocation:
    http_parameters: HttpParametersTypeDef = {"HeaderParameters": {"X-Shop": "1"}}
    retry_policy: RetryPolicyTypeDef = {"MaximumRetryAttempts": 3}
    return mock.invoke(
        "orders",
        {"number": 1001},
        http_parameters=http_parameters,
        retry_policy=retry_policy,
        dead_letter_config={"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"},
    )


# Time, events, dead letters and errors.


def more_questions(mock: EventBridgeMock) -> None:
    assert_type(mock.advance(30), None)
    assert_type(mock.advance(hours=1.5, minutes=2), None)
    assert_type(mock.register_oauth_client("shop", "not-a-secret"), None)
    assert_type(mock.register_oauth_client("shop", "s", expires_in=60), None)
    assert_type(mock.fail("PutEvents", "InternalException", times=2, status=500), None)
    assert_type(mock.account_id, str)
    assert_type(mock.region_name, str)

    dead_letters = mock.assert_dead_lettered(
        "orders",
        times=2,
        queue_arn="arn:aws:sqs:eu-west-1:123456789012:undelivered",
        error_code="SDK_CLIENT_ERROR",
        attributes={"TARGET_ID": "partner"},
        json={"number": 1001},
    )
    assert_type(dead_letters, tuple[DeadLetter, ...])
    assert_type(mock.dead_letters.last, DeadLetter)
    assert_type(mock.dead_letters.last.body, str)
    attributes: Mapping[str, str] = mock.dead_letters.last.attributes
    assert attributes

    mock.advance(fortnights=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mock.invoke("orders", retries=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mock.fail("PutEvents", "InternalException", times="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def published(mock: EventBridgeMock) -> None:
    event = mock.events.last
    assert_type(event.id, str)
    assert_type(event.event_bus_name, str)
    envelope: Mapping[str, Any] = event.envelope
    invocations: tuple[Invocation, ...] = tuple(event.invocations)
    assert invocations
    for explained in (event, event.id, envelope, {"source": "shop"}):
        assert_type(str(mock.explain(explained)), str)
    for rule in mock.rules.values():
        assert_type(rule.name, str)
    for bus in mock.event_buses.values():
        assert_type(bus.name, str)

    mock.explain(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock.events = []  # type: ignore[misc,assignment]  # pyright: ignore[reportAttributeAccessIssue]


# Options, and what gives back what.


def options(seed: int) -> EventBridgeMock:
    mock = mock_api_destinations(retry_jitter_seed=seed, passthrough=["s3"])
    mock_api_destinations(retry_jitter_seed="1")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    last: datetime.datetime | None = mock.start().invocations.last.next_attempt_time
    assert last is None
    return mock


@pytest.fixture(scope="module")
def provisioned(module_eventbridge_mock: EventBridgeMock) -> EventBridgeMock:
    return module_eventbridge_mock
