"""UpdateConnection: a merge, its answer, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    NAME_PATTERN,
    Matching,
    arn_of,
    fits,
    invalid,
    members,
    refusal,
    secret_arn_of,
    violation,
)
from tests.aws.operations.newer_members import (
    KMS_KEY,
    OTHER_RESOURCE,
    RESOURCE,
    connectivity,
    needs_connectivity_parameters,
    needs_kms_key_identifier,
)
from tests.aws.operations.times import LATER, LATER_STILL, NOW
from tests.requests_to_aws import API_KEY, BASIC, OAUTH, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

FAILED = "Failed to update the connection(s). "
NOTHING_TO_DO = (
    "ValidationException",
    f"{FAILED}At least one of the following is required: Description,"
    " KmsKeyIdentifier, AuthorizationType with BasicAuthParameters,"
    " ApiKeyAuthParameters, or OAuthParameters.",
)

HEADER = {"Key": "X-Shop", "Value": "north", "IsValueSecret": False}
QUERY = {"Key": "mode", "Value": "live", "IsValueSecret": False}


def secret_of(mock: EventBridgeMock) -> dict[str, Any]:
    """Return the content of the only secret there is."""
    (secret,) = mock.secrets.values()
    content: dict[str, Any] = json.loads(secret.secret_string)
    return content


def new_password() -> dict[str, Any]:
    """Return the parameters of an update that changes nothing but the password."""
    return {
        "Name": "partner",
        "AuthorizationType": "BASIC",
        "AuthParameters": {"BasicAuthParameters": {"Password": "not-a-secret-2"}},
    }


def test_the_answer_to_a_change_of_authorization(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """LastModifiedTime is still the one before (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    clock.move_to(LATER)

    answer = events.update_connection(**new_password())

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "AUTHORIZED",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": LATER,
    }


