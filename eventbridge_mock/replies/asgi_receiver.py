"""The one doorway to httpx: ASGI applications as receivers.

Each application has an event loop of its own in a thread of its own, so that it
answers whether or not the test runs in a loop. Its lifespan begins before the first
request and ends with the route; what it opened for one request, such as connections,
is of use to the next.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from ..errors import ReceiverError, WaitsForItselfError
from ..records.invocations import Headers
from .application_loop import ApplicationLoop
from .lifespan import Lifespan
from .reply import Reply, described, has_body

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from ..records.invocations import HttpRequest
    from .reply import TimeoutBudget

T = TypeVar("T")

# The receivers whose applications are running. The context reaches all that they call,
# in the threads of asyncio and anyio too.
_WITHIN: ContextVar[frozenset[AsgiReceiver]] = ContextVar("within")


class AsgiReceiver:
    """Runs an ASGI application in its own event loop.

    A request, the start and the end may each take *timeout* seconds; errors name the
    *url_prefix* of its route.
    """

    def __init__(
        self, application: Callable[..., Any], url_prefix: str, timeout: float
    ) -> None:
        self._application = application
        self._name = f"The application routed to {url_prefix!r}"
        self._loop = ApplicationLoop(self._name, timeout)
        self._lifespan = Lifespan(self._run_application)
        self._lock = threading.Lock()
        self._start: Future[None] | None = None

    @property
    def is_of_another_process(self) -> bool:
        """Whether it was started in the process that this one was forked from."""
        return self._loop.is_of_another_process

    def set_timeout(self, seconds: float) -> None:
        """Allow *seconds* for a request, the start and the end."""
        self._loop.timeout = seconds

    def send(self, request: HttpRequest, _: TimeoutBudget) -> Reply:
        """Return the response of the application; raises what it raises.

        Raises ReceiverError if the application hangs or exits, and
        WaitsForItselfError in its own event loop, and for a request of its own start.
        """
        if self._loop.is_current:
            msg = (
                f"{request} goes to the application that sends it, from its event"
                " loop. Send it from another thread:"
                " `await asyncio.to_thread(events.put_events, Entries=entries)`."
            )
            raise WaitsForItselfError(msg)
        if self._is_within and not self._is_started:
            msg = (
                f"{request} goes to the application that sends it, which has not"
                " started yet. Send it when the start is complete."
            )
            raise WaitsForItselfError(msg)
        with self._loop.less_time_once_interrupted():
            self._wait_for_start()
            response = self._submit(self._exchange(request))
            return self._loop.wait(response, f"answer {request}")

    @property
    def _is_within(self) -> bool:
        """Whether the application is what calls this, itself or from a thread."""
        return self in _WITHIN.get(frozenset())

    @property
    def _is_started(self) -> bool:
        start = self._start
        if start is None or not start.done():
            return False
        return not start.cancelled() and start.exception() is None

    def _wait_for_start(self) -> None:
        with self._lock:
            self._loop.start()
            start = self._start
            if start is None or (start.done() and not self._is_started):
                start = self._start = self._submit(self._lifespan.start())
        self._loop.wait(start, "complete its lifespan startup")

    def _submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        token = _WITHIN.set(_WITHIN.get(frozenset()) | {self})
        try:
            return self._loop.submit(coroutine)
        finally:
            _WITHIN.reset(token)

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
        await self._run_application(scope, receive, send)

    async def _run_application(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._application(scope, receive, send)
        except (SystemExit, KeyboardInterrupt) as error:
            # Beyond this coroutine they would end the loop.
            msg = f"{self._name} raised {described(error)}."
            raise ReceiverError(msg) from error

    def check_end(self) -> None:
        """Raise WaitsForItselfError if `close` is called by the application."""
        if self._is_within or self._loop.is_current:
            msg = (
                "The application that calls this would be stopped by it, and would wait"
                " for itself. Call it in the test."
            )
            raise WaitsForItselfError(msg)

    def close(self) -> list[BaseException]:
        """End the lifespan and the event loop; return what went wrong.

        Raises what `check_end` does.
        """
        self.check_end()
        errors: list[BaseException | None] = []
        try:
            if self._is_started and not self.is_of_another_process:
                self._loop.start()
                stop = self._submit(self._lifespan.stop())
                purpose = "complete its lifespan shutdown"
                errors.append(self._loop.exception(stop, purpose))
            errors.append(self._loop.close())
        except BaseException:
            # Somebody pressed Ctrl-C, or a timeout of the test's own is over.
            self._loop.abandon()
            raise
        return [error for error in errors if error is not None]
