"""The numbers by which the control API names records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.server.record_kinds import INVOCATIONS

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def test_an_invocation_has_its_number_also_after_another_attempt(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post("https://api.partner.example/orders", status=503)
    mock.invoke(orders, {"n": 1})
    with mock_api_destinations(delivery="on_time"):
        asked = mock.invoke(orders, {"n": 2})
        mock.advance(hours=24)

    shown = INVOCATIONS.rendered(ACTIVATIONS.current_state(), [asked])
    assert mock.invocations.last is not asked
    assert [each["number"] for each in shown] == [2]
