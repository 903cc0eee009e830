"""Whatever code of the test raises reaches the test, and the next delivery works."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import ReceiverError
from tests.conftest import REGION_NAME
from tests.delivery.partner import TOKEN_URL, URL
from tests.requests_to_aws import api_destination, connection
from tests.state.setting import put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

SECONDS = 30
NAME = f"The application routed to '{URL}'"


class Fault(BaseException):
    """An exception that nobody knows, and no `except Exception` catches."""


KINDS: dict[str, BaseException] = {
    "Exception": LookupError("no such cup"),
    "BaseException": Fault("no such cup"),
    "SystemExit": SystemExit(3),
    "KeyboardInterrupt": KeyboardInterrupt("no such cup"),
    "GeneratorExit": GeneratorExit("no such cup"),
    "StopIteration": StopIteration("no such cup"),
    "StopAsyncIteration": StopAsyncIteration("no such cup"),
    "CancelledError": asyncio.CancelledError("no such cup"),
    "MemoryError": MemoryError("no such cup"),
    "RecursionError": RecursionError("no such cup"),
    "pytest.fail": pytest.fail.Exception("no such cup"),
    "pytest.skip": pytest.skip.Exception("no such cup"),
    "pytest.exit": pytest.exit.Exception("no such cup"),
}


class Raising:
    """Code of the test that raises an error, in each place that has such code."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def by_callback(self, mock: EventBridgeMock, url: str = URL) -> None:
        mock.responses.add_callback("POST", url, self._fail)

    def by_matcher(self, mock: EventBridgeMock) -> None:
        def matches(_: Any) -> Any:
            raise self._error

        mock.responses.post(URL, match=[matches])

    def by_wsgi(self, mock: EventBridgeMock) -> None:
        def application(environ: Any, start_response: Any) -> Any:
            raise self._error

        mock.route(URL, application)

    def by_body_of_wsgi(self, mock: EventBridgeMock) -> None:
        def application(_: Any, start_response: Any) -> Any:
            start_response("200 OK", [])
            return map(self._fail, [b""])

        mock.route(URL, application)

    def by_asgi(self, mock: EventBridgeMock) -> None:
        async def application(scope: Any, receive: Any, send: Any) -> None:
            assert scope["type"] == "http", "it has no lifespan"
            raise self._error

        mock.route(URL, application)

    def _fail(self, _: object) -> Any:
        raise self._error


SYNCHRONOUS = ("by_callback", "by_matcher", "by_wsgi", "by_body_of_wsgi")
# Python itself makes something else of these. A body that raises StopIteration ends.
CHANGED = {
    ("by_body_of_wsgi", "StopIteration"): None,
    ("by_asgi", "StopIteration"): (
        RuntimeError,
        "coroutine raised StopIteration",
    ),
    ("by_asgi", "SystemExit"): (ReceiverError, f"{NAME} raised SystemExit: 3."),
    ("by_asgi", "KeyboardInterrupt"): (
        ReceiverError,
        f"{NAME} raised KeyboardInterrupt: no such cup.",
    ),
    ("by_asgi", "CancelledError"): (
        ReceiverError,
        f"{NAME} did not answer POST {URL}, because it was cancelled.",
    ),
}


def raised_by(act: Callable[[], object]) -> BaseException | None:
    """Return what *act* raises, even what ends processes and tests."""
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - all of them
        return error
    return None


def deliver_in_another_thread(mock: EventBridgeMock) -> str:
    """Return the outcome of a delivery, for which no lock may be left."""
    with ThreadPoolExecutor(1) as threads:
        invocation = threads.submit(mock.invoke, "orders").result(SECONDS)
    return invocation.outcome


@pytest.mark.parametrize("place", [*SYNCHRONOUS, "by_asgi"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_reaches_the_test_and_the_next_delivery_works(
    mock: EventBridgeMock, events: Any, orders: str, place: str, kind: str
) -> None:
    if place == "by_asgi":
        pytest.importorskip("httpx")
    error = KINDS[kind]
    arn = mock.api_destinations[orders].api_destination_arn
    put_rule(events, "orders", None, target(arn))
    getattr(Raising(error), place)(mock)

    caught = raised_by(lambda: put_event(events))

    changed = CHANGED.get((place, kind), (type(error), str(error)))
    assert (caught and (type(caught), str(caught))) == changed
    (invocation,) = mock.events.last.invocations
    assert invocation.outcome == ("failed" if changed else "delivered")
    mock.reset()
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn, InvocationEndpoint=URL))
    assert deliver_in_another_thread(mock) == "delivered"


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_for_a_token_leaves_the_connection_as_it_is(
    mock: EventBridgeMock, events: Any, kind: str
) -> None:
    """It settles with the next call, once the code has been mended."""
    Raising(KINDS[kind]).by_callback(mock, TOKEN_URL)

    caught = raised_by(
        lambda: events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    )
    mock.responses.reset()
    (listed,) = events.list_connections()["Connections"]

    assert caught is KINDS[kind]
    assert listed["ConnectionState"] == "AUTHORIZING"
    assert mock.connections["partner"].connection_state == "AUTHORIZED"


@pytest.mark.parametrize("kind", KINDS)
def test_a_retry_that_the_clock_runs_ends_alone(
    make_client: Callable[..., Any], kind: str
) -> None:
    """The other deliveries stay planned."""
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        events = make_client()
        arn = events.create_connection(**connection())["ConnectionArn"]
        events.create_api_destination(**api_destination(arn, InvocationEndpoint=URL))
        for _ in range(2):
            mock.responses.post(URL, status=503)
        Raising(KINDS[kind]).by_callback(mock)
        mock.responses.post(URL, status=200)
        for number in range(2):
            mock.invoke("orders", {"number": number})

        caught = raised_by(lambda: mock.advance(minutes=10))
        mock.advance(minutes=10)

        assert caught is KINDS[kind]
        assert [one.outcome for one in mock.invocations] == ["failed", "delivered"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mock_that_it_ends_is_off(make_client: Callable[..., Any], kind: str) -> None:
    error = KINDS[kind]
    events = make_client()

    def run() -> None:
        with mock_api_destinations(region_name=REGION_NAME) as mock:
            arn = events.create_connection(**connection())["ConnectionArn"]
            events.create_api_destination(**api_destination(arn))
            Raising(error).by_callback(mock)
            mock.invoke("orders")

    assert raised_by(run) is error
    with mock_api_destinations(region_name=REGION_NAME) as following:
        assert dict(following.connections) == {}
