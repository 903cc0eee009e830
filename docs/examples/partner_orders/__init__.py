"""A small shop that sends its orders to a partner's HTTP API.

EventBridge sends the orders. The shop needs two resources there: a connection,
which has the partner's OAuth client, and an API destination, which has the
partner's URL. `provisioning` creates and deletes them, `operations` has the
later work of an operator, `orders` has the order and its event, and
`undelivered` handles orders that could not be delivered.
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
