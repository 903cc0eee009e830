"""A URL is found in every spelling: what is sent, scripted, routed and asserted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

# An endpoint, and what a test may write for it (RFC 3986, 6.2.2 and 6.2.3).
EQUIVALENT = [
    ("https://api.example", "https://api.example"),
    ("https://api.example", "https://api.example/"),
    ("https://api.example/", "https://api.example"),
    ("api.example", "https://api.example"),
    ("api.example", "api.example/"),
    ("https://api.example:443/v1", "https://api.example/v1"),
    ("https://api.example/v1", "https://api.example:443/v1"),
    ("https://API.example/v1", "https://api.example/v1"),
    ("https://api.example/v1", "HTTPS://Api.Example/v1"),
    ("https://api.example/caf%c3%a9", "https://api.example/caf%C3%A9"),
    ("https://api.example/caf%C3%A9", "https://api.example/café"),
    ("https://api.example/%7Eshop", "https://api.example/~shop"),
    ("https://api.example/a%2Fb", "https://api.example/a%2fb"),
    ("https://xn--bcher-kva.example/v1", "https://bücher.example/v1"),
    ("https://api.example:8443", "https://API.example:8443/"),
]
WITH_QUERY = [
    ("https://api.example?a=1", "https://api.example?a=1"),
    ("https://api.example?a=1", "https://api.example/?a=1"),
    ("api.example?a=1", "https://api.example/?a=1"),
    ("https://api.example/v1?b=2&a=1", "https://api.example/v1?a=1&b=2"),
    ("https://api.example/v1?a=%7e", "https://api.example/v1?a=~"),
]
DIFFERENT = [
    ("https://api.example/v1", "https://api.example/v1/"),
    ("https://api.example/a%2Fb", "https://api.example/a/b"),
    ("https://api.example/v1", "https://api.example/V1"),
    ("https://api.example:8443/v1", "https://api.example/v1"),
    ("https://api.example/v1", "http://api.example/v1"),
]
spellings = pytest.mark.parametrize(("endpoint", "url"), EQUIVALENT)


def replying(status: str) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [])
        return []

    return application


@pytest.mark.parametrize(("endpoint", "url"), EQUIVALENT + WITH_QUERY)
def test_a_scripted_reply_is_found(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    make_orders(InvocationEndpoint=endpoint)
    mock.responses.post(url, status=202)

    assert mock.invoke("orders").status == 202


@spellings
def test_a_scripted_reply_of_an_oauth_endpoint_is_found(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    mock.responses.post(url, json={"access_token": "scripted"})
    oauth = requests_to_aws.OAUTH["OAuthParameters"]
    auth = {"OAuthParameters": {**oauth, "AuthorizationEndpoint": endpoint}}
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth=auth)

    assert mock.invoke("orders").headers["Authorization"] == "Bearer scripted"


@spellings
def test_a_route_is_found(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    make_orders(InvocationEndpoint=f"{endpoint}?a=1")
    mock.route(url, replying("202 Accepted"))

    assert mock.invoke("orders").status == 202


@pytest.mark.parametrize(("endpoint", "url"), EQUIVALENT + WITH_QUERY)
def test_an_assertion_passes(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    make_orders(InvocationEndpoint=endpoint)
    mock.invoke("orders")

    mock.assert_invoked("orders", url=url)


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [*DIFFERENT, ("https://api.example/v1?a=1&a=2", "https://api.example/v1?a=2&a=1")],
)
def test_an_assertion_fails_for_another_url(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    make_orders(InvocationEndpoint=endpoint)
    mock.invoke("orders")

    with pytest.raises(AssertionError, match=re.escape(f"expected {url!r}")):
        mock.assert_invoked("orders", url=url)


@pytest.mark.parametrize("url", ["no url at all", "https://", "https://x:y", None])
def test_an_assertion_fails_for_what_is_no_url(
    mock: EventBridgeMock, orders: str, url: Any
) -> None:
    mock.invoke(orders)

    with pytest.raises(AssertionError, match=re.escape(f"expected {url!r}")):
        mock.assert_invoked(orders, url=url)


@pytest.mark.parametrize(("endpoint", "url"), DIFFERENT)
def test_a_scripted_reply_for_another_url_is_not_found(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, url: str
) -> None:
    make_orders(InvocationEndpoint=endpoint)
    mock.responses.post(url, status=202)
    status = mock.invoke("orders").status
    mock.responses.reset()

    assert status == 200


@pytest.mark.parametrize(
    ("endpoint", "sent"),
    [
        ("https://api.example", "https://api.example/"),
        ("api.example?a=1", "https://api.example/?a=1"),
        ("https://API.example:443/%7Eshop", "https://API.example:443/%7Eshop"),
    ],
)
def test_only_an_empty_path_is_sent_in_another_spelling(
    mock: EventBridgeMock, make_orders: Callable[..., None], endpoint: str, sent: str
) -> None:
    """An empty path is `/` in HTTP (RFC 9110, 4.2.3)."""
    make_orders(InvocationEndpoint=endpoint)

    assert mock.invoke("orders").url == sent


class TestRegistered:
    """Replies that the test takes back or puts others in the place of."""

    def test_a_reply_is_replaced(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        make_orders(InvocationEndpoint="https://api.example")
        mock.responses.post("https://api.example:443", status=503)
        mock.responses.replace("POST", "https://API.example", status=202)

        assert mock.invoke("orders").status == 202

    def test_a_reply_is_removed(self, mock: EventBridgeMock) -> None:
        mock.responses.post("https://api.example:443", status=503)
        mock.responses.remove("POST", "https://API.example")

        assert mock.responses.registered() == []

    def test_it_is_so_after_a_reset(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        make_orders(InvocationEndpoint="https://api.example")
        mock.responses.reset()
        mock.responses.post("https://api.example:443", status=202)

        assert mock.invoke("orders").status == 202

    def test_calls_are_counted(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        make_orders(InvocationEndpoint="https://api.example")
        mock.responses.post("https://api.example")
        mock.invoke("orders")

        assert mock.responses.assert_call_count("https://api.example", 1)

    def test_a_pattern_is_matched_with_the_normal_url(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        make_orders(InvocationEndpoint="https://API.example:443?a=1")
        mock.responses.post(re.compile(r"https://api\.example/\?a=1$"), status=202)

        assert mock.invoke("orders").status == 202

    @pytest.mark.parametrize("url", ["", "/orders", "https://x..example/"])
    def test_what_nothing_can_be_sent_to_is_refused(
        self, mock: EventBridgeMock, url: str
    ) -> None:
        with pytest.raises(ValueError, match="names no host|a part that is empty or"):
            mock.responses.post(url)


class TestUnreachable:
    """Endpoints that the service model takes and nothing can be sent to."""

    @pytest.mark.parametrize("unmatched", ["accept", "refuse", "send"])
    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://x..example/a",
            "x.example:99999/a",
            "x.example:port",
            "/a",
            "x%2e.example",
        ],
    )
    def test_the_failure_is_recorded(
        self,
        mock: EventBridgeMock,
        make_orders: Callable[..., None],
        endpoint: str,
        unmatched: str,
    ) -> None:
        mock.route("https://x.example", replying("202 Accepted"))
        mock.responses.post("https://x.example/a", status=202)
        make_orders(InvocationEndpoint=endpoint)
        with type(mock)({"unmatched_endpoint": unmatched}):
            invocation = mock.invoke("orders")
        mock.responses.reset()

        assert str(invocation.attempts[0].error).startswith("InvalidURL: ")
        assert invocation.failure == (
            "Unable to invoke ApiDestination endpoint: API destination endpoint cannot"
            " be reached."
        )

    def test_an_oauth_endpoint_grants_no_token(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        """Recorded 2026-09-24 for a host that does not resolve."""
        oauth = requests_to_aws.OAUTH["OAuthParameters"]
        url = "https://x..example"
        auth = {"OAuthParameters": {**oauth, "AuthorizationEndpoint": url}}
        make_orders("OAUTH_CLIENT_CREDENTIALS", auth=auth)

        assert mock.connections["partner"].state_reason == (
            "Could not connect to the specified endpoint."
        )
