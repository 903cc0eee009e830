"""The doorway to werkzeug: a server in threads that no client can hold up.

Each connection has one request and a thread of its own. A request has to arrive within
`REQUEST_SECONDS`, whole, and its head within the limits of `http.server` (64 KB a line,
100 headers). Nothing of a request is logged, because it may hold a secret.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from collections.abc import Callable

# The time that a client has for its whole request.
REQUEST_SECONDS = 30.0
# The time that answers under way have when the server stops.
STOP_SECONDS = 5.0
# Connections that the system keeps until the server accepts them.
_BACKLOG = 1024
# How often the thread that accepts connections looks whether the server is to stop.
_POLL_SECONDS = 0.02

# freezegun replaces `time.monotonic`, and this only on systems without it.
_clock = getattr(time, "clock_gettime", lambda _: time.monotonic())
_CLOCK_ID = getattr(time, "CLOCK_MONOTONIC", 0)


class HttpServer(ThreadedWSGIServer):
    """Serves a WSGI application from `start` to `stop`."""

    daemon_threads = True
    request_queue_size = _BACKLOG

    def __init__(self, host: str, port: int, application: Callable[..., Any]) -> None:
        """Listen on *host* and *port*; raises OSError if that cannot be."""
        listening = _listening_socket(host, port)
        with listening:
            super().__init__(host, port, application, _Handler, fd=listening.fileno())
        self.port = self.server_address[1]
        self._open: set[socket.socket] = set()
        self._answering = 0
        self._change = threading.Condition()
        self._thread = threading.Thread(
            target=self.serve_forever,
            args=(_POLL_SECONDS,),
            name="eventbridge_mock server",
            daemon=True,
        )

    def start(self) -> None:
        """Accept connections."""
        self._thread.start()

    def stop(self) -> None:
        """Accept none any more, let answers end, and close all connections."""
        self.shutdown()
        self._thread.join()
        with self._change:
            self._change.wait_for(lambda: not self._answering, STOP_SECONDS)
            for connection in self._open:
                with suppress(OSError):  # if the client has closed it already
                    connection.shutdown(socket.SHUT_RDWR)
            self._change.wait_for(lambda: not self._open, STOP_SECONDS)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer the request of one connection."""
        with self._change:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._change:
                self._open.discard(request)
                self._change.notify_all()

    def note_answering(self, change: int) -> None:
        """Count the answers under way."""
        with self._change:
            self._answering += change
            self._change.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: what went wrong is a request that is not valid HTTP."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing: requests may hold secrets."""


class _Handler(WSGIRequestHandler):
    """Reads one request within its time."""

    server: HttpServer
    protocol_version = "HTTP/1.1"
    # What is not HTTP gets an error that is.
    default_request_version = "HTTP/1.0"
    # For each write: a client that reads nothing cannot hold a thread for ever.
    timeout = REQUEST_SECONDS

    def setup(self) -> None:
        """Prepare to read from a connection."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_WithinTime(self.connection))

    def run_wsgi(self) -> None:
        """Answer a request whose head has been read."""
        self.server.note_answering(1)
        try:
            super().run_wsgi()
        except ValueError:
            # The URL of the request cannot be one.
            self.send_error(400)
        finally:
            self.server.note_answering(-1)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: requests may hold secrets."""

    def version_string(self) -> str:
        """Return the header Server, which tells nothing of versions."""
        return "eventbridge_mock"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing: requests may hold secrets."""


class _WithinTime(io.RawIOBase):
    """Reads from a connection until its time is over, then raises TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._end = _clock(_CLOCK_ID) + REQUEST_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come, at least one byte unless the client has ended."""
        left = self._end - _clock(_CLOCK_ID)
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(REQUEST_SECONDS)


def _listening_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening
