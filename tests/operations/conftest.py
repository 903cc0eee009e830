"""A clock that tests move, states that tests settle, a client without checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from freezegun import freeze_time

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.operations.times import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """It is `times.NOW` until the test moves on."""
    with freeze_time(NOW) as frozen:
        yield frozen


@pytest.fixture
def manual_mock() -> Iterator[EventBridgeMock]:
    """An active mock in which connections settle when the test says so."""
    with mock_api_destinations(region_name=REGION_NAME, transitions="manual") as active:
        yield active


@pytest.fixture
def manual_events(manual_mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client for `events` while `manual_mock` is active."""
    return make_client()


@pytest.fixture
def unchecked_events(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client that sends what botocore's own validation would stop."""
    return make_client(config=Config(parameter_validation=False))
