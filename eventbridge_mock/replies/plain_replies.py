"""Replies of `responses` that never differ, given quickly.

The 185 retries of 1,000 events ask for one scripted reply 185,000 times. For each, the
library compares URLs and builds a new response, always with the same result while the
reply is plain:

- the usual registry finds it by method and URL alone, without any matcher;
- it is a `responses.Response` whose body is a string, bytes, or the failure of a
  connection.

Any other reply goes the whole way. The test holds the replies and may change them at
any time, so each cache compares its entries with them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import responses
from responses.registries import FirstMatchRegistry

from ..records.masking import mask_text
from .reply import TIMEOUT_SECONDS
from .requests_library import build_response, failure, prepare, read_raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from ..records.invocations import HttpRequest

_FOUND_BY_METHOD_AND_URL = frozenset(
    [responses.Response, responses.CallbackResponse, responses.PassthroughResponse]
)
_MOST_ENTRIES = 1000


def prepare_for_matchers(request: HttpRequest, url: str | None = None) -> Any:
    """Return *request* with the attributes that the matchers of `responses` need.

    *url* takes the place of its own.
    """
    prepared: Any = prepare(request)
    prepared.url = url or request.url
    prepared.params = dict(request.query)
    prepared.req_kwargs = {"timeout": TIMEOUT_SECONDS, "stream": False}
    return prepared


class RegistryCache:
    """The replies that a registry found, by method and normal URL.

    It begins again when it has *most* entries.
    """

    def __init__(self, most: int = _MOST_ENTRIES) -> None:
        self._most = most
        self._shape: list[Any] | None = None
        self._registered: list[responses.BaseResponse] = []
        self._found: dict[tuple[str, str], responses.BaseResponse | None] = {}

    def has(self, registry: FirstMatchRegistry, method: str, url: str) -> bool:
        """Return whether *registry* was asked this before, and is as it was."""
        shape = _shape(registry)
        if shape is None or shape != self._shape:
            self.clear()
            self._shape = shape
            # Kept alive, so that an id in the shape remains the id of its reply.
            self._registered = list(registry.registered)
            return False
        return (method, url) in self._found

    def get(self, method: str, url: str) -> responses.BaseResponse | None:
        """Return the reply that was found; `has` is true for it."""
        return self._found[method, url]

    def add(
        self,
        registry: FirstMatchRegistry,
        method: str,
        url: str,
        found: responses.BaseResponse | None,
    ) -> None:
        """Keep *found*, unless the search itself changed the registry."""
        if self._shape is None or _shape(registry) != self._shape:
            return
        if len(self._found) == self._most:
            self._found.clear()
        self._found[method, url] = found

    def clear(self) -> None:
        """Forget all replies."""
        self._shape = None
        self._registered = []
        self._found.clear()


def _shape(registry: FirstMatchRegistry) -> list[Any] | None:
    """Return all that decides which reply is found; None if more may decide it."""
    if type(registry).find is not FirstMatchRegistry.find:
        return None
    shape = []
    for reply in registry.registered:
        if reply.match or type(reply) not in _FOUND_BY_METHOD_AND_URL:
            return None
        shape.append((id(reply), reply.method, reply.url))
    return shape


class ReplyCache:
    """The plain replies, made of the replies of `responses`.

    It begins again when it has *most* entries.
    """

    def __init__(self, most: int = _MOST_ENTRIES) -> None:
        self._most = most
        self._by_id: dict[int, tuple[responses.Response, Any, PlainReply]] = {}

    def plain_reply(
        self, scripted: responses.BaseResponse, request: HttpRequest
    ) -> PlainReply | None:
        """Return what *scripted* replies to *request*; None if it is not plain."""
        if type(scripted) is not responses.Response:
            return None
        if not isinstance(scripted.body, (str, bytes, OSError)):
            return None
        parts = _parts(scripted)
        entry = self._by_id.get(id(scripted))
        if entry is None or entry[1] != parts:
            if len(self._by_id) == self._most:
                self._by_id.clear()
            entry = (scripted, parts, _plain_reply(scripted, request))
            self._by_id[id(scripted)] = entry
        return entry[2]

    def clear(self) -> None:
        """Forget all replies."""
        self._by_id.clear()


def _parts(reply: responses.Response) -> Any:
    headers: Any = reply.headers
    if isinstance(headers, Mapping):
        headers = headers.items()
    return (
        # The response to HEAD has no body.
        reply.method,
        reply.status,
        reply.body,
        reply.content_type,
        reply.auto_calculate_content_length,
        headers and tuple(headers),
    )


def _plain_reply(reply: responses.Response, request: HttpRequest) -> PlainReply:
    if isinstance(reply.body, OSError):
        return PlainFailure(reply.body)
    return PlainResponse(reply, request)


class PlainFailure:
    """A plain reply that is the failure of a connection.

    It is not raised: each time would add to the traceback of the one exception.
    """

    def __init__(self, error: OSError) -> None:
        self._error = error
        self.reply = failure(error)

    def response(self, request: requests.PreparedRequest) -> OSError:
        """Return the exception, with its request as `responses` sets it."""
        setattr(self._error, "request", request)  # noqa: B010 - not all OSErrors know one
        return self._error


class PlainResponse:
    """A plain reply that is a response, valid as long as nobody changes it."""

    def __init__(self, reply: responses.Response, request: HttpRequest) -> None:
        self._source = responses.Response(
            reply.method,
            reply.url,
            body=reply.body,
            status=reply.status,
            headers=copy(reply.headers),
            content_type=reply.content_type,
            auto_calculate_content_length=reply.auto_calculate_content_length,
        )
        self.reply = read_raw(request, self._source.get_response)

    def response(self, request: requests.PreparedRequest) -> requests.Response:
        """Return the response to *request* as an object of `requests`."""
        return build_response(request, self._source.get_response(request))


PlainReply = PlainResponse | PlainFailure


class PlainCall(responses.Call):
    """A call in `mock.responses.calls` whose parts are built when asked for.

    185,000 of them would be more than a gigabyte of requests and responses. It has, in
    place of the parts, the `HttpRequest` and the `PlainReply` they are built from.
    """

    @cached_property
    def request(self) -> Any:
        """The request, an object of `requests`."""
        return prepare_for_matchers(super().__getitem__(0))

    @cached_property
    def response(self) -> Any:
        """The response, an object of `requests`, or the exception in its place."""
        return super().__getitem__(1).response(self.request)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.request, self.response))

    def __getitem__(self, index: Any) -> Any:
        return (self.request, self.response)[index]

    def __repr__(self) -> str:
        request, plain = super().__getitem__(0), super().__getitem__(1)
        error = plain.reply.error
        if error is not None:
            error = mask_text(error, request.sensitive_texts)
        return f"<PlainCall {request} -> {plain.reply.status or error}>"
