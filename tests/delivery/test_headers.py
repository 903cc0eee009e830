"""Whose headers a request carries, who wins, and which are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.delivery.http_headers import header_text, request_headers
from tests.delivery.partner import added
from tests.delivery.test_http_request import REMOVED_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

NAMES = [
    "Content-Type",
    "Authorization",
    "User-Agent",
    "Range",
    "Accept-Encoding",
    "Connection",
    "Host",
    "Content-Length",
]


def headers_of(
    target: dict[str, str] | None = None,
    connection: dict[str, str] | None = None,
    authorization: tuple[str, str] = ("Authorization", "Basic YTpi"),
) -> dict[str, str]:
    return dict(
        request_headers(
            (target or {}).items(),
            (connection or {}).items(),
            authorization,
            host="api.partner.example",
            content_length=2,
        )
    )


def test_without_additions_there_are_only_these() -> None:
    """No trace header is documented, or in the list recorded 2026-10-01."""
    assert list(headers_of()) == NAMES


@pytest.mark.parametrize("name", [name for name in REMOVED_HEADERS if name != "Host"])
@pytest.mark.parametrize("spelling", [str, str.lower, str.upper])
def test_a_target_cannot_set_what_aws_takes_out(
    name: str, spelling: Callable[[str], str]
) -> None:
    """AWS guide "API destinations as targets"."""
    mine = {spelling(name): "mine"}

    assert headers_of(target=mine) == headers_of(connection=mine) == headers_of()


@pytest.mark.parametrize("name", ["Accept", "Cookie", "X-Amzn-Trace-Id", "traceparent"])
def test_other_headers_are_sent(name: str) -> None:
    assert headers_of(target={name: "mine"})[name] == "mine"


@pytest.mark.parametrize(
    ("target", "connection", "sent"),
    [
        ({}, {}, {"Content-Type": "application/json; charset=utf-8"}),
        ({"content-type": "text/plain"}, {}, {"content-type": "text/plain"}),
        ({}, {"CONTENT-TYPE": "text/csv"}, {"CONTENT-TYPE": "text/csv"}),
        (
            {"Content-Type": "text/plain"},
            {"content-type": "text/csv"},
            {"content-type": "text/csv"},
        ),
        ({"X-A": "1", "x-a": "2"}, {}, {"x-a": "2"}),
        ({"X-A": "1"}, {"x-a": "2", "X-a": "3"}, {"X-a": "3"}),
        ({"authorization": "mine"}, {}, {"Authorization": "Basic YTpi"}),
        ({}, {"AUTHORIZATION": "mine"}, {"Authorization": "Basic YTpi"}),
    ],
)
def test_of_two_by_one_name_the_later_source_wins(
    target: dict[str, str], connection: dict[str, str], sent: dict[str, str]
) -> None:
    """Content-Type can be set since 2024-02-29; the cases are our choice."""
    headers = headers_of(target, connection)
    names = {name.lower() for name in sent}

    assert {k: v for k, v in headers.items() if k.lower() in names} == sent


@pytest.mark.parametrize("name", ["Range", "user-agent", "Connection", "HOST"])
def test_an_api_key_does_not_replace_what_aws_sends(name: str) -> None:
    headers = headers_of(authorization=(name, "not-a-secret"))

    assert "not-a-secret" not in headers.values()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\r\nX-Other: b", "a X-Other: b"),
        ("a\x00b", "a b"),
        ("  a  ", "a"),
        ("\ta\tb\t", "a\tb"),
        ("\n", ""),
        ("a\x7f", "a"),
        ("Zoë ✓", "Zoë ✓"),
        ("\u00a0a\u2028", "\u00a0a\u2028"),
        ("", ""),
    ],
)
def test_a_header_ends_where_its_line_does(value: str, text: str) -> None:
    """Our choice: PutTargets takes line breaks (recorded on AWS 2026-09-26)."""
    assert header_text(value) == text
    assert headers_of(target={"X-A": value})["X-A"] == text


@pytest.mark.parametrize(
    "event", [{"id": "a\r\nX-Other: b"}, {"id": "a\x00X-Other: b"}]
)
def test_an_event_cannot_add_a_header(
    mock: EventBridgeMock, orders: str, event: dict[str, Any]
) -> None:
    parameters = {"HeaderParameters": {"X-Id": "$.id"}}
    headers = mock.invoke(orders, event, http_parameters=parameters).headers

    assert "X-Other" not in headers
    assert headers["X-Id"] == "a X-Other: b"


def test_a_token_cannot_add_a_header(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    mock.responses.post(
        "https://auth.partner.example/token", json={"access_token": "a\r\nX-Other: b"}
    )
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    headers = mock.invoke("orders").headers

    assert headers["Authorization"] == "Bearer a X-Other: b"


def test_a_header_without_a_value_is_sent(mock: EventBridgeMock, orders: str) -> None:
    """PutTargets takes it (recorded on AWS 2026-09-26)."""
    parameters = {"HeaderParameters": {"X-Empty": ""}}

    assert mock.invoke(orders, http_parameters=parameters).headers["X-Empty"] == ""


def test_both_can_set_the_content_type(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(auth=added("HeaderParameters", ("content-type", "text/csv")))
    parameters = {"HeaderParameters": {"Content-Type": "text/plain"}}
    headers = mock.invoke("orders", http_parameters=parameters).headers

    assert headers["Content-Type"] == "text/csv"
