"""mock.fail("PutEvents", ..., entries=...): some entries fail, the others are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.conftest import REGION_NAME

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ENTRIES = [
    {"Source": "shop", "DetailType": name, "Detail": "{}"} for name in ("a", "b", "c")
]


def published(mock: EventBridgeMock) -> list[str]:
    return [event.envelope["detail-type"] for event in mock.events]


def test_single_entries_fail_and_the_others_are_published(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.fail("PutEvents", "InternalFailure", "Try again.", entries=(1,))

    answer = events.put_events(Entries=ENTRIES)

    first, second, third = answer["Entries"]
    assert answer["FailedEntryCount"] == 1
    assert second == {"ErrorCode": "InternalFailure", "ErrorMessage": "Try again."}
    assert [event.id for event in mock.events] == [first["EventId"], third["EventId"]]
    assert published(mock) == ["a", "c"]


def test_it_is_for_as_many_calls_as_was_said(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.fail("put_events", "ThrottlingException", entries=[0, 2], times=2)

    counts = [events.put_events(Entries=ENTRIES)["FailedEntryCount"] for _ in range(3)]

    assert counts == [2, 2, 0]
    assert published(mock) == ["b", "b", "a", "b", "c"]


def test_an_error_of_the_whole_call_comes_beside_it(
    mock: EventBridgeMock, events: Any
) -> None:
    """botocore retries the call, whose entry then fails."""
    mock.fail("PutEvents", "InternalFailure", entries=(0,))
    mock.fail("PutEvents", "ThrottlingException", status=400)

    answer = events.put_events(Entries=ENTRIES)

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert answer["FailedEntryCount"] == 1


@pytest.mark.parametrize(
    ("operation", "entries", "message"),
    [
        ("CreateConnection", (0,), "entries are for PutEvents; CreateConnection"),
        ("PutEvents", (-1,), "entries are the indexes of entries in a request, 0 and"),
        ("PutEvents", ("a",), "entries are the indexes of entries in a request, 0 and"),
    ],
)
def test_what_cannot_fail_is_refused(
    mock: EventBridgeMock, operation: str, entries: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        mock.fail(operation, "InternalFailure", entries=entries)


def test_an_entry_that_a_call_does_not_have_is_told(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.fail("PutEvents", "InternalFailure", entries=(3,))

    with pytest.raises(ValueError, match="PutEvents") as caught:
        events.put_events(Entries=ENTRIES)

    assert str(caught.value) == (
        "mock.fail('PutEvents', 'InternalFailure', entries=...) is to fail entry 3 of a"
        " request that has 3, counted from 0."
    )
    assert published(mock) == []
    mock.reset()


def test_one_that_failed_nothing_fails_the_test() -> None:
    active = mock_api_destinations(region_name=REGION_NAME)
    active.start().fail("PutEvents", "InternalFailure", entries=(0, 1))

    with pytest.raises(AssertionError) as caught:
        active.stop()

    assert "PutEvents: InternalFailure for entries [0, 1]" in str(caught.value)


def test_a_copied_state_has_those_that_were_scripted_around_it(events: Any) -> None:
    """Those of a set-up fail in each test of its class."""

    @mock_api_destinations(region_name=REGION_NAME)
    class TestOrders:
        def setup_class(self) -> None:
            current_mock().fail("PutEvents", "InternalFailure", entries=(0,))

        def test_it(self) -> None:
            answer = events.put_events(Entries=ENTRIES)
            assert answer["FailedEntryCount"] == 1

    tests: Any = TestOrders
    tests.setup_class()
    tests().test_it()
    tests.teardown_class()
