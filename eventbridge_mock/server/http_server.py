"""The doorway to werkzeug: a server in threads that no client can hold up.

Each connection has one request and a thread of its own, at most `MOST_CONNECTIONS` at
once; the others wait until one of these has ended. A request has to arrive within
`REQUEST_SECONDS`, whole, and its head within the limits of `http.server` (64 KB a line,
100 headers). Nothing of a request is logged, because it may hold a secret.
"""

from __future__ import annotations

import io
import socket
import threading
from contextlib import ExitStack, suppress
from errno import EINVAL
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from ..clock import real_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

# The time that a client has for its whole request.
REQUEST_SECONDS = 30.0
# The connections that have a thread.
MOST_CONNECTIONS = 512
# The time that answers under way have when the server stops.
STOP_SECONDS = 5.0
# Connections that the system keeps until the server accepts them.
_BACKLOG = 1024
# How often the thread that accepts connections looks whether the server is to stop.
_POLL_SECONDS = 0.02


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

    def stop(self) -> bool:
        """Accept none any more, let answers end, and close all connections.

        Requests that have not arrived whole are not waited for. Return whether all
        answers under way have ended in their time.
        """
        self.shutdown()
        self._thread.join()
        with self._change:
            self._close_all(socket.SHUT_RD)
            self._change.wait_for(lambda: not self._answering, STOP_SECONDS)
            self._close_all(socket.SHUT_RDWR)
            return self._change.wait_for(lambda: not self._open, STOP_SECONDS)

    def _close_all(self, how: int) -> None:
        for connection in self._open:
            with suppress(OSError):  # if the client has closed it already
                connection.shutdown(how)

    def get_request(self) -> tuple[Any, Any]:
        """Return a connection and its address.

        Raises OSError, which the loop of `socketserver` takes for no connection, while
        as many as there may be are open.
        """
        with self._change:
            if not self._change.wait_for(self._has_room, _POLL_SECONDS):
                msg = "too many connections are open"
                raise OSError(msg)
        request, address = super().get_request()
        # Without the lock: `stop` looks at them when no more come, and nobody else
        # looks at more than their number.
        self._open.add(request)
        return request, address

    def _has_room(self) -> bool:
        return len(self._open) < MOST_CONNECTIONS

    def shutdown_request(self, request: Any) -> None:
        """Close a connection, whose thread has ended or could not begin."""
        super().shutdown_request(request)
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
    # A request that is not HTTP gets an error that is.
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
        """Return the header Server, which names no versions."""
        return "eventbridge_mock"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing: requests may hold secrets."""


class _WithinTime(io.RawIOBase):
    """Reads from a connection until its time is over, then raises TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._end = real_seconds() + REQUEST_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come, at least one byte unless the client has ended."""
        left = self._end - real_seconds()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(REQUEST_SECONDS)


def _listening_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as undoing:
        listening = undoing.enter_context(socket.socket(family))
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(_BACKLOG)
        except (OSError, TypeError) as error:
            # No name server can be asked for a name that is a TypeError.
            number, reason = EINVAL, str(error)
            if isinstance(error, OSError):
                number, reason = error.errno or EINVAL, str(error.strerror)
            msg = f"cannot listen on host {host!r}, port {port}: {reason}"
            raise OSError(number, msg) from None
        undoing.pop_all()
        return listening
