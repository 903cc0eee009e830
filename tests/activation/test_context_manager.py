"""`with`, `async with`, and `start` and `stop`."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient

from eventbridge_mock import EventBridgeMock, current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect, orders_at

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER_STARTED = (
    "this mock was never started: use it as a decorator, in a `with` statement, or"
    " call start() first."
)


def test_a_with_statement_gives_the_mock() -> None:
    given = mock_api_destinations()
    with given as mock:
        names = connect()

    assert mock is given
    assert isinstance(mock, EventBridgeMock)
    assert names == ["partner"]


def test_an_async_with_statement_gives_the_mock() -> None:
    async def act() -> tuple[list[str], list[str]]:
        async with mock_api_destinations() as mock:
            await asyncio.sleep(0)
            return connect(), list(mock.connections)

    assert asyncio.run(act()) == (["partner"], ["partner"])


def test_start_and_stop_do_the_same() -> None:
    mock = mock_api_destinations()
    started = mock.start()
    names = connect()
    mock.stop()

    assert (started, names) == (mock, ["partner"])


def test_options_hold_inside() -> None:
    with mock_api_destinations(region_name="eu-west-3") as mock:
        region_name = current_mock().region_name

    assert region_name == mock.region_name == "eu-west-3"


def test_nothing_is_left_after_an_exception() -> None:
    with pytest.raises(LookupError), mock_api_destinations():
        raise LookupError

    with pytest.raises(NotActiveError):
        current_mock()


def test_nothing_is_left_after_an_exception_in_async_with() -> None:
    async def act() -> None:
        async with mock_api_destinations():
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(act())
    with pytest.raises(NotActiveError):
        current_mock()


def test_the_record_can_be_read_after_the_end() -> None:
    with mock_api_destinations() as mock:
        connect()

    assert list(mock.connections) == ["partner"]
    assert mock.invocations == []


def test_the_next_start_begins_with_nothing() -> None:
    mock = mock_api_destinations()
    with mock:
        connect()
    with mock:
        names = list(mock.connections)

    assert names == []


def test_one_mock_can_be_entered_twice() -> None:
    mock = mock_api_destinations()
    with mock:
        connect("outer")
        with mock:
            names = connect("inner")
        after = connect("after")

    assert names == ["outer", "inner"]
    assert after == ["outer", "inner", "after"]


@pytest.mark.parametrize(
    "misuse",
    [
        lambda mock: mock.stop(),
        lambda mock: mock.__exit__(None, None, None),
    ],
    ids=["stop", "exit"],
)
def test_stop_without_start_is_an_error(misuse: Callable[[Any], None]) -> None:
    with pytest.raises(NotActiveError) as caught:
        misuse(mock_api_destinations())

    assert str(caught.value) == "stop() without start(): this mock is not active."


IN_VAIN: dict[str, Callable[[Any], None]] = {
    "advance": lambda mock: mock.advance(60),
    "fail": lambda mock: mock.fail("ListConnections", "ThrottlingException"),
    "invoke": lambda mock: mock.invoke("orders"),
    "register_oauth_client": lambda mock: mock.register_oauth_client("a", "b"),
    "route": lambda mock: mock.route("https://p.example", "http://127.0.0.1:1"),
    "set_connection_state": lambda mock: mock.set_connection_state("partner", "ACTIVE"),
    "settle": lambda mock: mock.settle(),
}


@pytest.mark.parametrize("act", IN_VAIN.values(), ids=IN_VAIN)
def test_a_stopped_mock_refuses_what_would_be_in_vain(
    act: Callable[[Any], None],
) -> None:
    with mock_api_destinations() as mock:
        orders_at("https://api.partner.example/orders")

    with pytest.raises(NotActiveError) as caught:
        act(mock)

    assert str(caught.value) == (
        "this mock has been stopped: it only shows what it recorded."
    )


def test_what_only_decorators_and_the_plugin_need_is_not_public() -> None:
    public = {name for name in dir(mock_api_destinations()) if name[0] != "_"}

    assert {"start", "stop"} <= public
    assert not {"begin", "end", "report", "leave", "has_failed"} & public


def test_stop_twice_is_an_error() -> None:
    mock = mock_api_destinations().start()
    mock.stop()

    with pytest.raises(NotActiveError) as caught:
        mock.stop()

    assert str(caught.value) == "stop() without start(): this mock is not active."


@pytest.mark.parametrize(
    "misuse",
    [
        lambda mock: mock.connections,
        lambda mock: mock.api_destinations,
        lambda mock: mock.secrets,
        lambda mock: mock.invocations,
        lambda mock: mock.token_requests,
        lambda mock: mock.responses,
        lambda mock: mock.account_id,
        lambda mock: mock.region_name,
        lambda mock: mock.backend(),
        lambda mock: mock.invoke("orders"),
        lambda mock: mock.settle(),
        lambda mock: mock.set_connection_state("partner", "ACTIVE"),
        lambda mock: mock.assert_invoked("orders"),
        lambda mock: mock.assert_not_invoked("orders"),
        lambda mock: mock.reset(),
    ],
)
def test_a_mock_that_was_never_started_says_so(misuse: Callable[[Any], None]) -> None:
    with pytest.raises(NotActiveError) as caught:
        misuse(mock_api_destinations())

    assert str(caught.value) == NEVER_STARTED


def test_mocks_may_be_stopped_in_any_order() -> None:
    outer, inner = mock_api_destinations().start(), mock_api_destinations().start()
    connect("both")
    outer.stop()
    names = connect("one")
    inner.stop()

    assert names == ["both", "one"]


def test_reset_forgets_everything() -> None:
    with mock_api_destinations() as mock:
        connect()
        mock.responses.post("https://api.partner.example/orders")
        mock.reset()
        names = list(mock.connections), list(mock.secrets)

    assert names == ([], [])


def test_after_reset_the_mock_goes_on() -> None:
    with mock_api_destinations() as mock:
        connect()
        mock.reset()
        names = connect()

    assert names == ["partner"]


def test_the_environment_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    before = dict(os.environ)
    with mock_api_destinations(region_name="eu-west-3"):
        during = dict(os.environ)

    assert during["AWS_DEFAULT_REGION"] == "eu-west-3"
    assert "AWS_PROFILE" not in during
    assert dict(os.environ) == before


def test_mappings_of_before_a_reset_are_empty_after_it() -> None:
    with mock_api_destinations() as mock:
        connect()
        held = mock.connections, mock.api_destinations, mock.secrets
        assert [len(one) for one in held] == [1, 0, 1]
        mock.reset()

        assert [dict(one) for one in held] == [{}, {}, {}]
        assert connect("crm") == ["crm"] == list(held[0])


def test_an_exception_that_ends_a_mock_can_go_to_another_process() -> None:
    """As that of a job of a ProcessPoolExecutor does."""
    with pytest.raises(ValueError, match="boom") as caught, mock_api_destinations():
        raise ValueError("boom")

    sent = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here

    assert (type(sent), sent.args) == (ValueError, ("boom",))


@pytest.mark.usefixtures("interruptible")
def test_everything_is_restored_when_the_end_is_interrupted() -> None:
    """By the key that a user presses when an application does not end."""
    before = os.environ.copy(), vars(BaseClient)["_make_api_call"]

    async def does_not_end(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        await asyncio.Event().wait()

    mock = mock_api_destinations().start()
    orders_at("https://api.partner.example/orders")
    mock.route("https://api.partner.example/", does_not_end)
    status = mock.invoke("orders").status
    with pytest.raises(KeyboardInterrupt):
        mock.stop()

    assert status == 204
    assert (os.environ.copy(), vars(BaseClient)["_make_api_call"]) == before


def test_a_reason_is_a_text() -> None:
    with mock_api_destinations() as mock, pytest.raises(TypeError) as caught:
        mock.set_connection_state("partner", "ACTIVE", 5)

    assert str(caught.value) == "reason must be a string or None, not 5"
