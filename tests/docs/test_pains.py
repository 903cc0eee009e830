"""What people have suffered from with mocks of AWS does not happen here.

Each docstring names where the pain was reported.
"""

from __future__ import annotations

import asyncio
import datetime
import os
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests
import responses
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from freezegun import freeze_time

from eventbridge_mock import (
    UnmockedAwsCallError,
    current_mock,
    mock_api_destinations,
)
from tests.connecting import connect, orders_at
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

# Of the form that AWS gives out, and the ones of its documentation.
REAL_KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "not-a-secret",
}
KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}

# As a module of an application makes it, when it is imported.
CLIENT = boto3.Session().client("events", region_name="eu-west-1", **KEYS)


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No request of botocore gets as far as HTTP."""
    sent: list[str] = []
    monkeypatch.setattr(URLLib3Session, "send", lambda _, request: sent.append(request))
    yield

    assert sent == []


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own


def test_a_client_made_before_the_mock_does_not_call_aws() -> None:
    """moto#1926, #1793, #2413, #5564."""
    with mock_api_destinations(region_name="eu-west-1") as mock:
        CLIENT.create_connection(**connection())

        assert list(mock.connections) == ["partner"]


def test_a_client_made_in_one_mock_works_in_the_next() -> None:
    """moto#1793."""
    with mock_api_destinations():
        client = boto3.client("events")
        client.create_connection(**connection())
    with mock_api_destinations():
        names = client.list_connections()["Connections"]

    assert names == []


@pytest.mark.usefixtures("wishes")
@pytest.mark.parametrize(
    ("service_name", "operation"),
    [
        ("s3", "list_buckets"),
        ("sts", "get_caller_identity"),
        ("events", "list_wishes"),
    ],
)
def test_real_credentials_change_nothing_real(
    monkeypatch: pytest.MonkeyPatch, service_name: str, operation: str
) -> None:
    """moto#4061, #1805, prowler#3404: what is not mocked went to AWS."""
    for name, value in REAL_KEYS.items():
        monkeypatch.setenv(name, value)

    with mock_api_destinations():
        client = boto3.Session().client(service_name)
        with pytest.raises(UnmockedAwsCallError):
            getattr(client, operation)()


def test_importing_plants_no_credentials() -> None:
    """moto#2058, #1731: an import changed the environment for other code."""
    run_python(
        "import os\n"
        "before = dict(os.environ)\n"
        "import eventbridge_mock, eventbridge_mock.pytest_plugin\n"
        "from eventbridge_mock import mock_api_destinations\n"
        "assert dict(os.environ) == before\n"
    )


def test_a_mock_leaves_credentials_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto#2058, #1731: other code found false keys."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", REAL_KEYS["AWS_ACCESS_KEY_ID"])

    with mock_api_destinations():
        connect()
        found = {name: os.environ.get(name) for name in REAL_KEYS}

    assert found == dict.fromkeys(REAL_KEYS) | {
        "AWS_ACCESS_KEY_ID": REAL_KEYS["AWS_ACCESS_KEY_ID"]
    }


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_profile_of_the_developer_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """moto 5.2.5: ProfileNotFound, before anything could be mocked."""
    monkeypatch.setenv(name, "of-another-machine")

    with mock_api_destinations():
        assert connect() == ["partner"]
        assert name not in os.environ


def test_no_region_does_no_harm() -> None:
    """moto 5.2.5: NoRegionError, before anything could be mocked."""
    with mock_api_destinations():
        assert boto3.Session().client("events").list_connections()["Connections"] == []


def test_an_asynchronous_client_is_answered() -> None:
    """moto#8513, #8694, #2039; aiobotocore#1320."""
    session = pytest.importorskip("aiobotocore.session")

    async def scenario() -> list[str]:
        async with session.get_session().create_client("events", **KEYS) as client:
            await client.create_connection(**connection())
        return list(current_mock().connections)

    assert asyncio.run(mock_api_destinations(scenario)()) == ["partner"]


def test_a_decorated_coroutine_is_awaited() -> None:
    """moto#7201, requests-mock#271, pook#73: the mock, or the test, never ran."""
    ran: list[Any] = []

    @mock_api_destinations
    async def decorated() -> None:
        await asyncio.sleep(0)
        ran.append(connect())

    asyncio.run(decorated())

    assert ran == [["partner"]]


def test_the_tests_of_a_class_share_nothing_but_its_set_up() -> None:
    """moto#416, #4967, #4833, #4927, #4928."""
    seen: list[Any] = []

    @mock_api_destinations
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            connect("of-set-up")

        def test_one(self) -> None:
            seen.append(connect())

        test_two = test_one

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)

    assert result.wasSuccessful()
    assert seen == [["of-set-up", "partner"]] * 2


def test_what_a_fixture_made_is_there_in_a_decorated_test(mock: Any) -> None:
    """moto#1568, #620, #5461, #7309: decorator and fixture each had their own."""

    @mock_api_destinations
    def decorated() -> list[str]:
        return connect("of-the-test")

    connect("of-the-fixture")

    assert decorated() == ["of-the-fixture", "of-the-test"]


def test_a_decorated_test_forgets_what_the_one_before_made() -> None:
    """moto#416: what is there depends on the order of tests."""
    decorated = mock_api_destinations(connect)

    assert [decorated("one"), decorated("two")] == [["one"], ["two"]]


URL = "https://api.partner.example/orders"


