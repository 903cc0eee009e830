"""CreateConnection: its answer, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    CREDENTIAL_PATTERN,
    ENDPOINT_PATTERN,
    NAME_PATTERN,
    arn_of,
    at_most,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import (
    KMS_KEY,
    connectivity,
    needs_connectivity_parameters,
    needs_kms_key_identifier,
)
from tests.aws.operations.times import NOW
from tests.requests_to_aws import API_KEY, BASIC, OAUTH, PASSWORD, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

FAILED = "Failed to create the connection(s). "
TYPES = "must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"


def oauth(**changes: Any) -> dict[str, Any]:
    """Return AuthParameters for OAuth."""
    return {"OAuthParameters": {**OAUTH["OAuthParameters"], **changes}}


@pytest.mark.parametrize(
    ("authorization_type", "state"),
    [
        ("BASIC", "AUTHORIZED"),
        ("API_KEY", "AUTHORIZED"),
        ("OAUTH_CLIENT_CREDENTIALS", "AUTHORIZING"),
    ],
)
def test_the_answer_has_four_members(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str, state: str
) -> None:
    """No LastAuthorizedTime, no SecretArn (recorded on AWS 2024-12-09)."""
    answer = events.create_connection(**connection(authorization_type))

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": state,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("authorization_type", "state"),
    [
        ("BASIC", "CREATING"),
        ("API_KEY", "CREATING"),
        ("OAUTH_CLIENT_CREDENTIALS", "AUTHORIZING"),
    ],
)
def test_the_answer_for_a_private_connection(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str, state: str
) -> None:
    """CREATING is our choice, recorded nowhere (docs/fidelity.md)."""
    answer = events.create_connection(
        **connection(
            authorization_type, InvocationConnectivityParameters=connectivity()
        )
    )

    assert members(answer) == {
        "ConnectionArn": arn_of("connection", "partner"),
        "ConnectionState": state,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


def test_the_same_name_gets_another_arn_when_created_again(events: Any) -> None:
    """At once usable, with a new UUID (recorded on AWS 2026-09-26)."""
    first = events.create_connection(**connection())["ConnectionArn"]
    events.delete_connection(Name="partner")

    second = events.create_connection(**connection())

    assert second["ConnectionArn"] == arn_of("connection", "partner")
    assert second["ConnectionArn"] != first
    assert second["ConnectionState"] == "AUTHORIZED"


@pytest.mark.parametrize("name", ["p", "a.b-C_9", "n" * 64])
def test_names_that_fit_are_taken(events: Any, name: str) -> None:
    """1 to 64 letters, digits, dots, hyphens and underscores (service model)."""
    answer = events.create_connection(**connection(Name=name))

    assert answer["ConnectionArn"] == arn_of("connection", name)


def test_names_are_case_sensitive(events: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    for name in ("partner", "Partner"):
        events.create_connection(**connection(Name=name))

    listed = events.list_connections()["Connections"]
    assert [one["Name"] for one in listed] == ["Partner", "partner"]


def test_a_name_that_exists_is_refused(events: Any) -> None:
    """The class is from the service model, the text our choice."""
    events.create_connection(**connection())

    refused = refusal(events.create_connection, **connection("API_KEY"))

    assert refused == (
        "ResourceAlreadyExistsException",
        FAILED + "Connection 'partner' already exists.",
    )
    described = events.describe_connection(Name="partner")
    assert described["AuthorizationType"] == "BASIC"


@pytest.mark.parametrize(
    ("authorization_type", "auth_parameters", "missing"),
    [
        ("BASIC", {}, "BasicAuthParameters"),
        ("API_KEY", {}, "ApiKeyAuthParameters"),
        ("OAUTH_CLIENT_CREDENTIALS", {}, "OAuthParameters"),
        ("BASIC", API_KEY, "BasicAuthParameters"),
        ("API_KEY", BASIC, "ApiKeyAuthParameters"),
        ("OAUTH_CLIENT_CREDENTIALS", BASIC, "OAuthParameters"),
        ("BASIC", OAUTH, "BasicAuthParameters"),
        ("BASIC", {"InvocationHttpParameters": {}}, "BasicAuthParameters"),
    ],
    ids=lambda value: "+".join(value) or "none" if isinstance(value, dict) else None,
)
def test_the_parameters_of_the_type_are_required(
    events: Any,
    mock: EventBridgeMock,
    authorization_type: str,
    auth_parameters: dict[str, Any],
    missing: str,
) -> None:
    """The middle reported of AWS 2026-09-07; beginning and end are our choice."""
    params = connection(authorization_type, AuthParameters=auth_parameters)

    assert refusal(events.create_connection, **params) == (
        "ValidationException",
        f"{FAILED}Parameter {missing} is not valid. Reason: Missing required field(s)",
    )
    assert dict(mock.connections) == {}
    assert dict(mock.secrets) == {}


@pytest.mark.parametrize(
    ("authorization_type", "other"),
    [
        ("BASIC", API_KEY),
        ("API_KEY", BASIC),
        ("OAUTH_CLIENT_CREDENTIALS", BASIC),
        ("BASIC", OAUTH),
    ],
    ids=["basic-and-key", "key-and-basic", "oauth-and-basic", "basic-and-oauth"],
)
def test_parameters_of_two_types_are_refused(
    events: Any, authorization_type: str, other: dict[str, Any]
) -> None:
    """Only the matching ones may be given (service model); the text is ours."""
    params = connection(authorization_type)
    (wanted,) = params["AuthParameters"]
    (surplus,) = other
    params["AuthParameters"] = {**params["AuthParameters"], **other}

    assert refusal(events.create_connection, **params) == (
        "ValidationException",
        f"{FAILED}Parameter {surplus} is not valid. Reason: Only {wanted} may be"
        " given for this authorization type.",
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://auth.partner.example/token",
        "ftp://auth.partner.example/token",
        "https://shop:word@auth.partner.example/token",
        "https://",
        "https://*.partner.example/token",
    ],
)
def test_an_authorization_endpoint_is_an_https_url(events: Any, endpoint: str) -> None:
    """The beginning reported of AWS 2026-09-07; ends as for InvocationEndpoint."""
    params = connection(
        "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters=oauth(AuthorizationEndpoint=endpoint),
    )

    assert refusal(events.create_connection, **params) == (
        "ValidationException",
        f"{FAILED}Parameter AuthorizationEndpoint is not valid. Reason: Endpoint"
        f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL.",
    )


def test_an_authorization_endpoint_needs_no_scheme(events: Any) -> None:
    """Taken and kept as it is (recorded on AWS 2024-12-09)."""
    events.create_connection(
        **connection(
            "OAUTH_CLIENT_CREDENTIALS",
            AuthParameters=oauth(AuthorizationEndpoint="replace_this"),
        )
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described["OAuthParameters"]["AuthorizationEndpoint"] == "replace_this"


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_an_oauth_method_may_be_in_lower_case(events: Any, method: str) -> None:
    """Recorded on AWS 2024-11-16 and 2024-12-09; it is shown as it was given."""
    events.create_connection(
        **connection(
            "OAUTH_CLIENT_CREDENTIALS", AuthParameters=oauth(HttpMethod=method)
        )
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described["OAuthParameters"]["HttpMethod"] == method


@pytest.mark.parametrize("method", ["Put", "DELETE", "delete"])
def test_an_oauth_method_is_one_of_three(events: Any, method: str) -> None:
    """By the enumeration of the service model; for mixed case that is our choice."""
    params = connection(
        "OAUTH_CLIENT_CREDENTIALS", AuthParameters=oauth(HttpMethod=method)
    )

    assert refusal(events.create_connection, **params) == invalid(
        violation(
            "authParameters.oAuthParameters.httpMethod",
            method,
            "must satisfy enum value set: [GET, POST, PUT]",
        )
    )


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_each_oauth_method_is_taken(events: Any, method: str) -> None:
    """The enumeration of the service model."""
    events.create_connection(
        **connection(
            "OAUTH_CLIENT_CREDENTIALS", AuthParameters=oauth(HttpMethod=method)
        )
    )

    described = events.describe_connection(Name="partner")["AuthParameters"]
    assert described["OAuthParameters"]["HttpMethod"] == method


def test_a_bad_type_is_reported_before_missing_parameters(events: Any) -> None:
    """Recorded on AWS 2025-01-08: the empty AuthParameters are not mentioned."""
    params = connection(AuthorizationType="INVALID_AUTH_TYPE", AuthParameters={})

    assert refusal(events.create_connection, **params) == invalid(
        violation("authorizationType", "INVALID_AUTH_TYPE", TYPES)
    )


def test_a_name_can_break_pattern_and_length_at_once(events: Any) -> None:
    """The pattern comes before the length (recorded on AWS 2025-01-08)."""
    name = "n" * 64 + "!"

    assert refusal(events.create_connection, **connection(Name=name)) == invalid(
        violation("name", name, fits(NAME_PATTERN)),
        violation("name", name, at_most(64)),
    )


def test_all_violations_stand_in_one_message(events: Any) -> None:
    """Name first, then the type (recorded on AWS 2025-01-08)."""
    params = connection(Name="no blanks", AuthorizationType="NONE", AuthParameters={})

    assert refusal(events.create_connection, **params) == invalid(
        violation("name", "no blanks", fits(NAME_PATTERN)),
        violation("authorizationType", "NONE", TYPES),
    )


def test_violations_are_reported_before_a_name_that_exists(events: Any) -> None:
    """What the model says is checked before all else (recorded 2025-01-08)."""
    events.create_connection(**connection())

    refused = refusal(events.create_connection, **connection(Description="d" * 513))

    assert refused == invalid(violation("description", "d" * 513, at_most(512)))


@pytest.mark.parametrize(
    ("auth_parameters", "path", "shown"),
    [
        (
            {"BasicAuthParameters": {"Username": "a:b", "Password": PASSWORD}},
            "basicAuthParameters.username",
            "a:b",
        ),
        (
            {"BasicAuthParameters": {"Username": "shop", "Password": "a:b"}},
            "basicAuthParameters.password",
            "***Sensitive Data***",
        ),
        (
            {"ApiKeyAuthParameters": {"ApiKeyName": "a:b", "ApiKeyValue": PASSWORD}},
            "apiKeyAuthParameters.apiKeyName",
            "a:b",
        ),
        (
            {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "a:b"}},
            "apiKeyAuthParameters.apiKeyValue",
            "***Sensitive Data***",
        ),
        (
            oauth(ClientParameters={"ClientID": "a:b", "ClientSecret": PASSWORD}),
            "oAuthParameters.clientParameters.clientID",
            "a:b",
        ),
        (
            oauth(ClientParameters={"ClientID": "shop", "ClientSecret": "a:b"}),
            "oAuthParameters.clientParameters.clientSecret",
            "***Sensitive Data***",
        ),
    ],
    ids=["username", "password", "key name", "key value", "client id", "secret"],
)
def test_credentials_have_no_colon(
    events: Any, auth_parameters: dict[str, Any], path: str, shown: str
) -> None:
    """The pattern of the service model; how AWS hides a secret is not recorded."""
    params = connection(AuthParameters=auth_parameters)

    assert refusal(events.create_connection, **params) == invalid(
        violation(f"authParameters.{path}", shown, fits(CREDENTIAL_PATTERN))
    )


def test_the_pattern_of_an_endpoint_comes_before_its_scheme(events: Any) -> None:
    """What the model says is checked before all else (recorded 2025-01-08)."""
    params = connection(
        "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters=oauth(AuthorizationEndpoint="http://[::1]"),
    )

    assert refusal(events.create_connection, **params) == invalid(
        violation(
            "authParameters.oAuthParameters.authorizationEndpoint",
            "http://[::1]",
            fits(ENDPOINT_PATTERN),
        )
    )


def test_what_is_required_must_not_be_null(unchecked_events: Any) -> None:
    """The wording recorded for other violations, applied to a missing member."""
    params = connection(AuthParameters={"BasicAuthParameters": {"Username": "shop"}})

    assert refusal(unchecked_events.create_connection, **params) == (
        "ValidationException",
        "1 validation error detected: Value null at"
        " 'authParameters.basicAuthParameters.password' failed to satisfy"
        " constraint: Member must not be null",
    )


@needs_kms_key_identifier
def test_a_key_identifier_has_few_characters(events: Any) -> None:
    """The pattern of the service model: an ARN, an id or an alias."""
    params = connection(KmsKeyIdentifier="no blanks")

    assert refusal(events.create_connection, **params) == invalid(
        violation("kmsKeyIdentifier", "no blanks", fits(r"^[a-zA-Z0-9_\-/:]*$"))
    )


@needs_kms_key_identifier
@pytest.mark.parametrize(
    ("given", "shown"),
    [(KMS_KEY, KMS_KEY), ("alias/orders", "alias/orders"), ("", None)],
)
def test_a_key_identifier_is_kept_unless_empty(
    events: Any, given: str, shown: str | None
) -> None:
    """Shown only when set (service model); an empty one means AWS's own key."""
    events.create_connection(**connection(KmsKeyIdentifier=given))

    described = events.describe_connection(Name="partner")
    assert described.get("KmsKeyIdentifier") == shown
