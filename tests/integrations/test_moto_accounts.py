"""The account of a call is that for which moto made the credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import both, client, moto
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def assumed(account_id: str) -> dict[str, str]:
    """Return the credentials of a role in an account, as settings of a client."""
    credentials = client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account_id}:role/deployer", RoleSessionName="tests"
    )["Credentials"]
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


def account_of_a_connection(**settings: str) -> str:
    answer = client("events", **settings).create_connection(**connection())
    return str(answer["ConnectionArn"].split(":")[4])


def test_an_assumed_role_works_in_its_account(
    mock_beside_moto: EventBridgeMock,
) -> None:
    keys = assumed("111122223333")

    assert account_of_a_connection(**keys) == "111122223333"
    assert not mock_beside_moto.connections
    assert list(mock_beside_moto.backend("111122223333").connections) == ["partner"]


def test_a_role_in_motos_own_account() -> None:
    """The option is for keys that nobody knows."""
    with both("moto outside", account_id="444455556666"):
        keys = assumed("123456789012")

        assert account_of_a_connection(**keys) == "123456789012"
        assert account_of_a_connection() == "444455556666"


def test_the_key_of_a_user(mock_beside_moto: EventBridgeMock) -> None:
    client("iam").create_user(UserName="shop")
    key = client("iam").create_access_key(UserName="shop")["AccessKey"]

    account_id = account_of_a_connection(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    assert account_id == "123456789012"


def test_the_secret_is_in_that_account_too(mock_beside_moto: EventBridgeMock) -> None:
    keys = assumed("111122223333")
    account_of_a_connection(**keys)

    listed = client("secretsmanager", **keys).list_secrets()["SecretList"]
    assert [one["ARN"].split(":")[4] for one in listed] == ["111122223333"]
    assert client("secretsmanager").list_secrets()["SecretList"] == []


def test_a_key_means_nothing_once_moto_has_stopped() -> None:
    with mock_api_destinations(region_name=REGION_NAME):
        with moto.mock_aws():
            keys = assumed("111122223333")

        assert account_of_a_connection(**keys) == "123456789012"


@pytest.mark.parametrize("key", [None, "444455556666"])
def test_the_account_that_moto_is_told_to_use(
    monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    """MOTO_ACCOUNT_ID (moto's page "Multi-Account support")."""
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    if key:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    with both("moto outside") as mock:
        assert mock.account_id == "111122223333"
        assert account_of_a_connection() == "111122223333"
        assert client("sts").get_caller_identity()["Account"] == "111122223333"


def test_the_account_is_read_at_each_call(
    mock_beside_moto: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = assumed("444455556666")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    assert account_of_a_connection() == "111122223333"
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "222233334444")
    # moto goes by the variable first.
    assert account_of_a_connection(**keys) == "222233334444"
    monkeypatch.delenv("MOTO_ACCOUNT_ID")

    assert account_of_a_connection() == "123456789012"
    assert list(mock_beside_moto.backend("222233334444").connections) == ["partner"]
