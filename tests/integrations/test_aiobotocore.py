"""Asynchronous clients are answered and guarded as the others are."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import botocore.auth
import botocore.regions
import pytest
from botocore.exceptions import NoCredentialsError

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from tests.conftest import REGION_NAME
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from pathlib import Path

session = pytest.importorskip("aiobotocore.session")


def client(service_name: str, **settings: Any) -> Any:
    settings.setdefault("aws_access_key_id", "testing")
    settings.setdefault("aws_secret_access_key", "testing")
    return session.get_session().create_client(
        service_name, region_name=REGION_NAME, **settings
    )


@mock_api_destinations(region_name=REGION_NAME)
async def create_and_list() -> list[str]:
    async with client("events") as events:
        await events.create_connection(**connection())
        listed = await events.list_connections()
    return [one["Name"] for one in listed["Connections"]]


def test_an_asynchronous_client_is_answered() -> None:
    assert asyncio.run(create_and_list()) == ["partner"]


def test_a_client_made_before_is_answered() -> None:
    async def scenario() -> list[Any]:
        async with client("events") as events:
            with mock_api_destinations():
                listed = await events.list_connections()
        return listed["Connections"]

    assert asyncio.run(scenario()) == []


def test_an_error_is_typed() -> None:
    async def scenario() -> None:
        async with mock_api_destinations(), client("events") as events:
            with pytest.raises(events.exceptions.ResourceNotFoundException):
                await events.describe_connection(Name="nobody")

    asyncio.run(scenario())


def test_a_global_endpoint_needs_no_awscrt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is answered with an error of EventBridge, not stopped by botocore."""
    monkeypatch.setattr(botocore.regions, "HAS_CRT", False)
    monkeypatch.delitem(botocore.auth.AUTH_TYPE_MAPS, "v4a", raising=False)
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}

    async def scenario() -> None:
        async with mock_api_destinations(), client("events") as events:
            with pytest.raises(events.exceptions.ResourceNotFoundException):
                await events.put_events(EndpointId="abcde.veo", Entries=[entry])

    asyncio.run(scenario())


@pytest.mark.parametrize("key", ["testing", None], ids=["signed", "no credentials"])
def test_a_call_that_nothing_mocks_is_stopped(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    keys = {"aws_access_key_id": key, "aws_secret_access_key": key}

    async def scenario() -> str:
        async with mock_api_destinations(), client("sqs", **keys) as sqs:
            with pytest.raises(UnmockedAwsCallError) as caught:
                await sqs.list_queues()
        return str(caught.value)

    assert asyncio.run(scenario()).startswith("sqs.ListQueues would have gone to sqs.")


def test_an_import_while_the_mock_is_active_is_noticed() -> None:
    """Nobody has imported aiobotocore in the new process."""
    code = """
import asyncio
from eventbridge_mock import mock_api_destinations

async def scenario():
    with mock_api_destinations():
        from aiobotocore.session import get_session
        async with get_session().create_client("events") as events:
            assert (await events.list_connections())["Connections"] == []

asyncio.run(scenario())
"""

    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own


def test_aiobotocore_is_left_as_it_was() -> None:
    from aiobotocore.client import AioBaseClient  # noqa: PLC0415 - an optional one
    from aiobotocore.endpoint import AioEndpoint  # noqa: PLC0415 - an optional one

    places = (
        (AioBaseClient, "_emit_api_params"),
        (AioBaseClient, "_make_api_call"),
        (AioEndpoint, "_send"),
    )
    before = [vars(owner)[name] for owner, name in places]
    with mock_api_destinations():
        inside = [vars(owner)[name] for owner, name in places]
    after = [vars(owner)[name] for owner, name in places]

    assert after == before
    assert not set(inside) & set(before)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer whatever is asked with an empty JSON object."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    await writer.drain()
    writer.close()


def test_a_call_to_this_machine_is_let_through() -> None:
    async def scenario() -> int:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        async with (
            server,
            mock_api_destinations(),
            client("sqs", endpoint_url=url) as sqs,
        ):
            listed = await sqs.list_queues()
        return listed["ResponseMetadata"]["HTTPStatusCode"]

    assert asyncio.run(scenario()) == 200


def test_a_call_to_this_machine_needs_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As without the mock."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    settings = {
        "aws_access_key_id": None,
        "aws_secret_access_key": None,
        "endpoint_url": "http://127.0.0.1:1",
    }

    async def scenario() -> None:
        async with mock_api_destinations(), client("sqs", **settings) as sqs:
            with pytest.raises(NoCredentialsError):
                await sqs.list_queues()

    asyncio.run(scenario())


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of AWS's configuration; nothing else names credentials."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    return path


async def account_of_a_new_connection(**options: Any) -> str:
    """Return the account that a client without keys of its own works in."""
    async with mock_api_destinations(region_name=REGION_NAME, **options):
        plain = session.get_session().create_client("events", region_name=REGION_NAME)
        async with plain as events:
            created = await events.create_connection(**connection())
    return created["ConnectionArn"].split(":")[4]


def test_no_program_is_run_for_credentials(config: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    program = f"{sys.executable} -c open({str(ran)!r},'w')"
    config.write_text(f"[default]\ncredential_process = {program}\n")

    assert asyncio.run(account_of_a_new_connection()) == "123456789012"
    assert not ran.exists()


def test_a_key_that_is_written_down_tells_the_account(config: Path) -> None:
    config.write_text(
        "[default]\naws_access_key_id = 111122223333\naws_secret_access_key = x\n"
    )

    assert asyncio.run(account_of_a_new_connection()) == "111122223333"


def test_half_a_key_tells_nothing(config: Path) -> None:
    config.write_text("[default]\naws_access_key_id = 111122223333\n")

    assert asyncio.run(account_of_a_new_connection()) == "123456789012"


def test_where_calls_may_leave_credentials_are_looked_for_everywhere(
    config: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.py"
    keys.write_text(
        "import json\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': '444455556666',"
        " 'SecretAccessKey': 'x'}))\n"
    )
    config.write_text(f"[default]\ncredential_process = {sys.executable} {keys}\n")

    account = asyncio.run(account_of_a_new_connection(passthrough=("s3",)))

    assert account == "444455556666"
