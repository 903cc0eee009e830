"""CreateApiDestination: its answer, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    CONNECTION_ARN_PATTERN,
    ENDPOINT_PATTERN,
    NAME_PATTERN,
    arn_of,
    at_least,
    at_most,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.endpoints import ACCEPTED, AGAINST_THE_PATTERN, REFUSED
from tests.aws.operations.times import NOW
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

FAILED = "Failed to create the api-destination(s). "
METHODS = "must satisfy enum value set: [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]"
NOT_THERE = "arn:aws:events:eu-west-1:123456789012:connection/partner/0-0-0-0"


@pytest.fixture
def connection_arn(events: Any) -> str:
    """The ARN of an authorized connection."""
    arn: str = events.create_connection(**connection())["ConnectionArn"]
    return arn


def test_the_answer_has_four_members(
    clock: FrozenDateTimeFactory, events: Any, connection_arn: str
) -> None:
    """ACTIVE on an AUTHORIZED connection (recorded on AWS 2024-12-09)."""
    answer = events.create_api_destination(**api_destination(connection_arn))

    assert members(answer) == {
        "ApiDestinationArn": arn_of("api-destination", "orders"),
        "ApiDestinationState": "ACTIVE",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


@pytest.mark.parametrize("state", ["AUTHORIZING", "DEAUTHORIZED"])
def test_one_on_a_connection_without_authorization_is_inactive(
    mock: EventBridgeMock,
    clock: FrozenDateTimeFactory,
    events: Any,
    connection_arn: str,
    state: str,
) -> None:
    """It succeeds (recorded on AWS 2024-12-09 and 2026-09-26)."""
    mock.set_connection_state("partner", state)

    answer = events.create_api_destination(**api_destination(connection_arn))

    assert members(answer) == {
        "ApiDestinationArn": arn_of("api-destination", "orders"),
        "ApiDestinationState": "INACTIVE",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }


def test_the_same_name_gets_another_arn_when_created_again(
    events: Any, connection_arn: str
) -> None:
    """At once usable, with a new UUID (recorded on AWS 2026-09-26)."""
    params = api_destination(connection_arn)
    first = events.create_api_destination(**params)["ApiDestinationArn"]
    events.delete_api_destination(Name="orders")

    second = events.create_api_destination(**params)

    assert second["ApiDestinationArn"] == arn_of("api-destination", "orders")
    assert second["ApiDestinationArn"] != first
    assert second["ApiDestinationState"] == "ACTIVE"


@pytest.mark.parametrize(
    "method", ["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]
)
def test_each_method_is_taken(events: Any, connection_arn: str, method: str) -> None:
    """The enumeration of the service model."""
    events.create_api_destination(**api_destination(connection_arn, HttpMethod=method))

    assert events.describe_api_destination(Name="orders")["HttpMethod"] == method


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "post", ""])
def test_other_methods_are_refused(
    events: Any, connection_arn: str, method: str
) -> None:
    """In this order, which is not the model's (recorded on AWS 2026-09-26)."""
    params = api_destination(connection_arn, HttpMethod=method)

    assert refusal(events.create_api_destination, **params) == invalid(
        violation("httpMethod", method, METHODS)
    )


@pytest.mark.parametrize("endpoint", ACCEPTED)
def test_endpoints_are_kept_as_they_are(
    events: Any, connection_arn: str, endpoint: str
) -> None:
    """No scheme, loopback, query, `*` in the path (recorded on AWS 2026-09-26)."""
    events.create_api_destination(
        **api_destination(connection_arn, InvocationEndpoint=endpoint)
    )

    described = events.describe_api_destination(Name="orders")
    assert described["InvocationEndpoint"] == endpoint


@pytest.mark.parametrize("endpoint", REFUSED)
def test_an_endpoint_is_an_https_url(
    mock: EventBridgeMock, events: Any, connection_arn: str, endpoint: str
) -> None:
    """The text recorded on AWS 2026-09-26."""
    params = api_destination(connection_arn, InvocationEndpoint=endpoint)

    assert refusal(events.create_api_destination, **params) == (
        "ValidationException",
        f"{FAILED}Parameter InvocationEndpoint is not valid. Reason: Endpoint"
        f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL.",
    )
    assert dict(mock.api_destinations) == {}


@pytest.mark.parametrize("endpoint", AGAINST_THE_PATTERN)
def test_an_endpoint_fits_the_pattern(
    events: Any, connection_arn: str, endpoint: str
) -> None:
    """The pattern of the service model (recorded on AWS 2026-09-26)."""
    params = api_destination(connection_arn, InvocationEndpoint=endpoint)

    assert refusal(events.create_api_destination, **params) == invalid(
        violation("invocationEndpoint", endpoint, fits(ENDPOINT_PATTERN))
    )


