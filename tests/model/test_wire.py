"""Members of a request to models, laid over one another, and redacted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbridge_mock.model.auth_parameters import (
    AuthParameters,
    ClientParameters,
    ConnectionHttpParameters,
    HttpParameter,
    OAuthParameters,
)
from eventbridge_mock.model.connection_state import ConnectionState
from eventbridge_mock.model.wire import (
    WireField,
    field_names,
    from_wire,
    merged,
    redacted,
    wire,
    wire_fields,
)
from tests.requests_to_aws import API_KEY, BASIC, OAUTH

HEADER = {"Key": "a", "Value": "1", "IsValueSecret": False}
SECRET_HEADER = {"Key": "b", "Value": "2", "IsValueSecret": True}

texts = st.text("ab", max_size=2)
parameters = st.lists(
    st.fixed_dictionaries(
        {"Key": texts, "Value": texts, "IsValueSecret": st.booleans()}
    ),
    min_size=1,
    max_size=3,
)
groups = st.fixed_dictionaries(
    {},
    optional={
        "HeaderParameters": parameters,
        "QueryStringParameters": parameters,
        "BodyParameters": parameters,
    },
)
auth_parameters = st.fixed_dictionaries(
    {},
    optional={
        "BasicAuthParameters": st.fixed_dictionaries(
            {}, optional={"Username": texts, "Password": texts}
        ),
        "OAuthParameters": st.fixed_dictionaries(
            {
                "ClientParameters": st.fixed_dictionaries(
                    {}, optional={"ClientID": texts, "ClientSecret": texts}
                )
            },
            optional={
                "AuthorizationEndpoint": texts,
                "HttpMethod": texts,
                "OAuthHttpParameters": groups,
            },
        ),
        "InvocationHttpParameters": groups,
    },
)

# How long an example takes says nothing about the models.
on_a_busy_machine = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A model with one field of each sort."""

    full_name: str | None = wire()
    rgb: str | None = wire(member="RGB", is_secret=True)
    parts: tuple[HttpParameter, ...] = wire(model=HttpParameter, is_list=True)


def test_a_field_knows_how_it_appears() -> None:
    assert wire_fields(Colour) == (
        WireField(
            field="full_name",
            member="FullName",
            model=None,
            is_list=False,
            is_secret=False,
        ),
        WireField(field="rgb", member="RGB", model=None, is_list=False, is_secret=True),
        WireField(
            field="parts",
            member="Parts",
            model=HttpParameter,
            is_list=True,
            is_secret=False,
        ),
    )


def test_a_secret_field_is_not_printed() -> None:
    colour = Colour(full_name="red", rgb="not-a-secret")

    assert repr(colour) == f"{Colour.__qualname__}(full_name='red', parts=())"


def test_fields_are_found_by_their_members() -> None:
    assert field_names(Colour) == {
        "FullName": "full_name",
        "RGB": "rgb",
        "Parts": "parts",
    }


@pytest.mark.parametrize(
    ("members", "colour"),
    [
        ({}, Colour()),
        ({"FullName": "", "RGB": "0"}, Colour(full_name="", rgb="0")),
        ({"FullName": None, "Parts": None}, Colour()),
        ({"Parts": []}, Colour(parts=())),
        (
            {"Parts": [{"Key": "a"}, {"Value": "1", "IsValueSecret": True}]},
            Colour(
                parts=(
                    HttpParameter(key="a"),
                    HttpParameter(value="1", is_value_secret=True),
                )
            ),
        ),
        ({"FullName": "red", "Brightness": 7}, Colour(full_name="red")),
    ],
    ids=["nothing", "texts", "nulls", "no items", "items", "unknown member"],
)
def test_members_make_a_model(members: dict[str, Any], colour: Colour) -> None:
    """What only a newer botocore knows does not break an older model."""
    assert from_wire(Colour, members) == colour


def test_structures_are_nested() -> None:
    assert from_wire(AuthParameters, OAUTH) == AuthParameters(
        oauth_parameters=OAuthParameters(
            client_parameters=ClientParameters(
                client_id="shop", client_secret="not-a-secret"
            ),
            authorization_endpoint="https://auth.partner.example/token",
            http_method="POST",
        )
    )


@pytest.mark.parametrize(
    ("members", "expected"),
    [({}, None), ({"InvocationHttpParameters": {}}, ConnectionHttpParameters())],
    ids=["absent", "empty"],
)
def test_an_empty_structure_is_not_an_absent_one(
    members: dict[str, Any], expected: ConnectionHttpParameters | None
) -> None:
    """AWS repeats `{}` in DescribeConnection (recorded on AWS 2024-12-09)."""
    model = from_wire(AuthParameters, members)

    assert model.invocation_http_parameters == expected


