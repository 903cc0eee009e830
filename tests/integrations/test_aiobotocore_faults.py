"""Scripted errors go through the retries of asynchronous clients too."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from botocore.exceptions import ClientError

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from tests.conftest import REGION_NAME
from tests.requests_to_aws import connection

session = pytest.importorskip("aiobotocore.session")
config = pytest.importorskip("aiobotocore.config")

MODES = pytest.mark.parametrize(
    ("mode", "requests"), [("legacy", 5), ("standard", 3), ("adaptive", 3)]
)


@pytest.fixture(autouse=True)
def waiting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    original = asyncio.sleep

    async def sleep(seconds: float, *args: Any) -> Any:
        assert seconds == 0
        return await original(0, *args)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def client(mode: str) -> Any:
    """Make a client without credentials."""
    return session.get_session().create_client(
        "events",
        region_name=REGION_NAME,
        config=config.AioConfig(retries={"mode": mode}),
    )


@MODES
def test_botocore_tries_again_until_it_succeeds(mode: str, requests: int) -> None:
    async def scenario() -> dict[str, Any]:
        async with mock_api_destinations() as mock, client(mode) as events:
            mock.fail("CreateConnection", "ThrottlingException", times=requests - 1)
            return await events.create_connection(**connection())

    created = asyncio.run(scenario())

    assert created["ConnectionState"] == "AUTHORIZED"
    assert created["ResponseMetadata"]["RetryAttempts"] == requests - 1


@MODES
def test_botocore_gives_up(mode: str, requests: int) -> None:
    async def scenario() -> str:
        async with mock_api_destinations() as mock, client(mode) as events:
            mock.fail("CreateConnection", "ThrottlingException", times=requests)
            with pytest.raises(ClientError) as caught:
                await events.create_connection(**connection())
            assert not mock.connections
        return str(caught.value)

    assert asyncio.run(scenario()) == (
        "An error occurred (ThrottlingException) when calling the CreateConnection"
        f" operation (reached max retries: {requests - 1}): Scripted with mock.fail."
    )


def test_nothing_else_that_leads_to_aws_happens() -> None:
    seen: list[str] = []

    def note(event_name: str, **_: Any) -> None:
        seen.append(event_name)

    async def scenario() -> None:
        async with mock_api_destinations() as mock, client("adaptive") as events:
            for event in ("request-created", "before-send", "needs-retry"):
                events.meta.events.register(event, note)
            mock.fail("ListConnections", "ThrottlingException")
            await events.list_connections()

    asyncio.run(scenario())

    assert seen == ["needs-retry.eventbridge.ListConnections"] * 2


@pytest.mark.usefixtures("wishes")
def test_what_is_not_implemented_is_refused_as_ever() -> None:
    async def scenario() -> None:
        async with mock_api_destinations() as mock, client("legacy") as events:
            mock.fail("ListConnections", "ThrottlingException")
            with pytest.raises(UnmockedAwsCallError):
                await events.list_wishes()
            await events.list_connections()

    asyncio.run(scenario())