def test_a_change_of_authorization_described(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Describe has the new LastModifiedTime at once (recorded 2026-09-24)."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    clock.move_to(LATER)
    events.update_connection(**new_password())

    assert members(events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn,
        "Name": "partner",
        "ConnectionState": "AUTHORIZED",
        "AuthorizationType": "BASIC",
        "SecretArn": secret_arn_of("partner"),
        "AuthParameters": {"BasicAuthParameters": {"Username": "shop"}},
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": LATER,
    }


def test_the_time_before_is_that_of_the_change_before(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """It is LastModifiedTime of the last change, not CreationTime."""
    events.create_connection(**connection())
    clock.move_to(LATER)
    events.update_connection(Name="partner", Description="Orders")
    clock.move_to(LATER_STILL)

    answer = events.update_connection(**new_password())

    assert answer["LastModifiedTime"] == LATER


def test_the_answer_to_a_change_of_the_description(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """The new LastModifiedTime, the old LastAuthorizedTime (recorded 2026-09-24)."""
    events.create_connection(**connection())
    clock.move_to(LATER)

    answer = events.update_connection(Name="partner", Description="Orders")

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "AUTHORIZED",
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": NOW,
    }


def test_a_description_makes_no_new_version_of_the_secret(
    mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2026-09-24."""
    events.create_connection(**connection())
    (before,) = mock.secrets.values()

    events.update_connection(Name="partner", Description="Orders")

    assert dict(mock.secrets) == {before.arn: before}


def test_an_empty_description_removes_it(events: Any) -> None:
    """Recorded on AWS 2026-09-26 for API destinations."""
    events.create_connection(**connection(Description="Orders"))

    events.update_connection(Name="partner", Description="")

    assert "Description" not in events.describe_connection(Name="partner")


def test_a_description_leaves_a_connection_deauthorized(events: Any) -> None:
    """Its state does not change (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    events.deauthorize_connection(Name="partner")
    before = members(events.describe_connection(Name="partner"))

    answer = events.update_connection(Name="partner", Description="Orders")

    assert answer["ConnectionState"] == "DEAUTHORIZED"
    after = members(events.describe_connection(Name="partner"))
    assert after == {
        **before,
        "Description": "Orders",
        "LastModifiedTime": after["LastModifiedTime"],
    }


MERGES = [
    (
        "BASIC",
        {"BasicAuthParameters": {"Password": "new"}},
        {"username": "shop", "password": "new"},
    ),
    (
        "BASIC",
        {"BasicAuthParameters": {"Username": "new"}},
        {"username": "new", "password": "not-a-secret"},
    ),
    (
        "API_KEY",
        {"ApiKeyAuthParameters": {"ApiKeyValue": "new"}},
        {"api_key_name": "X-Api-Key", "api_key_value": "new"},
    ),
    (
        "API_KEY",
        {"ApiKeyAuthParameters": {"ApiKeyName": "X-New"}},
        {"api_key_name": "X-New", "api_key_value": "not-a-secret"},
    ),
    (
        "OAUTH_CLIENT_CREDENTIALS",
        {"OAuthParameters": {"ClientParameters": {"ClientSecret": "new"}}},
        {
            "client_id": "shop",
            "client_secret": "new",
            "authorization_endpoint": "https://auth.partner.example/token",
            "http_method": "POST",
        },
    ),
    (
        "OAUTH_CLIENT_CREDENTIALS",
        {"OAuthParameters": {"HttpMethod": "PUT"}},
        {
            "client_id": "shop",
            "client_secret": "not-a-secret",
            "authorization_endpoint": "https://auth.partner.example/token",
            "http_method": "PUT",
        },
    ),
]


@pytest.mark.parametrize(
    ("authorization_type", "changes", "merged"),
    MERGES,
    ids=["password", "username", "key", "key name", "client secret", "method"],
)
def test_what_is_not_given_stays(
    mock: EventBridgeMock,
    events: Any,
    authorization_type: str,
    changes: dict[str, Any],
    merged: dict[str, Any],
) -> None:
    """A merge, recorded for BASIC on AWS 2026-09-24."""
    events.create_connection(**connection(authorization_type))

    events.update_connection(
        Name="partner", AuthorizationType=authorization_type, AuthParameters=changes
    )

    assert secret_of(mock) == merged


def test_a_new_password_keeps_the_invocation_parameters(
    mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2026-09-24."""
    parameters = {"HeaderParameters": [HEADER]}
    events.create_connection(
        **connection(AuthParameters={**BASIC, "InvocationHttpParameters": parameters})
    )

    events.update_connection(**new_password())

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described == {
        "BasicAuthParameters": {"Username": "shop"},
        "InvocationHttpParameters": parameters,
    }
    assert secret_of(mock) == {
        "username": "shop",
        "password": "not-a-secret-2",
        "invocation_http_parameters": {
            "header_parameters": [
                {"key": "X-Shop", "value": "north", "is_value_secret": False}
            ]
        },
    }


def test_a_group_of_parameters_is_replaced_and_others_stay(events: Any) -> None:
    """The merge goes down to the lists, which are given whole."""
    parameters = {"HeaderParameters": [HEADER], "QueryStringParameters": [QUERY]}
    events.create_connection(
        **connection(AuthParameters={**BASIC, "InvocationHttpParameters": parameters})
    )
    other = {**HEADER, "Key": "X-Other"}

    events.update_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"InvocationHttpParameters": {"HeaderParameters": [other]}},
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described["InvocationHttpParameters"] == {
        "HeaderParameters": [other],
        "QueryStringParameters": [QUERY],
    }


def test_a_change_of_authorization_makes_a_new_version_of_the_secret(
    mock: EventBridgeMock, events: Any
) -> None:
    """Under the same ARN (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    (before,) = mock.secrets.values()

    events.update_connection(**new_password())

    (after,) = mock.secrets.values()
    assert (after.arn, after.name) == (before.arn, before.name)
    assert after.version_id != before.version_id
    assert after.previous == before.current


def test_another_type_after_a_deauthorization(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """A secret of a new name, no old parameters (recorded on AWS 2026-09-24)."""
    parameters = {"HeaderParameters": [HEADER]}
    events.create_connection(
        **connection(AuthParameters={**BASIC, "InvocationHttpParameters": parameters})
    )
    old_secret_arn = mock.connections["partner"].secret_arn
    events.deauthorize_connection(Name="partner")
    clock.move_to(LATER)

    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=API_KEY
    )

    described = members(events.describe_connection(Name="partner"))
    assert described == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "ConnectionState": "AUTHORIZED",
        "AuthorizationType": "API_KEY",
        "SecretArn": secret_arn_of("partner"),
        "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key"}},
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": LATER,
    }
    assert described["SecretArn"][:-7] != str(old_secret_arn)[:-7]
    assert list(mock.secrets) == [described["SecretArn"]]


def test_nothing_is_left_to_merge_after_a_deauthorization(events: Any) -> None:
    """The old user name is gone (recorded); the text is that of a create."""
    events.create_connection(**connection())
    events.deauthorize_connection(Name="partner")

    assert refusal(events.update_connection, **new_password()) == (
        "ValidationException",
        f"{FAILED}Parameter BasicAuthParameters is not valid."
        " Reason: Missing required field(s)",
    )


def test_another_type_without_a_deauthorization(
    mock: EventBridgeMock, events: Any
) -> None:
    """All parameters are replaced: our choice (docs/fidelity.md)."""
    parameters = {"HeaderParameters": [HEADER]}
    events.create_connection(
        **connection(AuthParameters={**BASIC, "InvocationHttpParameters": parameters})
    )

    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=API_KEY
    )

    described = events.describe_connection(Name="partner")
    assert described["AuthorizationType"] == "API_KEY"
    assert described["AuthParameters"] == {
        "ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key"}
    }
    assert secret_of(mock) == {
        "api_key_name": "X-Api-Key",
        "api_key_value": "not-a-secret",
    }


def test_a_change_of_oauth_parameters_asks_for_a_new_token(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """As at create (recorded on AWS 2026-09-24), by analogy."""
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    clock.move_to(LATER)

    answer = events.update_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": {"ClientParameters": {"ClientID": "new"}}},
    )

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": "AUTHORIZING",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NOW,
    }
    assert [request.body for request in mock.token_requests] == [
        b"client_secret=not-a-secret&client_id=shop",
        b"client_secret=not-a-secret&client_id=new",
    ]
    described = events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "AUTHORIZED"
    assert described["LastAuthorizedTime"] == LATER


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"AuthParameters": BASIC},
        {"AuthorizationType": "BASIC"},
        {"AuthorizationType": "BASIC", "AuthParameters": {}},
        {"AuthParameters": {}},
        {"AuthParameters": BASIC, "Description": "Orders"},
        {"AuthorizationType": "BASIC", "Description": "Orders"},
    ],
    ids=[
        "nothing",
        "parameters",
        "type",
        "type, no parameters",
        "no parameters",
        "parameters, description",
        "type, description",
    ],
)
def test_an_update_has_to_change_something(
    mock: EventBridgeMock, events: Any, params: dict[str, Any]
) -> None:
    """Recorded on AWS 2026-09-24; beside a Description it is our choice."""
    events.create_connection(**connection())
    before = mock.connections["partner"]

    refused = refusal(events.update_connection, Name="partner", **params)

    assert refused == NOTHING_TO_DO
    assert mock.connections["partner"] == before