@on_a_busy_machine
@given(auth_parameters)
def test_merging_nothing_changes_nothing(members: dict[str, Any]) -> None:
    model = from_wire(AuthParameters, members)

    assert merged(model, {}) == model
    assert merged(model, members) == model


@on_a_busy_machine
@given(auth_parameters)
def test_redacting_twice_is_redacting_once(members: dict[str, Any]) -> None:
    once = redacted(from_wire(AuthParameters, members))

    assert redacted(once) == once


@pytest.mark.parametrize(
    ("before", "laid_over", "after"),
    [
        ({}, BASIC, BASIC),
        (
            BASIC,
            {"BasicAuthParameters": {"Password": "new"}},
            {"BasicAuthParameters": {"Username": "shop", "Password": "new"}},
        ),
        (BASIC, API_KEY, {**BASIC, **API_KEY}),
        (
            OAUTH,
            {"OAuthParameters": {"ClientParameters": {"ClientID": "new"}}},
            {
                "OAuthParameters": {
                    **OAUTH["OAuthParameters"],
                    "ClientParameters": {
                        "ClientID": "new",
                        "ClientSecret": "not-a-secret",
                    },
                }
            },
        ),
        (
            {"InvocationHttpParameters": {"HeaderParameters": [HEADER]}},
            {"InvocationHttpParameters": {"HeaderParameters": [SECRET_HEADER]}},
            {"InvocationHttpParameters": {"HeaderParameters": [SECRET_HEADER]}},
        ),
        (
            {"InvocationHttpParameters": {"HeaderParameters": [HEADER]}},
            {"InvocationHttpParameters": {"BodyParameters": [HEADER]}},
            {
                "InvocationHttpParameters": {
                    "HeaderParameters": [HEADER],
                    "BodyParameters": [HEADER],
                }
            },
        ),
        (
            {"InvocationHttpParameters": {"HeaderParameters": [HEADER]}},
            {"InvocationHttpParameters": {"HeaderParameters": []}},
            {"InvocationHttpParameters": {"HeaderParameters": []}},
        ),
        (
            {"InvocationHttpParameters": {"HeaderParameters": [HEADER]}},
            {"InvocationHttpParameters": {}},
            {"InvocationHttpParameters": {"HeaderParameters": [HEADER]}},
        ),
    ],
    ids=["new", "one", "other", "nested", "list", "group", "no items", "no group"],
)
def test_structures_are_merged_and_lists_replaced(
    before: dict[str, Any], laid_over: dict[str, Any], after: dict[str, Any]
) -> None:
    """Structure by structure, lists as a whole (a merge: recorded 2026-09-24)."""
    model = merged(from_wire(AuthParameters, before), laid_over)

    assert model == from_wire(AuthParameters, after)


@pytest.mark.parametrize(
    ("given_members", "shown"),
    [
        (BASIC, {"BasicAuthParameters": {"Username": "shop"}}),
        (API_KEY, {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key"}}),
        (
            OAUTH,
            {
                "OAuthParameters": {
                    **OAUTH["OAuthParameters"],
                    "ClientParameters": {"ClientID": "shop"},
                }
            },
        ),
        (
            {"InvocationHttpParameters": {"BodyParameters": [HEADER, SECRET_HEADER]}},
            {
                "InvocationHttpParameters": {
                    "BodyParameters": [HEADER, {"Key": "b", "IsValueSecret": True}]
                }
            },
        ),
        ({}, {}),
    ],
    ids=["basic", "key", "oauth", "parameters", "nothing"],
)
def test_a_redaction_leaves_what_describe_connection_shows(
    given_members: dict[str, Any], shown: dict[str, Any]
) -> None:
    """What DescribeConnection never shows (recorded on AWS 2024-12-09)."""
    model = redacted(from_wire(AuthParameters, given_members))

    assert model == from_wire(AuthParameters, shown)


def test_what_no_field_is_for_changes_nothing() -> None:
    """Nor does a null, which to AWS is the same as not given."""
    model = from_wire(HttpParameter, HEADER)

    assert merged(model, {"Unknown": "x", "Value": None}) == model


@pytest.mark.parametrize(
    "printed", [str(ConnectionState.ACTIVE), f"{ConnectionState.ACTIVE}"]
)
def test_a_state_is_printed_as_on_the_wire(printed: str) -> None:
    assert printed == "ACTIVE"
    assert repr(ConnectionState.ACTIVE) == "<ConnectionState.ACTIVE: 'ACTIVE'>"
