"""The errors of the mock itself, which say what to do; AWS never sends these."""

from __future__ import annotations


class UnmockedAwsCallError(RuntimeError):
    """No mock answers this call to AWS, or its operation is not implemented.

    The SDK call raises it before anything is sent. The text names the service, the
    operation and the ways out.

        >>> import botocore.session
        >>> from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
        >>> with mock_api_destinations():
        ...     sqs = botocore.session.get_session().create_client(
        ...         "sqs", region_name="eu-west-1"
        ...     )
        ...     try:
        ...         sqs.list_queues()
        ...     except UnmockedAwsCallError as error:
        ...         print(str(error).splitlines()[0])
        sqs.ListQueues would have gone to sqs.eu-west-1.amazonaws.com: nothing mocks it.
    """


class NotActiveError(RuntimeError):
    """A mock was used while it was not active.

    Start it first: with the decorator, with `with`, or with `start()`.
    """


class TooManyFiringsError(RuntimeError):
    """The clock was moved so far that the schedules of rules fire too often.

    Move it in smaller steps, or disable the rule that the message names.
    """


class PublishingLoopError(RuntimeError):
    """Events or deliveries cause each other in a loop.

    A scripted reply, or a receiver behind a route, publishes an event or invokes an API
    destination, whose delivery reaches the same reply or receiver again. Make it
    publish only once.
    """


class ReceiverError(RuntimeError):
    """An ASGI application that a route leads to hangs, exits or stops its loop.

    The text names the route, the step that was not completed, and the line that blocks
    the event loop, if a line does. `mock.route` takes a longer timeout.
    """


class LifespanError(ReceiverError):
    """An application reports that its start or its end failed."""


class WaitsForItselfError(ReceiverError):
    """An application made a call that would wait for the application itself."""


class MotoChangedWarning(UserWarning):
    """moto lacks a function that connects its services to the mock.

    The text names the function, and the events or calls that are lost without it.
    """


class ScheduleWarning(UserWarning):
    """A schedule that moto's EventBridge Scheduler stores published no event.

    Scheduler would have refused it, or PutEvents failed and the schedule has no
    dead-letter queue. The text names the schedule and the reason.
    """


class DeploymentError(RuntimeError):
    """A template cannot be deployed; nothing of it was kept.

    The text names the resource by its logical id, the property and the remedy, in the
    words of AWS where AWS has any, and never shows a secret. `logical_id` and
    `property_path`, such as `Targets/0/Arn`, are None where the error is not of one
    resource, or not of one property.

        >>> from eventbridge_mock import mock_api_destinations
        >>> from eventbridge_mock.errors import DeploymentError
        >>> template = {"Resources": {"Orders": {"Type": "AWS::Events::Rule"}}}
        >>> with mock_api_destinations() as mock:
        ...     try:
        ...         mock.deploy(template)
        ...     except DeploymentError as error:
        ...         print(error.logical_id)
        Orders
    """

    def __init__(
        self,
        message: str,
        *,
        logical_id: str | None = None,
        property_path: str | None = None,
    ) -> None:
        super().__init__(message)
        self.logical_id = logical_id
        self.property_path = property_path


class StackWarning(UserWarning):
    """A CloudFormation stack of moto could not delete one of its resources here.

    The text has EventBridge's error.
    """
