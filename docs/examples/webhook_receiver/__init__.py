"""A shop whose paid orders go to the webhook of a warehouse.

`warehouse` is the partner's service, a FastAPI application. The other modules
belong to the shop: `publishing` publishes its events, and `provisioning` sets up
the rule that sends some of them to the webhook.
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
