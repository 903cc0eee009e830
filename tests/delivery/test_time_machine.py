"""time-machine moves the clock too, where it is installed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.requests_to_aws import connection

from .times import FIRST_ATTEMPTS, START, URL, after, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

time_machine = pytest.importorskip("time_machine")


@pytest.fixture
def traveller() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as there:
        yield there


@pytest.fixture
def mock(traveller: Any) -> Iterator[EventBridgeMock]:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as active:
        yield active


def test_a_step_makes_retries_due(
    mock: EventBridgeMock, orders: str, traveller: Any
) -> None:
    mock.responses.post(URL, status=503)
    before = mock.invoke(orders)
    traveller.shift(timedelta(seconds=1595))

    assert (before.outcome, seconds_of(before)) == ("pending", [0])
    assert seconds_of(mock.invocations.last) == FIRST_ATTEMPTS


def test_a_step_back_leaves_them_pending(
    mock: EventBridgeMock, orders: str, traveller: Any
) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    traveller.move_to(START.replace(year=1975))

    assert seconds_of(mock.invocations.last) == [0]


def test_advance_runs_ahead_of_it(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.invoke(orders)
    mock.advance(1595)
    mock.set_connection_state("partner", "DEAUTHORIZED")

    assert seconds_of(mock.invocations.last) == FIRST_ATTEMPTS
    assert mock.connections["partner"].last_modified_time == after(1595)
    assert datetime.now(timezone.utc) == START


def test_a_time_that_ticks_is_followed(make_client: Callable[..., Any]) -> None:
    with (
        time_machine.travel(START, tick=True),
        mock_api_destinations(region_name=REGION_NAME) as mock,
    ):
        mock.advance(60)
        make_client().create_connection(**connection())

    assert after(60) <= mock.connections["partner"].creation_time < after(3600)
