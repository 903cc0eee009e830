"""Make one attempt of a delivery.

Theory of operation
-------------------
An attempt looks the API destination up, waits for its turn in the rate limit, gets an
access token if the connection needs one, sends the request and judges the reply. It
leaves the `OpenDelivery` either ended or with the time of the next attempt. The caller
decides whether that time is waited for: with `delivery="eager"` the virtual times
follow each other at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ..model.api_destination import ApiDestination, ApiDestinationState
from ..model.connection_state import ConnectionState
from ..records.failure import Failure
from ..replies.capture import attempt_of
from ..replies.reply import TIMEOUT_SECONDS, raised
from . import failure
from .authorization import TokenRefusedError, UnreachableError, authorization_header
from .failure import REJECTED
from .http_headers import UnusableParameterError
from .http_request import RequestTemplate
from .rate_limit import RateLimiter
from .retry_policy import delay_before, later
from .target_parameters import NO_PARAMETERS, TargetParameters

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.auth_parameters import AuthParameters
    from ..model.connection import Connection
    from ..records.invocations import HttpRequest
    from ..replies.capture import Capture
    from ..replies.reply import Reply
    from .authorization import AccessToken
    from .open_delivery import OpenDelivery
    from .tokens import AccessTokens

_TIMEOUT = timedelta(seconds=TIMEOUT_SECONDS)


class UndeliverableError(Exception):
    """An attempt that fails before anything is sent."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class _Ready:
    """An API destination that can be invoked, with all that an attempt needs of it."""

    api_destination: ApiDestination
    connection: Connection
    auth_parameters: AuthParameters


