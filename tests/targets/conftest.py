"""Targets of other services, answered by a server on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.targets.server import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.targets.server import AwsServer


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsServer]:
    """A server that the targets of rules reach, as by LocalStack's setting."""
    with running_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server
