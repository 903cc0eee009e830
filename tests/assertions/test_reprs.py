"""What pytest shows of records in comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.assertions.reprs import assertion_repr

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


@pytest.mark.parametrize("op", ["in", "is", "<"])
def test_only_equality_is_explained(mock: EventBridgeMock, op: str) -> None:
    bus = mock.event_buses["default"]

    assert assertion_repr(op, bus, bus) is None


def test_other_values_are_left_to_pytest() -> None:
    assert assertion_repr("==", 1, 2) is None


@pytest.mark.parametrize("op", ["==", "!="])
def test_a_value_of_ours_may_be_on_either_side(mock: EventBridgeMock, op: str) -> None:
    bus: Any = mock.event_buses["default"]

    assert assertion_repr(op, bus, 1) == [f"{bus!r} {op} 1"]
    assert assertion_repr(op, 1, bus) == [f"1 {op} {bus!r}"]
