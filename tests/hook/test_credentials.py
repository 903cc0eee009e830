"""Clients can be made whatever the machine says about credentials."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.credentials import CredentialResolver
from botocore.exceptions import CredentialRetrievalError, PartialCredentialsError

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from pathlib import Path

INCOMPLETE = {
    "a program that fails": f"credential_process = {sys.executable} -c 1/0",
    "a role without a source": "role_arn = arn:aws:iam::111122223333:role/shop",
    "a role of nobody": (
        "role_arn = arn:aws:iam::111122223333:role/shop\nsource_profile = nobody"
    ),
    "half a key": "aws_access_key_id = AKIAEXAMPLE",
}


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    return path


def connections_there() -> list[Any]:
    client = boto3.Session().client("events", region_name="eu-west-1")
    return client.list_connections()["Connections"]


@pytest.mark.parametrize("text", INCOMPLETE.values(), ids=INCOMPLETE)
@pytest.mark.parametrize("profile", ["default", "shop"])
def test_a_profile_that_is_not_complete_does_no_harm(
    config: Path, monkeypatch: pytest.MonkeyPatch, profile: str, text: str
) -> None:
    section = "default" if profile == "default" else f"profile {profile}"
    config.write_text(f"[{section}]\n{text}\n")
    monkeypatch.setenv("AWS_PROFILE", profile)

    with mock_api_destinations():
        assert connections_there() == []


def test_half_a_key_in_the_environment_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")

    with mock_api_destinations():
        assert connections_there() == []
    with pytest.raises(PartialCredentialsError):
        connections_there()


def test_no_program_is_run(config: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    program = f"{sys.executable} -c open('{marker}','w')"
    config.write_text(f"[default]\ncredential_process = {program}\n")

    with mock_api_destinations():
        connections_there()

    assert not marker.exists()


def test_a_key_that_is_written_down_tells_the_account(config: Path) -> None:
    config.write_text(
        "[default]\naws_access_key_id = 444455556666\naws_secret_access_key = testing\n"
    )
    with mock_api_destinations() as mock:
        client = boto3.Session().client("events", region_name="us-east-1")
        client.create_connection(
            Name="partner",
            AuthorizationType="BASIC",
            AuthParameters={
                "BasicAuthParameters": {"Username": "u", "Password": "not-a-secret"}
            },
        )

        assert list(mock.backend("444455556666").connections) == ["partner"]


def test_a_service_let_through_gets_its_credentials(config: Path) -> None:
    config.write_text(f"[default]\n{INCOMPLETE['a program that fails']}\n")

    with (
        mock_api_destinations(passthrough=("s3",)),
        pytest.raises(CredentialRetrievalError),
    ):
        connections_there()


def test_botocore_is_left_as_it_was() -> None:
    before = vars(CredentialResolver)["load_credentials"], dict(os.environ)
    with mock_api_destinations():
        assert vars(CredentialResolver)["load_credentials"] is not before[0]

    assert (vars(CredentialResolver)["load_credentials"], dict(os.environ)) == before
