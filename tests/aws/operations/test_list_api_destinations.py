"""ListApiDestinations: items, filters and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    CONNECTION_ARN_PATTERN,
    NAME_PATTERN,
    TOKEN_PATTERN,
    arn_of,
    at_least,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.times import NOW
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

MALFORMED = (
    "ValidationException",
    "Parameter NextToken is not valid. Reason: The request is malformed.",
)
NOT_THERE = "arn:aws:events:eu-west-1:123456789012:connection/partner/0-0-0-0"


@pytest.fixture
def connection_arn(events: Any) -> str:
    """The ARN of an authorized connection."""
    arn: str = events.create_connection(**connection())["ConnectionArn"]
    return arn


def make(events: Any, connection_arn: str, *names: str) -> None:
    """Create API destinations of these names."""
    for name in names:
        events.create_api_destination(**api_destination(connection_arn, Name=name))


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names that *answer* lists."""
    return [one["Name"] for one in answer["ApiDestinations"]]


def test_there_may_be_none(events: Any) -> None:
    """NextToken is absent on the last page (recorded on AWS 2026-09-26)."""
    assert members(events.list_api_destinations()) == {"ApiDestinations": []}


def test_an_item_has_the_members_of_a_describe_but_for_its_description(
    clock: FrozenDateTimeFactory, events: Any, connection_arn: str
) -> None:
    """The members of a describe without Description (recorded 2026-09-26)."""
    events.create_api_destination(
        **api_destination(connection_arn, Description="Orders")
    )

    assert members(events.list_api_destinations()) == {
        "ApiDestinations": [
            {
                "ApiDestinationArn": arn_of("api-destination", "orders"),
                "Name": "orders",
                "ApiDestinationState": "ACTIVE",
                "ConnectionArn": connection_arn,
                "InvocationEndpoint": "https://api.partner.example/orders",
                "HttpMethod": "POST",
                "InvocationRateLimitPerSecond": 300,
                "CreationTime": NOW,
                "LastModifiedTime": NOW,
            }
        ]
    }


def test_the_order_is_by_name(events: Any, connection_arn: str) -> None:
    """In every capture, whatever was created first (recorded on AWS 2026-09-26)."""
    make(events, connection_arn, "c", "a", "b-2", "b-10")

    assert names(events.list_api_destinations()) == ["a", "b-10", "b-2", "c"]


@pytest.mark.parametrize(
    ("prefix", "listed"),
    [("b", ["b-1", "b-2"]), ("b-2", ["b-2"]), ("B", []), ("0", []), ("z", [])],
)
def test_the_prefix_of_a_name(
    events: Any, connection_arn: str, prefix: str, listed: list[str]
) -> None:
    """NamePrefix is in the service model."""
    make(events, connection_arn, "a", "b-2", "b-1", "c")

    assert names(events.list_api_destinations(NamePrefix=prefix)) == listed


def test_the_connection_chooses(events: Any, connection_arn: str) -> None:
    """ConnectionArn is in the service model."""
    other = events.create_connection(**connection(Name="other"))["ConnectionArn"]
    make(events, connection_arn, "a", "c")
    make(events, other, "b")

    assert names(events.list_api_destinations(ConnectionArn=connection_arn)) == [
        "a",
        "c",
    ]
    assert names(events.list_api_destinations(ConnectionArn=other)) == ["b"]
    assert names(events.list_api_destinations(ConnectionArn=NOT_THERE)) == []


def test_a_request_has_one_filter(events: Any, connection_arn: str) -> None:
    """The text recorded on AWS 2026-09-26."""
    refused = refusal(
        events.list_api_destinations, NamePrefix="a", ConnectionArn=connection_arn
    )

    assert refused == (
        "ValidationException",
        "Failed to list the api-destination(s). Request failed because only one"
        " filter is supported per request, either ConnectionArn or NamePrefix.",
    )


def test_pages_follow_one_another(events: Any, connection_arn: str) -> None:
    """Limit is honoured exactly (recorded on AWS 2026-09-26)."""
    make(events, connection_arn, *"edcba")

    first = events.list_api_destinations(Limit=2)
    second = events.list_api_destinations(Limit=2, NextToken=first["NextToken"])
    third = events.list_api_destinations(Limit=2, NextToken=second["NextToken"])

    assert [names(page) for page in (first, second, third)] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]
    assert "NextToken" not in third


