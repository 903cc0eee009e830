"""The secret of a connection, seen through Secrets Manager."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import Matching, members, refusal, secret_arn_of
from tests.aws.operations.newer_members import KMS_KEY, needs_kms_key_identifier
from tests.aws.operations.times import LATER, NOW
from tests.requests_to_aws import API_KEY, AUTH_PARAMETERS, OAUTH, connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

VERSION_ID = Matching("[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

NOT_FOUND = (
    "ResourceNotFoundException",
    "Secrets Manager can't find the specified secret.",
)
MARKED_FOR_DELETION = (
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for"
    " deletion.",
)

HEADER = {"Key": "X-Shop", "Value": "north"}
QUERY = {"Key": "mode", "Value": "live", "IsValueSecret": True}
BODY = {"Key": "grant_type", "Value": "client_credentials", "IsValueSecret": False}
ALL_GROUPS = {
    "BodyParameters": [BODY],
    "QueryStringParameters": [QUERY],
    "HeaderParameters": [HEADER],
}
ALL_GROUPS_STORED = (
    '{"header_parameters":'
    '[{"key":"X-Shop","value":"north","is_value_secret":false}],'
    '"query_string_parameters":'
    '[{"key":"mode","value":"live","is_value_secret":true}],'
    '"body_parameters":'
    '[{"key":"grant_type","value":"client_credentials","is_value_secret":false}]}'
)

STORED = {
    "BASIC": '{"username":"shop","password":"not-a-secret"',
    "API_KEY": '{"api_key_name":"X-Api-Key","api_key_value":"not-a-secret"',
    "OAUTH_CLIENT_CREDENTIALS": (
        '{"client_id":"shop","client_secret":"not-a-secret",'
        '"authorization_endpoint":"https://auth.partner.example/token",'
        '"http_method":"POST"'
    ),
}


def make(events: Any, authorization_type: str = "BASIC", **changes: Any) -> str:
    """Create a connection; return the ARN of its secret."""
    events.create_connection(**connection(authorization_type, **changes))
    arn: str = events.describe_connection(Name="partner")["SecretArn"]
    return arn


def change_password(events: Any) -> None:
    """Give the connection another password."""
    events.update_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": {"Password": "not-a-secret-2"}},
    )


@pytest.fixture
def manual_secretsmanager(
    manual_mock: EventBridgeMock, make_client: Callable[..., Any]
) -> Any:
    """A client for `secretsmanager` while `manual_mock` is active."""
    return make_client("secretsmanager")


def test_the_value_of_a_secret(
    clock: FrozenDateTimeFactory, events: Any, secretsmanager: Any
) -> None:
    """ARN, name and version id as recorded on AWS 2026-09-24."""
    arn = make(events)

    assert members(secretsmanager.get_secret_value(SecretId=arn)) == {
        "ARN": secret_arn_of("partner"),
        "Name": arn.rpartition("secret:")[2][:-7],
        "VersionId": VERSION_ID,
        "SecretString": '{"username":"shop","password":"not-a-secret"}',
        "VersionStages": ["AWSCURRENT"],
        "CreatedDate": NOW,
    }


def test_a_secret_is_described_as_owned_by_eventbridge(
    clock: FrozenDateTimeFactory, events: Any, secretsmanager: Any
) -> None:
    """Owned by `events` and tagged so (recorded on AWS 2026-09-24)."""
    arn = make(events)
    version_id = secretsmanager.get_secret_value(SecretId=arn)["VersionId"]

    assert members(secretsmanager.describe_secret(SecretId=arn)) == {
        "ARN": secret_arn_of("partner"),
        "Name": arn.rpartition("secret:")[2][:-7],
        "OwningService": "events",
        "Tags": [{"Key": "aws:secretsmanager:owningService", "Value": "events"}],
        "VersionIdsToStages": {version_id: ["AWSCURRENT"]},
        "CreatedDate": NOW,
        "LastChangedDate": NOW,
    }


def test_the_uuid_is_not_the_connections(events: Any) -> None:
    """Recorded on AWS 2026-09-24."""
    secret_arn = make(events)
    connection_arn = events.describe_connection(Name="partner")["ConnectionArn"]

    uuids = [re.findall(UUID, arn) for arn in (secret_arn, connection_arn)]
    assert [len(found) for found in uuids] == [1, 1]
    assert uuids[0] != uuids[1]


@pytest.mark.parametrize("authorization_type", STORED)
def test_the_content_is_compact_json(
    events: Any, secretsmanager: Any, authorization_type: str
) -> None:
    """Compact JSON, keys in this order (recorded on AWS 2024-12-09, 2026-09-24)."""
    arn = make(events, authorization_type)

    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
    assert value == STORED[authorization_type] + "}"


@pytest.mark.parametrize("authorization_type", STORED)
@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({}, "{}"),
        (
            {"HeaderParameters": [HEADER]},
            '{"header_parameters":'
            '[{"key":"X-Shop","value":"north","is_value_secret":false}]}',
        ),
        (ALL_GROUPS, ALL_GROUPS_STORED),
    ],
    ids=["empty", "headers", "all"],
)
def test_the_content_ends_in_the_invocation_parameters(
    events: Any,
    secretsmanager: Any,
    authorization_type: str,
    given: dict[str, Any],
    stored: str,
) -> None:
    """For any type, secret values included (recorded on AWS 2026-09-24)."""
    auth_parameters = {
        **AUTH_PARAMETERS[authorization_type],
        "InvocationHttpParameters": given,
    }
    arn = make(events, authorization_type, AuthParameters=auth_parameters)

    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
    head = STORED[authorization_type]
    assert value == f'{head},"invocation_http_parameters":{stored}}}'


@pytest.mark.parametrize(
    ("given", "stored"),
    [({}, "{}"), (ALL_GROUPS, ALL_GROUPS_STORED)],
    ids=["empty", "all"],
)
def test_the_content_has_the_parameters_of_the_token_request(
    events: Any, secretsmanager: Any, given: dict[str, Any], stored: str
) -> None:
    """Behind the method, before the invocation's (recorded on AWS 2026-09-24)."""
    oauth = {**OAUTH["OAuthParameters"], "OAuthHttpParameters": given}
    arn = make(
        events,
        "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": oauth, "InvocationHttpParameters": {}},
    )

    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
    head = STORED["OAUTH_CLIENT_CREDENTIALS"]
    assert value == (
        f'{head},"oauth_http_parameters":{stored},"invocation_http_parameters":{{}}}}'
    )