@pytest.mark.parametrize(
    ("auth_parameters", "reason"),
    [
        (
            API_KEY,
            "Parameter BasicAuthParameters is not valid."
            " Reason: Missing required field(s)",
        ),
        (
            {**BASIC, **API_KEY},
            "Parameter ApiKeyAuthParameters is not valid. Reason: Only"
            " BasicAuthParameters may be given for this authorization type.",
        ),
    ],
    ids=["in its place", "beside it"],
)
def test_parameters_of_another_type_are_refused(
    mock: EventBridgeMock, events: Any, auth_parameters: dict[str, Any], reason: str
) -> None:
    """As at create; the texts are our choice (docs/fidelity.md)."""
    events.create_connection(**connection())
    before = mock.connections["partner"], dict(mock.secrets)

    refused = refusal(
        events.update_connection,
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters=auth_parameters,
    )

    assert refused == ("ValidationException", FAILED + reason)
    assert (mock.connections["partner"], dict(mock.secrets)) == before


def test_an_authorization_endpoint_is_an_https_url(events: Any) -> None:
    """As at create, with the verb of this operation (our choice)."""
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    endpoint = "http://auth.partner.example/token"

    refused = refusal(
        events.update_connection,
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": {"AuthorizationEndpoint": endpoint}},
    )

    assert refused == (
        "ValidationException",
        f"{FAILED}Parameter AuthorizationEndpoint is not valid. Reason: Endpoint"
        f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL.",
    )


