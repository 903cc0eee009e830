"""The orders that EventBridge gave up, and the shop's handling of them.

EventBridge puts them into a queue, from which a Lambda function gets them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered-orders"

# The limits of the shop's target. An older order is sent by hand.
RETRY_POLICY = {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 6 * 3600}
DEAD_LETTER_CONFIG = {"Arn": QUEUE_ARN}


@dataclass(frozen=True, kw_only=True)
class UndeliveredOrder:
    """An order that the partner does not have, and why."""

    number: str
    reason: str
    can_be_sent_again: bool


def undelivered_orders(batch: dict[str, Any]) -> list[UndeliveredOrder]:
    """Read the *batch* of messages that a Lambda function gets from SQS.

    EventBridge names the limit that its retries reached. Without one, the partner
    refused the order and would refuse it again, so an operator has to check it.
    """
    return [_undelivered_order(message) for message in batch["Records"]]


def _undelivered_order(message: dict[str, Any]) -> UndeliveredOrder:
    attributes = message["messageAttributes"]
    return UndeliveredOrder(
        number=json.loads(message["body"])["detail"]["number"],
        reason=attributes["ERROR_MESSAGE"]["stringValue"],
        can_be_sent_again="EXHAUSTED_RETRY_CONDITION" in attributes,
    )
