"""Replies of `responses` that say the same each time, answered quickly.

The 185 retries of 1,000 events ask for one scripted reply 185,000 times. For
each, the library compares URLs and builds a response anew, and none of that can
come out differently while the reply is plain:

- the usual registry finds it by method and URL alone, without any matcher;
- it is a `responses.Response` whose body is a text, bytes, or the failure of a
  connection.

Anything else goes the whole way. The test holds the replies and may change them
at any time, so whatever is remembered is compared with them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import responses
from responses.registries import FirstMatchRegistry

from ..records.masking import mask
from .reply import TIMEOUT_SECONDS
from .requests_library import build_response, failure, prepare, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests
    from typing_extensions import Self

    from ..records.invocations import HttpRequest

_FOUND_BY_METHOD_AND_URL = frozenset(
    [responses.Response, responses.CallbackResponse, responses.PassthroughResponse]
)
_REMEMBERED = 1000


def prepare_for_matchers(request: HttpRequest) -> Any:
    """Return *request* with what `responses` adds to it for its matchers."""
    prepared: Any = prepare(request)
    prepared.params = dict(request.query)
    prepared.req_kwargs = {"timeout": TIMEOUT_SECONDS, "stream": False}
    return prepared


class Finds:
    """Remembers which reply a registry finds for a method and a URL."""

    def __init__(self) -> None:
        self._shape: list[Any] | None = None
        self._replies: list[responses.BaseResponse] = []
        self._found: dict[tuple[str, str], responses.BaseResponse | None] = {}

    def is_known(self, registry: FirstMatchRegistry, request: HttpRequest) -> bool:
        """Return whether *registry* was asked this before, and is as it was."""
        shape = _shape(registry)
        if shape is None or shape != self._shape:
            self.clear()
            self._shape = shape
            # Kept alive, so that an id in the shape remains that of its reply.
            self._replies = list(registry.registered)
            return False
        return (request.method, request.url) in self._found

    def known(self, request: HttpRequest) -> responses.BaseResponse | None:
        """Return what was found for *request*, for which `is_known` is true."""
        return self._found[request.method, request.url]

    def learn(
        self,
        registry: FirstMatchRegistry,
        request: HttpRequest,
        found: responses.BaseResponse | None,
    ) -> None:
        """Remember *found*, unless finding it changed what is found next."""
        if self._shape is None or _shape(registry) != self._shape:
            return
        if len(self._found) == _REMEMBERED:
            self._found.clear()
        self._found[request.method, request.url] = found

    def clear(self) -> None:
        """Forget all that was found."""
        self._shape = None
        self._replies = []
        self._found.clear()


def _shape(registry: FirstMatchRegistry) -> list[Any] | None:
    """Return all that decides what is found; None if that cannot be told."""
    if type(registry) is not FirstMatchRegistry:
        return None
    shape = []
    for reply in registry.registered:
        if reply.match or type(reply) not in _FOUND_BY_METHOD_AND_URL:
            return None
        shape.append((id(reply), reply.method, reply.url))
    return shape


class PlainAnswers:
    """Remembers what plain replies answer."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[responses.Response, Any, PlainAnswer]] = {}

    def answer(
        self, found: responses.BaseResponse, request: HttpRequest
    ) -> PlainAnswer | None:
        """Return the answer of *found* to *request*; None if it is not plain."""
        if type(found) is not responses.Response:
            return None
        if not isinstance(found.body, (str, bytes, OSError)):
            return None
        parts = _parts(found)
        known = self._known.get(id(found))
        if known is None or known[1] != parts:
            if len(self._known) == _REMEMBERED:
                self._known.clear()
            known = (found, parts, _plain_answer(found, request))
            self._known[id(found)] = known
        return known[2]

    def clear(self) -> None:
        """Forget them all."""
        self._known.clear()


def _parts(reply: responses.Response) -> Any:
    headers: Any = reply.headers
    if isinstance(headers, Mapping):
        headers = headers.items()
    return (
        # The answer to HEAD has no body.
        reply.method,
        reply.status,
        reply.body,
        reply.content_type,
        reply.auto_calculate_content_length,
        headers and tuple(headers),
    )


def _plain_answer(reply: responses.Response, request: HttpRequest) -> PlainAnswer:
    if isinstance(reply.body, OSError):
        return PlainFailure(reply.body)
    return PlainResponse(reply, request)


class PlainFailure:
    """The failure of a connection that a plain reply stands for.

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
    """What one plain reply answers, for as long as nobody changes it."""

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
        self.reply = read(request, lambda: self.response(prepare(request)))

    def response(self, request: requests.PreparedRequest) -> requests.Response:
        """Return the answer to *request* as an object of `requests`."""
        return build_response(request, self._source.get_response(request))


PlainAnswer = PlainResponse | PlainFailure


class PlainCall(responses.Call):
    """A call in `mock.responses.calls` whose parts are built when asked for.

    185,000 of them would be more than a gigabyte of requests and responses.
    """

    def __new__(cls, request: HttpRequest, answer: PlainAnswer) -> Self:
        """Keep, in the places of the parts, what they are built from."""
        return super().__new__(cls, request, answer)  # type: ignore[arg-type]  # see above

    @cached_property
    def request(self) -> Any:
        """The request, an object of `requests`."""
        return prepare_for_matchers(super().__getitem__(0))

    @cached_property
    def response(self) -> Any:
        """The answer to it, likewise, or the exception in its place."""
        return super().__getitem__(1).response(self.request)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.request, self.response))

    def __getitem__(self, index: Any) -> Any:
        return (self.request, self.response)[index]

    def __repr__(self) -> str:
        sent, answer = super().__getitem__(0), super().__getitem__(1)
        answered = answer.reply.status or answer.reply.error
        return mask(f"<PlainCall {sent} -> {answered}>", sent.secrets)
