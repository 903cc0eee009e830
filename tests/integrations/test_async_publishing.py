"""Events that asynchronous clients publish, and the event loop meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from tests.integrations.asynchronous import (
    ENDPOINT,
    ENTRY,
    LIBRARIES,
    client,
    route_orders,
    run_without_a_loop,
)
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock, Invocation

pytestmark = LIBRARIES


@pytest.fixture
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the event loop nor its thread waits for time to pass."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(asyncio, "sleep", waits.append)
    yield

    assert waits == []


def test_an_event_is_delivered_before_put_events_returns(
    library: str, mock: EventBridgeMock
) -> None:
    async def publish() -> Invocation:
        async with client(library) as events:
            await route_orders(events)
            await events.put_events(Entries=[ENTRY])
            return mock.invocations.last

    invocation = asyncio.run(publish())

    assert (invocation.outcome, invocation.url) == ("delivered", ENDPOINT)
    assert invocation.json()["detail"] == {"number": 1001}


def test_a_day_of_retries_waits_for_nothing(
    library: str, mock: EventBridgeMock, nothing_waits: None
) -> None:
    mock.responses.post(ENDPOINT, status=503)

    async def publish() -> None:
        async with client(library) as events:
            await route_orders(events)
            await events.put_events(Entries=[ENTRY])

    asyncio.run(publish())

    first, *_, last = mock.invocations.last.attempts
    assert len(mock.invocations.last.attempts) == 186
    assert (last.time - first.time).total_seconds() > 23 * 3600


def test_a_scripted_callback_runs_in_the_thread_of_the_loop(
    library: str, mock: EventBridgeMock
) -> None:
    """It can look at what belongs to the loop; what it waits for, the loop does."""
    loops = []

    def reply(request: Any) -> tuple[int, dict[str, str], str]:
        loops.append(asyncio.get_running_loop())
        return 202, {}, ""

    mock.responses.add_callback("POST", ENDPOINT, callback=reply)

    async def publish() -> list[asyncio.AbstractEventLoop]:
        async with client(library) as events:
            await route_orders(events)
            await events.put_events(Entries=[ENTRY])
        return [asyncio.get_running_loop()]

    assert asyncio.run(publish()) == loops


@pytest.mark.parametrize("where", ["in the loop", "in threads"])
def test_many_tasks_publish_at_once(
    library: str, mock: EventBridgeMock, where: str
) -> None:
    if where == "in threads":
        mock.route("https://another.example", "http://127.0.0.1:9")
    details = [f'{{"number": {number}}}' for number in range(20)]

    async def publish() -> None:
        async with client(library) as events:
            await route_orders(events)
            entries = ({**ENTRY, "Detail": detail} for detail in details)
            await asyncio.gather(
                *(events.put_events(Entries=[entry]) for entry in entries)
            )

    asyncio.run(publish())

    sent = [one.json()["detail"]["number"] for one in mock.invocations.to("orders")]
    assert sorted(sent) == list(range(20))


def test_what_is_pending_is_delivered_as_the_clock_moves(library: str) -> None:
    async def publish() -> list[str]:
        async with (
            mock_api_destinations(delivery="on_time") as mock,
            client(library) as events,
        ):
            mock.responses.post(ENDPOINT, status=503)
            mock.responses.post(ENDPOINT, status=200)
            await route_orders(events)
            await events.put_events(Entries=[ENTRY])
            before = mock.invocations.last.outcome
            mock.advance(hours=1)
            return [before, mock.invocations.last.outcome]

    assert asyncio.run(publish()) == ["pending", "delivered"]


def test_a_paginator_turns_the_pages(library: str, mock: EventBridgeMock) -> None:
    async def names() -> list[str]:
        async with client(library) as events:
            for number in range(3):
                await events.put_rule(
                    Name=f"rule-{number}", EventPattern='{"source": ["shop"]}'
                )
            pages = events.get_paginator("list_rules").paginate(
                PaginationConfig={"PageSize": 2}
            )
            return [one["Name"] async for page in pages for one in page["Rules"]]

    assert asyncio.run(names()) == ["rule-0", "rule-1", "rule-2"]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer whatever is asked with status 202."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(
        b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    await writer.drain()
    writer.close()


@pytest.mark.parametrize("faults", [0, 1], ids=["at once", "after an error of AWS"])
def test_a_server_in_the_same_loop_can_answer(
    library: str, mock: EventBridgeMock, faults: int
) -> None:
    """The call waits in a thread, or the server would wait for the call."""

    async def publish() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        mock.route(ENDPOINT, f"http://127.0.0.1:{port}")
        async with server, client(library) as events:
            await route_orders(events)
            for _ in range(faults):
                mock.fail("PutEvents", "ThrottlingException")
            await events.put_events(Entries=[ENTRY])

    asyncio.run(publish())

    assert [one.status for one in mock.invocations.last.attempts] == [202]


@pytest.mark.usefixtures("wishes")
def test_an_operation_that_nobody_knows_is_refused_from_a_thread_too(
    library: str,
) -> None:
    async def ask() -> None:
        async with (
            mock_api_destinations(unmatched_endpoint="send"),
            client(library) as events,
        ):
            with pytest.raises(UnmockedAwsCallError, match=r"events\.ListWishes"):
                await events.list_wishes()

    asyncio.run(ask())


def test_another_event_loop_than_that_of_asyncio_will_do(library: str) -> None:
    """The clients need asyncio for requests only, of which there are none."""

    async def publish() -> list[str]:
        async with (
            mock_api_destinations(unmatched_endpoint="send"),
            client(library) as events,
        ):
            await events.create_connection(**connection())
            listed = await events.list_connections()
        return [one["Name"] for one in listed["Connections"]]

    assert run_without_a_loop(publish()) == ["partner"]