def test_violations_are_reported_before_a_missing_connection(events: Any) -> None:
    """What the model says is checked before all else (recorded 2025-01-08)."""
    refused = refusal(
        events.update_connection, Name="no blanks", AuthorizationType="NONE"
    )

    assert refused == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN)),
        violation(
            "authorizationType",
            "NONE",
            "must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]",
        ),
    )


def test_a_connection_that_does_not_exist(events: Any) -> None:
    """After DescribeConnection's text: our choice (docs/fidelity.md)."""
    refused = refusal(events.update_connection, Name="partner", Description="Orders")

    assert refused == (
        "ResourceNotFoundException",
        f"{FAILED}Connection 'partner' does not exist.",
    )


@pytest.mark.parametrize("leaving", ["deauthorize_connection", "delete_connection"])
@pytest.mark.parametrize(
    "params",
    [new_password(), {"Name": "partner", "Description": "Orders"}],
    ids=["password", "description"],
)
def test_a_connection_that_is_leaving_was_modified_concurrently(
    manual_events: Any, leaving: str, params: dict[str, Any]
) -> None:
    """Recorded on AWS 2026-09-26, a race; that we always lose it is our choice."""
    manual_events.create_connection(**connection())
    getattr(manual_events, leaving)(Name="partner")

    assert refusal(manual_events.update_connection, **params) == (
        "ConcurrentModificationException",
        f"{FAILED}Connection 'partner' was modified concurrently.",
    )


@needs_kms_key_identifier
def test_a_key_identifier_alone_is_a_change(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """AWS's text names KmsKeyIdentifier among what is enough (2026-09-24)."""
    events.create_connection(**connection())
    clock.move_to(LATER)

    answer = events.update_connection(Name="partner", KmsKeyIdentifier=KMS_KEY)

    assert answer["LastModifiedTime"] == LATER
    described = events.describe_connection(Name="partner")
    assert described["KmsKeyIdentifier"] == KMS_KEY
    assert described["LastAuthorizedTime"] == NOW


@needs_kms_key_identifier
def test_an_empty_key_identifier_goes_back_to_the_default(events: Any) -> None:
    """The service model admits an empty one; what it does is our choice."""
    events.create_connection(**connection(KmsKeyIdentifier=KMS_KEY))

    events.update_connection(Name="partner", KmsKeyIdentifier="")

    assert "KmsKeyIdentifier" not in events.describe_connection(Name="partner")


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("authorization_type", "auth_parameters", "state"),
    [
        ("BASIC", BASIC, "UPDATING"),
        ("OAUTH_CLIENT_CREDENTIALS", OAUTH, "AUTHORIZING"),
    ],
)
def test_a_public_connection_can_become_private(
    events: Any, authorization_type: str, auth_parameters: dict[str, Any], state: str
) -> None:
    """It ends ACTIVE (AWS guide); UPDATING is our choice (docs/fidelity.md)."""
    events.create_connection(
        **connection(authorization_type, AuthParameters=auth_parameters)
    )

    answer = events.update_connection(
        Name="partner", InvocationConnectivityParameters=connectivity()
    )

    assert answer["ConnectionState"] == state
    described = events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "ACTIVE"