class AttemptSender:
    """Makes the attempts of all deliveries."""

    def __init__(self, capture: Capture, tokens: AccessTokens) -> None:
        self._capture = capture
        self._tokens = tokens
        self._rate_limiter = RateLimiter()
        # By the ARN of the API destination, with what each was made from.
        self._templates: dict[str, tuple[tuple[object, ...], RequestTemplate]] = {}

    def make_attempt(self, delivery: OpenDelivery, now: datetime) -> None:
        """Make the attempt that is due *now*, which may be a virtual time."""
        if now >= delivery.end_time:
            last = delivery.failure or failure.QUEUED_TOO_LONG
            delivery.fail(last, "MaximumEventAgeInSeconds")
            return
        try:
            ready = _ready(delivery)
            if not self._is_allowed(delivery, ready.api_destination, now):
                return
            delivery.retries += delivery.failure is not None
            token = self._token(delivery, ready, now)
            request = self._request(delivery, ready, token)
        except UndeliverableError as error:
            self._fail_or_retry(delivery, error.failure, now)
            return
        reply = self._send(delivery, request, now)
        failed = failure.failure_of(reply)
        if failed is None:
            delivery.succeed()
            return
        if reply.status in REJECTED:
            failed = self._after_rejection(delivery, ready, token, failed, now)
        self._fail_or_retry(delivery, failed, now, reply)

    def _is_allowed(
        self, delivery: OpenDelivery, destination: ApiDestination, now: datetime
    ) -> bool:
        """Return whether the rate limit allows the attempt *now*; else plan it."""
        if delivery.has_reservation:
            delivery.has_reservation = False
            return True
        instant = self._rate_limiter.reserve(
            destination.api_destination_arn,
            destination.invocation_rate_limit_per_second,
            now,
            delivery.end_time,
        )
        if instant is not None and instant <= now:
            return True
        delivery.has_reservation = instant is not None
        delivery.wait_until(instant or delivery.end_time)
        return False

    def _token(
        self, delivery: OpenDelivery, ready: _Ready, now: datetime
    ) -> AccessToken | None:
        """Return the access token to send, if the connection uses OAuth."""
        connection, oauth = ready.connection, ready.auth_parameters.oauth_parameters
        if oauth is None:
            return None
        try:
            return self._tokens.token(connection, oauth, now, delivery.timeout_parts)
        except TokenRefusedError as error:
            delivery.order.source.deauthorize(connection, str(error), now)
            failed = failure.no_token(connection, str(error), is_retryable=False)
        except UnreachableError as error:
            failed = failure.no_token(connection, str(error), is_retryable=True)
        raise UndeliverableError(failed)

    def _request(
        self, delivery: OpenDelivery, ready: _Ready, token: AccessToken | None
    ) -> HttpRequest:
        """Return the request of the last attempt, or a new one if it would differ."""
        template = self._template(ready, token)
        if delivery.request is not None and delivery.template is template:
            return delivery.request
        order = delivery.order
        added = order.conditions.http_parameters
        target = TargetParameters.of(added, order.event) if added else NO_PARAMETERS
        try:
            delivery.request = template.request(order.body, target)
        except UnusableParameterError as error:
            failed = Failure("INVALID_PARAMETER", f"Parameter is not valid. {error}")
            raise UndeliverableError(failed) from None
        delivery.template = template
        return delivery.request

    def _template(self, ready: _Ready, token: AccessToken | None) -> RequestTemplate:
        """Return the template of the last request, or a new one if it has changed."""
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

    def _send(
        self, delivery: OpenDelivery, request: HttpRequest, now: datetime
    ) -> Reply:
        """Send *request* and record the attempt, also if the test's own code raises."""
        number = len(delivery.attempts) + 1
        try:
            reply = self._capture.send(
                request, delivery.options.unmatched_endpoint, delivery.timeout_parts
            )
        except BaseException as error:
            attempt = attempt_of(request, raised(error), number=number, time=now)
            delivery.attempts.append(attempt)
            delivery.break_off(str(attempt.error))
            raise
        delivery.attempts.append(attempt_of(request, reply, number=number, time=now))
        return reply

    def _after_rejection(
        self,
        delivery: OpenDelivery,
        ready: _Ready,
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
            delivery.rejected_arn = connection.connection_arn
            delivery.order.source.deauthorize(connection, _rejection(delivery), now)
            return failed
        try:
            self._tokens.renew(connection, oauth, token, now, delivery.timeout_parts)
        except TokenRefusedError as error:
            delivery.order.source.deauthorize(connection, str(error), now)
            return failure.no_token(connection, str(error), is_retryable=False)
        except UnreachableError:
            # The next attempt requests a token again.
            return failed
        return failed

    def _fail_or_retry(
        self,
        delivery: OpenDelivery,
        failed: Failure,
        now: datetime,
        reply: Reply | None = None,
    ) -> None:
        """End with what has *failed*, or plan the next attempt."""
        if not failed.is_retryable:
            delivery.fail(failed)
            return
        if reply is not None and reply.timed_out:
            now = later(now, _TIMEOUT)
        delay = delay_before(
            delivery.retries + 1,
            now,
            retry_after=reply.headers.get("Retry-After") if reply else None,
            seed=delivery.options.retry_jitter_seed,
            delivery=delivery.number,
        )
        if delay is None:
            delivery.fail(failed)
        else:
            delivery.retry(failed, later(now, delay))


def _ready(delivery: OpenDelivery) -> _Ready:
    """Return what the attempt needs; raises UndeliverableError if it is unusable."""
    found = delivery.destination or delivery.order.source.current_destination()
    # The destination of the order is current for the first attempt only.
    delivery.destination = None
    destination, connection = found.api_destination, found.connection
    if destination is None:
        raise UndeliverableError(
            failure.missing_destination(
                delivery.order.api_destination,
                delivery.order.target_arn,
                found.live_arn,
            )
        )
    is_active = destination.api_destination_state is ApiDestinationState.ACTIVE
    if connection is not None and delivery.rejected_arn == connection.connection_arn:
        # This event had the connection deauthorized, and AWS continues to retry after a
        # 401 (docs/fidelity.md, row "retries after a 401").
        is_active |= connection.connection_state is ConnectionState.DEAUTHORIZED
    if not is_active or connection is None or found.auth_parameters is None:
        raise UndeliverableError(failure.inactive(destination, connection))
    return _Ready(destination, connection, found.auth_parameters)


def _rejection(delivery: OpenDelivery) -> str:
    """Return the StateReason after a rejection.

    The text is our choice (docs/fidelity.md, row "StateReason after a 401").
    """
    status = delivery.attempts[-1].status
    return f"The endpoint answered HTTP status {status}."
