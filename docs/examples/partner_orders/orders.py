"""An order, and the event for the partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a customer bought; money is counted in cents."""

    number: str
    items: dict[str, int]
    total_cents: int


def order_placed(order: Order) -> dict[str, Any]:
    """Return the event for *order*, as the partner's API receives it."""
    return {
        "source": "shop.orders",
        "detail-type": "OrderPlaced",
        "detail": {
            "number": order.number,
            "items": order.items,
            "total": {"amount": order.total_cents, "currency": "EUR"},
        },
    }
