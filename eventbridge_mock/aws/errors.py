"""The errors that AWS answers; each class has the name on the wire."""

from __future__ import annotations


class AwsError(Exception):
    """An error of the service. botocore turns it into a typed exception.

    All modelled client errors of EventBridge have HTTP status 400 (recorded on AWS
    2026-09-26).
    """

    status = 400

    @property
    def code(self) -> str:
        """The error's code on the wire."""
        return type(self).__name__

    @property
    def message(self) -> str:
        """The error's message on the wire."""
        return str(self)


class AccessDeniedException(AwsError):  # noqa: N818 - the name on the wire
    """The request would reach a resource that it may not use."""


class InternalException(AwsError):  # noqa: N818 - the name on the wire
    """AWS itself fails."""

    status = 500


class InvalidParameterException(AwsError):  # noqa: N818 - the name on the wire
    """Secrets Manager refuses the value of a parameter."""


class ValidationException(AwsError):  # noqa: N818 - the name on the wire
    """The request breaks a rule."""


class SerializationException(AwsError):  # noqa: N818 - the name on the wire
    """The request holds a value of another type than the model asks for."""


class ResourceNotFoundException(AwsError):  # noqa: N818 - the name on the wire
    """A resource that the request names does not exist."""


class ResourceAlreadyExistsException(AwsError):  # noqa: N818 - the name on the wire
    """The resource that the request would create exists."""


class LimitExceededException(AwsError):  # noqa: N818 - the name on the wire
    """A quota is used up."""


class PolicyLengthExceededException(AwsError):  # noqa: N818 - the name on the wire
    """The resource policy of an event bus grows too long."""


class ConcurrentModificationException(AwsError):  # noqa: N818 - the name on the wire
    """Another change is under way."""


class ManagedRuleException(AwsError):  # noqa: N818 - the name on the wire
    """A rule that belongs to a service is changed by somebody else."""


class IllegalStatusException(AwsError):  # noqa: N818 - the name on the wire
    """The state of a replay does not allow the operation."""


class InvalidStateException(AwsError):  # noqa: N818 - the name on the wire
    """The state of an event source does not allow the operation."""


class InvalidEventPatternException(AwsError):  # noqa: N818 - the name on the wire
    """A string is not an event pattern."""


class InternalFailure(AwsError):  # noqa: N818 - the name on the wire
    """AWS itself fails, and says no more (recorded in us-east-1, 2026-09-13)."""

    status = 500


class InvalidRequestException(AwsError):  # noqa: N818 - the name on the wire
    """Secrets Manager does not allow this for this secret."""


def invalid_parameter(*, parameter: str, reason: str) -> ValidationException:
    """Return the error for a parameter that AWS refuses for a *reason*."""
    return ValidationException(f"Parameter {parameter} is not valid. Reason: {reason}")
