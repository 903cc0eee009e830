"""Authorization parameters by themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eventbridge_mock.model.auth_parameters import (
    MEMBERS_BY_TYPE,
    AuthParameters,
    ConnectionAuthorizationType,
    ConnectivityParameters,
    HttpParameter,
)
from eventbridge_mock.model.wire import from_wire
from tests.requests_to_aws import API_KEY, AUTH_PARAMETERS, BASIC, OAUTH, PASSWORD

ALL_GROUPS = {
    "HeaderParameters": [{"Key": "a", "Value": "1"}],
    "QueryStringParameters": [{"Key": "b", "Value": "2", "IsValueSecret": True}],
    "BodyParameters": [{"Key": "c", "Value": "3", "IsValueSecret": False}],
}
STORED_GROUPS = {
    "header_parameters": [{"key": "a", "value": "1", "is_value_secret": False}],
    "query_string_parameters": [{"key": "b", "value": "2", "is_value_secret": True}],
    "body_parameters": [{"key": "c", "value": "3", "is_value_secret": False}],
}


def parameters(**members: Any) -> AuthParameters:
    """Return the model of AuthParameters with these members."""
    return from_wire(AuthParameters, members)


@pytest.mark.parametrize(
    ("authorization_type", "member"),
    [
        ("BASIC", "BasicAuthParameters"),
        ("API_KEY", "ApiKeyAuthParameters"),
        ("OAUTH_CLIENT_CREDENTIALS", "OAuthParameters"),
    ],
)
def test_each_type_has_its_member(authorization_type: str, member: str) -> None:
    kind = ConnectionAuthorizationType(authorization_type)

    assert MEMBERS_BY_TYPE[kind] == member
    assert list(AUTH_PARAMETERS[authorization_type]) == [member]


@pytest.mark.parametrize(
    ("members", "document"),
    [
        (BASIC, {"username": "shop", "password": PASSWORD}),
        (API_KEY, {"api_key_name": "X-Api-Key", "api_key_value": PASSWORD}),
        (
            {
                "OAuthParameters": {
                    **OAUTH["OAuthParameters"],
                    "OAuthHttpParameters": ALL_GROUPS,
                }
            },
            {
                "client_id": "shop",
                "client_secret": PASSWORD,
                "authorization_endpoint": "https://auth.partner.example/token",
                "http_method": "POST",
                "oauth_http_parameters": STORED_GROUPS,
            },
        ),
        (
            {**BASIC, "InvocationHttpParameters": ALL_GROUPS},
            {
                "username": "shop",
                "password": PASSWORD,
                "invocation_http_parameters": STORED_GROUPS,
            },
        ),
        (
            {**BASIC, "InvocationHttpParameters": {}},
            {
                "username": "shop",
                "password": PASSWORD,
                "invocation_http_parameters": {},
            },
        ),
        ({}, {}),
    ],
    ids=["basic", "key", "oauth", "groups", "empty groups", "nothing"],
)
def test_the_document_of_a_secret(
    members: dict[str, Any], document: dict[str, Any]
) -> None:
    """Keys in this order (recorded on AWS 2024-12-09 and 2026-09-24)."""
    stored = json.dumps(parameters(**members).secret_document())

    assert stored == json.dumps(document)


@pytest.mark.parametrize(
    ("members", "is_complete"),
    [
        (BASIC, True),
        (API_KEY, True),
        (OAUTH, True),
        ({"BasicAuthParameters": {"Username": "shop"}}, False),
        ({"BasicAuthParameters": {"Password": PASSWORD}}, False),
        ({"BasicAuthParameters": {}}, False),
        ({"ApiKeyAuthParameters": {"ApiKeyName": "X-Key"}}, False),
        ({"ApiKeyAuthParameters": {"ApiKeyValue": PASSWORD}}, False),
        ({"OAuthParameters": {"HttpMethod": "POST"}}, False),
        (
            {
                "OAuthParameters": {
                    **OAUTH["OAuthParameters"],
                    "ClientParameters": {"ClientID": "shop"},
                }
            },
            False,
        ),
    ],
)
def test_parameters_are_complete_with_all_that_authorizing_needs(
    members: dict[str, Any], *, is_complete: bool
) -> None:
    """Authorizing needs all that CreateConnection requires (service model)."""
    block = parameters(**members).authorization

    assert block is not None
    assert block.is_complete is is_complete


def test_no_parameters_have_no_block() -> None:
    """As after a deauthorization (recorded on AWS 2026-09-24)."""
    assert AuthParameters().authorization is None


@pytest.mark.parametrize("members", AUTH_PARAMETERS.values(), ids=AUTH_PARAMETERS)
def test_secrets_are_not_printed(members: dict[str, Any]) -> None:
    hidden = [{"Key": "a", "Value": PASSWORD, "IsValueSecret": True}]
    given = parameters(
        **members,
        InvocationHttpParameters={
            "HeaderParameters": hidden,
            "QueryStringParameters": hidden,
            "BodyParameters": hidden,
        },
    )

    assert PASSWORD not in repr(given)
    assert PASSWORD in str(given.secret_document())


@pytest.mark.parametrize(
    ("is_value_secret", "printed"),
    [
        (False, "HttpParameter(key='a', value='1')"),
        (True, "HttpParameter(key='a', value=***)"),
    ],
)
def test_a_printed_parameter_hides_a_secret_value(
    *, is_value_secret: bool, printed: str
) -> None:
    parameter = HttpParameter(key="a", value="1", is_value_secret=is_value_secret)

    assert repr(parameter) == printed


@pytest.mark.parametrize(
    ("resource", "is_private"), [("arn:resource", True), ("", False), (None, False)]
)
def test_a_resource_makes_it_private(resource: str | None, *, is_private: bool) -> None:
    """An empty ARN is allowed and names none (service model)."""
    members = {"ResourceParameters": {"ResourceConfigurationArn": resource}}

    assert from_wire(ConnectivityParameters, members).is_private is is_private
