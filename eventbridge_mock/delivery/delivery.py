"""Send one event to one API destination, and record what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..invocations import Attempt, HttpRequest, Invocation, TokenRequest
from ..masking import mask
from ..model.api_destination import ApiDestinationState
from .authorization import (
    UNREACHABLE_REASON,
    AccessToken,
    TokenRefusedError,
    authorization_header,
    build_token_request,
    granted_token,
    read_token,
)
from .http_request import build_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..clock import Clock
    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import AuthParameters, OAuthParameters
    from ..model.connection import Connection
    from ..options import UnmatchedEndpoint
    from .capture import Capture
    from .reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one delivery needs to know, all of it values.

    *connection* and *auth_parameters* (with the secret values) are None when
    they are gone.
    """

    api_destination: ApiDestination
    connection: Connection | None
    auth_parameters: AuthParameters | None
    account_id: str
    region_name: str
    event: Any
    body: bytes


class UnreachableError(Exception):
    """The authorization endpoint gave no answer."""


class Deliverer:
    """Carries requests to their endpoints and hands back the records."""

    def __init__(self, capture: Capture, clock: Clock) -> None:
        self._capture = capture
        self._clock = clock

    def deliver(
        self,
        delivery: Delivery,
        unmatched: UnmatchedEndpoint,
        token: Callable[[Connection, OAuthParameters], AccessToken],
    ) -> Invocation:
        """Send the event of *delivery* and return the record of it.

        *token* gives an access token, if one is needed; it raises what
        `request_token` does.
        """
        try:
            request = self._request(delivery, token)
        except UndeliverableError as error:
            return _record(delivery, failure=str(error))
        attempt = self._attempt(request, self._capture.send(request, unmatched))
        return _record(delivery, attempt=attempt)

    def _request(
        self,
        delivery: Delivery,
        token: Callable[[Connection, OAuthParameters], AccessToken],
    ) -> HttpRequest:
        destination, connection = delivery.api_destination, delivery.connection
        is_active = destination.api_destination_state is ApiDestinationState.ACTIVE
        if not is_active or connection is None or delivery.auth_parameters is None:
            raise UndeliverableError(_why_inactive(destination, connection))
        oauth = delivery.auth_parameters.oauth_parameters
        try:
            access_token = token(connection, oauth).value if oauth else ""
        except (TokenRefusedError, UnreachableError) as error:
            msg = f"no access token for connection {connection.name!r}: {error}"
            raise UndeliverableError(msg) from None
        header = authorization_header(delivery.auth_parameters, access_token)
        return build_request(
            destination, delivery.auth_parameters, header, delivery.body
        )

    def request_token(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        unmatched: UnmatchedEndpoint,
        record: Callable[[TokenRequest], None],
        place: tuple[str, str],
    ) -> AccessToken:
        """Ask the authorization endpoint for a token.

        Raises TokenRefusedError or UnreachableError with the StateReason.
        """
        request = build_token_request(oauth)
        reply = self._capture.send(request, unmatched, granted=granted_token(request))
        record(
            TokenRequest(
                connection=connection.name,
                connection_arn=connection.connection_arn,
                account_id=place[0],
                region_name=place[1],
                attempts=(self._attempt(request, reply),),
            )
        )
        if reply.error is not None:
            raise UnreachableError(UNREACHABLE_REASON)
        return read_token(reply)

    def _attempt(self, request: HttpRequest, reply: Reply) -> Attempt:
        error = reply.error and mask(reply.error, request.secrets)
        return Attempt(
            number=1,
            time=self._clock.now(),
            request=request,
            status=reply.status,
            response_headers=reply.headers,
            response_body=reply.body,
            error=error,
        )


class UndeliverableError(Exception):
    """An event that cannot even be sent, and why."""


def _why_inactive(destination: ApiDestination, connection: Connection | None) -> str:
    why = f"API destination {destination.name!r} is INACTIVE"
    if connection is None:
        return f"{why}: its connection does not exist"
    reason = f" ({connection.state_reason})" if connection.state_reason else ""
    state = connection.connection_state.value
    return f"{why}: its connection {connection.name!r} is {state}{reason}"


def _record(
    delivery: Delivery, *, attempt: Attempt | None = None, failure: str | None = None
) -> Invocation:
    delivered = attempt is not None and attempt.is_success
    if attempt is not None and not delivered:
        failure = attempt.error or f"the endpoint answered HTTP status {attempt.status}"
    destination = delivery.api_destination
    return Invocation(
        api_destination=destination.name,
        api_destination_arn=destination.api_destination_arn,
        connection_arn=destination.connection_arn,
        account_id=delivery.account_id,
        region_name=delivery.region_name,
        event=delivery.event,
        attempts=(attempt,) if attempt is not None else (),
        outcome="delivered" if delivered else "failed",
        failure=failure,
    )