@pytest.mark.parametrize(
    "spelling",
    [
        lambda arn: arn,
        lambda arn: arn[:-7],
        lambda arn: arn.rpartition("secret:")[2][:-7],
    ],
    ids=["ARN", "ARN without its ending", "name"],
)
@pytest.mark.parametrize("operation", ["get_secret_value", "describe_secret"])
def test_a_secret_is_found_by(
    events: Any, secretsmanager: Any, operation: str, spelling: Callable[[str], str]
) -> None:
    """Secrets Manager takes a name, an ARN or a partial ARN (its API reference)."""
    arn = make(events)

    answer = getattr(secretsmanager, operation)(SecretId=spelling(arn))

    assert answer["ARN"] == arn


def test_an_update_makes_a_new_version(
    clock: FrozenDateTimeFactory, events: Any, secretsmanager: Any
) -> None:
    """The old one is AWSPREVIOUS (recorded on AWS 2026-09-24)."""
    arn = make(events)
    old = secretsmanager.get_secret_value(SecretId=arn)
    clock.move_to(LATER)

    change_password(events)

    new = members(secretsmanager.get_secret_value(SecretId=arn))
    assert new == {
        **members(old),
        "VersionId": VERSION_ID,
        "SecretString": '{"username":"shop","password":"not-a-secret-2"}',
        "CreatedDate": LATER,
    }
    described = secretsmanager.describe_secret(SecretId=arn)
    assert described["VersionIdsToStages"] == {
        new["VersionId"]: ["AWSCURRENT"],
        old["VersionId"]: ["AWSPREVIOUS"],
    }
    assert described["LastChangedDate"] == LATER
    assert described["CreatedDate"] == NOW


