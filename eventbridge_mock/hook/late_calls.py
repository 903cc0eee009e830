"""Keep calls that outlive the mock from AWS.

A thread or a task may be within a call when the mock stops. botocore is put back then,
so the rest of the call would go where it goes without a mock. Until the call ends, its
client's endpoint sends nothing for its thread or task.

The private names in use are a client's `_endpoint` and its `_send`, as in `hook`.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, suppress
from threading import get_ident
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, NamedTuple

from ..integrations import aiobotocore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType


class _LateCall(NamedTuple):
    """The endpoint of a client, and the thread or the task that calls through it."""

    endpoint: Any
    caller: object


class LateCalls:
    """The calls that were open when a mock stopped, until they end.

    *refuse* is called with the URL that one of them is about to be sent to.
    """

    def __init__(self, refuse: Callable[[str], None]) -> None:
        self._refuse = refuse
        self.calls: list[_LateCall] = []
        # The open calls of asynchronous clients, because the stack of a thread does
        # not show a task that waits.
        self.open_in_tasks: list[_LateCall] = []
        self._lock = threading.Lock()

    def hold(self, codes: set[CodeType]) -> None:
        """Watch the calls in other threads, found by the functions that make them.

        *codes* are the codes of these functions, whose `client` makes the call. All
        calls in tasks are watched: even a task of this thread may continue later.
        """
        in_threads = [
            _LateCall(client._endpoint, thread)  # noqa: SLF001 - no public way
            for thread, client in _callers(codes)
        ]
        for call in in_threads:
            with self._lock:
                self._watch(call)
        for call in tuple(self.open_in_tasks):
            with self._lock:
                # A loop in another thread may have ended it meanwhile.
                if call in self.open_in_tasks:
                    self._watch(call)

    def _watch(self, call: _LateCall) -> None:
        call.endpoint._send = self._guarded(call.endpoint)  # noqa: SLF001 - no public way
        # It is there already after a stop that was interrupted.
        self.calls += {call} - {*self.calls}

    def _guarded(self, endpoint: Any) -> Callable[[Any], Any]:
        """Return a function in the place of *endpoint*'s method `_send`."""

        def send(request: Any) -> Any:
            if _LateCall(endpoint, _caller(endpoint)) in self.calls:
                self._refuse(request.url)
            return type(endpoint)._send(endpoint, request)  # noqa: SLF001 - no public way

        return send

    def end(self, client: Any) -> None:
        """Leave the endpoint of *client* as it was, if this thread's call was late."""
        self._end(_LateCall(client._endpoint, get_ident()))  # noqa: SLF001 - no public way

    def _end(self, call: _LateCall) -> None:
        with self._lock:
            if call in self.calls:
                self.calls.remove(call)
                if not any(other.endpoint is call.endpoint for other in self.calls):
                    vars(call.endpoint).pop("_send", None)

    @contextmanager
    def open_in_task(self, client: Any) -> Iterator[None]:
        """Know of the call of an asynchronous *client* while the block runs."""
        endpoint = client._endpoint  # noqa: SLF001 - no public way
        call = _LateCall(endpoint, _caller(endpoint))
        self.open_in_tasks.append(call)
        try:
            yield
        finally:
            self.open_in_tasks.remove(call)
            self._end(call)


def _caller(endpoint: object) -> object:
    """Return who calls through *endpoint*: a task of asyncio, else the thread."""
    if aiobotocore.is_endpoint(endpoint):
        import asyncio  # noqa: PLC0415 - aiobotocore has it, others need not

        with suppress(RuntimeError):  # the loop of another library, such as trio
            return asyncio.current_task()
    return get_ident()


def _callers(codes: set[CodeType]) -> Iterator[tuple[int, Any]]:
    """Yield the threads that are within a call, each with the client."""
    frames = sys._current_frames()  # noqa: SLF001 - documented
    frames.pop(get_ident(), None)
    for thread, top in frames.items():
        for frame, _ in walk_stack(top):
            if frame.f_code in codes:
                yield thread, frame.f_locals["client"]
