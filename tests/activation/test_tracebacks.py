"""A mock that fails a test at its end: the traceback shows the test alone."""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import eventbridge_mock
from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

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


@pytest.mark.parametrize(
    "end", [start_and_stop, within, asynchronously_within, decorated]
)
def test_pytest_hides_the_frames_of_the_mock(end: Callable[[], None]) -> None:
    with pytest.raises(AssertionError) as caught:
        end()

    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)]
    ours = [each for each in frames if each.f_code.co_filename.startswith(PACKAGE)]
    assert ours
    assert [each for each in ours if not each.f_locals.get("__tracebackhide__")] == []
