"""Keep calls that outlive the mock from AWS.

A thread may be within a call when the mock stops. botocore is put back then, so the
rest of the call would go where it goes without a mock. Until the call ends, its
client's endpoint sends nothing for its thread.

The private names in use are a client's `_endpoint` and its `_send`, as in `hook`.
"""

from __future__ import annotations

import sys
import threading
from threading import get_ident
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType


class _LateCall(NamedTuple):
    """The endpoint of a client, and the thread that calls through it."""

    endpoint: Any
    thread: int


class LateCalls:
    """The calls that were open when a mock stopped, until they end.

    *refuse* is called with the URL that one of them is about to be sent to.
    """

    def __init__(self, refuse: Callable[[str], None]) -> None:
        self._refuse = refuse
        self.calls: list[_LateCall] = []
        self._lock = threading.Lock()

    def hold(self, codes: set[CodeType]) -> None:
        """Watch the calls in other threads, found by the functions that make them.

        *codes* are the codes of these functions, whose `client` makes the call.
        """
        for thread, client in _callers(codes):
            endpoint = client._endpoint  # noqa: SLF001 - no public way
            call = _LateCall(endpoint, thread)
            with self._lock:
                endpoint._send = self._guarded(endpoint)  # noqa: SLF001 - no public way
                # It is there already after a stop that was interrupted.
                self.calls += {call} - {*self.calls}

    def _guarded(self, endpoint: Any) -> Callable[[Any], Any]:
        """Return a function in the place of *endpoint*'s method `_send`."""

        def send(request: Any) -> Any:
            if _LateCall(endpoint, get_ident()) in self.calls:
                self._refuse(request.url)
            return type(endpoint)._send(endpoint, request)  # noqa: SLF001 - no public way

        return send

    def end(self, client: Any) -> None:
        """Leave the endpoint of *client* as it was, if this thread's call was late."""
        endpoint = client._endpoint  # noqa: SLF001 - no public way
        call = _LateCall(endpoint, get_ident())
        with self._lock:
            if call in self.calls:
                self.calls.remove(call)
                if not any(other.endpoint is endpoint for other in self.calls):
                    vars(endpoint).pop("_send", None)


def _callers(codes: set[CodeType]) -> Iterator[tuple[int, Any]]:
    """Yield the threads that are within a call, each with the client."""
    frames = sys._current_frames()  # noqa: SLF001 - documented
    frames.pop(get_ident(), None)
    for thread, top in frames.items():
        for frame, _ in walk_stack(top):
            if frame.f_code in codes:
                yield thread, frame.f_locals["client"]
