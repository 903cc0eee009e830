"""ListConnections: items, filters and pages."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
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
from tests.aws.operations.newer_members import needs_connectivity_parameters
from tests.aws.operations.times import LATER, NEVER, NOW
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

MALFORMED = (
    "ValidationException",
    "Parameter NextToken is not valid. Reason: The request is malformed.",
)
STATES = (
    "must satisfy enum value set: [CREATING, UPDATING, DELETING, AUTHORIZED,"
    " DEAUTHORIZED, AUTHORIZING, DEAUTHORIZING, ACTIVE, FAILED_CONNECTIVITY]"
)


def make(events: Any, *names: str) -> None:
    """Create connections of these names."""
    for name in names:
        events.create_connection(**connection(Name=name))


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names that *answer* lists."""
    return [one["Name"] for one in answer["Connections"]]


def test_there_may_be_none(events: Any) -> None:
    """NextToken is absent on the last page (recorded on AWS 2026-09-26)."""
    assert members(events.list_connections()) == {"Connections": []}


@pytest.mark.parametrize(
    "authorization_type", ["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"]
)
def test_an_item_has_neither_parameters_nor_secret(
    clock: FrozenDateTimeFactory, events: Any, authorization_type: str
) -> None:
    """No SecretArn, Description or AuthParameters (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection(authorization_type, Description="Orders"))

    assert members(events.list_connections()) == {
        "Connections": [
            {
                "ConnectionArn": arn_of("connection", "partner"),
                "Name": "partner",
                "ConnectionState": "AUTHORIZED",
                "AuthorizationType": authorization_type,
                "CreationTime": NOW,
                "LastModifiedTime": NOW,
                "LastAuthorizedTime": NOW,
            }
        ]
    }


def test_an_item_has_a_state_reason_when_set(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """StateReason is a member of the item in the service model."""
    mock.responses.post(
        "https://auth.partner.example/token", body=ConnectionError("no such host")
    )
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert members(events.list_connections()) == {
        "Connections": [
            {
                "ConnectionArn": arn_of("connection", "partner"),
                "Name": "partner",
                "ConnectionState": "AUTHORIZING",
                "StateReason": "Could not connect to the specified endpoint.",
                "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
                "CreationTime": NOW,
                "LastModifiedTime": NOW,
                "LastAuthorizedTime": NEVER,
            }
        ]
    }


def test_the_order_is_by_name(events: Any) -> None:
    """In every capture, whatever was created first (recorded on AWS 2026-09-26)."""
    make(events, "c", "a", "b-2", "b-10")

    assert names(events.list_connections()) == ["a", "b-10", "b-2", "c"]


@pytest.mark.parametrize(
    ("prefix", "listed"),
    [
        ("b", ["b-1", "b-2"]),
        ("b-2", ["b-2"]),
        ("B", []),
        ("b-22", []),
        ("0", []),
        ("z", []),
    ],
)
def test_the_prefix_of_a_name(events: Any, prefix: str, listed: list[str]) -> None:
    """NamePrefix is in the service model."""
    make(events, "a", "b-2", "b-1", "c")

    assert names(events.list_connections(NamePrefix=prefix)) == listed


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        ("AUTHORIZED", ["a", "c"]),
        ("DEAUTHORIZED", ["b"]),
        ("AUTHORIZING", ["d"]),
        ("DELETING", []),
    ],
)
def test_the_state_of_a_connection(
    mock: EventBridgeMock, events: Any, state: str, listed: list[str]
) -> None:
    """ConnectionState is in the service model."""
    make(events, "a", "b", "c", "d")
    events.deauthorize_connection(Name="b")
    mock.set_connection_state("d", "AUTHORIZING")

    assert names(events.list_connections(ConnectionState=state)) == listed


def test_prefix_and_state_hold_together(events: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    make(events, "a-1", "a-2", "b-1")
    events.deauthorize_connection(Name="a-1")
    events.deauthorize_connection(Name="b-1")

    answer = events.list_connections(NamePrefix="a", ConnectionState="DEAUTHORIZED")

    assert names(answer) == ["a-1"]


def test_pages_follow_one_another(events: Any) -> None:
    """Limit is honoured exactly (recorded on AWS 2026-09-26)."""
    make(events, *"edcba")

    first = events.list_connections(Limit=2)
    second = events.list_connections(Limit=2, NextToken=first["NextToken"])
    third = events.list_connections(Limit=2, NextToken=second["NextToken"])

    assert [names(page) for page in (first, second, third)] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]
    assert "NextToken" not in third


def test_a_full_last_page_has_no_token(events: Any) -> None:
    """NextToken is absent on the last page (recorded on AWS 2026-09-26)."""
    make(events, "a", "b")

    answer = events.list_connections(Limit=2)

    assert names(answer) == ["a", "b"]
    assert "NextToken" not in answer


def test_the_limit_may_change_between_pages(events: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    make(events, *"abcd")
    token = events.list_connections(Limit=1)["NextToken"]

    answer = events.list_connections(Limit=100, NextToken=token)

    assert names(answer) == ["b", "c", "d"]


def test_a_page_without_a_limit_has_100_items(events: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    make(events, *(f"partner-{number:03}" for number in range(101)))

    first = events.list_connections()
    second = events.list_connections(NextToken=first["NextToken"])

    assert (len(names(first)), names(second)) == (100, ["partner-100"])


def test_filters_hold_on_every_page(events: Any) -> None:
    """A page is full of what the filters let through."""
    make(events, "a", "b-1", "b-2", "b-3", "b-4", "b-5", "c")
    for name in ("a", "b-2", "c"):
        events.deauthorize_connection(Name=name)
    filters = {"NamePrefix": "b", "ConnectionState": "AUTHORIZED"}

    first = events.list_connections(Limit=3, **filters)
    second = events.list_connections(Limit=3, NextToken=first["NextToken"], **filters)

    assert names(first) == ["b-1", "b-3", "b-4"]
    assert names(second) == ["b-5"]
    assert "NextToken" not in second


def test_a_token_stays_good_when_its_item_is_deleted(events: Any) -> None:
    """Also when the next one goes; our choice (docs/fidelity.md)."""
    make(events, *"abcd")
    token = events.list_connections(Limit=2)["NextToken"]
    events.delete_connection(Name="b")
    events.delete_connection(Name="c")

    assert names(events.list_connections(NextToken=token)) == ["d"]


def test_a_page_has_what_was_created_behind_the_token(events: Any) -> None:
    """And repeats nothing when something came before it; our choice."""
    make(events, "b", "d", "f")
    token = events.list_connections(Limit=2)["NextToken"]
    make(events, "a", "c", "e")

    assert names(events.list_connections(NextToken=token)) == ["e", "f"]


def test_nothing_may_be_left_behind_a_token(events: Any) -> None:
    """An empty page, not an error."""
    make(events, "a", "b")
    token = events.list_connections(Limit=1)["NextToken"]
    events.delete_connection(Name="b")

    answer = events.list_connections(NextToken=token)

    assert members(answer) == {"Connections": []}


@pytest.mark.parametrize(
    "others",
    [{}, {"NamePrefix": "b"}, {"NamePrefix": "a", "ConnectionState": "AUTHORIZED"}],
    ids=["no filter", "another prefix", "a state too"],
)
def test_a_token_is_good_for_its_filter_only(
    events: Any, others: dict[str, str]
) -> None:
    """Recorded on AWS 2026-09-26 for API destinations."""
    make(events, "a-1", "a-2")
    token = events.list_connections(NamePrefix="a", Limit=1)["NextToken"]

    assert refusal(events.list_connections, NextToken=token, **others) == MALFORMED


def test_a_token_is_good_for_its_region_only(
    events: Any, make_client: Callable[..., Any]
) -> None:
    """A token that this account and Region never gave is malformed."""
    make(events, "a", "b")
    token = events.list_connections(Limit=1)["NextToken"]
    elsewhere = make_client(region_name="us-west-2")

    assert refusal(elsewhere.list_connections, NextToken=token) == MALFORMED


@pytest.mark.parametrize(
    "token", ["abcd", "QQ==", base64.b64encode(b"\xff" * 40).decode()]
)
def test_a_token_of_nobody_is_malformed(events: Any, token: str) -> None:
    """The text recorded on AWS 2026-09-26 for a token of another filter."""
    make(events, "a", "b")

    assert refusal(events.list_connections, NextToken=token) == MALFORMED


@pytest.mark.parametrize("token", ["invalid", "a b=", "abcde"])
def test_a_token_is_base64(events: Any, token: str) -> None:
    """Recorded on AWS 2026-09-26 for API destinations."""
    assert refusal(events.list_connections, NextToken=token) == invalid(
        violation("nextToken", token, fits(TOKEN_PATTERN))
    )


def test_a_given_token_is_base64(events: Any) -> None:
    """An opaque text in base64 (recorded on AWS 2026-09-26)."""
    make(events, "a", "b")

    token = events.list_connections(Limit=1)["NextToken"]

    assert re.fullmatch(TOKEN_PATTERN, token)


def test_a_token_has_a_greatest_length(events: Any) -> None:
    """2,048 characters (service model)."""
    token = "a" * 2052

    assert refusal(events.list_connections, NextToken=token) == invalid(
        violation("nextToken", token, "must have length less than or equal to 2048")
    )


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        (0, "must have value greater than or equal to 1"),
        (-1, "must have value greater than or equal to 1"),
        (101, "must have value less than or equal to 100"),
    ],
)
def test_the_limit_is_from_1_to_100(
    unchecked_events: Any, limit: int, rule: str
) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(unchecked_events.list_connections, Limit=limit) == invalid(
        violation("limit", str(limit), rule)
    )


@needs_connectivity_parameters
def test_a_state_is_one_of_the_states(events: Any) -> None:
    """The enumeration of the service model, in its order."""
    assert refusal(events.list_connections, ConnectionState="authorized") == invalid(
        violation("connectionState", "authorized", STATES)
    )


def test_an_empty_prefix_breaks_pattern_and_length(unchecked_events: Any) -> None:
    """The pattern comes before the length (recorded on AWS 2026-09-26)."""
    assert refusal(unchecked_events.list_connections, NamePrefix="") == invalid(
        violation("namePrefix", "", fits(NAME_PATTERN)),
        violation("namePrefix", "", at_least(1)),
    )


def test_items_show_the_newest_times(clock: FrozenDateTimeFactory, events: Any) -> None:
    """As DescribeConnection does."""
    make(events, "partner")
    clock.move_to(LATER)
    events.update_connection(Name="partner", Description="Orders")

    (item,) = events.list_connections()["Connections"]
    assert (item["CreationTime"], item["LastModifiedTime"]) == (NOW, LATER)
