"""Intercept the calls of botocore's clients, and answer them.

1. The first call of any client, of any age and session, begins with
   `_emit_api_params`. There a `before-call` handler is registered on the client's own
   emitter, as the last one, so that botocore's Stubber goes first.
2. The handler makes an `IncomingCall` and has `dispatch` answer it. If an error is
   scripted for the operation, botocore's retry loop runs first (`scripted_errors`).
   Calls that are open when the mock stops are refused (`late_calls`).
3. A call that no handler answered, nor another library at `before-send`, reaches
   `Endpoint._send`. There the guard refuses it if it would go to AWS.

aiobotocore has the same methods, and its clients call the same handler.

The private names in use are `_emit_api_params` and `_make_api_call` of a client, and
`_send` of an endpoint. `_make_api_call`, which many tests replace with their own
function, is only wrapped, never relied upon for the first step. tests/hook/test_hook.py
and tests/integrations/test_aiobotocore.py fail when botocore drops a name.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import ExitStack, suppress
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import botocore
from botocore.client import BaseClient
from botocore.credentials import CredentialResolver
from botocore.endpoint import Endpoint
from botocore.exceptions import NoAuthTokenError, NoCredentialsError

from ..aws.call import IncomingCall, Origin
from ..aws.dispatch import (
    OPERATIONS,
    OWN_SERVICES,
    SERVICES,
    dispatch,
    is_ours,
)
from ..integrations import aiobotocore, moto, s3transfer
from ..targets.clients import is_target_client
from .client_caches import (
    allow_unsigned,
    cache_client_lookups,
    cache_service_name,
    cached_functions,
    restore_client_lookups,
)
from .credentials import account_id_of, static_credentials, static_credentials_async
from .guard import (
    is_aws,
    is_loopback,
    refuse_late,
    refuse_transfer,
    refuse_unimplemented,
    refuse_unmocked,
)
from .late_calls import LateCalls
from .replaced_methods import ReplacedMethods

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import CodeType

    from botocore.model import OperationModel

    from ..aws.response import Answer
    from ..state.mock_state import MockState

    Method = Callable[..., Any]

_UNIQUE_ID = "eventbridge_mock"

# The errors of signing without credentials, which come before the guard is reached.
_NOTHING_TO_SIGN_WITH = (NoCredentialsError, NoAuthTokenError)


class _OpenCall(NamedTuple):
    """The call that is being made, for the guard to judge and to name.

    Its state is the one that it began in, and is answered from. Another mock may be
    active by then, or none.
    """

    client: Any
    model: OperationModel | None
    state: MockState | None

    @property
    def names(self) -> tuple[str, str]:
        """The names of the service and the operation, for a message."""
        if self.model is None:
            return "aws", "request"
        return self.model.service_model.service_name, self.model.name


_NO_CALL = _OpenCall(None, None, None)
_OPEN_CALL: ContextVar[_OpenCall] = ContextVar("open call", default=_NO_CALL)


def _run_due(client: Any, state: MockState | None) -> None:
    """Run what has fallen due, before a test looks at the queue that it fills.

    A call that delivers leaves the next delivery to the one that made it, and a call of
    an event loop does not stop the loop for deliveries.
    """
    is_from_within = is_target_client(client) or aiobotocore.is_client(client)
    if state is not None and not is_from_within:
        state.run_due()


class Hook:
    """Answers calls from the state that *current_state* returns.

    *replace_in_moto* looks for modules of moto that have been loaded: when a session is
    made, and before each call that is another library's to answer.
    """

    def __init__(
        self,
        current_state: Callable[[], MockState],
        replace_in_moto: Callable[[], object],
    ) -> None:
        self._current_state = current_state
        self._replace_in_moto = replace_in_moto
        # Whether the handler is registered, for each client that was begun with.
        self._clients: weakref.WeakKeyDictionary[BaseClient, bool] = (
            weakref.WeakKeyDictionary()
        )
        self._origins: weakref.WeakKeyDictionary[BaseClient, Origin] = (
            weakref.WeakKeyDictionary()
        )
        # Reentrant, and new after each mock: an interruption at the end of a `with`
        # statement may leave it taken for good.
        self._lock = threading.RLock()
        self._methods = ReplacedMethods()
        self._late_calls = LateCalls(self._guard_late)
        # The functions that a call is made by.
        self._codes: set[CodeType] = set()
        self._has_async = False
        self._has_transfers = False
        self._secrets_in_moto = moto.SecretsInMoto()

    def install(self) -> None:
        """Begin to answer."""
        # Code that imports aiobotocore, awscrt or moto later makes a session first.
        botocore.register_initializer(self._install_loaded)
        self._install_optional()
        self._methods.replace(
            [
                (BaseClient, "_emit_api_params", self._around_emit_api_params),
                (BaseClient, "_make_api_call", self._around_make_api_call),
                (Endpoint, "_send", self._around_send),
                (
                    CredentialResolver,
                    "load_credentials",
                    self._around_load_credentials,
                ),
                *cached_functions(),
            ]
        )

    def _install_loaded(self, _session: object = None) -> None:
        """Intercept the libraries that somebody has imported by now."""
        self._replace_in_moto()
        self._install_optional()

    def _install_optional(self) -> None:
        """Intercept aiobotocore and s3transfer, if somebody has imported them."""
        classes = aiobotocore.loaded_classes()
        if classes is not None and not self._has_async:
            self._has_async = True
            self._install_async(classes)
        manager = s3transfer.loaded_crt_manager()
        if manager is not None and not self._has_transfers:
            self._has_transfers = True
            self._methods.replace(
                (manager, name, partial(self._around_transfer, operation_name))
                for name, operation_name in s3transfer.TRANSFERS.items()
            )

    def _install_async(self, classes: aiobotocore.Classes) -> None:
        self._methods.replace(
            [
                (classes.client, "_emit_api_params", self._around_emit_api_params),
                (classes.client, "_make_api_call", self._around_make_api_call_async),
                (classes.endpoint, "_send", self._around_send_async),
                (
                    classes.credential_resolver,
                    "load_credentials",
                    self._around_load_credentials_async,
                ),
            ]
        )

    def uninstall(self) -> None:
        """Leave botocore as it was, and every client that made a call."""
        with suppress(ValueError):  # if it was never registered
            botocore.unregister_initializer(self._install_loaded)
        self._has_async = self._has_transfers = False
        with self._lock, ExitStack() as parts:
            for client in self._clients:
                parts.callback(_leave, client)
            # First of all, and the clients also where it fails.
            parts.callback(self._methods.put_back)
            if self._methods:
                self._late_calls.hold(self._codes)
        with self._lock:
            self._clients.clear()
        self._lock = threading.RLock()
        # A test that has its own function for `_make_api_call` leaves its last call.
        _OPEN_CALL.set(_NO_CALL)
        self._secrets_in_moto.withdraw()

    def _around_emit_api_params(self, original: Method) -> Method:
        def emit_api_params(
            client: Any, api_params: Any, operation_model: Any, context: Any
        ) -> Any:
            service_name = operation_model.service_model.service_name
            # Our function may be called after the mock, by a patch that outlives it.
            state = self._current_state() if self._methods.replaced else None
            if service_name not in SERVICES:
                self._replace_in_moto()
                _run_due(client, state)
            elif state is not None and not self._clients.get(client):
                self._attach(client)
            _OPEN_CALL.set(_OpenCall(client, operation_model, state))
            return original(
                client,
                api_params=api_params,
                operation_model=operation_model,
                context=context,
            )

        return emit_api_params

    def _around_make_api_call(self, original: Method) -> Method:
        def make_api_call(client: Any, *args: Any, **kwargs: Any) -> Any:
            before = _OPEN_CALL.get()
            try:
                return original(client, *args, **kwargs)
            except _NOTHING_TO_SIGN_WITH:
                self._guard(client.meta.endpoint_url)
                raise
            finally:
                if self._late_calls.calls:
                    self._late_calls.end(client)
                # A call may be made within a call, as for credentials from STS.
                _OPEN_CALL.set(before)

        self._codes.add(make_api_call.__code__)
        return make_api_call

    def _around_make_api_call_async(self, original: Method) -> Method:
        async def make_api_call(client: Any, *args: Any, **kwargs: Any) -> Any:
            before = _OPEN_CALL.get()
            try:
                with self._late_calls.open_in_task(client):
                    return await original(client, *args, **kwargs)
            except _NOTHING_TO_SIGN_WITH:
                self._guard(client.meta.endpoint_url)
                raise
            finally:
                _OPEN_CALL.set(before)

        return make_api_call

    def _around_send(self, original: Method) -> Method:
        def send(endpoint: Any, request: Any) -> Any:
            self._guard(request.url)
            return original(endpoint, request)

        return send

    def _around_send_async(self, original: Method) -> Method:
        async def send(endpoint: Any, request: Any) -> Any:
            self._guard(request.url)
            return await original(endpoint, request)

        return send

    def _around_load_credentials(self, original: Method) -> Method:
        def load_credentials(resolver: Any) -> Any:
            if not self._methods or self._lets_calls_through:
                return original(resolver)
            return static_credentials(resolver)

        return load_credentials

    def _around_load_credentials_async(self, original: Method) -> Method:
        async def load_credentials(resolver: Any) -> Any:
            if not self._methods or self._lets_calls_through:
                return await original(resolver)
            return await static_credentials_async(resolver)

        return load_credentials

    def _around_transfer(self, operation_name: str, original: Method) -> Method:
        def transfer(manager: Any, *args: Any, **kwargs: Any) -> Any:
            if self._methods and "s3" not in self._passthrough:
                refuse_transfer(operation_name)
            return original(manager, *args, **kwargs)

        return transfer

    def _guard(self, url: str) -> None:
        """Raise UnmockedAwsCallError if the open call would go to AWS at *url*."""
        if not is_aws(url):
            return
        call = _OPEN_CALL.get()
        if call.state is not None and call.state.is_stopped:
            self._guard_late(url)
            return
        if not self._methods:
            return
        service_name, operation_name = call.names
        is_open = service_name in self._passthrough or moto.lets_through(url)
        if not is_open or is_target_client(call.client):
            refuse_unmocked(service_name, operation_name, url)

    def _guard_late(self, url: str) -> None:
        """Raise NotActiveError if a call that outlives its mock would go to AWS."""
        call = _OPEN_CALL.get()
        service_name, operation_name = call.names
        options = call.state.options if call.state is not None else None
        is_open = options is not None and service_name in options.passthrough
        if is_aws(url) and (not is_open or is_target_client(call.client)):
            refuse_late(service_name, operation_name)

    @property
    def _lets_calls_through(self) -> bool:
        """Whether a client may need the user's credentials."""
        return bool(self._passthrough) or moto.has_passthrough()

    @property
    def _passthrough(self) -> tuple[str, ...]:
        return self._current_state().options.passthrough

    def _attach(self, client: Any) -> None:
        """Register the handler on *client*, at its first call."""
        with self._lock:
            if not self._clients.get(client) and self._methods:
                self._clients[client] = False
                is_async = aiobotocore.is_client(client)
                client.meta.events.register_last(
                    "before-call", self._handler(client, is_async=is_async), _UNIQUE_ID
                )
                allow_unsigned(client)
                cache_service_name(client)
                if not is_async:
                    cache_client_lookups(client)
                self._clients[client] = True

    def _handler(self, client: Any, *, is_async: bool) -> Callable[..., Any]:
        # The client is not kept alive by its own handler.
        return partial(
            self._answer, weakref.proxy(client), self._origin(client), is_async
        )

    def _origin(self, client: Any) -> Origin:
        """Return the properties of *client*, which it keeps from one mock to the next.

        With them it keeps how its operations are answered.
        """
        origin = self._origins.get(client)
        if origin is None:
            meta = client.meta
            origin = self._origins[client] = Origin(
                meta.service_model.service_name, meta.region_name, meta.partition
            )
        return origin

    def _answer(
        self,
        client: Any,
        origin: Origin,
        is_async: bool,  # noqa: FBT001 - bound once for each client
        *,
        model: OperationModel,
        params: dict[str, Any],
        request_signer: Any,
        **_: Any,
    ) -> Answer | Awaitable[Answer | None] | None:
        state = _OPEN_CALL.get().state or self._current_state()
        operation = origin.service_name, model.name
        if state.agenda.is_stopped:
            refuse_late(*operation)
        incoming = IncomingCall(
            operation,
            model,
            params["body"],
            params["url"],
            account_id_of(request_signer) or state.options.account_id,
            origin,
            params["headers"].get("X-Amzn-Trace-Id"),
        )
        faults = state.faults
        if faults.in_use and faults.is_pending(operation) and is_ours(incoming):
            from .scripted_errors import (  # noqa: PLC0415 - with the first error
                answer_through_retries,
            )

            return answer_through_retries(client, params, state, incoming)
        if is_async and state.may_wait:
            # A receiver may live in the event loop of the caller.
            return aiobotocore.in_a_thread(partial(self._dispatch, state, incoming))
        return self._dispatch(state, incoming)

    def answer(self, state: MockState, incoming: IncomingCall) -> Answer | None:
        """Return the answer to a call of any client, and keep moto up to date.

        The answer to a call that the mock leaves alone is None.
        """
        answer = dispatch(state, incoming)
        if moto.is_active():
            self._show_secrets(state, incoming)
        return answer

    def _dispatch(self, state: MockState, incoming: IncomingCall) -> Answer | None:
        answer = self.answer(state, incoming)
        if answer is None and incoming.origin.service_name in OWN_SERVICES:
            self._refuse_unless_elsewhere(incoming)
        return answer

    def _show_secrets(self, state: MockState, incoming: IncomingCall) -> None:
        """Bring moto up to date: before moto's answer, and after one of ours.

        So it does not matter when moto started, or forgot what it had.
        """
        account_id, region_name = incoming.account_id, incoming.origin.region_name
        backend = state.backends.of(account_id, region_name)
        with backend.lock:
            self._secrets_in_moto.show(
                account_id, region_name, backend.all_secrets.values()
            )

    def _refuse_unless_elsewhere(self, incoming: IncomingCall) -> None:
        """Raise UnmockedAwsCallError unless the call may go where it would go."""
        is_open = incoming.origin.service_name in self._passthrough
        if not is_open and not is_loopback(incoming.url):
            refuse_unimplemented(incoming.operation, OPERATIONS)


def _leave(client: Any) -> None:
    """Leave *client* as it was before its first call."""
    restore_client_lookups(client)
    client.meta.events.unregister("before-call", unique_id=_UNIQUE_ID)
