"""The secrets of connections live in moto's Secrets Manager while moto is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests.aws.operations.answers import refusal
from tests.aws.operations.newer_members import KMS_KEY, needs_kms_key_identifier
from tests.conftest import ACCOUNT_ID, REGION_NAME
from tests.integrations.beside_moto import both, client, moto
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

CONTENT = '{"username":"shop","password":"not-a-secret"}'
CHANGED = '{"username":"shop","password":"not-a-secret-2"}'
NOT_FOUND = "Secrets Manager can't find the specified secret."


def connect(name: str = "partner", **changes: Any) -> str:
    """Create a connection; return the ARN of its secret."""
    client("events").create_connection(**connection(Name=name, **changes))
    arn: str = client("events").describe_connection(Name=name)["SecretArn"]
    return arn


def change_password() -> None:
    client("events").update_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": {"Password": "not-a-secret-2"}},
    )


def stored(arn: str) -> Any:
    """Return the secret that moto's own backend has; None if it has none."""
    from moto.secretsmanager.models import secretsmanager_backends  # noqa: PLC0415

    return secretsmanager_backends[ACCOUNT_ID][REGION_NAME].secrets.get(arn)


def listed() -> list[str]:
    secrets = client("secretsmanager").list_secrets()["SecretList"]
    return [secret["ARN"] for secret in secrets]


def test_moto_lists_the_secret(mock_beside_moto: EventBridgeMock) -> None:
    arn = connect()
    secret = mock_beside_moto.secrets[arn]

    (item,) = client("secretsmanager").list_secrets()["SecretList"]
    assert item["ARN"] == arn
    assert item["Name"] == secret.name
    assert item["CreatedDate"] == item["LastChangedDate"] == secret.created_date
    assert item["SecretVersionsToStages"] == {secret.version_id: ["AWSCURRENT"]}
    assert item["Tags"] == [
        {"Key": "aws:secretsmanager:owningService", "Value": "events"}
    ]


def test_it_is_in_the_backend_that_motos_other_services_read(
    mock_beside_moto: EventBridgeMock,
) -> None:
    arn = connect()

    assert stored(arn).arn == arn
    assert stored(arn).versions == {
        mock_beside_moto.secrets[arn].version_id: {
            "createdate": int(mock_beside_moto.secrets[arn].created_date.timestamp()),
            "secret_string": CONTENT,
            "version_id": mock_beside_moto.secrets[arn].version_id,
            "version_stages": ["AWSCURRENT"],
        }
    }


def test_it_is_read_and_described_as_on_aws(mock_beside_moto: EventBridgeMock) -> None:
    secretsmanager, arn = client("secretsmanager"), connect()

    assert secretsmanager.get_secret_value(SecretId=arn)["SecretString"] == CONTENT
    assert secretsmanager.describe_secret(SecretId=arn)["OwningService"] == "events"


def test_an_update_makes_a_version(mock_beside_moto: EventBridgeMock) -> None:
    arn = connect()
    before = mock_beside_moto.secrets[arn].version_id
    change_password()

    after = mock_beside_moto.secrets[arn].version_id
    versions = client("secretsmanager").list_secret_version_ids(SecretId=arn)
    assert {v["VersionId"]: v["VersionStages"] for v in versions["Versions"]} == {
        before: ["AWSPREVIOUS"],
        after: ["AWSCURRENT"],
    }
    assert stored(arn).versions[after]["secret_string"] == CHANGED
    assert listed() == [arn]


@needs_kms_key_identifier
def test_the_key_of_a_connection_is_that_of_its_secret(
    mock_beside_moto: EventBridgeMock,
) -> None:
    arn = connect(KmsKeyIdentifier=KMS_KEY)

    assert stored(arn).kms_key_id == KMS_KEY


@pytest.mark.parametrize("operation", ["delete_connection", "deauthorize_connection"])
def test_it_goes_with_the_connection(
    mock_beside_moto: EventBridgeMock, operation: str
) -> None:
    arn = connect()
    client("secretsmanager").create_secret(Name="own", SecretString="not-a-secret")
    getattr(client("events"), operation)(Name="partner")

    names = [s["Name"] for s in client("secretsmanager").list_secrets()["SecretList"]]
    assert names == ["own"]
    assert stored(arn) is None