@needs_connectivity_parameters
def test_a_private_connection_can_become_public(events: Any) -> None:
    """An empty ARN names no resource (service model)."""
    events.create_connection(
        **connection(InvocationConnectivityParameters=connectivity())
    )

    answer = events.update_connection(
        Name="partner", InvocationConnectivityParameters=connectivity("")
    )

    assert answer["ConnectionState"] == "AUTHORIZED"
    described = events.describe_connection(Name="partner")
    assert "InvocationConnectivityParameters" not in described


@needs_connectivity_parameters
def test_the_association_stays_with_its_resource(events: Any) -> None:
    """EventBridge makes and deletes associations by itself (AWS guide)."""
    events.create_connection(
        **connection(InvocationConnectivityParameters=connectivity())
    )
    before = events.describe_connection(Name="partner")

    events.update_connection(
        Name="partner",
        Description="Orders",
        InvocationConnectivityParameters=connectivity(),
    )

    after = events.describe_connection(Name="partner")
    member = "InvocationConnectivityParameters"
    assert after[member] == before[member]


@needs_connectivity_parameters
def test_another_resource_gets_another_association(events: Any) -> None:
    """EventBridge makes and deletes associations by itself (AWS guide)."""
    events.create_connection(
        **connection(InvocationConnectivityParameters=connectivity())
    )
    member = "InvocationConnectivityParameters"
    before = events.describe_connection(Name="partner")[member]["ResourceParameters"]

    events.update_connection(
        Name="partner", InvocationConnectivityParameters=connectivity(OTHER_RESOURCE)
    )

    after = events.describe_connection(Name="partner")[member]["ResourceParameters"]
    assert after == {
        "ResourceConfigurationArn": OTHER_RESOURCE,
        "ResourceAssociationArn": Matching(".*:servicenetworkresourceassociation/.*"),
    }
    assert after["ResourceAssociationArn"] != before["ResourceAssociationArn"]


def test_a_description_beside_no_parameters_authorizes_nothing(
    mock: EventBridgeMock, events: Any
) -> None:
    """An empty AuthParameters gives no credentials to authorize with."""
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    (before,) = mock.secrets.values()

    events.update_connection(Name="partner", Description="Orders", AuthParameters={})

    described = events.describe_connection(Name="partner")
    assert (described["Description"], len(mock.token_requests)) == ("Orders", 1)
    assert list(mock.secrets.values()) == [before]


def private_token_endpoint(resource: str) -> dict[str, Any]:
    """Return AuthParameters whose token endpoint is behind *resource*."""
    return {**OAUTH, "ConnectivityParameters": connectivity(resource)}


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("resource", "is_kept"),
    [(RESOURCE, True), (OTHER_RESOURCE, False)],
    ids=["same resource", "another resource"],
)
def test_the_association_of_a_token_endpoint_is_its_resources(
    events: Any, resource: str, *, is_kept: bool
) -> None:
    """EventBridge makes and deletes associations by itself (AWS guide)."""

    def association() -> tuple[str, str]:
        auth = events.describe_connection(Name="partner")["AuthParameters"]
        of = auth["ConnectivityParameters"]["ResourceParameters"]
        return of["ResourceConfigurationArn"], of["ResourceAssociationArn"]

    params = connection("OAUTH_CLIENT_CREDENTIALS")
    auth = private_token_endpoint(RESOURCE)
    events.create_connection(**{**params, "AuthParameters": auth})
    before = association()

    auth = private_token_endpoint(resource)
    events.update_connection(**{**params, "AuthParameters": auth})

    assert association()[0] == resource
    assert (association() == before) is is_kept
