"""What an error of a target's service means for the delivery of an event.

The codes are those of the AWS guide "Using dead-letter queues". Which error of a
service leads to which of them is not recorded (docs/fidelity.md, row "which error of
a target's service").
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import UnmockedAwsCallError
from ..records.failure import Failure

# What a call raises instead of an answer. moto raises the last two: for an operation
# that it does not have, and where one of its extras is not installed.
NOT_ANSWERED = (
    ClientError,
    BotoCoreError,
    UnmockedAwsCallError,
    NotImplementedError,
    ImportError,
)

# By the errors that the service models of the targets declare, and those that the
# AWS references call "Common Error Types".
_ERRORS = {
    "NO_RESOURCE": (
        "AWS.SimpleQueueService.NonExistentQueue",
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

_SERVER_ERRORS = range(500, 600)


def failure_of_call(service_name: str, error: Exception) -> Failure:
    """Return what *error*, one of NOT_ANSWERED, means for the delivery.

    Throttling and errors of the server are tried again (AWS guide "How EventBridge
    retries delivering events").
    """
    if not isinstance(error, ClientError):
        # The guard's text goes on with ways out.
        summary = str(error).partition("\n")[0]
        return Failure("SDK_CLIENT_ERROR", f"No answer from {service_name}: {summary}")
    answered = error.response["Error"]
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    is_of_the_server = status in _SERVER_ERRORS
    code = _CODES.get(
        answered["Code"], "INTERNAL_ERROR" if is_of_the_server else "ERROR_FROM_TARGET"
    )
    return Failure(
        code,
        f"{service_name}.{error.operation_name} answered"
        f" {answered['Code']}: {answered['Message']}",
        is_retryable=code == "THROTTLING" or is_of_the_server,
    )
