"""UpdateApiDestination: its answer, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    CONNECTION_ARN_PATTERN,
    ENDPOINT_PATTERN,
    arn_of,
    at_least,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.endpoints import ACCEPTED, AGAINST_THE_PATTERN, REFUSED
from tests.aws.operations.times import LATER, NOW
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

FAILED = "Failed to update the api-destination(s). "
NOT_THERE = "arn:aws:events:eu-west-1:123456789012:connection/partner/0-0-0-0"


@pytest.fixture(autouse=True)
def orders(clock: FrozenDateTimeFactory, events: Any) -> dict[str, Any]:
    """An ACTIVE API destination, described; afterwards it is `LATER`."""
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn, Description="Orders"))
    described = members(events.describe_api_destination(Name="orders"))
    clock.move_to(LATER)
    return described


def test_the_answer_has_the_members_of_a_creates(events: Any) -> None:
    """The four members of a create's (recorded on AWS 2024-12-09)."""
    answer = events.update_api_destination(Name="orders", HttpMethod="PUT")

    assert members(answer) == {
        "ApiDestinationArn": arn_of("api-destination", "orders"),
        "ApiDestinationState": "ACTIVE",
        "CreationTime": NOW,
        "LastModifiedTime": LATER,
    }


def test_a_name_alone_moves_the_time(events: Any, orders: dict[str, Any]) -> None:
    """It succeeds (recorded on AWS 2026-09-26)."""
    answer = events.update_api_destination(Name="orders")

    assert answer["LastModifiedTime"] == LATER
    assert members(events.describe_api_destination(Name="orders")) == {
        **orders,
        "LastModifiedTime": LATER,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"Description": "Other orders"},
        {"InvocationEndpoint": "https://api.partner.example/other"},
        {"HttpMethod": "PATCH"},
        {"InvocationRateLimitPerSecond": 300},
        {"InvocationRateLimitPerSecond": 1},
        {"HttpMethod": "PUT", "InvocationRateLimitPerSecond": 5, "Description": "New"},
    ],
    ids="+".join,
)
def test_what_is_not_given_stays(
    events: Any, orders: dict[str, Any], change: dict[str, Any]
) -> None:
    """Recorded on AWS 2026-09-26."""
    events.update_api_destination(Name="orders", **change)

    assert members(events.describe_api_destination(Name="orders")) == {
        **orders,
        **change,
        "LastModifiedTime": LATER,
    }


def test_an_empty_description_removes_it(events: Any, orders: dict[str, Any]) -> None:
    """Recorded on AWS 2026-09-26."""
    events.update_api_destination(Name="orders", Description="")

    del orders["Description"]
    assert members(events.describe_api_destination(Name="orders")) == {
        **orders,
        "LastModifiedTime": LATER,
    }


def test_a_live_connection_makes_it_active(
    mock: EventBridgeMock, events: Any, orders: dict[str, Any]
) -> None:
    """Recorded on AWS 2026-09-26."""
    events.delete_connection(Name="partner")
    arn = events.create_connection(**connection(Name="other"))["ConnectionArn"]
    assert mock.api_destinations["orders"].api_destination_state.value == "INACTIVE"

    answer = events.update_api_destination(Name="orders", ConnectionArn=arn)

    assert answer["ApiDestinationState"] == "ACTIVE"
    assert members(events.describe_api_destination(Name="orders")) == {
        **orders,
        "ConnectionArn": arn,
        "LastModifiedTime": LATER,
    }


def test_a_connection_without_authorization_makes_it_inactive(events: Any) -> None:
    """As a create on one is INACTIVE (recorded on AWS 2024-12-09)."""
    arn = events.create_connection(**connection(Name="other"))["ConnectionArn"]
    events.deauthorize_connection(Name="other")

    answer = events.update_api_destination(Name="orders", ConnectionArn=arn)

    assert answer["ApiDestinationState"] == "INACTIVE"


