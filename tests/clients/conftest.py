"""A server, and ways to run a client of it in a process of its own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from eventbridge_mock import EventBridgeMock
    from eventbridge_mock.server.server import MockServer

SECONDS = 60


@pytest.fixture
def server(mock: EventBridgeMock) -> Iterator[MockServer]:
    """A server in front of the mock."""
    with mock.serve() as running:
        yield running


@pytest.fixture
def run(server: MockServer, tmp_path: Path) -> Callable[..., str]:
    """Run a command with the environment of the server; return what it prints."""

    def run_command(command: Sequence[str], cwd: Path = tmp_path) -> str:
        finished = subprocess.run(  # noqa: S603 - the command of a test
            command,
            cwd=cwd,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                **server.environment,
            },
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    return run_command
