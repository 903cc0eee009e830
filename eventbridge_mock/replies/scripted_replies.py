"""The one doorway to `responses`.

Imported when a test first scripts a reply: a suite that never does never pays
for the library. Its registry finds the reply and the reply gives the answer, as
the library itself would have them do; what it does around that, for a patched
adapter, is not needed. A plain reply answers thousands of retries: see
`plain_replies`.
"""

from __future__ import annotations

import re
from threading import RLock
from typing import TYPE_CHECKING, Any

import responses

from .plain_replies import Finds, PlainAnswers, PlainCall, prepare_for_matchers
from .requests_library import EndpointAdapter, build_response, read

if TYPE_CHECKING:
    import requests

    from ..records.invocations import HttpRequest
    from .reply import Reply


class ScriptedReplies(responses.RequestsMock):
    """A RequestsMock that is asked for its replies, and patches nothing."""

    def __init__(self) -> None:
        # Before `RequestsMock.__init__`, which begins with a reset.
        self._finds = Finds()
        self._answers = PlainAnswers()
        super().__init__(
            # Unused replies are reported when the mock stops, in its own words.
            assert_all_requests_are_fired=False,
            target=f"{EndpointAdapter.__module__}.{EndpointAdapter.__name__}.send",
        )
        # Held by one thread again and again: a matcher may call the mock.
        self._finding = RLock()

    def unused(self) -> list[str]:
        """Return a line for each reply that was never given."""
        return [
            f"{reply.method} {_url_text(reply.url)}"
            for reply in self.registered()
            if reply.call_count == 0 and not reply.passthrough
        ]

    def reset(self) -> None:
        """Forget replies and calls, as `RequestsMock.reset` does."""
        super().reset()
        self._finds.clear()
        self._answers.clear()

    def reply_to(self, request: HttpRequest) -> Reply | None:
        """Return the scripted reply to *request*; None if there is none."""
        found = self._find(request)
        if found is None or found.passthrough:
            return None
        if self.response_callback is None:
            answer = self._answers.answer(found, request)
            if answer is not None:
                self._record(found, PlainCall(request, answer))
                return answer.reply
        return read(
            request, lambda: self._exchange(prepare_for_matchers(request), found)
        )

    def _find(self, request: HttpRequest) -> responses.BaseResponse | None:
        with self._finding:
            registry = self.get_registry()
            if self._finds.is_known(registry, request):
                return self._finds.known(request)
            found, _ = registry.find(prepare_for_matchers(request))
            self._finds.learn(registry, request, found)
            return found

    def _exchange(
        self, request: requests.PreparedRequest, found: responses.BaseResponse
    ) -> requests.Response:
        try:
            response = build_response(request, found.get_response(request))
        except BaseException as error:
            self._record(found, responses.Call(request, error))
            raise
        if self.response_callback is not None:
            response = self.response_callback(response)
        answer: Any = response  # which the type of a Call does not know of
        self._record(found, responses.Call(request, answer))
        return response

    def _record(self, found: responses.BaseResponse, call: responses.Call) -> None:
        self.calls.add_call(call)
        found.calls.add_call(call)


def _url_text(url: Any) -> str:
    return url.pattern if isinstance(url, re.Pattern) else str(url)
