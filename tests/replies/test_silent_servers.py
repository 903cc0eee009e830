"""What a server costs in real time that takes requests and never answers."""

from __future__ import annotations

import contextlib
import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.reply import Reply, TimeoutBudget
from eventbridge_mock.replies.requests_library import send
from tests.delivery.partner import TOKEN_URL, URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock


class Partner:
    """What answers really sent requests, and how long each of them would wait."""

    def __init__(self) -> None:
        self.answers: list[int | None] = []
        self.waits: list[float] = []

    def __call__(self, request: Any) -> Any:
        self.waits.append(request.req_kwargs["timeout"])
        answer = self.answers.pop(0) if self.answers else None
        return requests.Timeout("silent") if answer is None else (answer, {}, "{}")

    def answer(self, request: Any) -> Any:
        answer = self(request)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def partner() -> Iterator[Partner]:
    """A partner behind the endpoint, where requests are really sent to."""
    partner = Partner()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        for url in (URL, TOKEN_URL):
            network.add_callback("POST", url, partner.answer)
        with mock_api_destinations(unmatched_endpoint="send"):
            yield partner


def tries(number: int) -> dict[str, int]:
    return {"MaximumRetryAttempts": number - 1}


def hurried(url: str) -> TimeoutBudget:
    """Return the budget of a server that has kept silent four times before."""
    budget = TimeoutBudget()
    for _ in range(4):
        budget.note(url, Reply(timed_out=True))
    return budget


def request_to(url: str) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=Headers(()), body=b"")


def test_a_server_that_keeps_silent_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        reply = send(request_to(url), hurried(url))

    assert (reply.status, reply.timed_out) == (None, True)
    assert str(reply.error).startswith("ReadTimeout: ")


@pytest.mark.parametrize(
    "head",
    ["", "Content-Length: 9999999\r\n", "Transfer-Encoding: chunked\r\n"],
    ids=["to the end", "length", "chunked"],
)
def test_a_server_that_never_stops_is_given_up(head: str) -> None:
    """As one that sends events as they happen, without end."""

    def pour() -> None:
        connection, _ = endless.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
            while True:
                connection.sendall(b"1\r\nx\r\n" if "chunked" in head else b"x")

    with socket.create_server(("127.0.0.1", 0)) as endless:
        thread = threading.Thread(target=pour)
        thread.start()
        url = f"http://127.0.0.1:{endless.getsockname()[1]}/"
        reply = send(request_to(url), hurried(url))
        thread.join(10)

    assert (reply.status, reply.timed_out) == (None, True)
    assert reply.error == "Timeout: the response was not complete after 0.3125 seconds"


def test_a_server_that_stops_within_the_body_is_given_up() -> None:
    over = threading.Event()

    def begin() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
            over.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=begin)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        reply = send(request_to(url), hurried(url))
        over.set()
        thread.join(10)

    assert (reply.status, reply.timed_out) == (None, True)
    assert reply.error == "Timeout: the response was not complete after 0.3125 seconds"


def test_a_server_that_breaks_off_is_a_failed_connection() -> None:
    def begin() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=begin)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        reply = send(request_to(url), TimeoutBudget())
        thread.join(10)

    assert (reply.status, reply.timed_out) == (None, False)


def test_the_record_of_silence_is_that_of_aws(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    invocation = mock.invoke(orders, retry_policy=tries(25))

    first, second, *_ = attempts = invocation.attempts
    assert (invocation.error_code, len(attempts)) == ("UNKNOWN", 25)
    assert all("Timeout: " in str(attempt.error) for attempt in attempts)
    assert second.time - first.time == timedelta(seconds=5 + 5)


def test_each_further_silence_is_waited_for_half_as_long(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    invocation = mock.invoke(orders, retry_policy=tries(12))

    assert partner.waits == [
        *(5, 2.5, 1.25, 0.625, 0.3125, 0.15625),
        *(0.078125, 0.0390625, 0.01953125, 0.01, 0.01, 0.01),
    ]
    assert len(invocation.attempts) == 12


def test_the_default_policy_waits_for_less_than_twelve_seconds(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    invocation = mock.invoke(orders)

    assert len(partner.waits) == len(invocation.attempts) > 170
    assert sum(partner.waits) < 12


def test_a_server_that_hangs_once_is_heard_at_the_next_try(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    partner.answers = [None, 503, None, 200]
    invocation = mock.invoke(orders)

    assert [one.status for one in invocation.attempts] == [None, 503, None, 200]
    assert partner.waits == [5, 2.5, 5, 2.5]


def test_each_delivery_begins_with_all_of_the_time(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    for _ in range(2):
        mock.invoke(orders, retry_policy=tries(2))

    assert partner.waits == [5, 2.5, 5, 2.5]


def test_each_step_of_the_clock_begins_with_all_of_it(
    mock: EventBridgeMock, orders: str, partner: Partner
) -> None:
    """Between them the test may have mended the server."""
    with mock_api_destinations(delivery="on_time"):
        mock.invoke(orders)
        mock.advance(10)
        mock.advance(minutes=2)

    assert partner.waits == [5, 5, 5, 2.5, 1.25]


def test_an_authorization_server_is_waited_for_likewise(
    mock: EventBridgeMock, make_orders: Callable[..., None], partner: Partner
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.set_connection_state("partner", "AUTHORIZED")
    partner.waits.clear()
    mock.invoke("orders", retry_policy=tries(3))

    assert partner.waits == [5, 2.5, 1.25]
    assert len(mock.token_requests) == 4
