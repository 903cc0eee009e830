"""The fields of the models are the members of the service model."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import botocore.session
import pytest
from botocore import xform_name

from eventbridge_mock.model.api_destination import ApiDestination, ApiDestinationState
from eventbridge_mock.model.auth_parameters import (
    ApiKeyAuthParameters,
    AuthParameters,
    BasicAuthParameters,
    ClientParameters,
    ConnectionAuthorizationType,
    ConnectionHttpParameters,
    ConnectivityParameters,
    HttpParameter,
    OAuthParameters,
    ResourceParameters,
)
from eventbridge_mock.model.connection import Connection
from eventbridge_mock.model.connection_state import ConnectionState
from eventbridge_mock.model.event_bus import EventBus, LogConfig
from eventbridge_mock.model.rule import Rule, RuleState
from eventbridge_mock.model.target import (
    DeadLetterConfig,
    HttpParameters,
    InputTransformer,
    RetryPolicy,
    Target,
)
from eventbridge_mock.model.wire import wire_fields
from tests.aws.operations.newer_members import (
    needs_connectivity_parameters,
    needs_every_rule_state,
    needs_managed_event_buses,
)

if TYPE_CHECKING:
    from enum import Enum

SERVICE_MODEL = botocore.session.Session().get_service_model("events")

# What a model is on the wire: as an answer shows it, and as a request gives it.
SHAPES: dict[type, tuple[str, ...]] = {
    ApiDestination: ("DescribeApiDestinationResponse",),
    Connection: ("DescribeConnectionResponse",),
    AuthParameters: (
        "ConnectionAuthResponseParameters",
        "CreateConnectionAuthRequestParameters",
    ),
    BasicAuthParameters: (
        "ConnectionBasicAuthResponseParameters",
        "CreateConnectionBasicAuthRequestParameters",
    ),
    ApiKeyAuthParameters: (
        "ConnectionApiKeyAuthResponseParameters",
        "CreateConnectionApiKeyAuthRequestParameters",
    ),
    OAuthParameters: (
        "ConnectionOAuthResponseParameters",
        "CreateConnectionOAuthRequestParameters",
    ),
    ClientParameters: (
        "ConnectionOAuthClientResponseParameters",
        "CreateConnectionOAuthClientRequestParameters",
    ),
    ConnectionHttpParameters: ("ConnectionHttpParameters",),
    HttpParameter: ("ConnectionHeaderParameter",),
    ConnectivityParameters: (
        "DescribeConnectionConnectivityParameters",
        "ConnectivityResourceParameters",
    ),
    ResourceParameters: (
        "DescribeConnectionResourceParameters",
        "ConnectivityResourceConfigurationArn",
    ),
    EventBus: ("DescribeEventBusResponse",),
    LogConfig: ("LogConfig",),
    Rule: ("DescribeRuleResponse",),
    Target: ("Target",),
    InputTransformer: ("InputTransformer",),
    HttpParameters: ("HttpParameters",),
    RetryPolicy: ("RetryPolicy",),
    DeadLetterConfig: ("DeadLetterConfig",),
}

# What the API tells in another form, or not at all.
FIELDS_OF_OUR_OWN = {EventBus: {"tags"}, Rule: {"tags", "targets", "pattern"}}


def declared_members(model: type) -> set[str]:
    """Return the members that the service model has for *model*."""
    return {
        member
        for shape in SHAPES[model]
        for member in SERVICE_MODEL.shape_for(shape).members
    }


# The newest member of all.
needs_every_model = needs_managed_event_buses

EVERY_MODEL = pytest.mark.parametrize(
    "model", SHAPES, ids=[model.__name__ for model in SHAPES]
)


@needs_every_model
@EVERY_MODEL
def test_fields_are_the_members_in_snake_case(model: type) -> None:
    """botocore's own spelling, but for `o_auth`, which we write `oauth`."""
    expected = {
        xform_name(member).replace("o_auth", "oauth")
        for member in declared_members(model)
    }

    fields = {field.name for field in dataclasses.fields(model)}
    assert fields == expected | FIELDS_OF_OUR_OWN.get(model, set())


@needs_every_model
def test_there_is_one_exception() -> None:
    """Two members, one word."""
    exceptions = {
        (known.member, known.field)
        for model in SHAPES
        for known in wire_fields(model)
        if xform_name(known.member) != known.field
    }

    assert exceptions == {
        ("OAuthParameters", "oauth_parameters"),
        ("OAuthHttpParameters", "oauth_http_parameters"),
    }


@needs_every_model
@EVERY_MODEL
def test_fields_know_their_members(model: type) -> None:
    """As the wire spells them."""
    known = {known.member for known in wire_fields(model)}

    assert known == declared_members(model)


@pytest.mark.parametrize(
    "shape", ["ConnectionQueryStringParameter", "ConnectionBodyParameter"]
)
def test_all_parameters_have_the_same_members(shape: str) -> None:
    """So that one class serves headers, query strings and bodies."""
    assert set(SERVICE_MODEL.shape_for(shape).members) == declared_members(
        HttpParameter
    )


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("enumeration", "shape"),
    [
        (ConnectionState, "ConnectionState"),
        (ApiDestinationState, "ApiDestinationState"),
        (ConnectionAuthorizationType, "ConnectionAuthorizationType"),
        pytest.param(RuleState, "RuleState", marks=needs_every_rule_state),
    ],
    ids=["connection", "API destination", "authorization", "rule"],
)
def test_enumerations_are_those_of_the_service_model(
    enumeration: type[Enum], shape: str
) -> None:
    """The members are the strings on the wire."""
    members = {member.name: member.value for member in enumeration}

    values = SERVICE_MODEL.shape_for(shape).metadata["enum"]
    assert members == {value: value for value in values}


@EVERY_MODEL
def test_models_are_frozen_slotted_and_keyword_only(model: type) -> None:
    """A model that a test holds does not change under it."""
    options = model.__dataclass_params__  # type: ignore[attr-defined] # dataclasses

    assert options.frozen
    assert "__slots__" in vars(model)
    assert all(field.kw_only for field in dataclasses.fields(model))
