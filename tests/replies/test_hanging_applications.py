"""An ASGI application that hangs, exits or stops its loop ends in a clear failure."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import pdb  # noqa: T100 - what somebody may stand in while a request waits
import signal
import sys
import threading
from concurrent import futures
from typing import TYPE_CHECKING, Any

import fastapi
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.errors import ReceiverError
from eventbridge_mock.replies import application_loop
from tests import requests_to_aws
from tests.connecting import FINDS_THESE_TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

HOST = "https://api.partner.example"
NAME = f"The application routed to '{HOST}'"
REQUEST = f"POST {HOST}/orders"
LONGER = ". Give mock.route() a longer timeout if it needs one."
FAILED_END = "A receiver failed when it was stopped: ReceiverError: "


class Application:
    """An application that calls what it is given for each of its three steps."""

    def __init__(self, **steps: Callable[[], Any]) -> None:
        self._steps = steps

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._do("request")
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        for step in ("startup", "shutdown"):
            await receive()
            await self._do(step)
            await send({"type": f"lifespan.{step}.complete"})

    async def _do(self, step: str) -> None:
        result = self._steps[step]() if step in self._steps else None
        if inspect.isawaitable(result):
            await result


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """What the applications of a test wait for; it comes when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def never() -> Any:
    return asyncio.Event().wait()


def leave() -> None:
    sys.exit("no database")


def interrupt() -> None:
    raise KeyboardInterrupt


def press_the_key() -> Any:
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    return never()


def stop_the_loop() -> Any:
    asyncio.get_running_loop().stop()
    return never()


def in_the_background(step: Callable[[], None]) -> Callable[[], Any]:
    """Call *step* in a task of the application's own."""
    tasks = []

    async def call() -> None:
        step()

    def begin() -> Any:
        tasks.append(asyncio.ensure_future(call()))
        return never()

    return begin


def error_of_a_request(
    mock: EventBridgeMock, orders: str, application: Any, timeout: float = 0.5
) -> str:
    mock.route(HOST, application, timeout=timeout)
    with pytest.raises(ReceiverError) as raised:
        mock.invoke(orders)
    return str(raised.value)


@pytest.fixture
def error_of_the_end(make_client: Callable[..., Any]) -> Callable[..., str]:
    """Route a request to an application, stop the mock, and return the complaint."""

    def end(*applications: Any, timeout: float = 0.05) -> str:
        mock = mock_api_destinations(region_name="eu-west-1").start()
        events = make_client()
        connection = events.create_connection(**requests_to_aws.connection())
        events.create_api_destination(
            **requests_to_aws.api_destination(connection["ConnectionArn"])
        )
        for application in applications:
            mock.route(HOST, application, timeout=10)
            mock.invoke("orders")
            mock.route(HOST, application, timeout=timeout)
        with pytest.raises(AssertionError) as raised:
            mock.stop()
        return str(raised.value)

    return end


