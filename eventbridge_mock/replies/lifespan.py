"""The lifespan of an ASGI application: what it does at its start and its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..errors import LifespanError, ReceiverError

if TYPE_CHECKING:
    from collections.abc import Callable


class Lifespan:
    """Starts and stops an application by the ASGI lifespan protocol 2.0.

    By its specification, an application that raises or returns before it replies does
    not support the protocol, and is served all the same. A ReceiverError is raised.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self.state: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None
        self._to_application: asyncio.Queue[Any] = asyncio.Queue()
        self._from_application: asyncio.Queue[Any] = asyncio.Queue()

    async def start(self) -> None:
        """Start the application.

        Raises what it raises, or LifespanError with its own message.
        """
        # Made here for Python 3.10 too: a queue belongs to the loop that uses it.
        self._to_application = asyncio.Queue()
        self._from_application = asyncio.Queue()
        self._task = task = asyncio.create_task(self._run())
        try:
            reply = await self._send(task, "startup")
        except BaseException:
            task.cancel()
            raise
        if reply is None:
            # Retrieved, or asyncio would log that nobody did.
            error = task.exception()
            self._task = None
            if isinstance(error, ReceiverError):
                raise error

    async def stop(self) -> None:
        """Stop the application; raises as `start` does."""
        if self._task is not None:
            try:
                await self._send(self._task, "shutdown")
                await self._task
            finally:
                # If nobody waits for the end any more.
                self._task.cancel()

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        receive, send = self._to_application.get, self._from_application.put
        await self._application(scope, receive, send)

    async def _send(self, task: asyncio.Task[None], event: str) -> Any:
        """Return the reply to *event*; None if the application ended without one."""
        await self._to_application.put({"type": f"lifespan.{event}"})
        replying = asyncio.create_task(self._from_application.get())
        try:
            await asyncio.wait({replying, task}, return_when=asyncio.FIRST_COMPLETED)
            if not replying.done():
                return None
            reply = replying.result()
        finally:
            replying.cancel()
        if reply["type"] == f"lifespan.{event}.failed":
            await task
            msg = f"lifespan.{event}.failed: {reply.get('message', '')}"
            raise LifespanError(msg)
        return reply
