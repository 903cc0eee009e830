"""Carry a delivery on, one try at a time.

Theory of operation
-------------------
A try looks at the circumstances, takes its place in the API destination's rate
limit, gets an access token if it needs one, sends the request and judges the answer.
It leaves its `Progress` either at an end or with the time of the next try. Who calls
`carry_on` again, and whether that time is waited for, is not decided here: with
`delivery="eager"` the virtual times follow each other at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ..model.api_destination import ApiDestination, ApiDestinationState
from ..model.connection_state import ConnectionState
from ..records.failure import Failure
from ..replies.reply import TIMEOUT_SECONDS, raised
from . import failure
from .authorization import TokenRefusedError, UnreachableError, authorization_header
from .failure import REJECTED, failure_of
from .http_headers import UnusableParameterError
from .http_request import RequestTemplate
from .rate_limit import RateLimiter
from .retry_policy import delay_before, later
from .target_parameters import NO_PARAMETERS, TargetParameters

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..model.auth_parameters import AuthParameters
    from ..model.connection import Connection
    from ..options import Options
    from ..records.invocations import HttpRequest
    from ..replies.capture import Capture
    from ..replies.reply import Reply
    from .authorization import AccessToken
    from .progress import Progress
    from .tokens import AccessTokens

_TIMEOUT = timedelta(seconds=TIMEOUT_SECONDS)


class UndeliverableError(Exception):
    """A try that ends before anything is sent."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Ready:
    """What a try needs, and has."""

    api_destination: ApiDestination
    connection: Connection
    auth_parameters: AuthParameters


