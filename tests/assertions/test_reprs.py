"""What pytest shows of records in comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.assertions.reprs import assertion_repr

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"
NAMES = tuple(f"  {name}:" for name in ("method", "url", "query", "body", "status"))


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


def test_invocations_differ_in_their_last_attempts(
    mock: EventBridgeMock, make_orders: Callable[..., None], events: Any
) -> None:
    make_orders(InvocationEndpoint=f"{URL}?a=1")
    mock.responses.post(URL, status=200)
    one = mock.invoke("orders", {"n": 1})
    events.update_api_destination(
        Name="orders", InvocationEndpoint=f"{URL}?a=2", HttpMethod="PUT"
    )
    mock.responses.put(URL, status=400)
    other = mock.invoke("orders", {"n": 2})

    lines = assertion_repr("==", one, other) or []

    assert [line for line in lines if line.startswith(NAMES)] == [
        "  method: 'POST' != 'PUT'",
        f"  url: '{URL}?a=1' != '{URL}?a=2'",
        "  query: {'a': '1'} != {'a': '2'}",
        "  body: b'{\"n\":1}' != b'{\"n\":2}'",
        "  status: 200 != 400",
    ]