def test_the_limit_may_change_between_pages(events: Any, connection_arn: str) -> None:
    """Recorded on AWS 2026-09-26."""
    make(events, connection_arn, *"abcd")
    token = events.list_api_destinations(Limit=1)["NextToken"]

    answer = events.list_api_destinations(Limit=2, NextToken=token)

    assert names(answer) == ["b", "c"]


def test_a_page_without_a_limit_has_100_items(events: Any, connection_arn: str) -> None:
    """Our choice (docs/fidelity.md)."""
    make(events, connection_arn, *(f"orders-{number:03}" for number in range(101)))

    first = events.list_api_destinations()
    second = events.list_api_destinations(NextToken=first["NextToken"])

    assert (len(names(first)), names(second)) == (100, ["orders-100"])


def test_a_filter_holds_on_every_page(events: Any, connection_arn: str) -> None:
    """A page is full of what the filter lets through."""
    other = events.create_connection(**connection(Name="other"))["ConnectionArn"]
    make(events, connection_arn, "a", "c", "e")
    make(events, other, "b", "d", "f")
    which = {"ConnectionArn": connection_arn, "Limit": 2}

    first = events.list_api_destinations(**which)
    second = events.list_api_destinations(NextToken=first["NextToken"], **which)

    assert [names(first), names(second)] == [["a", "c"], ["e"]]
    assert "NextToken" not in second


def test_a_token_survives_deletions_and_insertions(
    events: Any, connection_arn: str
) -> None:
    """Nothing is repeated or left out; our choice (docs/fidelity.md)."""
    make(events, connection_arn, "b", "d", "f", "h")
    token = events.list_api_destinations(Limit=2)["NextToken"]
    events.delete_api_destination(Name="d")
    events.delete_api_destination(Name="f")
    make(events, connection_arn, "a", "c", "e", "g")

    answer = events.list_api_destinations(NextToken=token)

    assert names(answer) == ["e", "g", "h"]


@pytest.mark.parametrize(
    "others",
    [{}, {"NamePrefix": "b"}, {"ConnectionArn": NOT_THERE}],
    ids=["no filter", "another prefix", "a connection"],
)
def test_a_token_is_good_for_its_filter_only(
    events: Any, connection_arn: str, others: dict[str, str]
) -> None:
    """Recorded on AWS 2026-09-26."""
    make(events, connection_arn, "a-1", "a-2")
    token = events.list_api_destinations(NamePrefix="a", Limit=1)["NextToken"]

    refused = refusal(events.list_api_destinations, NextToken=token, **others)

    assert refused == MALFORMED


def test_a_token_of_another_operation_is_malformed(events: Any) -> None:
    """The text recorded on AWS 2026-09-26 for a token of another filter."""
    for name in ("a", "b"):
        events.create_connection(**connection(Name=name))
    token = events.list_connections(Limit=1)["NextToken"]

    assert refusal(events.list_api_destinations, NextToken=token) == MALFORMED


def test_a_token_is_base64(events: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(events.list_api_destinations, NextToken="invalid") == invalid(
        violation("nextToken", "invalid", fits(TOKEN_PATTERN))
    )


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        (0, "must have value greater than or equal to 1"),
        (101, "must have value less than or equal to 100"),
    ],
)
def test_the_limit_is_from_1_to_100(
    unchecked_events: Any, limit: int, rule: str
) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(unchecked_events.list_api_destinations, Limit=limit) == invalid(
        violation("limit", str(limit), rule)
    )


def test_the_filters_are_checked_against_the_model(unchecked_events: Any) -> None:
    """Their patterns are those of the service model."""
    refused = refusal(
        unchecked_events.list_api_destinations, NamePrefix="", ConnectionArn="partner"
    )

    assert refused == invalid(
        violation("namePrefix", "", fits(NAME_PATTERN)),
        violation("namePrefix", "", at_least(1)),
        violation("connectionArn", "partner", fits(CONNECTION_ARN_PATTERN)),
    )
