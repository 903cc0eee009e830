"""The access tokens of OAuth connections: requested, kept and renewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ..model.arn import parse_arn
from ..records.invocations import TokenRequest
from ..replies.capture import attempt_of
from ..replies.reply import raised
from .authorization import (
    UNREACHABLE_REASON,
    UnreachableError,
    read_token,
    token_request,
)

if TYPE_CHECKING:
    from datetime import datetime

    from ..model.auth_parameters import OAuthParameters
    from ..model.connection import Connection
    from ..records.invocations import HttpRequest
    from ..replies.authorization_server import AuthorizationServer
    from ..replies.capture import Capture
    from ..replies.reply import Reply
    from .authorization import AccessToken
    from .delivery_order import OptionsSource

# AWS guide "Authorization methods for connections": a token that expires sooner is
# renewed during the invocation; nothing is renewed in the background.
_LEAST_LEFT = timedelta(seconds=60)


class AccessTokens:
    """The current tokens, each for one connection with its current credentials."""

    def __init__(
        self,
        capture: Capture,
        server: AuthorizationServer,
        settings: OptionsSource,
        token_requests: list[TokenRequest],
    ) -> None:
        self._capture = capture
        self._server = server
        self._settings = settings
        self._token_requests = token_requests
        self._current: dict[tuple[str, OAuthParameters], AccessToken] = {}
        # The latest tokens of each connection, whether they are still valid or not.
        self._granted: dict[str, tuple[str, ...]] = {}

    def token(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        now: datetime,
        timeout_parts: dict[str, float],
    ) -> AccessToken:
        """Return the current token, or a new one.

        *timeout_parts* limit how long a server may take. Raises what `request` does.
        """
        token = self._current.get((connection.connection_arn, oauth))
        if token is not None and (
            token.expiration_time is None or token.expiration_time - now >= _LEAST_LEFT
        ):
            return token
        return self.request(connection, oauth, now, timeout_parts)

    def request(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        now: datetime,
        timeout_parts: dict[str, float] | None = None,
    ) -> AccessToken:
        """Request a token from the authorization endpoint, and keep it.

        Raises TokenRefusedError or UnreachableError with the StateReason; then the
        connection has no current token.
        """
        self._current.pop((connection.connection_arn, oauth), None)
        earlier = self._granted.get(connection.connection_arn, ())
        request = token_request(oauth, earlier)
        try:
            reply = self._capture.send(
                request,
                self._settings.options.unmatched_endpoint,
                timeout_parts,
                grant=self._server.reply_to,
            )
        except BaseException as error:
            self._record_attempt(connection, request, raised(error), now)
            raise
        self._record_attempt(connection, request, reply, now)
        if reply.status is None:
            raise UnreachableError(UNREACHABLE_REASON)
        token = read_token(reply, now, request.sensitive_texts)
        token = replace(token, earlier=earlier)
        self._granted[connection.connection_arn] = token.hidden
        self._current[connection.connection_arn, oauth] = token
        return token

    def _record_attempt(
        self, connection: Connection, request: HttpRequest, reply: Reply, now: datetime
    ) -> None:
        arn = parse_arn(connection.connection_arn)
        self._token_requests.append(
            TokenRequest(
                connection=connection.name,
                connection_arn=connection.connection_arn,
                account_id=arn.account_id,
                region_name=arn.region_name,
                attempts=(attempt_of(request, reply, number=1, time=now),),
            )
        )

    def renew(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        refused: AccessToken,
        now: datetime,
        timeout_parts: dict[str, float],
    ) -> None:
        """Replace the token that an endpoint *refused*.

        Do nothing if another invocation has replaced it since. Raises what `request`
        raises.
        """
        if self._current.get((connection.connection_arn, oauth)) is refused:
            self.request(connection, oauth, now, timeout_parts)

    def copy_from(self, other: AccessTokens) -> None:
        """Take over the current tokens of *other*."""
        self._current.update(other._current)
        self._granted.update(other._granted)

    def clear(self) -> None:
        """Forget all tokens."""
        self._current.clear()
        self._granted.clear()