def test_two_updates_leave_two_versions(events: Any, secretsmanager: Any) -> None:
    """Only two stages have a version (Secrets Manager's user guide)."""
    arn = make(events)
    change_password(events)
    second = secretsmanager.get_secret_value(SecretId=arn)["VersionId"]

    change_password(events)

    third = secretsmanager.get_secret_value(SecretId=arn)["VersionId"]
    described = secretsmanager.describe_secret(SecretId=arn)
    assert described["VersionIdsToStages"] == {
        third: ["AWSCURRENT"],
        second: ["AWSPREVIOUS"],
    }


@pytest.mark.parametrize("by", ["VersionStage", "VersionId", "both"])
def test_the_version_before_can_be_read(
    events: Any, secretsmanager: Any, by: str
) -> None:
    """By its stage, by its id, or by both (Secrets Manager's API reference)."""
    arn = make(events)
    old = members(secretsmanager.get_secret_value(SecretId=arn))
    change_password(events)
    which = {"VersionStage": "AWSPREVIOUS", "VersionId": old["VersionId"]}
    if by != "both":
        which = {by: which[by]}

    answer = secretsmanager.get_secret_value(SecretId=arn, **which)

    assert members(answer) == {**old, "VersionStages": ["AWSPREVIOUS"]}


def test_the_current_version_can_be_read_by_its_stage(
    events: Any, secretsmanager: Any
) -> None:
    """AWSCURRENT is what is read without a stage too."""
    arn = make(events)

    answer = secretsmanager.get_secret_value(SecretId=arn, VersionStage="AWSCURRENT")

    assert answer["VersionStages"] == ["AWSCURRENT"]


@pytest.mark.parametrize(
    ("which", "missing"),
    [
        ({"VersionStage": "AWSPREVIOUS"}, "staging label: AWSPREVIOUS"),
        ({"VersionId": "0" * 32}, f"VersionId: {'0' * 32}"),
        (
            {"VersionId": "0" * 32, "VersionStage": "AWSCURRENT"},
            f"VersionId: {'0' * 32}",
        ),
    ],
    ids=["stage", "id", "both"],
)
def test_a_version_that_does_not_exist(
    events: Any, secretsmanager: Any, which: dict[str, str], missing: str
) -> None:
    """Secrets Manager's own text, not recorded for these secrets."""
    arn = make(events)

    assert refusal(secretsmanager.get_secret_value, SecretId=arn, **which) == (
        "ResourceNotFoundException",
        f"Secrets Manager can't find the specified secret value for {missing}",
    )


@pytest.mark.parametrize(
    ("operation", "change"),
    [
        ("put_secret_value", {"SecretString": "{}"}),
        ("update_secret", {"SecretString": "{}"}),
    ],
)
def test_nobody_else_changes_the_content(
    events: Any, secretsmanager: Any, operation: str, change: dict[str, str]
) -> None:
    """Recorded for PutSecretValue on AWS 2026-09-24, by analogy for the other."""
    arn = make(events)

    refused = refusal(getattr(secretsmanager, operation), SecretId=arn, **change)

    assert refused == (
        "InvalidRequestException",
        "Operation is not allowed on secret owned by events",
    )
    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
    assert value == STORED["BASIC"] + "}"


@pytest.mark.parametrize("leaving", ["deauthorize_connection", "delete_connection"])
def test_a_secret_is_marked_for_deletion_first(
    manual_events: Any, manual_secretsmanager: Any, leaving: str
) -> None:
    """While the connection goes (recorded on AWS 2026-09-24)."""
    arn = make(manual_events)

    getattr(manual_events, leaving)(Name="partner")

    refused = refusal(manual_secretsmanager.get_secret_value, SecretId=arn)
    assert refused == MARKED_FOR_DELETION


