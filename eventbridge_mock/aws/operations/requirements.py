"""What AWS accepts as the URL of an endpoint beyond the model's pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...model.arn import parse_arn
from ...model.endpoint import SCHEME, is_https_url
from ..errors import ValidationException

if TYPE_CHECKING:
    from ..call import OperationCall


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


_ARN = re.compile("arn:aws[a-z-]*:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)


def require_arn(text: str) -> None:
    """Refuse a *text* that is no ARN.

    Recorded on AWS 2026-09-26 for the RoleArn of a target; for other members
    that it is the same text is our choice (docs/fidelity.md, row "a text that is
    no ARN").
    """
    if not _ARN.fullmatch(text):
        raise not_an_arn(text)


def not_an_arn(text: str) -> ValidationException:
    """Return the error about a *text* that is not the ARN it should be."""
    return ValidationException(
        f"Parameter {text} is not valid. Reason: Provided Arn is not in correct format."
    )


def require_queue(call: OperationCall, text: str) -> None:
    """Refuse a *text* that is no ARN of a standard queue in the call's Region.

    The texts for another service and for FIFO were measured on AWS 2026-09-07;
    that for another Region is our choice (docs/fidelity.md, row "a dead-letter
    queue of another Region").
    """
    require_arn(text)
    arn = parse_arn(text)
    if arn.service != "sqs":
        msg = f"{arn.service} is not supported as a dead letter resource"
        raise ValidationException(msg)
    if arn.resource.endswith(".fifo"):
        msg = "SQS FIFO is not supported by Dead Letter Queues"
        raise ValidationException(msg)
    if arn.region_name != call.region_name:
        msg = f"Dead letter queue {text} is not in Region {call.region_name}."
        raise ValidationException(msg)
