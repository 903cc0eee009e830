"""The end of the line: every outbound request gets its reply here.

A scripted reply comes first, then a receiver that the test routed the URL to; for any
other request the option `unmatched_endpoint` decides. Nothing leaves the process
unless that option is "send", or a route leads to a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import NotActiveError
from ..frozen import maker
from ..model.endpoint import normal_url
from ..records.http_message import hide_in_headers
from ..records.invocations import Attempt
from ..records.masking import mask_text
from .reply import Reply, TimeoutBudget, described

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import responses
    from responses import BaseResponse

    from ..options import UnmatchedEndpoint
    from ..records.invocations import HttpRequest
    from .receiver import Receiver
    from .receivers import Routes
    from .scripted_replies import ScriptedReplies

_MOST_REQUESTS_SHOWN = 10

_ACCEPTED = Reply(status=200)

_make_attempt = maker(Attempt)


class Capture:
    """Replies to requests, and keeps what is reported at the end of the test.

    A capture *around* this one, of an outer mock, replies where this one has neither a
    scripted reply nor a route.
    """

    def __init__(self, around: Capture | None = None) -> None:
        self._around = around
        self._scripted: ScriptedReplies | None = None
        self._routes: Routes | None = None
        self._is_stopped = False
        self.failed_ends: list[str] = []
        # The first of each, for the report at the end of the test.
        self.unscripted: list[HttpRequest] = []
        self.refused: list[HttpRequest] = []

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
        timeout_parts: dict[str, float] | None = None,
        *,
        grant: Callable[[HttpRequest], Reply] | None = None,
    ) -> Reply:
        """Return the reply to *request*.

        Servers are waited for as long as a budget of *timeout_parts* says, by default
        the whole time. *grant* replies for an authorization endpoint without a scripted
        reply, unless requests are really sent. Raises NotActiveError in a thread that
        outlives the mock.
        """
        if self._is_stopped:
            msg = (
                f"{request} was not sent, because the mock has stopped. End threads and"
                " tasks before the mock stops."
            )
            raise NotActiveError(msg)
        try:
            url = normal_url(request.url)
        except ValueError as error:
            # AWS cannot reach it either, so the option does not matter.
            return Reply(error=f"InvalidURL: {error}")
        scripted = self._scripted_reply(request, url)
        if scripted is not None:
            return scripted
        receiver = self._receiver(url)
        if receiver is not None:
            return receiver.send(request, TimeoutBudget(timeout_parts))
        if unmatched == "send":
            return _send(request, TimeoutBudget(timeout_parts))
        return grant(request) if grant else self._unmatched_reply(request, unmatched)

    def _unmatched_reply(
        self, request: HttpRequest, unmatched: UnmatchedEndpoint
    ) -> Reply:
        _add(self.unscripted, request)
        if unmatched == "refuse":
            _add(self.refused, request)
            return Reply(error=f"Connection refused: no scripted reply for {request}")
        return _ACCEPTED

    def _scripted_reply(self, request: HttpRequest, url: str) -> Reply | None:
        """Return the reply that is scripted here, else in the capture around."""
        reply = None
        if self._scripted is not None and not self._is_stopped:
            reply = self._scripted.reply_to(request, url)
        if reply is None and self._around is not None:
            reply = self._around._scripted_reply(request, url)  # noqa: SLF001 - its own kind
        return reply

    def route(self, url_prefix: str, to: object, timeout: float | None = None) -> None:
        """Send what goes to *url_prefix* to *to*; raises what `Routes.add` does."""
        if self._routes is None:
            from .receivers import Routes  # noqa: PLC0415 - most tests have no route

            self._routes = Routes()
        self._routes.add(url_prefix, to, timeout)

    @property
    def has_routes(self) -> bool:
        """Whether anything is routed anywhere."""
        around = self._around
        return bool(self._routes) or (around is not None and around.has_routes)

    def _receiver(self, url: str) -> Receiver | None:
        """Return the receiver routed to here, else in the capture around this one."""
        receiver = self._routes.receiver_of(url) if self._routes else None
        if receiver is None and self._around is not None:
            receiver = self._around._receiver(url)  # noqa: SLF001 - its own kind
        return receiver

    def unused_replies(self) -> list[str]:
        """Return a line for each scripted reply that was never given."""
        return self._scripted.unused() if self._scripted else []

    def scripted_replies(self) -> list[BaseResponse]:
        """Return the replies that were scripted here, in their order."""
        return self._scripted.registered() if self._scripted else []

    def listed_routes(self) -> list[tuple[str, object]]:
        """Return the prefix and the receiver of each route made here."""
        return self._routes.listed() if self._routes else []

    def stop(self) -> None:
        """End the receivers, then give no scripted reply any more.

        An application may publish as it ends, so that is answered too. The record
        stays readable.
        """
        try:
            self.end_receivers()
        finally:
            self._is_stopped = True

    def reset(self) -> None:
        """Forget the scripted replies, the routes, and the requests without a reply.

        Raises RuntimeError, and forgets nothing, in an application routed to.
        """
        if self._routes:
            self._routes.check_end()
        self.unscripted.clear()
        self.refused.clear()
        if self._scripted is not None:
            self._scripted.reset()
        self.end_receivers()

    def end_receivers(self) -> None:
        """End the applications that answer here."""
        # Reported at the end of the test, because much has still to be cleared up.
        self.failed_ends += [
            f"A receiver failed when it was stopped: {described(error)}"
            for error in (self._routes.clear() if self._routes else ())
        ]


def _send(request: HttpRequest, budget: TimeoutBudget) -> Reply:
    from .requests_library import send  # noqa: PLC0415 - heavy, often unused

    return send(request, budget)


def _add(requests: list[HttpRequest], request: HttpRequest) -> None:
    if len(requests) < _MOST_REQUESTS_SHOWN:
        requests.append(request)


def attempt_of(
    request: HttpRequest, reply: Reply, *, number: int, time: datetime
) -> Attempt:
    """Return the record of *request* and its *reply*."""
    return _make_attempt(
        number=number,
        time=time,
        request=request,
        status=reply.status,
        response_headers=hide_in_headers(reply.headers, request.sensitive_texts),
        response_body=reply.body,
        error=reply.error and mask_text(reply.error, request.sensitive_texts),
    )
