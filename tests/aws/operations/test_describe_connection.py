"""DescribeConnection: every member, present and absent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    Matching,
    arn_of,
    members,
    refusal,
    secret_arn_of,
)
from tests.aws.operations.newer_members import (
    KMS_KEY,
    RESOURCE,
    connectivity,
    needs_connectivity_parameters,
    needs_kms_key_identifier,
)
from tests.aws.operations.times import LATER, NEVER, NOW
from tests.requests_to_aws import AUTH_PARAMETERS, BASIC, OAUTH, PASSWORD, connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock


TOKEN_ENDPOINT = "https://auth.partner.example/token"

SHOWN = {
    "BASIC": {"BasicAuthParameters": {"Username": "shop"}},
    "API_KEY": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key"}},
    "OAUTH_CLIENT_CREDENTIALS": {
        "OAuthParameters": {
            "AuthorizationEndpoint": TOKEN_ENDPOINT,
            "HttpMethod": "POST",
            "ClientParameters": {"ClientID": "shop"},
        }
    },
}

ASSOCIATION = Matching(
    "arn:aws:vpc-lattice:eu-west-1:123456789012:"
    "servicenetworkresourceassociation/snra-[0-9a-z]{17}"
)
SHOWN_CONNECTIVITY = {
    "ResourceParameters": {
        "ResourceConfigurationArn": RESOURCE,
        "ResourceAssociationArn": ASSOCIATION,
    }
}


def parameter(key: str, **changes: Any) -> dict[str, Any]:
    """Return a parameter as a request gives it."""
    return {"Key": key, "Value": f"value of {key}", **changes}


def shown(key: str, *, is_secret: bool = False) -> dict[str, Any]:
    """Return a parameter as an answer shows it."""
    value = {} if is_secret else {"Value": f"value of {key}"}
    return {"Key": key, **value, "IsValueSecret": is_secret}


GROUPS = [
    ({}, {}),
    (
        {"BodyParameters": [parameter("a")]},
        {"BodyParameters": [shown("a")]},
    ),
    (
        {"QueryStringParameters": [parameter("a", IsValueSecret=False)]},
        {"QueryStringParameters": [shown("a")]},
    ),
    (
        {"HeaderParameters": [parameter("a", IsValueSecret=True), parameter("b")]},
        {"HeaderParameters": [shown("a", is_secret=True), shown("b")]},
    ),
    (
        {
            "BodyParameters": [parameter("c", IsValueSecret=True)],
            "QueryStringParameters": [parameter("b", IsValueSecret=True)],
            "HeaderParameters": [parameter("a")],
        },
        {
            "HeaderParameters": [shown("a")],
            "QueryStringParameters": [shown("b", is_secret=True)],
            "BodyParameters": [shown("c", is_secret=True)],
        },
    ),
]
GROUP_IDS = ["none", "body", "query", "header", "all"]


@pytest.mark.parametrize("authorization_type", SHOWN)
def test_a_new_connection_is_described_without_its_secrets(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str
) -> None:
    """No secrets, and only the members that are set (recorded 2024-12-09)."""
    events.create_connection(**connection(authorization_type))

    assert members(events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "ConnectionState": "AUTHORIZED",
        "AuthorizationType": authorization_type,
        "SecretArn": secret_arn_of("partner"),
        "AuthParameters": SHOWN[authorization_type],
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NOW,
    }


@needs_kms_key_identifier
@needs_connectivity_parameters
def test_a_connection_with_everything_set(
    clock: FrozenDateTimeFactory, manual_events: Any
) -> None:
    """Description, key and connectivity are shown when set (service model)."""
    manual_events.create_connection(
        **connection(
            Description="Orders",
            KmsKeyIdentifier=KMS_KEY,
            InvocationConnectivityParameters=connectivity(),
        )
    )

    assert members(manual_events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "Description": "Orders",
        "InvocationConnectivityParameters": SHOWN_CONNECTIVITY,
        "ConnectionState": "CREATING",
        "AuthorizationType": "BASIC",
        "SecretArn": secret_arn_of("partner"),
        "KmsKeyIdentifier": KMS_KEY,
        "AuthParameters": SHOWN["BASIC"],
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NEVER,
    }


@needs_connectivity_parameters
def test_a_private_token_endpoint(events: Any) -> None:
    """Its association is EventBridge's own (service model)."""
    events.create_connection(
        **connection(
            "OAUTH_CLIENT_CREDENTIALS",
            AuthParameters={**OAUTH, "ConnectivityParameters": connectivity()},
        )
    )

    described = events.describe_connection(Name="partner")
    assert described["AuthParameters"] == {
        **SHOWN["OAUTH_CLIENT_CREDENTIALS"],
        "ConnectivityParameters": SHOWN_CONNECTIVITY,
    }
    assert described["ConnectionState"] == "AUTHORIZED"


@needs_connectivity_parameters
def test_an_empty_resource_is_no_connectivity(events: Any) -> None:
    """The pattern of the service model lets an empty ARN name no resource."""
    events.create_connection(
        **connection(InvocationConnectivityParameters=connectivity(""))
    )

    described = events.describe_connection(Name="partner")
    assert "InvocationConnectivityParameters" not in described
    assert described["ConnectionState"] == "AUTHORIZED"


