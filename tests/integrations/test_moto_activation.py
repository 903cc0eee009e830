"""Both mocks in either order: each answers what is its own, and ends cleanly."""

from __future__ import annotations

import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import boto3
import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import ORDERS, both, client, moto
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ours = mock_api_destinations(region_name=REGION_NAME)


def use_both() -> list[str]:
    """Return who answered: moto knows no DeauthorizeConnection."""
    client("sqs").create_queue(QueueName="orders")
    client("events").create_connection(**connection())
    answer = client("events").deauthorize_connection(Name="partner")
    queues = client("sqs").list_queues()["QueueUrls"]
    return [answer["ConnectionState"], *(url.rpartition("/")[2] for url in queues)]


BOTH_ANSWERED = ["DEAUTHORIZING", "orders"]


@moto.mock_aws
@ours
def test_decorated_with_moto_outside() -> None:
    assert use_both() == BOTH_ANSWERED


@ours
@moto.mock_aws
def test_decorated_with_moto_inside() -> None:
    assert use_both() == BOTH_ANSWERED


def test_within_contexts(mock_beside_moto: EventBridgeMock) -> None:
    assert use_both() == BOTH_ANSWERED


@moto.mock_aws
def test_our_fixture_in_a_test_that_moto_decorates(
    eventbridge_mock: EventBridgeMock,
) -> None:
    assert use_both() == BOTH_ANSWERED


@moto.mock_aws
@ours
class TestMotoOutsideAClass:
    def setup_method(self) -> None:
        client("dynamodb").create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "number", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "number", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def test_a_method(self) -> None:
        assert use_both() == BOTH_ANSWERED
        assert client("dynamodb").list_tables()["TableNames"] == ["orders"]

    def test_another_starts_anew(self) -> None:
        assert use_both() == BOTH_ANSWERED


@ours
@moto.mock_aws
class TestMotoInsideATestCase(unittest.TestCase):
    def setUp(self) -> None:
        client("events").create_connection(**connection(Name="first"))

    def test_a_method(self) -> None:
        self.assertEqual(BOTH_ANSWERED, use_both())
        self.assertEqual(["first", "partner"], sorted(current_mock().connections))

    def test_another_starts_anew(self) -> None:
        self.assertEqual(BOTH_ANSWERED, use_both())


@pytest.mark.parametrize("order", ORDERS)
def test_nested_twice(order: str) -> None:
    with both(order):
        client("events").create_connection(**connection(Name="outer"))
        with both(order) as inner:
            answered = use_both()

        assert answered == BOTH_ANSWERED
        assert sorted(inner.connections) == ["outer", "partner"]
        assert client("sqs").list_queues()["QueueUrls"] != []


def test_the_first_to_start_may_be_the_first_to_stop() -> None:
    before = dict(os.environ)
    first, second = moto.mock_aws(), mock_api_destinations(region_name=REGION_NAME)
    first.start()
    second.start()
    first.stop()
    client("events").create_connection(**connection())
    second.stop()

    assert dict(os.environ) == before


@pytest.mark.parametrize("order", ORDERS)
def test_everything_is_restored(order: str) -> None:
    before = dict(os.environ)
    with both(order):
        use_both()

    assert dict(os.environ) == before


def test_rules_in_moto_are_there_again_when_the_mock_stops() -> None:
    """While it is active the whole of EventBridge is the mock's."""
    with moto.mock_aws():
        client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
        with mock_api_destinations(region_name=REGION_NAME):
            client("events").create_connection(**connection())
        rules = client("events").list_rules()["Rules"]

        assert [rule["Name"] for rule in rules] == ["nightly"]
        assert client("events").list_connections()["Connections"] == []


@moto.mock_aws
def test_the_default_session_of_boto3_is_kept() -> None:
    """moto drops it at its start, which costs its users most of each test."""
    boto3.client("sqs", region_name=REGION_NAME)
    before = boto3.DEFAULT_SESSION
    with mock_api_destinations(region_name=REGION_NAME):
        within = boto3.DEFAULT_SESSION

    assert before is within is boto3.DEFAULT_SESSION is not None


def test_threads(mock_beside_moto: EventBridgeMock) -> None:
    def connect(number: int) -> None:
        events, s3 = client("events"), client("s3", region_name="us-east-1")
        for index in range(5):
            name = f"partner-{number}-{index}"
            events.create_connection(**connection(Name=name))
            s3.create_bucket(Bucket=name)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(connect, range(4)))

    assert len(mock_beside_moto.connections) == 20
    assert len(client("secretsmanager").list_secrets()["SecretList"]) == 20


def test_a_reset_of_moto_leaves_the_connections(
    mock_beside_moto: EventBridgeMock,
) -> None:
    use_both()

    moto.mock_aws().reset()

    assert list(mock_beside_moto.connections) == ["partner"]


def test_a_reset_of_the_mock_leaves_moto(mock_beside_moto: EventBridgeMock) -> None:
    use_both()

    mock_beside_moto.reset()

    assert not mock_beside_moto.connections
    assert len(client("sqs").list_queues()["QueueUrls"]) == 1
