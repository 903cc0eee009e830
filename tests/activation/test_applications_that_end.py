"""What an application does at its end is still answered by the mock."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable

ENDPOINT = "https://api.partner.example/orders"
ENTRY = {"Source": "shop", "DetailType": "Shop closed", "Detail": "{}"}


def application(at_the_end: Callable[[], Any]) -> Callable[..., Any]:
    """Return an ASGI application that calls *at_the_end* as it ends."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(at_the_end)
        await send({"type": "lifespan.shutdown.complete"})

    return app


@pytest.fixture
def run_to_its_end(make_client: Callable[..., Any]) -> Callable[..., Any]:
    """Deliver to an application inside a mock, and stop the mock."""
    pytest.importorskip("httpx")

    def run(at_the_end: Callable[[Any], Any]) -> Any:
        events = make_client(region_name="us-east-1")
        mock = mock_api_destinations().start()
        arn = events.create_connection(**connection())["ConnectionArn"]
        events.create_api_destination(
            **api_destination(arn, InvocationEndpoint=ENDPOINT)
        )
        mock.route(ENDPOINT, application(lambda: at_the_end(events)))
        mock.invoke("orders")
        mock.stop()
        return mock

    return run


def test_an_event_that_it_publishes_is_recorded(
    run_to_its_end: Callable[..., Any],
) -> None:
    mock = run_to_its_end(lambda events: events.put_events(Entries=[ENTRY]))

    assert [event.envelope["detail-type"] for event in mock.events] == ["Shop closed"]


def test_a_delivery_that_it_begins_has_its_scripted_reply(
    run_to_its_end: Callable[..., Any],
) -> None:
    def deliver(events: Any) -> None:
        current_mock().responses.post("https://api.partner.example/closed", status=202)
        connection_arn = current_mock().connections["partner"].connection_arn
        events.create_api_destination(
            **api_destination(
                connection_arn,
                Name="closed",
                InvocationEndpoint="https://api.partner.example/closed",
            )
        )
        current_mock().invoke("closed")

    mock = run_to_its_end(deliver)

    mock.assert_invoked("closed", status=202)


def test_a_mock_that_it_starts_and_stops_joins(
    run_to_its_end: Callable[..., Any],
) -> None:
    """In another thread than the one that ends it, which holds nothing back."""
    names: list[str] = []

    def look(_: Any) -> None:
        with mock_api_destinations() as inner:
            names.extend(inner.connections)

    run_to_its_end(look)

    assert names == ["partner"]


def test_the_mock_is_not_active_any_more(run_to_its_end: Callable[..., Any]) -> None:
    run_to_its_end(lambda events: events.list_connections())

    with pytest.raises(NotActiveError):
        current_mock()
