"""The demands of AWS on ARNs, keys, endpoints and numbers beyond the service model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from botocore.loaders import create_loader

from ...ids import new_uuid
from ...model.arn import Arn, parse_arn
from ...model.endpoint import SCHEME, is_https_url
from ..errors import (
    AccessDeniedException,
    LimitExceededException,
    ValidationException,
)

if TYPE_CHECKING:
    from ..call import OperationCall

# Patterns that `re` compiles when they are first used.
_ARN = "(?s)arn:aws[a-z-]*:[^:]+:[^:]*:[^:]*:.+"
# The ids of KMS keys: UUIDs, and the form of keys for several Regions.
_KEY_ID = "mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def over_quota() -> LimitExceededException:
    """Return the error for a call that would leave more resources than a quota allows.

    The text was recorded on AWS 2025-01-08 for the targets of a rule. The same text for
    other quotas is our choice (docs/fidelity.md, "Quotas").
    """
    return LimitExceededException(
        "The requested resource exceeds the maximum number allowed."
    )


def require_arn(text: str) -> Arn:
    """Return the parts of *text*, or refuse a string that is not an ARN.

    Recorded on AWS 2026-09-26 for the RoleArn of a target; the same for other members
    is our choice (docs/fidelity.md, row "a string that is not an ARN").
    """
    if not re.fullmatch(_ARN, text):
        raise not_an_arn(text)
    return parse_arn(text)


def not_an_arn(text: str) -> ValidationException:
    """Return the error for a string that is not an ARN of the right form."""
    return ValidationException(
        f"Parameter {text} is not valid. Reason: Provided Arn is not in correct format."
    )


def require_target_arn(call: OperationCall, text: str) -> Arn:
    """Return the parts of the ARN of a target, or refuse another partition's.

    An unknown service, an empty Region and an empty account pass (recorded in
    us-west-2, 2026-09-23). That the partition `aws` passes in the Regions of others is
    our choice (docs/fidelity.md, row "the partition aws in a Region of another").
    """
    arn = require_arn(text)
    if arn.partition not in {call.partition, "aws"}:
        raise not_an_arn(text)
    return arn


def is_region(region_name: str, partition: str) -> bool:
    """Return whether the installed botocore knows a Region of a partition."""
    return region_name in _region_names(partition)


@cache
def _region_names(partition: str) -> frozenset[str]:
    partitions = create_loader().load_data("partitions")["partitions"]
    return frozenset(
        name
        for each in partitions
        if each["id"] == partition
        for name in each["regions"]
    )


def require_queue(call: OperationCall, text: str) -> None:
    """Refuse a string that is not the ARN of a standard queue in the call's Region.

    The text about the Region was recorded in us-east-1, 2026-09-13, for an event bus;
    those about another service and FIFO were measured on AWS 2026-09-07.
    """
    arn = require_arn(text)
    if arn.service != "sqs":
        msg = f"{arn.service} is not supported as a dead letter resource"
        raise ValidationException(msg)
    if arn.resource.endswith(".fifo"):
        msg = "SQS FIFO is not supported by Dead Letter Queues"
        raise ValidationException(msg)
    if arn.region_name != call.region_name:
        msg = (
            f"Access to the resource {text} is denied. Reason: You must specify a dead"
            " letter queue in the same region."
        )
        raise AccessDeniedException(msg)


def key_identifier(call: OperationCall, text: str) -> str:
    """Return the key of an event bus as AWS shows it: an alias by its ARN.

    All texts were recorded in us-east-1, 2026-09-13. Whether a key exists is not
    checked; that an id is shown unchanged is our choice (docs/fidelity.md, row "a key
    by its id").
    """
    if text.startswith("alias/"):
        place = f"{call.partition}:kms:{call.region_name}:{call.account_id}"
        text = f"arn:{place}:{text}"
    if text.startswith("arn:"):
        arn = require_arn(text)
        is_managed = arn.resource.startswith("alias/aws/")
        if arn.service != "kms" or arn.kind not in {"key", "alias"} or is_managed:
            raise not_an_arn(text)
    elif not re.fullmatch(_KEY_ID, text):
        msg = (
            f"Parameter Invalid keyId {text} (Service: Kms, Status Code: 400, Request"
            f" ID: {new_uuid()}) (SDK Attempt Count: 1) is not valid."
        )
        raise ValidationException(msg)
    return text


def require_https_endpoint(endpoint: str, *, parameter: str, failed_to: str) -> None:
    """Refuse an *endpoint* that is not an HTTPS URL, in AWS's words.

    Recorded on AWS 2026-09-26 for InvocationEndpoint: other schemes, a user in
    the URL, no host and a wildcard in the host are refused; an endpoint without
    any scheme is not. Nobody recorded the whole text for
    AuthorizationEndpoint (docs/fidelity.md, row "OAuth endpoint with http://").
    """
    if SCHEME.match(endpoint) and not is_https_url(endpoint):
        msg = (
            f"{failed_to}Parameter {parameter} is not valid. Reason: Endpoint"
            f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL."
        )
        raise ValidationException(msg)