def test_it_is_marked_while_the_connection_goes() -> None:
    with both("moto outside", transitions="manual") as mock:
        arn = connect()
        client("events").delete_connection(Name="partner")
        is_marked = stored(arn).is_deleted()
        mock.settle()

        assert is_marked
        assert listed() == []
        assert stored(arn) is None


def test_a_secret_deleted_by_hand_is_deleted_in_moto(
    mock_beside_moto: EventBridgeMock,
) -> None:
    arn = connect()
    client("secretsmanager").delete_secret(
        SecretId=arn, ForceDeleteWithoutRecovery=True
    )

    assert stored(arn) is None
    assert mock_beside_moto.connections["partner"].connection_state == "DEAUTHORIZED"


def test_changes_by_hand_are_refused_and_change_nothing(
    mock_beside_moto: EventBridgeMock,
) -> None:
    arn = connect()
    put = client("secretsmanager").put_secret_value

    assert refusal(put, SecretId=arn, SecretString="{}") == (
        "InvalidRequestException",
        "Operation is not allowed on secret owned by events",
    )
    assert stored(arn).versions.keys() == {mock_beside_moto.secrets[arn].version_id}


def test_moto_may_start_after_the_connection_was_made() -> None:
    with mock_api_destinations(region_name=REGION_NAME):
        arn = connect()
        change_password()
        with moto.mock_aws():
            assert listed() == [arn]
            assert len(stored(arn).versions) == 2


def test_moto_may_forget_the_secret(mock_beside_moto: EventBridgeMock) -> None:
    arn = connect()

    moto.mock_aws().reset()

    assert listed() == [arn]


def test_moto_may_stop_first() -> None:
    with mock_api_destinations(region_name=REGION_NAME):
        with moto.mock_aws():
            arn = connect()
        value = client("secretsmanager").get_secret_value(SecretId=arn)

        assert value["SecretString"] == CONTENT


def test_the_mock_takes_its_secrets_along_when_it_stops() -> None:
    with moto.mock_aws():
        client("secretsmanager").create_secret(Name="own", SecretString="not-a-secret")
        with mock_api_destinations(region_name=REGION_NAME):
            arn = connect()

        assert arn not in listed()
        assert len(listed()) == 1


def test_a_reset_of_the_mock_takes_them_too(mock_beside_moto: EventBridgeMock) -> None:
    connect()

    mock_beside_moto.reset()

    assert listed() == []


def test_scripted_errors_may_hide_two_updates(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """moto has seen the first version of three, and gets the last two."""
    arn = connect()
    for _ in range(2):
        mock_beside_moto.fail("update_connection", "ThrottlingException")
        change_password()

    assert listed() == [arn]
    secret = mock_beside_moto.secrets[arn]
    assert list(stored(arn).versions) == [
        version.version_id for version in reversed(secret.versions.values())
    ]


@mock_api_destinations(region_name=REGION_NAME)
@moto.mock_aws
def test_each_account_and_region_has_its_own() -> None:
    other = client("events", region_name="us-west-2", **keys_of("111122223333"))
    other.create_connection(**connection())
    secretsmanager = client("secretsmanager", region_name="us-west-2")
    secretsmanager.meta.events.register("before-call", in_account("111122223333"))

    assert listed() == []
    assert (
        client("secretsmanager", region_name="us-west-2").list_secrets()["SecretList"]
        == []
    )
    (item,) = secretsmanager.list_secrets()["SecretList"]
    assert item["ARN"].startswith("arn:aws:secretsmanager:us-west-2:111122223333:")


def keys_of(account_id: str) -> dict[str, str]:
    return {"aws_access_key_id": account_id, "aws_secret_access_key": "testing"}


def in_account(account_id: str) -> Any:
    """Return a handler that names the account, as moto documents."""

    def name_account(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = account_id

    return name_account


def test_a_region_that_moto_does_not_know(mock_beside_moto: EventBridgeMock) -> None:
    elsewhere = client("events", region_name="eu-nowhere-9")
    elsewhere.create_connection(**connection())

    assert listed() == []


def test_a_deleted_secret_is_not_found(mock_beside_moto: EventBridgeMock) -> None:
    arn = connect()
    client("events").delete_connection(Name="partner")

    code, message = refusal(client("secretsmanager").get_secret_value, SecretId=arn)
    assert (code, message) == ("ResourceNotFoundException", NOT_FOUND)
