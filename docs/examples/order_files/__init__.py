"""A shop that gets orders as files and passes them on to a partner.

A file with an order arrives in a bucket of S3, and a notification of it in a queue of
SQS. `handler.pass_on_orders` reads both and makes the events. EventBridge sends them
to the partner, over a connection that `partner.connect_partner` sets up.
"""

from __future__ import annotations

from .handler import pass_on_orders
from .partner import connect_partner, partner_key

__all__ = ["connect_partner", "partner_key", "pass_on_orders"]
