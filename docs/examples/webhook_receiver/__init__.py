"""A shop whose paid orders go to the webhook of a warehouse.

Two services: `warehouse` is the partner's, an application of FastAPI. The others
are the shop's: `publishing` puts its events on the event bus, and `provisioning`
sets up what takes some of them from there to the webhook.
"""

from __future__ import annotations

from .provisioning import API_DESTINATION, CONNECTION, provision
from .publishing import NotPublishedError, publish
from .warehouse import OrderPaid, Shipments, warehouse

__all__ = [
    "API_DESTINATION",
    "CONNECTION",
    "NotPublishedError",
    "OrderPaid",
    "Shipments",
    "provision",
    "publish",
    "warehouse",
]