def test_a_secret_marked_for_deletion_described(
    clock: FrozenDateTimeFactory, manual_events: Any, manual_secretsmanager: Any
) -> None:
    """DeletedDate says when it was (service model of Secrets Manager)."""
    arn = make(manual_events)
    before = members(manual_secretsmanager.describe_secret(SecretId=arn))
    clock.move_to(LATER)

    manual_events.deauthorize_connection(Name="partner")

    assert members(manual_secretsmanager.describe_secret(SecretId=arn)) == {
        **before,
        "DeletedDate": LATER,
    }


@pytest.mark.parametrize("leaving", ["deauthorize_connection", "delete_connection"])
@pytest.mark.parametrize(
    ("operation", "change"),
    [
        ("get_secret_value", {}),
        ("describe_secret", {}),
        ("put_secret_value", {"SecretString": "{}"}),
    ],
)
def test_then_it_is_gone(
    events: Any, secretsmanager: Any, leaving: str, operation: str, change: Any
) -> None:
    """No recovery window (recorded on AWS 2026-09-24)."""
    arn = make(events)

    getattr(events, leaving)(Name="partner")

    refused = refusal(getattr(secretsmanager, operation), SecretId=arn, **change)
    assert refused == NOT_FOUND


def test_a_connection_authorized_again_has_a_secret_of_another_name(
    events: Any, secretsmanager: Any
) -> None:
    """Recorded on AWS 2026-09-24."""
    old = make(events)
    events.deauthorize_connection(Name="partner")

    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=API_KEY
    )

    new = events.describe_connection(Name="partner")["SecretArn"]
    assert new[:-7] != old[:-7]
    value = secretsmanager.get_secret_value(SecretId=new)
    assert value["SecretString"] == STORED["API_KEY"] + "}"
    assert refusal(secretsmanager.get_secret_value, SecretId=old) == NOT_FOUND


@needs_kms_key_identifier
def test_a_key_identifier_encrypts_the_secret(events: Any, secretsmanager: Any) -> None:
    """KmsKeyId is shown only for a key of one's own (service model)."""
    arn = make(events, KmsKeyIdentifier=KMS_KEY)

    assert secretsmanager.describe_secret(SecretId=arn)["KmsKeyId"] == KMS_KEY


@needs_kms_key_identifier
@pytest.mark.parametrize(("given", "shown"), [(KMS_KEY, KMS_KEY), ("", None)])
def test_another_key_identifier_encrypts_the_secret_anew(
    events: Any, secretsmanager: Any, given: str, shown: str | None
) -> None:
    """KmsKeyIdentifier of a connection encrypts its secret (service model)."""
    arn = make(events, KmsKeyIdentifier="alias/old")

    events.update_connection(Name="partner", KmsKeyIdentifier=given)

    described = secretsmanager.describe_secret(SecretId=arn)
    assert described.get("KmsKeyId") == shown


@needs_kms_key_identifier
def test_a_secret_made_anew_is_encrypted_by_the_same_key(
    events: Any, secretsmanager: Any
) -> None:
    """KmsKeyIdentifier outlives a deauthorization, as the description does."""
    make(events, KmsKeyIdentifier=KMS_KEY)
    events.deauthorize_connection(Name="partner")

    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=API_KEY
    )

    described = events.describe_connection(Name="partner")
    secret = secretsmanager.describe_secret(SecretId=described["SecretArn"])
    assert (described["KmsKeyIdentifier"], secret.get("KmsKeyId")) == (KMS_KEY, KMS_KEY)


def test_text_of_any_script_is_kept(events: Any, secretsmanager: Any) -> None:
    """Whether AWS escapes it is not recorded; both mean the same."""
    arn = make(
        events,
        AuthParameters={
            "BasicAuthParameters": {"Username": "läden", "Password": "not-a-secret"}
        },
    )

    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
    assert value == '{"username":"läden","password":"not-a-secret"}'


def test_the_mock_shows_the_same_secret(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    """`mock.secrets` is by ARN."""
    arn = make(events)

    seen = mock.secrets[arn]

    value = secretsmanager.get_secret_value(SecretId=arn)
    assert (seen.arn, seen.name, seen.version_id, seen.secret_string) == (
        value["ARN"],
        value["Name"],
        value["VersionId"],
        value["SecretString"],
    )
    assert "not-a-secret" not in repr(mock.secrets)
