"""What a mock has recorded is gone with the mock."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.conftest import REGION_NAME
from tests.copies import within_a_copy
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"

# What the mock is given and what it makes: each can be watched from outside.
Watched = list["weakref.ref[Any]"]


class Event(dict[str, str]):
    """An event that can be watched; a plain dict cannot."""


def deliver(mock: EventBridgeMock, events: Any) -> Watched:
    """Deliver, retry and fail; return what has to be gone when the mock is."""
    for kind in ("BASIC", "OAUTH_CLIENT_CREDENTIALS"):
        created = events.create_connection(**connection(kind, Name=kind))
        events.create_api_destination(
            **api_destination(created["ConnectionArn"], Name=kind)
        )
    mock.responses.post(URL, status=503)
    event = Event(order="7")
    for kind in ("BASIC", "OAUTH_CLIENT_CREDENTIALS"):
        mock.invoke(kind, event, retry_policy={"MaximumRetryAttempts": 2})
    recorded = mock.invocations.last.event
    logs = [mock.events, mock.invocations, mock.token_requests, mock.dead_letters]
    kept = [*logs, mock.connections, mock.responses, event, recorded]
    return [weakref.ref(one) for one in kept]


def left_of(watched: Watched) -> list[Any]:
    gc.collect()
    return [one() for one in watched if one() is not None]


@pytest.mark.parametrize("mode", ["eager", "on_time"])
def test_nothing_is_kept_of_a_context_manager(
    make_client: Callable[..., Any], mode: Any
) -> None:
    client = make_client()
    with mock_api_destinations(region_name=REGION_NAME, delivery=mode) as mock:
        watched = deliver(mock, client)
    del mock

    assert left_of(watched) == []


def test_nothing_is_kept_of_a_decorated_function(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()

    @mock_api_destinations(region_name=REGION_NAME)
    def decorated() -> Watched:
        return deliver(current_mock(), client)

    assert left_of(decorated()) == []


def test_a_record_is_kept_for_who_has_the_decorator(
    make_client: Callable[..., Any],
) -> None:
    client, mock = make_client(), mock_api_destinations(region_name=REGION_NAME)

    @mock
    def decorated() -> None:
        deliver(mock, client)

    decorated()

    assert len(mock.invocations) == 2


def test_nothing_is_kept_of_a_mock_that_raised(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()
    watched: Watched = []

    def act() -> None:
        with mock_api_destinations(region_name=REGION_NAME) as mock:
            watched.extend(deliver(mock, client))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="^no$"):
        act()

    assert left_of(watched) == []


def test_nothing_is_kept_of_a_copy(make_client: Callable[..., Any]) -> None:
    client = make_client()
    with mock_api_destinations(region_name=REGION_NAME):
        watched: Watched = []
        within_a_copy(lambda copy: watched.extend(deliver(copy, client)))

        assert left_of(watched) == []


def test_a_stopped_mock_keeps_its_record_until_the_next_start(
    make_client: Callable[..., Any],
) -> None:
    mock = mock_api_destinations(region_name=REGION_NAME)
    with mock:
        watched = deliver(mock, make_client())
    before = len(mock.invocations)
    with mock:
        assert (before, left_of(watched)) == (2, [])


def test_nothing_is_kept_after_a_reset(mock: EventBridgeMock, events: Any) -> None:
    *_, event, recorded = deliver(mock, events)
    mock.reset()

    assert left_of([event, recorded]) == []


def test_invocations_alike_share_what_they_can(
    mock: EventBridgeMock, events: Any
) -> None:
    deliver(mock, events)
    mock.responses.reset()
    one, another = (mock.invoke("BASIC", {"order": number}) for number in (1, 2))

    assert one.headers is another.headers
    assert one.url is another.url
    assert one.request is not None
    assert another.request is not None
    assert one.request.sensitive_texts is another.request.sensitive_texts


TEST_FILE = """
import gc
import weakref

watched = []

def test_first(eventbridge_mock, eventbridge_client):
    basic = {"Username": "shop", "Password": "not-a-secret"}
    arn = eventbridge_client.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": basic},
    )["ConnectionArn"]
    eventbridge_client.create_api_destination(
        Name="orders",
        ConnectionArn=arn,
        InvocationEndpoint="https://api.partner.example/orders",
        HttpMethod="POST",
    )
    eventbridge_mock.invoke("orders")
    watched.append(weakref.ref(eventbridge_mock))
    watched.append(weakref.ref(eventbridge_mock.invocations))

def test_second():
    gc.collect()
    assert [one() for one in watched] == [None, None]
"""


def test_nothing_is_kept_of_a_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST_FILE)
    result = pytester.runpytest_inprocess("-p", "no:randomly")

    result.assert_outcomes(passed=2)