class Deliverer:
    """Makes the tries of all deliveries; *options* gives those in force."""

    def __init__(
        self, capture: Capture, tokens: AccessTokens, options: Callable[[], Options]
    ) -> None:
        self._capture = capture
        self._tokens = tokens
        self._options = options
        self._rate_limiter = RateLimiter()
        # By the ARN of the API destination, with what each was made of.
        self._templates: dict[str, tuple[tuple[object, ...], RequestTemplate]] = {}

    def carry_on(self, progress: Progress, now: datetime) -> None:
        """Make the try that is due *now*, which may be a virtual time."""
        if progress.is_too_old(now):
            last = progress.failure or failure.QUEUED_TOO_LONG
            progress.fail(last, "MaximumEventAgeInSeconds")
            return
        try:
            ready = _ready(progress)
            if not self._has_place(progress, ready.api_destination, now):
                return
            progress.count_retry()
            token = self._token(progress, ready, now)
            request = self._request(progress, ready, token)
        except UndeliverableError as error:
            self._fail_or_retry(progress, error.failure, now)
            return
        reply = self._send(progress, request, now)
        failed = failure_of(reply)
        if failed is None:
            progress.succeed()
            return
        if reply.status in REJECTED:
            failed = self._after_rejection(progress, ready, token, failed, now)
        self._fail_or_retry(progress, failed, now, reply)

    def _has_place(
        self, progress: Progress, destination: ApiDestination, now: datetime
    ) -> bool:
        """Return whether it is the turn of this try; if not, it has to wait."""
        if progress.has_place:
            progress.has_place = False
            return True
        place = self._rate_limiter.reserve(
            destination.api_destination_arn,
            destination.invocation_rate_limit_per_second,
            now,
            progress.end_time,
        )
        if place is not None and place <= now:
            return True
        progress.has_place = place is not None
        progress.wait_until(place or progress.end_time)
        return False

    def _token(
        self, progress: Progress, ready: Ready, now: datetime
    ) -> AccessToken | None:
        """Return the access token to send, if this is OAuth."""
        connection, oauth = ready.connection, ready.auth_parameters.oauth_parameters
        if oauth is None:
            return None
        try:
            return self._tokens.token(connection, oauth, now, progress.patience)
        except TokenRefusedError as error:
            progress.delivery.deauthorize(connection, str(error), now)
            failed = failure.no_token(connection, str(error), is_retryable=False)
        except UnreachableError as error:
            failed = failure.no_token(connection, str(error), is_retryable=True)
        raise UndeliverableError(failed)

    def _request(
        self, progress: Progress, ready: Ready, token: AccessToken | None
    ) -> HttpRequest:
        """Return the request of the last try, or a new one if it would be another."""
        template = self._template(ready, token)
        if progress.request is not None and progress.template is template:
            return progress.request
        delivery = progress.delivery
        added = delivery.conditions.http_parameters
        target = TargetParameters.of(added, delivery.event) if added else NO_PARAMETERS
        try:
            progress.request = template.request(delivery.body, target)
        except UnusableParameterError as error:
            failed = Failure("INVALID_PARAMETER", f"Parameter is not valid. {error}")
            raise UndeliverableError(failed) from None
        progress.template = template
        return progress.request

    def _template(self, ready: Ready, token: AccessToken | None) -> RequestTemplate:
        """Return the template that the last request was made from, if it still fits."""
        destination, auth_parameters = ready.api_destination, ready.auth_parameters
        basis = (destination, auth_parameters, token)
        known = self._templates.get(destination.api_destination_arn)
        if known is not None and known[0] == basis:
            return known[1]
        header = authorization_header(auth_parameters, token.value if token else "")
        hidden = token.hidden if token else ()
        template = RequestTemplate(destination, auth_parameters, header, hidden)
        self._templates[destination.api_destination_arn] = basis, template
        return template

    def _send(self, progress: Progress, request: HttpRequest, now: datetime) -> Reply:
        """Send *request* and record the attempt, also when code of the test raises."""
        try:
            reply = self._capture.send(
                request, self._options().unmatched_endpoint, progress.patience
            )
        except BaseException as error:
            progress.record(request, raised(error), now)
            progress.break_off(str(progress.attempts[-1].error))
            raise
        progress.record(request, reply, now)
        return reply

    def _after_rejection(
        self,
        progress: Progress,
        ready: Ready,
        token: AccessToken | None,
        failed: Failure,
        now: datetime,
    ) -> Failure:
        """Renew the token, or deauthorize the connection; return what has failed.

        AWS guides "Authorization methods for connections" and "De-authorizing
        connections".
        """
        connection, oauth = ready.connection, ready.auth_parameters.oauth_parameters
        if oauth is None or token is None:
            progress.rejected_arn = connection.connection_arn
            progress.delivery.deauthorize(connection, _rejection(progress), now)
            return failed
        try:
            self._tokens.renew(connection, oauth, token, now, progress.patience)
        except TokenRefusedError as error:
            progress.delivery.deauthorize(connection, str(error), now)
            return failure.no_token(connection, str(error), is_retryable=False)
        except UnreachableError:
            # None is in hand then: the next try asks again.
            return failed
        return failed

    def _fail_or_retry(
        self,
        progress: Progress,
        failed: Failure,
        now: datetime,
        reply: Reply | None = None,
    ) -> None:
        """End with what has *failed*, or plan the next attempt."""
        if not failed.is_retryable:
            progress.fail(failed)
            return
        if reply is not None and reply.timed_out:
            now = later(now, _TIMEOUT)
        delay = delay_before(
            progress.retries + 1,
            now,
            retry_after=reply.headers.get("Retry-After") if reply else None,
            seed=self._options().retry_jitter_seed,
            delivery=progress.number,
        )
        if delay is None:
            progress.fail(failed)
        else:
            progress.retry(failed, later(now, delay))


def _ready(progress: Progress) -> Ready:
    """Look up what there is now; raises UndeliverableError if it is no use."""
    found = progress.delivery.look_up()
    destination, connection = found.api_destination, found.connection
    if destination is None:
        raise UndeliverableError(failure.gone(progress.delivery.api_destination))
    is_active = destination.api_destination_state is ApiDestinationState.ACTIVE
    if connection is not None and progress.rejected_arn == connection.connection_arn:
        # It was this event that had the connection deauthorized, and AWS goes on
        # trying after a 401 (docs/fidelity.md, row "retries after a 401").
        is_active |= connection.connection_state is ConnectionState.DEAUTHORIZED
    if not is_active or connection is None or found.auth_parameters is None:
        raise UndeliverableError(failure.inactive(destination, connection))
    return Ready(destination, connection, found.auth_parameters)


def _rejection(progress: Progress) -> str:
    """Return the StateReason after a rejection.

    The text is our choice (docs/fidelity.md, row "StateReason after a 401").
    """
    status = progress.attempts[-1].status
    return f"The endpoint answered HTTP status {status}."
