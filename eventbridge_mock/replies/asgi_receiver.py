"""The one doorway to httpx: ASGI applications as receivers.

Each application has an event loop of its own in a thread of its own, so that it
answers whether or not the test runs in a loop. Its lifespan begins before the
first request and ends with the route; what it opened for one request, such as
connections, is of use to the next.
"""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpx

from ..records.invocations import Headers
from .lifespan import Lifespan, WaitsForItselfError
from .reply import Reply, has_body

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ..records.invocations import HttpRequest
    from .reply import Patience


# freezegun replaces `time.monotonic`, and this only on systems without it.
_clock = getattr(time, "clock_gettime", lambda _: time.monotonic())
_CLOCK_ID = getattr(time, "CLOCK_MONOTONIC", 0)

# asyncio has as few as five, and each may wait for a delivery that needs another. So
# many that a loop of deliveries is told as one before.
_THREADS = 1000

# The receivers whose applications are running, in what they call too: their context
# goes along into the threads of asyncio and anyio.
_WITHIN: ContextVar[frozenset[AsgiReceiver]] = ContextVar("within")


class _RealTimeLoop(asyncio.SelectorEventLoop):
    """A loop in which timers run out though a test has frozen the time."""

    def time(self) -> float:
        """Return the seconds that `call_later` counts in."""
        return float(_clock(_CLOCK_ID))


class AsgiReceiver:
    """Runs an ASGI application in its own event loop."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._loop = _RealTimeLoop()
        self._loop.set_default_executor(ThreadPoolExecutor(_THREADS, "asyncio"))
        self._thread: threading.Thread | None = None
        self._lifespan = Lifespan(application)
        self._is_started = False

    def send(self, request: HttpRequest, _: Patience) -> Reply:
        """Return the answer of the application; raises what it raises.

        Raises WaitsForItselfError in the application's own event loop, and in what
        its start waits for.
        """
        if self._is_in_own_loop:
            msg = (
                f"{request} goes to the application that sends it, from its event"
                " loop: call what sends it in another thread, such as"
                " `await asyncio.to_thread(events.put_events, Entries=entries)`"
            )
            raise WaitsForItselfError(msg)
        if self._is_within and not self._is_started:
            msg = (
                f"{request} goes to the application that sends it, which has not"
                " started yet: send it when the start is complete"
            )
            raise WaitsForItselfError(msg)
        self._start()
        reply: Reply = self._run(self._exchange(request))
        return reply

    @property
    def _is_in_own_loop(self) -> bool:
        return threading.current_thread() is self._thread

    @property
    def _is_within(self) -> bool:
        """Whether the application is what calls this, itself or from a thread."""
        return self in _WITHIN.get(frozenset())

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="eventbridge-mock", daemon=True
                )
                self._thread.start()
            if not self._is_started:
                self._run(self._lifespan.start())
                self._is_started = True

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        token = _WITHIN.set(_WITHIN.get(frozenset()) | {self})
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        _WITHIN.reset(token)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def _exchange(self, request: HttpRequest) -> Reply:
        transport = httpx.ASGITransport(app=self._with_state)
        response = await transport.handle_async_request(
            httpx.Request(
                request.method,
                request.url,
                headers=[
                    (name.encode(), value.encode())
                    for name, value in request.headers.items()
                ],
                content=request.body,
            )
        )
        body = await response.aread()
        status = response.status_code
        return Reply(
            status=status,
            headers=Headers(response.headers.items()),
            body=body if has_body(request.method, status) else b"",
        )

    async def _with_state(self, scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = dict(self._lifespan.state)
        await self._application(scope, receive, send)

    def check_end(self) -> None:
        """Raise WaitsForItselfError if `close` is called by the application."""
        if self._is_within or self._is_in_own_loop:
            msg = (
                "the application that calls this would be ended by it, and would wait"
                " for itself: call it in the test"
            )
            raise WaitsForItselfError(msg)

    def close(self) -> None:
        """End the application's lifespan and its event loop.

        Raises what `check_end` does.
        """
        self.check_end()
        with self._lock:
            try:
                if self._is_started:
                    self._run(self._lifespan.stop())
            finally:
                self._stop()

    def _stop(self) -> None:
        if self._thread is not None:
            self._run(self._loop.shutdown_asyncgens())
            self._run(self._loop.shutdown_default_executor())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
