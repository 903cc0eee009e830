"""What calls that are never sent say of who makes them, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore import awsrequest
from botocore.config import Config
from botocore.regions import EndpointRulesetResolver
from botocore.useragent import UserAgentString

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


def creator_of(client: Any) -> Any:
    """Return what puts the user agent of *client* together."""
    return client._user_agent_creator  # noqa: SLF001 - no public way


def resolver_of(client: Any) -> Any:
    """Return what finds the endpoint of each call of *client*."""
    return client._ruleset_resolver  # noqa: SLF001 - no public way


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    """The requests that were not sent, of clients that are `watched`."""
    return []


@pytest.fixture
def watched(
    make_client: Callable[..., Any], seen: list[dict[str, Any]]
) -> Callable[..., Any]:
    """Make a client whose requests come into `seen`."""

    def make(**settings: Any) -> Any:
        client = make_client("events", **settings)
        client.meta.events.register_first(
            "before-call", lambda params, **_: seen.append(params)
        )
        return client

    return make


def user_agents(seen: list[dict[str, Any]]) -> list[str]:
    return [params["headers"]["User-Agent"] for params in seen]


def test_the_names_in_use_exist() -> None:
    assert callable(UserAgentString.to_string)
    assert callable(EndpointRulesetResolver.construct_endpoint)
    assert callable(EndpointRulesetResolver.auth_schemes_to_signing_ctx)
    assert awsrequest._urljoin("https://a.example/b/", "/c", None) == (  # noqa: SLF001 - no public way
        "https://a.example/b/c"
    )


def test_each_call_says_who_the_client_is(
    mock: EventBridgeMock, watched: Callable[..., Any], seen: list[dict[str, Any]]
) -> None:
    client = watched(config=Config(user_agent_extra="shop/7"))
    expected = creator_of(client).to_string()

    client.list_connections()
    client.list_connections()

    assert user_agents(seen) == [expected, expected]
    assert expected.endswith(" shop/7")


def test_two_clients_say_who_each_of_them_is(
    mock: EventBridgeMock, watched: Callable[..., Any], seen: list[dict[str, Any]]
) -> None:
    for name in ("one", "other"):
        watched(config=Config(user_agent_extra=name)).list_connections()

    assert [text.rpartition(" ")[2] for text in user_agents(seen)] == ["one", "other"]


def test_each_call_has_the_endpoint_of_its_client(
    mock: EventBridgeMock, watched: Callable[..., Any], seen: list[dict[str, Any]]
) -> None:
    for settings in ({}, {"region_name": "cn-north-1"}, {"use_ssl": False}):
        client = watched(**settings)
        client.list_connections()
        client.describe_event_bus()
        client.list_connections()

    assert [params["url"] for params in seen[::3]] == [
        "https://events.eu-west-1.amazonaws.com/",
        "https://events.cn-north-1.amazonaws.com.cn/",
        "http://events.eu-west-1.amazonaws.com/",
    ]
    assert [params["url"] for params in seen[2::3]] == [
        params["url"] for params in seen[::3]
    ]


def test_an_endpoint_that_a_call_names_holds_for_that_call(
    mock: EventBridgeMock, watched: Callable[..., Any], seen: list[dict[str, Any]]
) -> None:
    """A global endpoint of EventBridge."""
    client = watched()
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": "{}"}
    model = client.meta.service_model.operation_model("PutEvents")

    urls = [
        resolver_of(client)
        .construct_endpoint(
            operation_model=model,
            call_args={"Entries": [entry], **named},
            request_context={},
        )
        .url
        for named in ({}, {"EndpointId": "abcde.veo"}, {})
        if client.list_connections()
    ]

    assert urls == [
        "https://events.eu-west-1.amazonaws.com",
        "https://abcde.veo.endpoint.events.amazonaws.com",
        "https://events.eu-west-1.amazonaws.com",
    ]


def test_a_client_without_rules_for_its_endpoint_is_answered(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """As of a service model of one's own."""
    client = make_client("events")
    client._ruleset_resolver = None  # noqa: SLF001 - no public way

    assert client.list_connections()["Connections"] == []
    mock.stop()
    mock.start()


def test_nothing_is_kept_on_a_client_after_the_mock(
    make_client: Callable[..., Any],
) -> None:
    client = make_client("events")
    service_id = client.meta.service_model.service_id
    owners = creator_of(client), resolver_of(client), service_id

    with mock_api_destinations():
        client.list_connections()
        kept = {name for owner in owners for name in vars(owner)}
    left = {name for owner in owners for name in vars(owner)}

    assert kept - left == {
        "to_string",
        "construct_endpoint",
        "auth_schemes_to_signing_ctx",
        "hyphenize",
    }


def test_the_urls_of_requests_are_put_together_once_within_the_mock() -> None:
    original = awsrequest._urljoin  # noqa: SLF001 - no public way

    with mock_api_destinations():
        cached: Any = awsrequest._urljoin  # noqa: SLF001 - no public way
        urls = [cached("https://a.example", "/b", "c.") for _ in range(2)]

    assert urls == ["https://c.a.example/b"] * 2
    assert cached.cache_info().hits == 1
    assert awsrequest._urljoin is original  # noqa: SLF001 - no public way


@pytest.mark.parametrize("gone", [True, False], ids=["no function", "another object"])
def test_urls_may_be_put_together_by_something_else(
    gone: bool,  # noqa: FBT001 - of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if gone:
        monkeypatch.delattr(awsrequest, "_urljoin")
    else:
        monkeypatch.setattr(awsrequest, "_urljoin", len)

    with mock_api_destinations():
        assert getattr(awsrequest, "_urljoin", len) is len


def test_the_names_of_events_stay_the_same(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    client = make_client("events")
    names: list[str] = []
    for _ in range(2):
        client.list_connections()
        client.meta.events.register(
            "before-call", lambda event_name, **_: names.append(event_name)
        )
    client.list_connections()

    assert set(names) == {"before-call.eventbridge.ListConnections"}
