"""What the machine's AWS settings do to a mock, and the mock to them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ConfigParseError

from eventbridge_mock import mock_api_destinations
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTAINER = {
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials",
}


def made(service_name: str = "events") -> Any:
    """Return a client as a program makes it that leaves all to its surroundings."""
    return botocore.session.Session().create_client(service_name)


def aws_variables() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name.startswith("AWS_")
    }


@pytest.fixture
def configure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    """Write `~/.aws/config` or `~/.aws/credentials`."""
    variables = {
        "config": "AWS_CONFIG_FILE",
        "credentials": "AWS_SHARED_CREDENTIALS_FILE",
    }

    def write(name: str, text: str) -> None:
        file = tmp_path / name
        file.write_text(text)
        monkeypatch.setenv(variables[name], str(file))

    return write


def test_a_client_without_credentials_and_region_works() -> None:
    with mock_api_destinations() as mock:
        client = made()
        client.create_connection(**connection())

        assert list(mock.connections) == ["partner"]
        assert client.meta.region_name == "us-east-1"


def test_a_client_that_is_given_no_region_is_in_the_region_of_the_mock() -> None:
    with mock_api_destinations(region_name="eu-central-1"):
        region_name = made().meta.region_name

    assert region_name == "eu-central-1"


def test_the_region_of_the_environment_is_that_of_the_mock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")

    with mock_api_destinations() as mock:
        assert mock.region_name == made().meta.region_name == "ap-southeast-2"


def test_the_region_of_the_option_goes_before_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")

    with mock_api_destinations(region_name="eu-west-1") as mock:
        assert mock.region_name == made().meta.region_name == "eu-west-1"

    assert os.environ["AWS_DEFAULT_REGION"] == "ap-southeast-2"


def test_an_inner_region_holds_until_the_inner_mock_ends() -> None:
    with mock_api_destinations(region_name="eu-west-1"):
        with mock_api_destinations(region_name="eu-north-1"):
            inner = made().meta.region_name
        outer = made().meta.region_name

    assert (inner, outer) == ("eu-north-1", "eu-west-1")
    assert "AWS_DEFAULT_REGION" not in os.environ


def test_the_region_of_the_configuration_is_respected(
    configure: Callable[[str, str], None],
) -> None:
    configure("config", "[default]\nregion = sa-east-1\n")

    with mock_api_destinations() as mock:
        assert mock.region_name == made().meta.region_name == "sa-east-1"
        assert "AWS_DEFAULT_REGION" not in os.environ


def test_a_change_of_the_configuration_is_seen(
    configure: Callable[[str, str], None],
) -> None:
    configure("config", "[default]\nregion = sa-east-1\n")
    with mock_api_destinations():
        pass
    configure("config", "[default]\nregion = ap-northeast-1\n")

    with mock_api_destinations() as mock:
        assert mock.region_name == "ap-northeast-1"


def test_a_configuration_without_a_region_leaves_it_to_the_mock(
    configure: Callable[[str, str], None],
) -> None:
    configure("config", "[default]\noutput = json\n")

    with mock_api_destinations(region_name="eu-west-1"):
        assert made().meta.region_name == "eu-west-1"


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_profile_that_does_not_exist_is_hidden(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """botocore raises ProfileNotFound when the client is made."""
    monkeypatch.setenv(variable, "of-the-developer")

    with mock_api_destinations():
        assert made().list_connections()["Connections"] == []
        assert variable not in os.environ

    assert os.environ[variable] == "of-the-developer"


@pytest.mark.parametrize(
    ("file", "section"), [("config", "profile shop"), ("credentials", "shop")]
)
@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_profile_that_exists_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
    configure: Callable[[str, str], None],
    variable: str,
    file: str,
    section: str,
) -> None:
    configure(file, f"[{section}]\nregion = eu-south-1\n")
    monkeypatch.setenv(variable, "shop")

    with mock_api_destinations():
        assert os.environ[variable] == "shop"
        assert made().meta.region_name == "eu-south-1"


def test_a_hidden_profile_does_not_hide_the_other_one(
    monkeypatch: pytest.MonkeyPatch, configure: Callable[[str, str], None]
) -> None:
    configure("config", "[profile shop]\nregion = eu-south-1\n")
    monkeypatch.setenv("AWS_PROFILE", "shop")
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "of-the-developer")

    with mock_api_destinations():
        assert os.environ["AWS_PROFILE"] == "shop"
        assert "AWS_DEFAULT_PROFILE" not in os.environ


def test_credentials_are_not_looked_for_on_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in CONTAINER.items():
        monkeypatch.setenv(name, value)

    with mock_api_destinations():
        assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
        assert not CONTAINER.keys() & os.environ.keys()

    assert "AWS_EC2_METADATA_DISABLED" not in os.environ
    assert CONTAINER.items() <= os.environ.items()


def test_credentials_are_looked_for_when_a_service_is_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in CONTAINER.items():
        monkeypatch.setenv(name, value)

    with mock_api_destinations(passthrough=("s3",)):
        assert "AWS_EC2_METADATA_DISABLED" not in os.environ
        assert CONTAINER.items() <= os.environ.items()


def test_an_inner_passthrough_has_credentials_looked_for_until_it_ends() -> None:
    with mock_api_destinations():
        with mock_api_destinations(passthrough=("s3",)):
            inner = os.environ.get("AWS_EC2_METADATA_DISABLED")
        outer = os.environ.get("AWS_EC2_METADATA_DISABLED")

    assert (inner, outer) == (None, "true")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_environment_is_restored_after_exceptions(
    monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-the-developer")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    for name, value in CONTAINER.items():
        monkeypatch.setenv(name, value)
    before = aws_variables()

    with pytest.raises(error), mock_api_destinations(region_name="eu-west-1"):
        raise error

    assert aws_variables() == before


def test_a_broken_configuration_is_told_and_nothing_is_left_behind(
    configure: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As botocore tells it of any session."""
    configure("config", "no section\n")
    monkeypatch.setenv("AWS_PROFILE", "shop")
    before = aws_variables()

    with pytest.raises(ConfigParseError):
        mock_api_destinations().start()

    assert aws_variables() == before


def test_a_mock_can_be_started_once_the_configuration_is_mended(
    configure: Callable[[str, str], None],
) -> None:
    configure("config", "no section\n")
    with pytest.raises(ConfigParseError):
        mock_api_destinations().start()
    configure("config", "[default]\nregion = eu-west-3\n")

    with mock_api_destinations() as mock:
        assert mock.region_name == "eu-west-3"


def test_an_access_key_of_the_environment_that_is_an_account_names_the_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The convention of LocalStack."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    with mock_api_destinations() as mock:
        arn = made().create_connection(**connection())["ConnectionArn"]

        assert mock.account_id == "111122223333"
        assert mock.connections["partner"].connection_arn == arn


@pytest.mark.parametrize("key", ["", "AKIAIOSFODNN7EXAMPLE", "12345678901"])
def test_any_other_access_key_of_the_environment_leaves_the_account(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)

    with mock_api_destinations() as mock:
        assert mock.account_id == "123456789012"
