"""The pages of both lists, and the tokens between them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ["a-1", "a-2", "a-3", "b-1", "b-2"]


@pytest.fixture
def five(events: Any) -> Any:
    """A client that sees five connections, and five API destinations on the last."""
    for name in reversed(NAMES):
        arn = events.create_connection(**connection(Name=name))["ConnectionArn"]
    for name in reversed(NAMES):
        events.create_api_destination(**api_destination(arn, Name=name))
    return events


LISTS = pytest.mark.parametrize(
    ("method", "member"),
    [
        ("list_connections", "Connections"),
        ("list_api_destinations", "ApiDestinations"),
    ],
)


def names(page: dict[str, Any], member: str) -> list[str]:
    return [one["Name"] for one in page[member]]


@LISTS
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_pages_add_up_to_the_list(
    five: Any, method: str, member: str, limit: int
) -> None:
    """Recorded on AWS 2026-09-26: by name, and a page is full but for the last."""
    pages = [getattr(five, method)(Limit=limit)]
    while "NextToken" in pages[-1]:
        token = pages[-1]["NextToken"]
        pages.append(getattr(five, method)(Limit=limit, NextToken=token))

    assert [names(page, member) for page in pages] == [
        NAMES[start : start + limit] for start in range(0, len(NAMES), limit)
    ]


@LISTS
def test_without_a_limit_a_page_holds_a_hundred(
    events: Any, method: str, member: str
) -> None:
    """Our choice: docs/fidelity.md, row "default page size"."""
    for number in range(101):
        created = events.create_connection(**connection(Name=f"c{number:03}"))
        arn = created["ConnectionArn"]
        events.create_api_destination(**api_destination(arn, Name=f"c{number:03}"))

    first = getattr(events, method)()

    assert len(first[member]) == 100
    assert names(getattr(events, method)(NextToken=first["NextToken"]), member) == [
        "c100"
    ]


@LISTS
@pytest.mark.parametrize("gone", ["a-2", "a-3"], ids=["the last seen", "the next"])
def test_a_token_survives_a_deletion(
    five: Any, method: str, member: str, gone: str
) -> None:
    token = getattr(five, method)(Limit=2)["NextToken"]
    five.delete_api_destination(Name=gone)
    five.delete_connection(Name=gone)

    following = getattr(five, method)(NextToken=token)

    assert names(following, member) == [
        name for name in NAMES if name > "a-2" and name != gone
    ]


def test_what_is_created_behind_a_token_is_listed(five: Any) -> None:
    token = five.list_connections(Limit=2)["NextToken"]
    five.create_connection(**connection(Name="a-1-more"))
    five.create_connection(**connection(Name="a-4"))

    following = five.list_connections(NextToken=token)

    assert names(following, "Connections") == ["a-3", "a-4", "b-1", "b-2"]


@LISTS
def test_a_token_is_good_with_another_limit(
    five: Any, method: str, member: str
) -> None:
    """Recorded on AWS 2026-09-26."""
    token = getattr(five, method)(Limit=1)["NextToken"]

    following = getattr(five, method)(NextToken=token, Limit=3)

    assert names(following, member) == NAMES[1:4]


def test_a_token_is_good_twice(five: Any) -> None:
    token = five.list_connections(Limit=3)["NextToken"]

    pages = [five.list_connections(NextToken=token) for _ in range(2)]

    assert [names(page, "Connections") for page in pages] == [NAMES[3:]] * 2


def test_a_token_does_not_show_the_name_it_stands_at(five: Any) -> None:
    """An opaque text on AWS too; base64, as recorded on AWS 2026-09-26."""
    token = five.list_connections(Limit=2)["NextToken"]

    assert re.fullmatch("[A-Za-z0-9+/]+={0,2}", token)
    assert "a-2" not in token


def refusal(call: Callable[..., Any], **params: Any) -> dict[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**params)
    error: dict[str, str] = caught.value.response["Error"]
    return error


MALFORMED = {
    "Code": "ValidationException",
    "Message": "Parameter NextToken is not valid. Reason: The request is malformed.",
}


@LISTS
@pytest.mark.parametrize("prefix", ["b", "a-"])
def test_a_token_is_no_good_with_another_prefix(
    five: Any, method: str, member: str, prefix: str
) -> None:
    """Recorded on AWS 2026-09-26."""
    token = getattr(five, method)(NamePrefix="a", Limit=1)["NextToken"]

    assert refusal(getattr(five, method), NextToken=token, NamePrefix=prefix) == (
        MALFORMED
    )


def test_a_token_is_no_good_without_its_filter(five: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    token = five.list_connections(ConnectionState="AUTHORIZED", Limit=1)["NextToken"]

    assert refusal(five.list_connections, NextToken=token) == MALFORMED


def test_a_token_of_connections_is_no_good_for_api_destinations(five: Any) -> None:
    token = five.list_connections(Limit=1)["NextToken"]

    assert refusal(five.list_api_destinations, NextToken=token) == MALFORMED


@pytest.mark.parametrize(
    "settings",
    [{"region_name": "us-west-2"}, {"aws_access_key_id": "111122223333"}],
    ids=["Region", "account"],
)
def test_a_token_is_no_good_in_another_place(
    five: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    token = five.list_connections(Limit=1)["NextToken"]

    assert refusal(make_client(**settings).list_connections, NextToken=token) == (
        MALFORMED
    )


def tampered(token: str) -> str:
    content = base64.b64decode(token)
    return base64.b64encode(content[:-1] + b"\xff").decode()


@pytest.mark.parametrize(
    "change",
    [lambda _: "aW52YWxpZA==", lambda token: token[4:], tampered],
    ids=["made up", "cut", "no text"],
)
def test_a_token_that_was_never_given_out_is_no_good(
    five: Any, change: Callable[[str], str]
) -> None:
    """Recorded on AWS 2026-09-26 for a token of another request."""
    token = five.list_connections(Limit=1)["NextToken"]

    assert refusal(five.list_connections, NextToken=change(token)) == MALFORMED


def test_a_token_that_is_no_base64_breaks_the_pattern(five: Any) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(five.list_api_destinations, NextToken="invalid") == {
        "Code": "ValidationException",
        "Message": "1 validation error detected: Value 'invalid' at 'nextToken' failed"
        " to satisfy constraint: Member must satisfy regular expression pattern:"
        r" ^(?:[A-Za-z0-9+\/]{4})*(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|"
        r"[A-Za-z0-9+\/]{2}={2})$",
    }


def test_a_token_of_the_right_length_may_hold_odd_bits(five: Any) -> None:
    """`QQ==` and `QR==` are one byte to a decoder; neither is a token."""
    assert refusal(five.list_connections, NextToken="QR==") == MALFORMED
