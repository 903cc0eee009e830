"""Answer a scripted error through botocore's own retry loop.

A call that is to fail is made by a copy of its client's endpoint, with another
emitter. This emitter leaves out the two events that lead to AWS: the request is not
signed, which would take credentials, and only the mock is asked for an answer in place
of AWS. Everything else is botocore's: it parses the answer, lets the handlers of the
client's retry mode decide, and counts the retries.

The emitter also removes the delay that the handlers ask for before a retry. And a
client in adaptive mode, whose rate limiter waits for its turn at `before-send`, is
never delayed there.

The private names in use are a client's `_endpoint` and its `_event_emitter`, the
same for botocore and aiobotocore; tests/hook/test_scripted_errors.py fails when
botocore drops one.
"""

from __future__ import annotations

from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from botocore import xform_name
from botocore.awsrequest import AWSResponse

from ..aws.dispatch import OPERATIONS, dispatch
from ..aws.response import failure
from ..integrations import aiobotocore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..aws.call import IncomingCall
    from ..aws.response import Answer
    from ..state.mock_state import MockState

    Responses = list[tuple[Any, Any]]
    # Service and name: operations of two services may have one name.
    Operation = tuple[str, str]


def operation_named(name: str) -> Operation:
    """Return the operation that is called *name*, or has a client's method *name*.

    Raises ValueError, with the close names, for an operation that the mock does not
    answer, and TypeError for a name that is not a string.
    """
    if not isinstance(name, str):
        msg = f"an operation is named as 'CreateConnection', not {name!r}"
        raise TypeError(msg)
    # The first service that has an operation of this name, which is `events`.
    names = {key[1]: key for key in reversed(OPERATIONS)}
    names |= {xform_name(key[1]): key for key in reversed(OPERATIONS)}
    if name not in names:
        from difflib import get_close_matches  # noqa: PLC0415 - for an error only

        close = [names[match][1] for match in get_close_matches(name, names)]
        every = ", ".join(dict.fromkeys(key[1] for key in OPERATIONS))
        hint = f"Did you mean {close[0]!r}?" if close else f"It answers {every}."
        msg = f"the mock answers no operation {name!r}. {hint}"
        raise ValueError(msg)
    return names[name]


def answer_through_retries(
    client: Any, request_dict: dict[str, Any], state: MockState, incoming: IncomingCall
) -> Answer | Awaitable[Answer]:
    """Return botocore's result of the scripted errors, and of the answer after them.

    A client of aiobotocore awaits the result, as it does with what its handlers return.
    """
    model = incoming.operation_model

    def answer() -> AWSResponse:
        fault = state.faults.pop(incoming.operation)
        if fault is not None:
            return failure(incoming.url, fault)[0]
        return cast("Answer", dispatch(state, incoming))[0]

    endpoint = copy(client._endpoint)  # noqa: SLF001 - no public way
    emitter = _AsyncEmitter if aiobotocore.is_endpoint(endpoint) else _Emitter
    endpoint._event_emitter = emitter(  # noqa: SLF001 - no public way
        endpoint._event_emitter,  # noqa: SLF001 - no public way
        answer,
        may_wait=state.may_wait,
    )
    answered: Answer | Awaitable[Answer] = endpoint.make_request(
        model, _UnprintedRequest(request_dict)
    )
    return answered


class _UnprintedRequest(dict[str, Any]):
    """A request whose body, which may hold a password, is not in botocore's log."""

    def __repr__(self) -> str:
        return f"<request to {self['url']}>"


class _Emitter:
    """Emits to *emitter* all events but those that lead to AWS."""

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
        return _without_delay(event_name, self._emitter.emit(event_name, **kwargs))


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
        return _without_delay(
            event_name, await self._emitter.emit(event_name, **kwargs)
        )


def _without_delay(event_name: str, responses: Responses) -> Responses:
    """Return *responses* with a delay of 0 seconds, if they are about a retry.

    None and False mean that there is no retry.
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
        # Older versions of aiobotocore read the headers here.
        raw_headers = [(k.encode(), v.encode()) for k, v in response.headers.items()]
        self.raw = SimpleNamespace(raw_headers=raw_headers)
        self._body = response.content

    @property
    async def content(self) -> bytes:  # type: ignore[override] # see above
        return self._body