def test_an_empty_endpoint_breaks_pattern_and_length(
    unchecked_events: Any, connection_arn: str
) -> None:
    """The pattern comes before the length (recorded on AWS 2026-09-26)."""
    params = api_destination(connection_arn, InvocationEndpoint="")

    assert refusal(unchecked_events.create_api_destination, **params) == invalid(
        violation("invocationEndpoint", "", fits(ENDPOINT_PATTERN)),
        violation("invocationEndpoint", "", at_least(1)),
    )


@pytest.mark.parametrize(
    ("given", "shown"), [({}, 300), ({"InvocationRateLimitPerSecond": 1}, 1)]
)
def test_the_rate_is_300_unless_given(
    events: Any, connection_arn: str, given: dict[str, int], shown: int
) -> None:
    """Returned even if it was not given (recorded on AWS 2024-12-09)."""
    events.create_api_destination(**api_destination(connection_arn, **given))

    described = events.describe_api_destination(Name="orders")
    assert described["InvocationRateLimitPerSecond"] == shown


def test_a_rate_over_300_is_over_the_limit(events: Any, connection_arn: str) -> None:
    """Recorded on AWS 2026-09-26."""
    params = api_destination(connection_arn, InvocationRateLimitPerSecond=301)

    assert refusal(events.create_api_destination, **params) == (
        "LimitExceededException",
        f"{FAILED}Invalid Invocation Rate Limit: Rate specified '301' for 'orders'"
        " exceeds maximum allowed of '300'.",
    )


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_is_at_least_1(
    unchecked_events: Any, connection_arn: str, rate: int
) -> None:
    """Recorded on AWS 2026-09-26."""
    params = api_destination(connection_arn, InvocationRateLimitPerSecond=rate)

    assert refusal(unchecked_events.create_api_destination, **params) == invalid(
        violation(
            "invocationRateLimitPerSecond",
            str(rate),
            "must have value greater than or equal to 1",
        )
    )


def test_a_name_that_exists_is_refused(events: Any, connection_arn: str) -> None:
    """The text recorded on AWS 2026-09-26."""
    params = api_destination(connection_arn)
    events.create_api_destination(**params)

    assert refusal(events.create_api_destination, **params) == (
        "ResourceAlreadyExistsException",
        f"{FAILED}An api-destination with name 'orders' already exists.",
    )


def test_an_unknown_connection_is_refused(events: Any) -> None:
    """The text has the ARN, not the name (recorded on AWS 2026-09-26)."""
    assert refusal(events.create_api_destination, **api_destination(NOT_THERE)) == (
        "ResourceNotFoundException",
        f"{FAILED}Connection '{NOT_THERE}' does not exist.",
    )


def test_the_arn_of_a_connection_that_was_replaced_is_unknown(
    events: Any, connection_arn: str
) -> None:
    """A connection created again under its name has another ARN."""
    events.delete_connection(Name="partner")
    events.create_connection(**connection())

    refused = refusal(events.create_api_destination, **api_destination(connection_arn))

    assert refused == (
        "ResourceNotFoundException",
        f"{FAILED}Connection '{connection_arn}' does not exist.",
    )


@pytest.mark.parametrize(
    "arn",
    [
        NOT_THERE.replace("eu-west-1", "us-west-2"),
        NOT_THERE.replace("123456789012", "210987654321"),
        NOT_THERE.replace("123456789012", ""),
    ],
    ids=["Region", "account", "no account"],
)
def test_a_connection_of_another_place_is_refused(events: Any, arn: str) -> None:
    """Reported of AWS 2026-09-07 for a Region; the class and the rest are ours."""
    assert refusal(events.create_api_destination, **api_destination(arn)) == (
        "ValidationException",
        f"Invalid ARN: '{arn}'",
    )


@pytest.mark.parametrize("arn", ["partner", NOT_THERE.replace("/partner/0", "/0")])
def test_a_connection_is_named_by_its_arn(events: Any, arn: str) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(events.create_api_destination, **api_destination(arn)) == invalid(
        violation("connectionArn", arn, fits(CONNECTION_ARN_PATTERN))
    )


def test_all_violations_stand_in_one_message(events: Any) -> None:
    """Name, connectionArn, httpMethod: so recorded on AWS 2026-09-26."""
    name = "n" * 64 + "!"
    params = api_destination("partner", Name=name, HttpMethod="TRACE")

    assert refusal(events.create_api_destination, **params) == invalid(
        violation("name", name, fits(NAME_PATTERN)),
        violation("name", name, at_most(64)),
        violation("connectionArn", "partner", fits(CONNECTION_ARN_PATTERN)),
        violation("httpMethod", "TRACE", METHODS),
    )
