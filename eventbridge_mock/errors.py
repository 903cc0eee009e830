"""Errors that tell the author of a test what to do; AWS never sends these."""

from __future__ import annotations


class UnmockedAwsCallError(RuntimeError):
    """A call would have left the process, or needs something not implemented.

    Raised out of the SDK call, before anything is sent. The text names the
    service, the operation and the ways out.

        >>> import botocore.session
        >>> from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
        >>> with mock_api_destinations():
        ...     events = botocore.session.get_session().create_client("events")
        ...     try:
        ...         events.list_endpoints()
        ...     except UnmockedAwsCallError as error:
        ...         print(str(error).splitlines()[0])
        events.ListEndpoints is not implemented by eventbridge_mock.
    """


class NotActiveError(RuntimeError):
    """A mock was asked for something while it was not active.

    Enter it first: as a decorator, with `with`, or with `start()`.
    """


class TooManyFiringsError(RuntimeError):
    """The clock was moved so far that rules fire by their schedules without end.

    Move it in smaller steps, or disable the rule that the text names.
    """


class PublishingLoopError(RuntimeError):
    """Events, or deliveries, cause each other without end.

    A scripted reply, or a receiver that a route leads to, publishes an event or
    invokes an API destination, and what is delivered then gets there again. Have it
    do so once.
    """


class ReceiverError(RuntimeError):
    """An ASGI application that a route leads to hangs, exits or stops its loop.

    The text names the route, what the application did not do, and the line that
    blocks its event loop if one does. `mock.route` takes a longer timeout.
    """


class LifespanError(ReceiverError):
    """An application reports that its start or its end failed."""


class WaitsForItselfError(ReceiverError):
    """An application calls what would wait for the application itself."""
