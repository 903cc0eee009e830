"""The lifespan of an ASGI application: what it does at its start and its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class LifespanError(RuntimeError):
    """An application says that its start or its end failed."""


class WaitsForItselfError(RuntimeError):
    """An application does what would wait for the application itself."""


class Lifespan:
    """Starts and stops an application by the ASGI lifespan protocol 2.0.

    An application that raises or returns before it has answered knows nothing of
    the protocol, and is to be served all the same: so says its specification. An
    error of ours is none of that, and is raised.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self.state: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None
        self._told: asyncio.Queue[Any] = asyncio.Queue()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()

    async def start(self) -> None:
        """Let the application start.

        Raises what it raises, or LifespanError with its own message.
        """
        # Made here for Python 3.10 too: a queue belongs to the loop that uses it.
        self._told, self._answers = asyncio.Queue(), asyncio.Queue()
        self._task = asyncio.create_task(self._run())
        answer = await self._tell(self._task, "startup")
        if answer is None:
            # Looked at, or asyncio would complain that nobody did.
            error = self._task.exception()
            self._task = None
            if isinstance(error, WaitsForItselfError):
                raise error

    async def stop(self) -> None:
        """Let the application end; raises as `start` does."""
        if self._task is not None:
            try:
                await self._tell(self._task, "shutdown")
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
        await self._application(scope, self._told.get, self._answers.put)

    async def _tell(self, task: asyncio.Task[None], what: str) -> Any:
        """Return the answer to *what*; None if the application ended without one."""
        await self._told.put({"type": f"lifespan.{what}"})
        answering = asyncio.create_task(self._answers.get())
        try:
            await asyncio.wait({answering, task}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                return None
            answer = answering.result()
        finally:
            answering.cancel()
        if answer["type"] == f"lifespan.{what}.failed":
            await task
            msg = f"lifespan.{what}.failed: {answer.get('message', '')}"
            raise LifespanError(msg)
        return answer
