"""The one doorway to `responses`.

Imported when a test first scripts a reply: a suite that never does never pays for
the library. Its registry finds the reply and the reply makes the response, as in the
library itself; the rest of the library, which replies for a patched adapter, is not
needed. A plain reply is given thousands of times, to retries: see `plain_replies`.
"""

from __future__ import annotations

import re
from threading import RLock
from typing import TYPE_CHECKING, Any

import responses
from responses.registries import FirstMatchRegistry

from ..model.endpoint import normal_url
from .plain_replies import PlainCall, RegistryCache, ReplyCache, prepare_for_matchers
from .requests_library import EndpointAdapter, build_response, read

if TYPE_CHECKING:
    import requests

    from ..records.invocations import HttpRequest
    from .reply import Reply


class NormalUrls(FirstMatchRegistry):
    """The registry of `responses`, which keeps the URLs of replies as normal ones.

    The library itself takes `https://host:443/` and `https://host/` for two URLs.
    """

    def add(self, response: responses.BaseResponse) -> responses.BaseResponse:
        """Add *response*, as the last one."""
        return super().add(_with_normal_url(response))

    def remove(self, response: responses.BaseResponse) -> list[responses.BaseResponse]:
        """Remove all responses that equal *response*; return them."""
        return super().remove(_with_normal_url(response))

    def replace(self, response: responses.BaseResponse) -> responses.BaseResponse:
        """Put *response* in the place of one that equals it."""
        return super().replace(_with_normal_url(response))


def _with_normal_url(response: responses.BaseResponse) -> responses.BaseResponse:
    if isinstance(response.url, str):
        response.url = normal_url(response.url)
    return response


class ScriptedReplies(responses.RequestsMock):
    """A RequestsMock that is asked for its replies, and patches nothing."""

    def __init__(self) -> None:
        # Before `RequestsMock.__init__`, which begins with a reset.
        self._found = RegistryCache()
        self._replies = ReplyCache()
        super().__init__(
            # Unused replies are reported when the mock stops, in its own words.
            assert_all_requests_are_fired=False,
            registry=NormalUrls,
            target=f"{EndpointAdapter.__module__}.{EndpointAdapter.__name__}.send",
        )
        # Held by one thread again and again: a matcher may call the mock.
        self._finding = RLock()

    def unused(self) -> list[str]:
        """Return a line for each reply that was never given."""
        return [
            f"{reply.method} {_printed(reply.url)}"
            for reply in self.registered()
            if reply.call_count == 0 and not reply.passthrough
        ]

    def reset(self) -> None:
        """Forget replies and calls, as `RequestsMock.reset` does."""
        super().reset()
        self._set_registry(NormalUrls)
        self._found.clear()
        self._replies.clear()

    def reply_to(self, request: HttpRequest, url: str) -> Reply | None:
        """Return the reply that is scripted for *request*, if there is one.

        *url* is the normal URL of the request, by which the reply is found.
        """
        scripted = self._find(request, url)
        if scripted is None or scripted.passthrough:
            return None
        if self.response_callback is None:
            plain = self._replies.plain_reply(scripted, request)
            if plain is not None:
                parts: Any = (request, plain)
                self._record(scripted, PlainCall(*parts))
                return plain.reply
        return read(
            request, lambda: self._exchange(prepare_for_matchers(request), scripted)
        )

    def _find(self, request: HttpRequest, url: str) -> responses.BaseResponse | None:
        with self._finding:
            registry = self.get_registry()
            if self._found.has(registry, request.method, url):
                return self._found.get(request.method, url)
            scripted, _ = registry.find(prepare_for_matchers(request, url))
            self._found.add(registry, request.method, url, scripted)
            return scripted

    def _exchange(
        self, request: requests.PreparedRequest, scripted: responses.BaseResponse
    ) -> requests.Response:
        try:
            response = build_response(request, scripted.get_response(request))
        except BaseException as error:
            self._record(scripted, responses.Call(request, error))
            raise
        if self.response_callback is not None:
            response = self.response_callback(response)
        recorded: Any = response  # which the type of a Call does not know
        self._record(scripted, responses.Call(request, recorded))
        return response

    def _record(self, scripted: responses.BaseResponse, call: responses.Call) -> None:
        self.calls.add_call(call)
        scripted.calls.add_call(call)


def _printed(url: Any) -> str:
    return url.pattern if isinstance(url, re.Pattern) else str(url)
