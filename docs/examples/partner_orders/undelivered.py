"""The orders that EventBridge gave up on, and what the shop does about them.

EventBridge puts them into a queue, and a Lambda function is handed them from there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered-orders"

# What the target of the shop's rule says: an order older than this is sent by hand.
RETRY_POLICY = {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 6 * 3600}
DEAD_LETTER_CONFIG = {"Arn": QUEUE_ARN}


@dataclass(frozen=True, kw_only=True)
class UndeliveredOrder:
    """An order that the partner does not have, and why."""

    number: str
    reason: str
    can_be_sent_again: bool


def undelivered_orders(batch: dict[str, Any]) -> list[UndeliveredOrder]:
    """Read the *batch* of messages that SQS hands to a Lambda function.

    EventBridge says which limit its retries reached. If it reached none, the partner
    turned the order down, and would do so again: somebody has to look at it.
    """
    return [_undelivered_order(message) for message in batch["Records"]]


def _undelivered_order(message: dict[str, Any]) -> UndeliveredOrder:
    attributes = message["messageAttributes"]
    return UndeliveredOrder(
        number=json.loads(message["body"])["detail"]["number"],
        reason=attributes["ERROR_MESSAGE"]["stringValue"],
        can_be_sent_again="EXHAUSTED_RETRY_CONDITION" in attributes,
    )
