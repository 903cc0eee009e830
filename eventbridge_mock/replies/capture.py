"""The end of the line: every outbound request is answered here.

A scripted reply comes first, then a receiver that the test routed the URL to; a
request without either is answered as the option `unmatched_endpoint` says. Nothing
leaves the process unless that says "send", or a route leads to a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.invocations import Attempt
from ..records.masking import mask
from .receivers import Routes
from .reply import Patience, Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import responses

    from ..options import UnmatchedEndpoint
    from ..records.invocations import HttpRequest
    from .receivers import Receiver
    from .scripted_replies import ScriptedReplies

_REMEMBERED = 10


_ACCEPTED = Reply(status=200)


class Capture:
    """Answers requests, and remembers what the test has to hear about."""

    def __init__(self, around: Capture | None = None) -> None:
        self._around = around
        self._scripted: ScriptedReplies | None = None
        self._routes = Routes()
        self._is_stopped = False
        self.failed_ends: list[str] = []
        self.unscripted: list[str] = []
        self.refused: list[str] = []

    @property
    def responses(self) -> responses.RequestsMock:
        """The scripted replies, kept by the `responses` library."""
        if self._scripted is None:
            from .scripted_replies import (  # noqa: PLC0415 - heavy, often unused
                ScriptedReplies,
            )

            self._scripted = ScriptedReplies()
        return self._scripted

    def send(
        self,
        request: HttpRequest,
        unmatched: UnmatchedEndpoint,
        patience: Patience | None = None,
        *,
        granted: Callable[[HttpRequest], Reply] | None = None,
    ) -> Reply:
        """Return the answer to *request*.

        *patience* is for servers; without it all of the time is waited. *granted*
        answers for an authorization endpoint without a scripted reply, unless
        requests are really sent.
        """
        patience = patience or Patience()
        scripted = self._scripted_reply(request)
        if scripted is not None:
            return scripted
        receiver = self._receiver(request)
        if receiver is not None:
            return receiver.send(request, patience)
        if unmatched == "send":
            from .requests_library import send  # noqa: PLC0415 - heavy, often unused

            return send(request, patience)
        if granted is not None:
            return granted(request)
        self._remember(self.unscripted, request)
        if unmatched == "refuse":
            self._remember(self.refused, request)
            return Reply(error=f"Connection refused: no scripted reply for {request}")
        return _ACCEPTED

    def _scripted_reply(self, request: HttpRequest) -> Reply | None:
        """Return what is scripted here, else in the capture around this one."""
        reply = None
        if self._scripted is not None and not self._is_stopped:
            reply = self._scripted.reply_to(request)
        if reply is None and self._around is not None:
            reply = self._around._scripted_reply(request)  # noqa: SLF001 - its own kind
        return reply

    def route(self, url_prefix: str, to: object) -> None:
        """Send what goes to *url_prefix* to *to*; raises what `Routes.add` does."""
        self._routes.add(url_prefix, to)

    @property
    def has_routes(self) -> bool:
        """Whether anything is routed anywhere."""
        around = self._around
        return bool(self._routes) or (around is not None and around.has_routes)

    def _receiver(self, request: HttpRequest) -> Receiver | None:
        """Return the receiver routed to here, else in the capture around this one."""
        receiver = self._routes.receiver_of(request)
        if receiver is None and self._around is not None:
            receiver = self._around._receiver(request)  # noqa: SLF001 - its own kind
        return receiver

    def _remember(self, where: list[str], request: HttpRequest) -> None:
        if len(where) < _REMEMBERED:
            where.append(str(request))

    def unused_replies(self) -> list[str]:
        """Return a line for each scripted reply that was never given."""
        return self._scripted.unused() if self._scripted else []

    def stop(self) -> None:
        """Stop answering, and end the receivers; the record stays readable."""
        self._is_stopped = True
        self._end_receivers()

    def reset(self) -> None:
        """Forget the scripted replies, the routes, and what was remembered.

        Raises RuntimeError, and forgets nothing, in an application routed to.
        """
        self._routes.check_end()
        self.unscripted.clear()
        self.refused.clear()
        if self._scripted is not None:
            self._scripted.reset()
        self._end_receivers()

    def _end_receivers(self) -> None:
        # Told at the end of the test: by now, much has still to be cleared up.
        self.failed_ends += [
            f"A receiver failed as it was stopped: {type(error).__name__}: {error}"
            for error in self._routes.clear()
        ]


def attempt_of(
    request: HttpRequest, reply: Reply, *, number: int, time: datetime
) -> Attempt:
    """Return the record of *request* and the *reply* it got."""
    return Attempt(
        number=number,
        time=time,
        request=request,
        status=reply.status,
        response_headers=reply.headers.hiding(request.secrets),
        response_body=reply.body,
        error=reply.error and mask(reply.error, request.secrets),
    )