class TestRequest:
    """What hangs while a request is answered."""

    def test_an_application_that_never_replies(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        error = error_of_a_request(mock, orders, Application(request=never))
        (invocation,) = mock.invocations
        (attempt,) = invocation.attempts

        assert error == f"{NAME} did not answer {REQUEST} within 0.5 seconds{LONGER}"
        assert (invocation.outcome, invocation.error_code) == (
            "failed",
            "INTERNAL_ERROR",
        )
        assert attempt.error == f"ReceiverError: {error}"

    def test_an_application_that_blocks_its_loop(
        self, mock: EventBridgeMock, orders: str, released: threading.Event
    ) -> None:
        def block() -> None:
            released.wait(60)

        error = error_of_a_request(mock, orders, Application(request=block))
        line = block.__code__.co_firstlineno + 1

        assert error == (
            f"{NAME} did not answer {REQUEST} within 0.5 seconds, because its event"
            f" loop is blocked at {__file__}:{line} in block{LONGER}"
        )

    def test_a_handler_that_blocks_a_thread(
        self, mock: EventBridgeMock, orders: str, released: threading.Event
    ) -> None:
        application = fastapi.FastAPI()

        @application.post("/orders")
        def receive() -> None:
            released.wait(60)

        error = error_of_a_request(mock, orders, application)

        assert error == f"{NAME} did not answer {REQUEST} within 0.5 seconds{LONGER}"

    def test_a_second_request_does_not_wait_as_long(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        mock.route(HOST, Application(request=never), timeout=1.05)
        errors = []
        for _ in range(2):
            with pytest.raises(ReceiverError) as raised:
                mock.invoke(orders)
            errors.append(str(raised.value))

        assert ["within 1.05 seconds" in errors[0], "within 1 seconds" in errors[1]]

    def test_an_application_that_is_debugged_is_waited_for(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        class Keyboard:
            def readline(self) -> str:  # pragma: no cover - pdb ends the tracing
                threading.Event().wait(0.8)
                return "continue\n"

        def debug() -> None:
            pdb.Pdb(stdin=Keyboard(), stdout=sys.stdout, nosigint=True).set_trace()

        mock.route(HOST, Application(request=debug), timeout=0.5)

        assert mock.invoke(orders).status == 204


@pytest.mark.parametrize("step", ["startup", "request"])
@pytest.mark.parametrize(
    ("leaving", "description"),
    [(leave, "SystemExit: no database"), (interrupt, "KeyboardInterrupt")],
)
class TestExit:
    """An application that raises what ends a process."""

    def test_it_is_an_error_of_the_application(
        self,
        mock: EventBridgeMock,
        orders: str,
        leaving: Any,
        description: str,
        step: str,
    ) -> None:
        application = Application(**{step: leaving})
        error = error_of_a_request(mock, orders, application, 10)

        assert error == f"{NAME} raised {description}."

    def test_it_is_noticed_in_a_task_of_its_own(
        self,
        mock: EventBridgeMock,
        orders: str,
        leaving: Any,
        description: str,
        step: str,
    ) -> None:
        application = Application(**{step: in_the_background(leaving)})
        error = error_of_a_request(mock, orders, application, 10)
        purpose = {"startup": "complete its lifespan startup", "request": "answer"}

        assert error.startswith(f"{NAME} did not {purpose[step]}")
        assert error.endswith(f", because {description} ended its event loop.")


@pytest.mark.parametrize("step", ["startup", "request"])
def test_an_application_that_stops_its_loop(
    mock: EventBridgeMock, orders: str, step: str
) -> None:
    application = Application(**{step: stop_the_loop})
    error = error_of_a_request(mock, orders, application, 10)

    assert error.startswith(f"{NAME} did not ")
    assert error.endswith(", because its event loop was stopped.")


def test_a_loop_that_was_stopped_runs_again(mock: EventBridgeMock, orders: str) -> None:
    steps: list[Any] = [stop_the_loop]
    application = Application(request=lambda: steps.pop()() if steps else None)
    error_of_a_request(mock, orders, application, 10)

    assert mock.invoke(orders).status == 204


def test_an_application_that_is_cancelled(mock: EventBridgeMock, orders: str) -> None:
    def cancel() -> None:
        raise asyncio.CancelledError

    error = error_of_a_request(mock, orders, Application(request=cancel), 10)

    assert error == f"{NAME} did not answer {REQUEST}, because it was cancelled."


class TestStart:
    """What hangs while an application starts."""

    def test_an_application_that_never_starts(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        error = error_of_a_request(mock, orders, Application(startup=never))

        assert error == (
            f"{NAME} did not complete its lifespan startup within 0.5 seconds{LONGER}"
        )

    def test_it_may_start_at_the_next_request(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        steps = [never]
        application = Application(startup=lambda: steps.pop()() if steps else None)
        error_of_a_request(mock, orders, application)
        mock.route(HOST, application, timeout=10)

        assert mock.invoke(orders).status == 204

    def test_two_threads_wait_for_one_start(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        starts = []
        both = threading.Barrier(2, timeout=10)

        async def start() -> None:
            starts.append(1)
            await asyncio.to_thread(both.wait)

        mock.route(HOST, Application(startup=start))
        thread = threading.Thread(target=mock.invoke, args=(orders,))
        thread.start()
        both.wait()
        status = mock.invoke(orders).status
        thread.join(10)

        assert (status, starts) == (204, [1])


class TestEnd:
    """What hangs while a mock stops."""

    def test_an_application_that_never_ends(
        self, error_of_the_end: Callable[..., str]
    ) -> None:
        assert error_of_the_end(Application(shutdown=never)) == (
            f"{FAILED_END}{NAME} did not complete its lifespan shutdown within 0.05"
            f" seconds{LONGER}"
        )

    def test_an_application_that_blocks_its_loop(
        self, error_of_the_end: Callable[..., str], released: threading.Event
    ) -> None:
        complaint = error_of_the_end(Application(shutdown=lambda: released.wait(60)))
        first, second = complaint.splitlines()

        assert first.startswith(
            f"{FAILED_END}{NAME} did not complete its lifespan shutdown within 0.05"
            " seconds, because its event loop is blocked at "
        )
        assert second.startswith(f"{FAILED_END}{NAME} did not end its tasks within ")

    @pytest.mark.parametrize(
        ("leaving", "description"),
        [
            (leave, f"{NAME} raised SystemExit: no database."),
            (interrupt, f"{NAME} raised KeyboardInterrupt."),
            (
                in_the_background(leave),
                f"{NAME} did not complete its lifespan shutdown, because SystemExit: no"
                " database ended its event loop.",
            ),
            (
                stop_the_loop,
                f"{NAME} did not complete its lifespan shutdown, because its event loop"
                " was stopped.",
            ),
        ],
    )
    def test_an_application_that_exits(
        self, error_of_the_end: Callable[..., str], leaving: Any, description: str
    ) -> None:
        complaint = error_of_the_end(Application(shutdown=leaving), timeout=10)

        assert complaint == FAILED_END + description

    def test_a_task_that_is_left_and_does_not_end(
        self, error_of_the_end: Callable[..., str]
    ) -> None:
        tasks = []

        async def go_on() -> None:
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(0)

        complaint = error_of_the_end(
            Application(request=lambda: tasks.append(asyncio.ensure_future(go_on()))),
            timeout=0.5,
        )

        assert complaint.startswith(
            f"{FAILED_END}{NAME} did not end its tasks within 0.5 seconds"
        )

    def test_a_thread_that_is_left_and_does_not_end(
        self, error_of_the_end: Callable[..., str], released: threading.Event
    ) -> None:
        def begin() -> None:
            asyncio.get_running_loop().run_in_executor(None, released.wait, 60)

        assert error_of_the_end(Application(request=begin), timeout=0.5) == (
            f"{FAILED_END}{NAME} did not end its calls in threads within 0.5 seconds"
            f"{LONGER}"
        )

    def test_each_application_is_ended(
        self, error_of_the_end: Callable[..., str]
    ) -> None:
        ended = []
        well = Application(shutdown=lambda: ended.append(1))
        error_of_the_end(well, Application(shutdown=never), Application(shutdown=never))

        assert ended == [1]


@pytest.mark.usefixtures("interruptible")
class TestInterruption:
    """Ctrl-C, by which pytest-timeout and the user of a terminal end a test."""

    @pytest.mark.parametrize("step", ["startup", "request"])
    def test_a_request_is_interrupted(
        self, mock: EventBridgeMock, orders: str, step: str
    ) -> None:
        mock.route(HOST, Application(**{step: press_the_key}))

        with pytest.raises(KeyboardInterrupt):
            mock.invoke(orders)
        assert mock.invocations[0].error_code == "INTERNAL_ERROR"

    @pytest.mark.parametrize(
        "step",
        [
            pytest.param((futures, "wait"), id="while it waits"),
            pytest.param((asyncio, "run_coroutine_threadsafe"), id="before it waits"),
        ],
    )
    def test_an_application_that_blocks_has_little_time_to_end(
        self,
        mock: EventBridgeMock,
        orders: str,
        released: threading.Event,
        monkeypatch: pytest.MonkeyPatch,
        step: tuple[Any, str],
    ) -> None:
        """Whoever pressed the key does not wait for what they have just ended."""
        monkeypatch.setattr(application_loop, "_SECONDS_AFTER_A_TIMEOUT", 0.05)
        blocked, call = threading.Event(), getattr(*step)
        keys: list[type[BaseException]] = []

        def block() -> None:
            if keys:
                blocked.set()
                released.wait(60)

        def call_and_be_interrupted(*args: Any) -> Any:
            result = call(*args)
            # The start, which is waited for before each request, is done.
            if keys and getattr(result, "not_done", True):
                blocked.wait(60)
                raise keys.pop()
            return result

        monkeypatch.setattr(*step, call_and_be_interrupted)
        mock.route(HOST, Application(request=block), timeout=60)
        mock.invoke(orders)
        keys.append(KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            mock.invoke(orders)
        inner = ACTIVATIONS.current_state().capture
        inner.reset()

        first, second = inner.failed_ends
        for failed, end in (
            (first, "complete its lifespan shutdown"),
            (second, "end its tasks"),
        ):
            assert failed.startswith(f"{FAILED_END}{NAME} did not {end} within 0.05")
        inner.failed_ends.clear()

    def test_the_other_applications_are_ended_all_the_same(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        ended = []
        mock.route(HOST, Application(shutdown=lambda: ended.append(1)))
        mock.invoke(orders)
        mock.route(HOST, Application(shutdown=press_the_key))
        mock.invoke(orders)
        with pytest.raises(KeyboardInterrupt):
            mock.reset()

        assert ended == [1]


def test_a_process_ends_that_has_such_applications(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(FINDS_THESE_TESTS)
    pytester.makepyfile(
        test_shop="""
        import asyncio, threading
        from tests.connecting import orders_at

        HOST = "https://api.partner.example"

        async def application(scope, receive, send):
            if scope["type"] == "http":
                if scope["path"] == "/orders":
                    threading.Event().wait()
                await asyncio.to_thread(threading.Event().wait)

        def test_blocked(eventbridge_mock):
            eventbridge_mock.route(HOST, application, timeout=0.05)
            orders_at(HOST + "/orders")
            eventbridge_mock.invoke("orders")

        def test_waiting(eventbridge_mock):
            eventbridge_mock.route(HOST, application, timeout=0.05)
            orders_at(HOST + "/other")
            eventbridge_mock.invoke("orders")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", timeout=300)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["E *ReceiverError: The application routed to *"])
