"""Both mocks at once, for the tests beside moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock


@pytest.fixture(params=["moto outside", "moto inside"])
def mock_beside_moto(request: pytest.FixtureRequest) -> Iterator[EventBridgeMock]:
    """An active mock, with moto around it or within."""
    pytest.importorskip("moto")
    from tests.integrations.beside_moto import both  # noqa: PLC0415 - needs moto

    with both(request.param) as mock:
        yield mock
