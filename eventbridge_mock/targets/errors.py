"""The failure of a delivery that an error of the target's service leads to.

The codes are in the AWS guide "Using dead-letter queues". The messages have the form of
the Java SDK, in which AWS writes them (recorded on AWS 2026-09-13 to 2026-09-22). Most
errors lead to a code by our choice (docs/fidelity.md, row "which error of a target's
service").
"""

from __future__ import annotations

import re

from botocore.exceptions import ClientError

from ..errors import UnmockedAwsCallError
from ..ids import new_uuid
from ..records.failure import Failure
from .roles import EVENTBRIDGE

# By the errors that the service models of the targets declare, and those that the
# AWS references call "Common Error Types".
_ERRORS = {
    "NO_RESOURCE": (
        "AWS.SimpleQueueService.NonExistentQueue",
        "KMS.DisabledException",
        "NotFound",
        "NotFoundException",
        "QueueDoesNotExist",
        "ResourceNotFound",
        "ResourceNotFoundException",
        "StateMachineDoesNotExist",
        "StateMachineDeleting",
    ),
    "NO_PERMISSIONS": (
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "InvalidClientTokenId",
        "InvalidSecurity",
        "KMS.AccessDeniedException",
        "KMSAccessDenied",
        "KMSAccessDeniedException",
        "KmsAccessDenied",
        "UnauthorizedOperation",
        "UnrecognizedClientException",
    ),
    "THROTTLING": (
        "KMSThrottling",
        "KMSThrottlingException",
        "KmsThrottled",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestThrottled",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    ),
    "INVALID_PARAMETER": (
        "InvalidArgumentException",
        "InvalidExecutionInput",
        "InvalidMessageContents",
        "InvalidParameter",
        "InvalidParameterException",
        "InvalidParameterValue",
        "InvalidParameterValueException",
        "InvalidRequestContentException",
        "MissingParameter",
        "RequestTooLargeException",
        "ValidationError",
        "ValidationException",
    ),
    "RESOURCE_ALREADY_EXISTS": (
        "ExecutionAlreadyExists",
        "ResourceAlreadyExistsException",
    ),
    "RESOURCE_LIMIT_EXCEEDED": ("ExecutionLimitExceeded",),
}
_CODES = {error: code for code, errors in _ERRORS.items() for error in errors}

# The services as the Java SDK calls them. The first four were recorded on AWS
# 2026-09-13 to 2026-09-22; the others are our choice (docs/fidelity.md, row
# "the name of a target's service"). Any other has the name of botocore's client.
_JAVA_NAMES = {
    "sqs": "AmazonSQS",
    "sns": "AmazonSNS",
    "lambda": "AWSLambdaInternal",
    "sts": "AWSSecurityTokenService",
    "events": "AmazonEventBridge",
    "logs": "AWSLogs",
    "kinesis": "AmazonKinesis",
    "firehose": "AmazonKinesisFirehose",
    "stepfunctions": "AWSStepFunctions",
}

# Mocks of SQS word it in other ways; recorded on AWS 2026-09-22.
_MISSING_QUEUE = "AWS.SimpleQueueService.NonExistentQueue"
_MESSAGES = {
    _MISSING_QUEUE: (
        "The specified queue does not exist or you do not have access to it."
    )
}

# moto's IAM refuses a call of any service in the form of the query protocol, which most
# clients cannot read.
_REFUSAL_BY_MOTO = re.compile(
    r"<Code>(?P<code>\w+)</Code>\s*<Message>(?P<message>[^<]*)</Message>"
)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SERVER_ERRORS = range(500, 600)


class FailedCallError(Exception):
    """A call of a target's service failed, and the delivery with this `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def failure_of_call(service_name: str, error: Exception) -> Failure:
    """Return the failure that *error*, raised by a call of a service, leads to.

    Throttling and errors of the server are retried (AWS guide "How EventBridge retries
    delivering events").
    """
    if isinstance(error, UnmockedAwsCallError):
        # The guard's first line is whole; the ways out that follow are for a person.
        reason = str(error).partition("\n")[0]
    elif isinstance(error, ClientError):
        return _answered_failure(service_name, error)
    else:
        reason = f"{type(error).__name__}: {error}"
    return Failure("SDK_CLIENT_ERROR", f"No answer from {service_name}: {reason}")


def _answered_failure(service_name: str, error: ClientError) -> Failure:
    """Return the failure that an error of the service leads to."""
    # Tests raise errors of their own making, which may lack any of these.
    answered = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    status, error_code = metadata.get("HTTPStatusCode", 400), answered.get("Code", "")
    is_of_the_server = status in _SERVER_ERRORS
    refusal = _REFUSAL_BY_MOTO.search(answered.get("Message", ""))
    if refusal is not None:
        error_code, answered = refusal["code"], {"Message": refusal["message"]}
    code = _CODES.get(
        error_code, "INTERNAL_ERROR" if is_of_the_server else "ERROR_FROM_TARGET"
    )
    message = java_message(
        service_name,
        _MESSAGES.get(error_code, answered.get("Message", "")),
        status=status,
        error_code=error_code,
        request_id=metadata.get("RequestId", ""),
    )
    return Failure(code, message, is_retryable=code == "THROTTLING" or is_of_the_server)


def java_message(
    service_name: str,
    message: str,
    *,
    status: int,
    error_code: str,
    request_id: str = "",
) -> str:
    """Return *message* as an exception of the Java SDK prints it.

    An id that is not a UUID, as AWS's are, is replaced by a new one.
    """
    if not _UUID.fullmatch(request_id):
        request_id = new_uuid()
    return (
        f"{message} (Service: {_JAVA_NAMES.get(service_name, service_name)};"
        f" Status Code: {status};"
        f" Error Code: {error_code}; Request ID: {request_id}; Proxy: null)"
    )


def unassumable_role(role_arn: str, principal: str = EVENTBRIDGE) -> Failure:
    """Return the failure of a role that does not trust *principal*.

    Recorded on AWS 2026-09-15 for EventBridge.
    """
    message = (
        f"User: {principal} is not authorized to perform: sts:AssumeRole on"
        f" resource: {role_arn}"
    )
    return Failure(
        "FAILED_TO_ASSUME_ROLE",
        java_message("sts", message, status=403, error_code="AccessDenied"),
    )
