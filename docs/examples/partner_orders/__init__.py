"""A small shop that sends its orders to a partner's HTTP API.

EventBridge does the sending. The shop keeps two things there: a connection,
which holds the OAuth client the partner gave it, and an API destination, which
says where the orders go. `provisioning` sets them up and takes them down,
`operations` is what an operator runs later, `orders` is what gets sent, and
`undelivered` is what becomes of an order that the partner could not be given.
"""

from __future__ import annotations

from .operations import (
    NotAuthorizedError,
    authorization_status,
    destinations_of,
    rotate_client_secret,
    wait_until_authorized,
)
from .orders import Order, order_placed
from .provisioning import (
    API_DESTINATION,
    CONNECTION,
    Partner,
    ProvisioningError,
    provision,
    tear_down,
)
from .undelivered import (
    DEAD_LETTER_CONFIG,
    QUEUE_ARN,
    RETRY_POLICY,
    UndeliveredOrder,
    undelivered_orders,
)

__all__ = [
    "API_DESTINATION",
    "CONNECTION",
    "DEAD_LETTER_CONFIG",
    "QUEUE_ARN",
    "RETRY_POLICY",
    "NotAuthorizedError",
    "Order",
    "Partner",
    "ProvisioningError",
    "UndeliveredOrder",
    "authorization_status",
    "destinations_of",
    "order_placed",
    "provision",
    "rotate_client_secret",
    "tear_down",
    "undelivered_orders",
    "wait_until_authorized",
]
