"""Eight threads at once: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import responses
from botocore.exceptions import ClientError

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.requests_to_aws import api_destination, connection
from tests.state.setting import destination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

THREADS = 8
EACH = 6


@pytest.fixture(autouse=True)
def impatient_threads() -> Iterator[None]:
    """Threads take turns as often as they can, so that they meet more often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(params=["one client", "clients of their own"])
def clients(
    request: pytest.FixtureRequest,
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
) -> list[Any]:
    """A client for each thread."""
    if request.param == "one client":
        return [make_client()] * THREADS
    return [make_client() for _ in range(THREADS)]


def at_once(act: Callable[[int], Any], count: int = THREADS) -> list[Any]:
    """Call *act* with each number in a thread, all beginning together."""
    start = threading.Barrier(count)

    def run(number: int) -> Any:
        start.wait(10)
        return act(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def names(number: int) -> list[str]:
    return [f"thread-{number}-{item}" for item in range(EACH)]


ALL_NAMES = sorted(name for number in range(THREADS) for name in names(number))


def listed(client: Any) -> list[str]:
    """Return the names on all pages of the connections."""
    page = client.list_connections(Limit=5)
    found = [one["Name"] for one in page["Connections"]]
    while "NextToken" in page:
        page = client.list_connections(Limit=5, NextToken=page["NextToken"])
        found += [one["Name"] for one in page["Connections"]]
    return found


def test_what_threads_create_is_all_there(clients: list[Any]) -> None:
    def create(number: int) -> None:
        for name in names(number):
            arn = clients[number].create_connection(**connection(Name=name))
            clients[number].create_api_destination(
                **api_destination(arn["ConnectionArn"], Name=name)
            )

    at_once(create)

    destinations = clients[0].list_api_destinations()["ApiDestinations"]
    assert listed(clients[0]) == ALL_NAMES
    assert [one["Name"] for one in destinations] == ALL_NAMES


def test_threads_create_update_list_and_delete_at_once(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    def work(number: int) -> list[list[str]]:
        client, seen = clients[number], []
        for name in names(number):
            created = client.create_connection(**connection(Name=name))
            client.create_api_destination(
                **api_destination(created["ConnectionArn"], Name=name)
            )
            client.update_connection(Name=name, Description=name)
            seen.append(listed(client))
        for name in names(number)[1:]:
            client.delete_api_destination(Name=name)
            client.delete_connection(Name=name)
        return seen

    lists = [one for seen in at_once(work) for one in seen]

    kept = [names(number)[0] for number in range(THREADS)]
    assert listed(clients[0]) == kept
    assert sorted(mock.api_destinations) == kept
    assert len(mock.secrets) == THREADS
    assert all(one == sorted(set(one)) for one in lists)


def test_a_connection_is_gone_when_its_deletion_has_returned(
    clients: list[Any],
) -> None:
    """Whichever thread it is that settles what another one has left."""

    def work(number: int) -> list[str]:
        left = []
        for item in range(60):
            name = f"thread-{number}-{item}"
            clients[number].create_connection(**connection(Name=name))
            clients[number].delete_connection(Name=name)
            page = clients[number].list_connections(NamePrefix=name)
            left += [one["Name"] for one in page["Connections"]]
        return left

    assert at_once(work) == [[]] * THREADS


def test_one_of_all_creates_of_a_name_succeeds(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    def create(number: int) -> str:
        try:
            clients[number].create_connection(**connection())
        except ClientError as error:
            code: str = error.response["Error"]["Code"]
            return code
        return "created"

    outcomes = at_once(create)

    assert sorted(outcomes) == [
        *["ResourceAlreadyExistsException"] * (THREADS - 1),
        "created",
    ]
    assert len(mock.secrets) == 1


def test_one_of_all_deletes_of_an_api_destination_succeeds(clients: list[Any]) -> None:
    arn = clients[0].create_connection(**connection())["ConnectionArn"]
    clients[0].create_api_destination(**api_destination(arn))

    def delete(number: int) -> str:
        try:
            clients[number].delete_api_destination(Name="orders")
        except ClientError as error:
            code: str = error.response["Error"]["Code"]
            return code
        return "deleted"

    assert sorted(at_once(delete)) == [
        *["ResourceNotFoundException"] * (THREADS - 1),
        "deleted",
    ]


def test_rotations_at_once_leave_one_secret_with_two_versions(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    clients[0].create_connection(**connection())

    def rotate(number: int) -> None:
        clients[number].update_connection(
            Name="partner",
            AuthorizationType="BASIC",
            AuthParameters={"BasicAuthParameters": {"Password": f"not-a-{number}"}},
        )

    at_once(rotate)

    (secret,) = mock.secrets.values()
    passwords = {
        f'{{"username":"shop","password":"not-a-{n}"}}' for n in range(THREADS)
    }
    assert {one.secret_string for one in secret.versions.values()} <= passwords
    assert len(secret.versions) == 2


def test_each_connection_asks_for_one_token(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    def create(number: int) -> None:
        for name in names(number):
            params = connection("OAUTH_CLIENT_CREDENTIALS", Name=name)
            clients[number].create_connection(**params)

    at_once(create)

    assert len(mock.token_requests) == THREADS * EACH
    assert {one.connection_state.value for one in mock.connections.values()} == {
        "AUTHORIZED"
    }


def test_a_call_of_another_thread_does_not_ask_for_a_token_again(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    """The other thread calls while the authorization endpoint still answers."""
    is_asked, has_called = threading.Event(), threading.Event()

    def reply(_: Any) -> tuple[int, dict[str, str], str]:
        is_asked.set()
        has_called.wait(10)
        token = {"access_token": "not-a-secret", "token_type": "Bearer"}
        return 200, {}, json.dumps({**token, "expires_in": 60})

    mock.responses.add_callback(
        responses.POST, "https://auth.partner.example/token", reply
    )

    def call_meanwhile() -> list[str]:
        is_asked.wait(10)
        try:
            return listed(clients[1])
        finally:
            has_called.set()

    with ThreadPoolExecutor(1) as threads:
        seen = threads.submit(call_meanwhile)
        clients[0].create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert seen.result() == ["partner"]
    assert len(mock.token_requests) == 1


def test_threads_in_places_of_their_own_do_not_meet(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    def create(number: int) -> list[str]:
        client = make_client(aws_access_key_id=f"{number}" * 12)
        for name in names(0):
            client.create_connection(**connection(Name=name))
        return listed(client)

    assert at_once(create) == [names(0)] * THREADS
    assert dict(mock.connections) == {}


def test_deliveries_at_once_are_all_recorded(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    arn = clients[0].create_connection(**connection())["ConnectionArn"]
    clients[0].create_api_destination(**api_destination(arn))

    def deliver(number: int) -> None:
        for item in range(EACH):
            mock.invoke("orders", {"thread": number, "item": item})

    at_once(deliver)

    bodies = [one.json() for one in mock.invocations]
    assert sorted(bodies, key=str) == [
        {"thread": number, "item": item}
        for number in range(THREADS)
        for item in range(EACH)
    ]


def test_mocks_of_threads_join_one_state(make_client: Callable[..., Any]) -> None:
    client = make_client()
    within = threading.Barrier(THREADS)

    def activate(number: int) -> list[str]:
        with mock_api_destinations(region_name="eu-west-1") as mock:
            within.wait(10)
            client.create_connection(**connection(Name=f"thread-{number}"))
            within.wait(10)
            return sorted(mock.connections)

    seen = at_once(activate)

    assert seen == [[f"thread-{number}" for number in range(THREADS)]] * THREADS
    with pytest.raises(NotActiveError):
        current_mock()


def test_mocks_of_threads_begin_and_end_in_any_order(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()

    def activate(number: int) -> None:
        for item in range(EACH):
            with mock_api_destinations(region_name="eu-west-1"):
                client.create_connection(**connection(Name=f"c-{number}-{item}"))
                client.describe_connection(Name=f"c-{number}-{item}")

    at_once(activate)

    with mock_api_destinations(region_name="eu-west-1") as mock:
        assert dict(mock.connections) == {}
        assert listed(client) == []


def test_a_mock_that_begins_while_another_ends_goes_on(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()
    reached, released = threading.Event(), threading.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        reached.set()
        await asyncio.to_thread(released.wait, 10)
        await send({"type": "lifespan.shutdown.complete"})

    first = mock_api_destinations(region_name="eu-west-1").start()
    first.route("https://crm.example", application)
    destination(client)
    first.invoke("crm")
    with ThreadPoolExecutor(1) as threads:
        end = threads.submit(first.stop)
        assert reached.wait(10)
        with mock_api_destinations(region_name="eu-west-1") as second:
            client.create_connection(**connection(Name="later"))
            released.set()
            end.result(10)
            client.describe_connection(Name="later")
            second.responses.post("https://crm.example/orders", status=202)
            assert second.invoke("crm").status == 202
    with pytest.raises(NotActiveError):
        current_mock()


def test_two_connections_at_once_ask_for_one_token_each(
    clients: list[Any], mock: EventBridgeMock
) -> None:
    """Each is asked for while the other's endpoint still answers."""
    both_ask = threading.Barrier(2)

    def reply(_: Any) -> tuple[int, dict[str, str], str]:
        both_ask.wait(10)
        return 200, {}, json.dumps({"access_token": "not-a-secret"})

    mock.responses.add_callback(
        responses.POST, "https://auth.partner.example/token", reply
    )

    def create(number: int) -> None:
        params = connection("OAUTH_CLIENT_CREDENTIALS", Name=f"partner-{number}")
        clients[number].create_connection(**params)

    at_once(create, 2)

    asked = sorted(one.connection for one in mock.token_requests)
    assert asked == ["partner-0", "partner-1"]
