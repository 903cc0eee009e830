"""`current_mock`: the active mock, for a test that was not handed one."""

from __future__ import annotations

import threading

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError

NOT_ACTIVE = (
    "no mock is active. Put @mock_api_destinations above the test, ask for the"
    " fixture eventbridge_mock, or use `with mock_api_destinations() as mock:`."
)


def test_without_a_mock_it_says_how_to_have_one() -> None:
    with pytest.raises(NotActiveError) as caught:
        current_mock()

    assert str(caught.value) == NOT_ACTIVE


def test_after_a_mock_there_is_none() -> None:
    with mock_api_destinations():
        pass

    with pytest.raises(NotActiveError) as caught:
        current_mock()

    assert str(caught.value) == NOT_ACTIVE


def test_inside_a_mock_it_is_that_one() -> None:
    with mock_api_destinations() as mock:
        current = current_mock()

    assert current is mock


def test_other_threads_have_the_same() -> None:
    seen: list[object] = []
    with mock_api_destinations() as mock:
        thread = threading.Thread(target=lambda: seen.append(current_mock()))
        thread.start()
        thread.join()

    assert seen == [mock]


@mock_api_destinations(region_name="eu-west-3")
def test_a_decorated_test_has_one() -> None:
    assert current_mock().region_name == "eu-west-3"


def test_a_test_with_the_fixture_has_it(eventbridge_mock: object) -> None:
    assert current_mock() is eventbridge_mock