def test_an_empty_description_is_not_shown(events: Any) -> None:
    """As after an update with one (recorded on AWS 2026-09-26)."""
    events.create_connection(**connection(Description=""))

    assert "Description" not in events.describe_connection(Name="partner")


@pytest.mark.parametrize("authorization_type", SHOWN)
@pytest.mark.parametrize(("given", "answered"), GROUPS, ids=GROUP_IDS)
def test_invocation_parameters_are_described_without_secret_values(
    events: Any,
    authorization_type: str,
    given: dict[str, Any],
    answered: dict[str, Any],
) -> None:
    """Only the given groups; no value that is secret (recorded 2024-12-09)."""
    auth_parameters = {
        **AUTH_PARAMETERS[authorization_type],
        "InvocationHttpParameters": given,
    }
    events.create_connection(
        **connection(authorization_type, AuthParameters=auth_parameters)
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described == {
        **SHOWN[authorization_type],
        "InvocationHttpParameters": answered,
    }
    assert list(described["InvocationHttpParameters"]) == list(answered)


@pytest.mark.parametrize(("given", "answered"), GROUPS, ids=GROUP_IDS)
def test_parameters_of_the_token_request(
    events: Any, given: dict[str, Any], answered: dict[str, Any]
) -> None:
    """As the invocation parameters (recorded on AWS 2026-09-24)."""
    oauth = {**OAUTH["OAuthParameters"], "OAuthHttpParameters": given}
    events.create_connection(
        **connection(
            "OAUTH_CLIENT_CREDENTIALS", AuthParameters={"OAuthParameters": oauth}
        )
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described["OAuthParameters"] == {
        **SHOWN["OAUTH_CLIENT_CREDENTIALS"]["OAuthParameters"],
        "OAuthHttpParameters": answered,
    }
    assert list(described["OAuthParameters"]["OAuthHttpParameters"]) == list(answered)


def test_empty_groups_are_dropped(events: Any) -> None:
    """Our choice; AWS was only seen to repeat `{}` (docs/fidelity.md)."""
    given = {"HeaderParameters": [], "QueryStringParameters": [], "BodyParameters": []}
    events.create_connection(
        **connection(AuthParameters={**BASIC, "InvocationHttpParameters": given})
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described == {**SHOWN["BASIC"], "InvocationHttpParameters": {}}


def test_the_bytes_of_the_answer_hold_no_secret(
    clock: FrozenDateTimeFactory,
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
) -> None:
    """Times are numbers of whole seconds (recorded on AWS 2026-09-26)."""
    events = make_client()
    hidden = [parameter("a", Value=PASSWORD, IsValueSecret=True)]
    events.create_connection(
        **connection(
            AuthParameters={
                **BASIC,
                "InvocationHttpParameters": {"HeaderParameters": hidden},
            }
        )
    )
    bodies = []
    events.meta.events.register(
        "after-call", lambda http_response, **_: bodies.append(http_response.content)
    )

    events.describe_connection(Name="partner")

    (body,) = bodies
    sent = json.loads(body)
    assert PASSWORD not in body.decode()
    assert sent["AuthParameters"] == {
        **SHOWN["BASIC"],
        "InvocationHttpParameters": {"HeaderParameters": [shown("a", is_secret=True)]},
    }
    assert sent["LastModifiedTime"] == int(NOW.timestamp())


def test_times_are_whole_seconds(clock: FrozenDateTimeFactory, events: Any) -> None:
    """As recorded on AWS 2026-09-26."""
    clock.move_to(NOW.replace(microsecond=999_999))

    answer = events.create_connection(**connection())

    assert answer["CreationTime"] == NOW


def test_a_connection_that_was_deauthorized(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """No SecretArn and empty AuthParameters; the rest stays (recorded 2026-09-24)."""
    events.create_connection(**connection(Description="Orders"))
    clock.move_to(LATER)
    events.deauthorize_connection(Name="partner")

    assert members(events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "Description": "Orders",
        "ConnectionState": "DEAUTHORIZED",
        "StateReason": (
            "The authorization parameters were removed from this connection by a"
            " DeauthorizeConnection operation."
        ),
        "AuthorizationType": "BASIC",
        "AuthParameters": {},
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": NOW,
    }


def test_a_connection_that_never_got_a_token(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """LastAuthorizedTime is the epoch (recorded on AWS 2026-09-24)."""
    mock.responses.post(TOKEN_ENDPOINT, body=ConnectionError("no such host"))
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert members(events.describe_connection(Name="partner")) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "Name": "partner",
        "ConnectionState": "AUTHORIZING",
        "StateReason": "Could not connect to the specified endpoint.",
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "SecretArn": secret_arn_of("partner"),
        "AuthParameters": SHOWN["OAUTH_CLIENT_CREDENTIALS"],
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "LastAuthorizedTime": NEVER,
    }


def test_a_connection_that_does_not_exist(events: Any) -> None:
    """As recorded on AWS 2024-12-09."""
    assert refusal(events.describe_connection, Name="partner") == (
        "ResourceNotFoundException",
        "Failed to describe the connection(s). Connection 'partner' does not exist.",
    )