@pytest.mark.parametrize("endpoint", ACCEPTED)
def test_endpoints_are_kept_as_they_are(events: Any, endpoint: str) -> None:
    """Recorded on AWS 2026-09-26."""
    events.update_api_destination(Name="orders", InvocationEndpoint=endpoint)

    described = events.describe_api_destination(Name="orders")
    assert described["InvocationEndpoint"] == endpoint


@pytest.mark.parametrize("endpoint", REFUSED)
def test_an_endpoint_is_an_https_url(
    events: Any, orders: dict[str, Any], endpoint: str
) -> None:
    """The text recorded on AWS 2026-09-26."""
    refused = refusal(
        events.update_api_destination, Name="orders", InvocationEndpoint=endpoint
    )

    assert refused == (
        "ValidationException",
        f"{FAILED}Parameter InvocationEndpoint is not valid. Reason: Endpoint"
        f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL.",
    )
    assert members(events.describe_api_destination(Name="orders")) == orders


@pytest.mark.parametrize("endpoint", AGAINST_THE_PATTERN)
def test_an_endpoint_fits_the_pattern(events: Any, endpoint: str) -> None:
    """The pattern of the service model (recorded on AWS 2026-09-26)."""
    refused = refusal(
        events.update_api_destination, Name="orders", InvocationEndpoint=endpoint
    )

    assert refused == invalid(
        violation("invocationEndpoint", endpoint, fits(ENDPOINT_PATTERN))
    )


def test_an_empty_endpoint_breaks_pattern_and_length(unchecked_events: Any) -> None:
    """The pattern comes before the length (recorded on AWS 2026-09-26)."""
    refused = refusal(
        unchecked_events.update_api_destination, Name="orders", InvocationEndpoint=""
    )

    assert refused == invalid(
        violation("invocationEndpoint", "", fits(ENDPOINT_PATTERN)),
        violation("invocationEndpoint", "", at_least(1)),
    )


def test_a_rate_over_300_is_over_the_limit(events: Any, orders: dict[str, Any]) -> None:
    """Recorded on AWS 2026-09-26."""
    refused = refusal(
        events.update_api_destination, Name="orders", InvocationRateLimitPerSecond=301
    )

    assert refused == (
        "LimitExceededException",
        f"{FAILED}Invalid Invocation Rate Limit: Rate specified '301' for 'orders'"
        " exceeds maximum allowed of '300'.",
    )
    assert members(events.describe_api_destination(Name="orders")) == orders


def test_an_unknown_connection_is_refused(events: Any, orders: dict[str, Any]) -> None:
    """The text has the ARN, not the name (recorded on AWS 2026-09-26)."""
    refused = refusal(
        events.update_api_destination, Name="orders", ConnectionArn=NOT_THERE
    )

    assert refused == (
        "ResourceNotFoundException",
        f"{FAILED}Connection '{NOT_THERE}' does not exist.",
    )
    assert members(events.describe_api_destination(Name="orders")) == orders


def test_a_connection_of_another_region_is_refused(events: Any) -> None:
    """The text reported of AWS 2026-09-07, the class our choice."""
    arn = NOT_THERE.replace("eu-west-1", "us-west-2")

    refused = refusal(events.update_api_destination, Name="orders", ConnectionArn=arn)

    assert refused == ("ValidationException", f"Invalid ARN: '{arn}'")


def test_all_violations_stand_in_one_message(unchecked_events: Any) -> None:
    """connectionArn before httpMethod, as recorded on AWS 2026-09-26."""
    refused = refusal(
        unchecked_events.update_api_destination,
        Name="orders",
        ConnectionArn="partner",
        HttpMethod="TRACE",
        InvocationRateLimitPerSecond=0,
    )

    assert refused == invalid(
        violation("connectionArn", "partner", fits(CONNECTION_ARN_PATTERN)),
        violation(
            "httpMethod",
            "TRACE",
            "must satisfy enum value set:"
            " [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]",
        ),
        violation(
            "invocationRateLimitPerSecond",
            "0",
            "must have value greater than or equal to 1",
        ),
    )


def test_one_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(events.update_api_destination, Name="other") == (
        "ResourceNotFoundException",
        f"{FAILED}An api-destination 'other' does not exist.",
    )
