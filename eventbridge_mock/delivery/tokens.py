"""The access tokens of OAuth connections: asked for, kept, and renewed."""

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
    build_token_request,
    read_token,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..model.auth_parameters import OAuthParameters
    from ..model.connection import Connection
    from ..options import Options
    from ..records.invocations import HttpRequest
    from ..replies.authorization_server import AuthorizationServer
    from ..replies.capture import Capture
    from ..replies.reply import Reply, TimeoutBudget
    from .authorization import AccessToken

# AWS guide "Authorization methods for connections": a token with less left to live
# is renewed during the invocation; nothing is renewed in the background.
_LEAST_LEFT = timedelta(seconds=60)


class AccessTokens:
    """The tokens in hand, each for one connection with its very credentials."""

    def __init__(
        self,
        capture: Capture,
        server: AuthorizationServer,
        options: Callable[[], Options],
        record: Callable[[TokenRequest], object],
    ) -> None:
        self._capture = capture
        self._server = server
        self._options = options
        self._record = record
        self._in_hand: dict[tuple[str, OAuthParameters], AccessToken] = {}
        # The latest tokens of each connection, whether they still hold or not.
        self._granted: dict[str, tuple[str, ...]] = {}

    def token(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        now: datetime,
        patience: TimeoutBudget,
    ) -> AccessToken:
        """Return the token in hand, or a new one, waited for with *patience*.

        Raises what `request` does.
        """
        token = self._in_hand.get((connection.connection_arn, oauth))
        if token is not None and (
            token.expiration_time is None or token.expiration_time - now >= _LEAST_LEFT
        ):
            return token
        return self.request(connection, oauth, now, patience)

    def request(
        self,
        connection: Connection,
        oauth: OAuthParameters,
        now: datetime,
        patience: TimeoutBudget | None = None,
    ) -> AccessToken:
        """Ask the authorization endpoint for a token, and keep it.

        Raises TokenRefusedError or UnreachableError with the StateReason; then no
        token is in hand any more.
        """
        self._in_hand.pop((connection.connection_arn, oauth), None)
        earlier = self._granted.get(connection.connection_arn, ())
        request = build_token_request(oauth, earlier)
        try:
            reply = self._capture.send(
                request,
                self._options().unmatched_endpoint,
                patience,
                grant=self._server.reply_to,
            )
        except BaseException as error:
            self._record_attempt(connection, request, raised(error), now)
            raise
        self._record_attempt(connection, request, reply, now)
        if reply.status is None:
            raise UnreachableError(UNREACHABLE_REASON)
        token = read_token(reply, now, request.secrets)
        token = replace(token, earlier=earlier)
        self._granted[connection.connection_arn] = token.hidden
        self._in_hand[connection.connection_arn, oauth] = token
        return token

    def _record_attempt(
        self, connection: Connection, request: HttpRequest, reply: Reply, now: datetime
    ) -> None:
        arn = parse_arn(connection.connection_arn)
        self._record(
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
        patience: TimeoutBudget,
    ) -> None:
        """Get a token in the place of one that an endpoint *refused*.

        Unless another invocation has got one since. Raises what `request` does.
        """
        if self._in_hand.get((connection.connection_arn, oauth)) is refused:
            self.request(connection, oauth, now, patience)

    def copy_to(self, other: AccessTokens) -> None:
        """Have *other* begin with the tokens that are in hand here."""
        other._in_hand.update(self._in_hand)
        other._granted.update(self._granted)

    def clear(self) -> None:
        """Forget all tokens."""
        self._in_hand.clear()
        self._granted.clear()