@pytest.mark.parametrize("order", ["inside", "outside"])
def test_responses_of_the_test_work_beside_the_mock(order: str) -> None:
    """moto#1598, #1026, #1100; responses#467, #732: two patches of one adapter."""
    own = responses.RequestsMock()
    own.get("https://shop.example/", body="own")
    contexts: list[Any] = [own, mock_api_destinations()]
    if order == "outside":
        contexts.reverse()

    with contexts[0], contexts[1]:
        orders_at(URL)
        current_mock().responses.post(URL, status=202)
        invocation = current_mock().invoke("orders")
        text = requests.get("https://shop.example/", timeout=5).text

    assert (invocation.status, text) == (202, "own")


def test_importing_is_light() -> None:
    """moto#2858, #4207: seconds for an import."""
    heavy = {"boto3", "botocore", "requests", "responses", "freezegun", "pytest"}

    run_python(f"import sys, eventbridge_mock\nassert not {heavy} & set(sys.modules)\n")


def test_the_default_session_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock that drops it has every test read the service models anew."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    boto3.setup_default_session(**KEYS, region_name="eu-west-1")
    before = boto3.DEFAULT_SESSION

    with mock_api_destinations():
        boto3.client("events").list_connections()

    assert boto3.DEFAULT_SESSION is before


def test_a_reset_is_no_new_start(mock: EventBridgeMock, events: Any) -> None:
    """Clients and their sessions go on; only what exists is forgotten."""
    events.create_connection(**connection())
    mock.reset()
    events.create_connection(**connection())

    assert list(mock.connections) == ["partner"]
    assert len(mock.secrets) == 1


def test_threads_see_one_state(mock: EventBridgeMock, events: Any) -> None:
    """moto#372: "not concurrency safe"."""

    def create(number: int) -> None:
        events.create_connection(**connection(Name=f"partner-{number}"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(create, range(160)))

    assert len(mock.connections) == 160


@pytest.mark.parametrize("instant", ["2001-09-09", "2099-12-31"])
def test_a_frozen_clock_is_no_skewed_clock(instant: str) -> None:
    """freezegun#188, #331; django-storages#1332: signatures out of time."""
    with freeze_time(instant), mock_api_destinations() as mock:
        mock.fail("CreateConnection", "ThrottlingException")
        connect()

    created = mock.connections["partner"].creation_time
    assert created == datetime.datetime.fromisoformat(f"{instant}T00:00:00+00:00")


def test_an_error_of_aws_can_be_asked_for(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """moto#722, #4453."""
    client = make_client(config=Config(retries={"total_max_attempts": 1}))
    mock.fail("CreateConnection", "ThrottlingException")

    with pytest.raises(ClientError, match="ThrottlingException"):
        client.create_connection(**connection())


@pytest.mark.parametrize(
    "elsewhere", [{"region_name": "eu-west-3"}, {"aws_access_key_id": "111122223333"}]
)
def test_regions_and_accounts_do_not_mix(
    mock: EventBridgeMock, make_client: Callable[..., Any], elsewhere: dict[str, str]
) -> None:
    """What one of them has is nowhere else."""
    make_client(**elsewhere).create_connection(**connection())

    assert make_client().list_connections()["Connections"] == []
    assert not mock.connections


def test_a_deleted_connection_leaves_no_secret(
    mock: EventBridgeMock, events: Any
) -> None:
    """moto#7698: the secret, which costs money, is the connection's."""
    events.create_connection(**connection())
    arn = events.describe_connection(Name="partner")["SecretArn"]
    events.delete_connection(Name="partner")

    assert arn not in mock.secrets


def test_a_created_connection_is_not_overwritten(
    mock: EventBridgeMock, events: Any
) -> None:
    """moto 5.2.5 overwrites it, and its secret is left behind."""
    events.create_connection(**connection())
    before = mock.connections["partner"]

    with pytest.raises(events.exceptions.ResourceAlreadyExistsException):
        events.create_connection(**connection(Description="other"))

    assert mock.connections["partner"] is before
    assert len(mock.secrets) == 1


def test_a_password_is_not_described(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """moto 5.2.5 sends it, and only the client's own model drops it."""
    events = make_client()
    bodies: list[bytes] = []
    events.meta.events.register(
        "after-call", lambda http_response, **_: bodies.append(http_response.content)
    )
    events.create_connection(**connection())
    events.describe_connection(Name="partner")

    assert len(bodies) == 2
    assert not any(b"not-a-secret" in body for body in bodies)


def test_a_delivery_has_a_body_and_an_authorization(
    mock: EventBridgeMock, events: Any
) -> None:
    """moto 5.2.5 sends neither."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))

    invocation = mock.invoke("orders", {"order": 7})

    assert invocation.body == b'{"order":7}'
    assert invocation.headers["Authorization"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="


def test_an_endpoint_that_refuses_does_not_break_the_caller(
    mock: EventBridgeMock, events: Any
) -> None:
    """moto 5.2.5: requests.ConnectionError out of the call."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))
    mock.responses.post(URL, body=requests.ConnectionError("nobody there"))

    invocation = mock.invoke("orders")

    assert invocation.outcome == "failed"


def test_a_failed_test_is_not_hidden_by_an_unused_reply() -> None:
    """A mock that fails at its end hid what had failed."""

    def break_off() -> None:
        current_mock().responses.post(URL)
        raise LookupError

    with pytest.raises(LookupError) as caught:
        mock_api_destinations(break_off)()

    assert caught.value.__notes__[0].startswith("Scripted replies were never used:")
