"""MiniStack's server on loopback: started for the rows that time it, and stopped."""

from __future__ import annotations

import atexit
import os
import queue
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import botocore.session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.client import BaseClient

    from tests.bench.row import Sample

# `tox -e bench` makes an environment for the server, because it pins botocore.
VARIABLE = "EVENTBRIDGE_MOCK_MINISTACK"
HOST = "127.0.0.1"
SECONDS_TO_START, SECONDS_TO_STOP, SECONDS_TO_ANSWER = 20, 5, 10
MISSING = f"{VARIABLE} names no Python that has MiniStack: `tox -e bench` installs it"


@dataclass
class MiniStack:
    """The server; `reason` says why there is none."""

    reason: str = ""
    url: str = ""
    version: str = ""

    def client(self) -> BaseClient:
        """Return an events client that calls the server."""
        return botocore.session.get_session().create_client(
            "events",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def forget_all(self) -> None:
        """Let the server begin with nothing."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/_ministack/reset", method="POST"
        )
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            answer.read()

    def sample(self, seconds: Callable[[BaseClient], float]) -> Sample | None:
        """Return what measures *seconds* through a client; None without a server."""
        if self.reason:
            return None
        client = self.client()

        def sample() -> float:
            self.forget_all()
            return seconds(client)

        return sample


def start() -> MiniStack:
    """Start the server, which is stopped when the process ends."""
    python = os.environ.get(VARIABLE, "")
    if not shutil.which(python):
        return MiniStack(reason=MISSING)
    version = version_in(python)
    if not version:
        return MiniStack(reason=MISSING)
    port = free_port()
    folder = tempfile.mkdtemp()
    process = subprocess.Popen(  # noqa: S603 - the program that was asked for
        [python, "-m", "ministack"],
        env=environment(port, folder),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(stop, process, folder)
    url = f"http://{HOST}:{port}"
    if not answers(f"{url}/_ministack/health", process):
        return MiniStack(reason=f"MiniStack did not answer in {SECONDS_TO_START} s")
    return MiniStack(url=url, version=version)


def environment(port: int, folder: str) -> dict[str, str]:
    """Return what the server is told: loopback alone, and nothing of ours."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PYTHON"))
    }
    told = {"GATEWAY_PORT": str(port), "BIND_HOST": HOST, "LOG_LEVEL": "ERROR"}
    return inherited | told | {"HOME": folder, "TMPDIR": folder}


def version_in(python: str) -> str:
    """Return the version of MiniStack beside *python*, or an empty string."""
    code = "from importlib.metadata import version; print(version('ministack'))"
    finished = subprocess.run(  # noqa: S603 - the program that was asked for
        [python, "-c", code],
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_ANSWER,
        check=False,
    )
    return finished.stdout.strip()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
    return port


def answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; return whether it does in time."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        if asked(url):
            return True
        time.sleep(0.1)
    return False


def asked(url: str) -> bool:
    """Ask once; return whether the server answers."""
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes], folder: str) -> None:
    """Stop the server, and remove its files."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(SECONDS_TO_STOP)
    shutil.rmtree(folder, ignore_errors=True)


class Partner:
    """An HTTP server that counts what arrives, for what MiniStack sends."""

    def __init__(self) -> None:
        self.arrived: queue.Queue[bytes] = queue.Queue()

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Listen on loopback; yield the URL."""
        arrived = self.arrived

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                arrived.put(body)

            def log_message(self, *_: Any) -> None:
                """Print nothing."""

        server = ThreadingHTTPServer((HOST, 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}/orders"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def wait(self) -> None:
        """Wait until one request has arrived."""
        self.arrived.get(timeout=SECONDS_TO_ANSWER)


MINISTACK = start()
