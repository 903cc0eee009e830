"""A server in front of an active mock, and a client of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.browsing import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock


@pytest.fixture
def browser(mock: EventBridgeMock) -> Iterator[Browser]:
    """A client of a server in front of `mock`."""
    with mock.serve() as served:
        yield Browser(served.url)
