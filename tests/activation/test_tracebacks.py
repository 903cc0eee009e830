"""A mock that fails a test: the traceback shows the test alone."""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import eventbridge_mock
from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

PACKAGE = str(Path(eventbridge_mock.__file__).parent)
URL = "https://api.partner.example/orders"


def start_and_stop() -> None:
    mock = mock_api_destinations()
    mock.start().responses.post(URL)
    mock.stop()


def within() -> None:
    with mock_api_destinations() as mock:
        mock.responses.post(URL)


def asynchronously_within() -> None:
    async def run() -> None:
        async with mock_api_destinations() as mock:
            mock.responses.post(URL)

    asyncio.run(run())


@mock_api_destinations()
def decorated() -> None:
    eventbridge_mock.current_mock().responses.post(URL)


def frames_that_show(error: pytest.ExceptionInfo[AssertionError]) -> list[str]:
    """Return the functions of the package that pytest does not hide."""
    frames = [frame for frame, _ in traceback.walk_tb(error.tb)]
    ours = [each for each in frames if each.f_code.co_filename.startswith(PACKAGE)]
    assert ours
    return [
        each.f_code.co_name
        for each in ours
        if not each.f_locals.get("__tracebackhide__")
    ]


@pytest.mark.parametrize(
    "end", [start_and_stop, within, asynchronously_within, decorated]
)
def test_pytest_hides_how_a_mock_ends(end: Callable[[], None]) -> None:
    with pytest.raises(AssertionError) as caught:
        end()

    assert frames_that_show(caught) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("assert_invoked", {"api_destination": "orders", "times": 2}),
        ("assert_not_invoked", {"api_destination": "orders"}),
        ("assert_published", {"source": "stock"}),
        ("assert_not_published", {"source": "shop"}),
        ("assert_dead_lettered", {"api_destination": "orders"}),
    ],
)
def test_pytest_hides_how_an_assertion_is_checked(
    mock: EventBridgeMock, events: Any, orders: str, name: str, expected: dict[str, Any]
) -> None:
    mock.invoke(orders)
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
    events.put_events(Entries=[entry])

    with pytest.raises(AssertionError) as caught:
        getattr(mock, name)(**expected)

    assert frames_that_show(caught) == []
