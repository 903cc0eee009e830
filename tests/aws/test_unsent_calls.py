"""The user agent that a client's calls have while the mock answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.config import Config

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


def creator_of(client: Any) -> Any:
    """Return what puts the user agent of *client* together."""
    return client._user_agent_creator  # noqa: SLF001 - no public way


def user_agents(client: Any) -> list[str]:
    """Return a list that gets the user agent of each call of *client*."""
    seen: list[str] = []

    def look(params: dict[str, Any], **_: Any) -> None:
        seen.append(params["headers"]["User-Agent"])

    client.meta.events.register_first("before-call", look)
    return seen


def test_the_private_name_exists_whose_text_is_kept(
    make_client: Callable[..., Any],
) -> None:
    creator = creator_of(make_client("events"))

    assert isinstance(creator.to_string(), str)


def test_each_call_says_who_the_client_is(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    client = make_client("events", config=Config(user_agent_extra="shop/7"))
    expected = creator_of(client).to_string()
    seen = user_agents(client)

    client.list_connections()
    client.list_connections()

    assert seen == [expected, expected]
    assert expected.endswith(" shop/7")


def test_two_clients_say_who_each_of_them_is(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    one = make_client("events", config=Config(user_agent_extra="one"))
    other = make_client("events", config=Config(user_agent_extra="other"))
    seen, seen_too = user_agents(one), user_agents(other)

    one.list_connections()
    other.list_connections()

    assert seen[0].endswith(" one")
    assert seen_too[0].endswith(" other")


def test_nothing_is_kept_on_a_client_after_the_mock(
    make_client: Callable[..., Any],
) -> None:
    client = make_client("events")
    before = dict(vars(creator_of(client)))

    with mock_api_destinations():
        client.list_connections()

    assert vars(creator_of(client)) == before
