"""How a scripted fault is answered: through botocore's own retry loop.

A call that is to fail is made by a copy of its client's endpoint, with another
emitter. This one leaves out the two events that lead to AWS: the request is not
signed, which would take credentials, and where botocore asks whether somebody
answers in place of AWS, only the mock does. All else is botocore's: it parses the
answer, has the handlers of the client's retry mode decide, and counts the retries.

The emitter also takes the seconds out of the handlers' decision to wait and try
again. And a client in adaptive mode, whose rate limiter waits for its turn at
`before-send`, is never held up there.

The private names in use are a client's `_endpoint` and its `_event_emitter`, the
same for botocore and aiobotocore; tests/operations/test_scripted_faults.py notices
when one goes.
"""

from __future__ import annotations

from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from botocore import xform_name
from botocore.awsrequest import AWSResponse

from ..aws.dispatch import OPERATION_NAMES, dispatch
from ..aws.response import failure
from ..integrations import aiobotocore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..aws.dispatch import IncomingCall
    from ..aws.response import Answer
    from ..state.mock_state import MockState

    Responses = list[tuple[Any, Any]]


def operation_named(name: str) -> str:
    """Return the operation *name*, also if it is written as a client's method.

    Raises ValueError, with what may have been meant, for one that is not answered,
    and TypeError for what is no text.
    """
    if not isinstance(name, str):
        msg = f"an operation is named as 'CreateConnection', not {name!r}"
        raise TypeError(msg)
    known = {one: one for one in OPERATION_NAMES}
    known |= {xform_name(one): one for one in OPERATION_NAMES}
    if name not in known:
        from difflib import get_close_matches  # noqa: PLC0415 - for an error only

        close = {known[one]: None for one in get_close_matches(name, known)}
        meant = ", ".join(close or OPERATION_NAMES)
        msg = f"the mock answers no operation {name!r}; it does {meant}"
        raise ValueError(msg)
    return known[name]


def answer_by_way_of_retries(
    client: Any, request_dict: dict[str, Any], state: MockState, incoming: IncomingCall
) -> Answer | Awaitable[Answer]:
    """Return what botocore makes of the pending faults, and of the answer after them.

    For a client of aiobotocore that is to be awaited, as it does with what its
    handlers return.
    """
    model = incoming.operation_model

    def answer() -> AWSResponse:
        fault = state.faults.take(model.name)
        if fault is not None:
            return failure(incoming.url, fault)[0]
        return cast("Answer", dispatch(state, incoming))[0]

    request_dict = _Unprinted(request_dict)
    endpoint = copy(client._endpoint)  # noqa: SLF001 - no public way
    is_async = aiobotocore.is_endpoint(endpoint)
    emitter = _AsyncEmitter if is_async else _Emitter
    endpoint._event_emitter = emitter(  # noqa: SLF001 - no public way
        endpoint._event_emitter,  # noqa: SLF001 - no public way
        answer,
        may_wait=state.may_wait,
    )
    answered: Answer | Awaitable[Answer] = endpoint.make_request(model, request_dict)
    return answered


class _Unprinted(dict[str, Any]):
    """A request of which botocore's log shows no body, which may hold a password."""

    def __repr__(self) -> str:
        return f"<request to {self['url']}>"


class _Emitter:
    """Emits what *emitter* does, but for the events that lead to AWS."""

    def __init__(
        self, emitter: Any, answer: Callable[[], AWSResponse], *, may_wait: bool
    ) -> None:
        self._emitter = emitter
        self._answer = answer
        self._may_wait = may_wait

    def emit(self, event_name: str, **kwargs: Any) -> Responses:
        if event_name.startswith("before-send."):
            return [(None, self._answer())]
        if event_name.startswith("request-created."):
            return []
        return _at_once(event_name, self._emitter.emit(event_name, **kwargs))


class _AsyncEmitter(_Emitter):
    async def emit(  # type: ignore[override] # awaited by another endpoint
        self, event_name: str, **kwargs: Any
    ) -> Responses:
        if event_name.startswith("before-send."):
            answer = self._answer
            if self._may_wait:
                return [(None, _AsyncResponse(await aiobotocore.in_a_thread(answer)))]
            return [(None, _AsyncResponse(answer()))]
        if event_name.startswith("request-created."):
            return []
        return _at_once(event_name, await self._emitter.emit(event_name, **kwargs))


def _at_once(event_name: str, responses: Responses) -> Responses:
    """Return *responses* with no seconds to wait, if they are about a retry.

    None and False say that there is to be none.
    """
    if not event_name.startswith("needs-retry."):
        return responses
    return [(handler, delay and 0) for handler, delay in responses]


class _AsyncResponse(AWSResponse):
    """A response whose body is awaited, as aiobotocore does."""

    def __init__(self, response: AWSResponse) -> None:
        self.url = response.url
        self.status_code = response.status_code
        self.headers = response.headers
        # The older ones of aiobotocore read the headers here.
        raw_headers = [(k.encode(), v.encode()) for k, v in response.headers.items()]
        self.raw = SimpleNamespace(raw_headers=raw_headers)
        self._body = response.content

    @property
    async def content(self) -> bytes:  # type: ignore[override] # see above
        return self._body
