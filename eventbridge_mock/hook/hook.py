"""Where the mock takes hold of botocore.

While a mock is active, the first call through any client registers a
`before-call` handler on the client's own emitter: so clients made earlier, by any
session, are caught too. The handler stands last, behind those of botocore's
Stubber. What no handler answered, nor another library at `before-send`, comes to
`Endpoint._send`, where the guard stands. aiobotocore has the same places, and its
clients call the same handler.

The private names in use are `_emit_api_params`, with which every call begins (many
tests put something of their own in the place of `_make_api_call`), `_make_api_call`
and `_send`; tests/aws/test_hook.py and tests/integrations/test_aiobotocore.py notice
when one goes.
"""

from __future__ import annotations

import threading
import weakref
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient
from botocore.credentials import CredentialResolver
from botocore.endpoint import Endpoint
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from ..aws.dispatch import (
    EVENTS_OPERATIONS,
    SERVICES,
    IncomingCall,
    Origin,
    dispatch,
    is_ours,
)
from ..integrations import aiobotocore, moto
from .client_caches import ease_calls_of, leave_calls_of
from .credentials import account_id_of, written_down, written_down_async
from .guard import is_aws, is_loopback, refuse_unimplemented, refuse_unmocked
from .replaced_methods import ReplacedMethods
from .scripted_errors import answer_by_way_of_retries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from botocore.model import OperationModel

    from ..aws.response import Answer
    from ..state.mock_state import MockState

_UNIQUE_ID = "eventbridge_mock"

# The call that is under way, service and operation, for the guard to name.
_CURRENT_OPERATION: ContextVar[tuple[str, str]] = ContextVar(
    "current operation", default=("aws", "request")
)


class Hook:
    """Answers calls from the state that *current_state* returns."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self._current_state = current_state
        self._clients: weakref.WeakSet[BaseClient] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._methods = ReplacedMethods()
        self._has_async = False
        self._secrets_in_moto = moto.SecretsInMoto()

    def install(self) -> None:
        """Begin to answer."""
        self._methods.replace(Session, "__init__", self._around_session_init)
        self._methods.replace(
            BaseClient, "_emit_api_params", self._around_emit_api_params
        )
        self._methods.replace(BaseClient, "_make_api_call", self._around_make_api_call)
        self._methods.replace(Endpoint, "_send", self._around_send)
        self._methods.replace(
            CredentialResolver, "load_credentials", self._around_load_credentials
        )
        self._install_async()

    def _install_async(self) -> None:
        """Take hold of aiobotocore too, as soon as somebody has imported it."""
        classes = aiobotocore.loaded_classes()
        if classes is None or self._has_async or not self._methods:
            return
        self._has_async = True
        self._methods.replace(
            classes.client, "_emit_api_params", self._around_emit_api_params
        )
        self._methods.replace(
            classes.client, "_make_api_call", self._around_make_api_call_async
        )
        self._methods.replace(classes.endpoint, "_send", self._around_send_async)
        self._methods.replace(
            classes.credential_resolver,
            "load_credentials",
            self._around_load_credentials_async,
        )

    def uninstall(self) -> None:
        """Leave botocore as it was, and every client that made a call."""
        self._has_async = False
        with self._lock:
            self._methods.put_back()
            for client in self._clients:
                leave_calls_of(client)
                client.meta.events.unregister("before-call", unique_id=_UNIQUE_ID)
            self._clients.clear()
        self._secrets_in_moto.withdraw()

    def _around_session_init(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def init(session: Any, *args: Any, **kwargs: Any) -> None:
            original(session, *args, **kwargs)
            # Whoever imported aiobotocore by now begins with a session.
            self._install_async()

        return init

    def _around_emit_api_params(
        self, original: Callable[..., Any]
    ) -> Callable[..., Any]:
        def emit_api_params(
            client: Any, api_params: Any, operation_model: Any, context: Any
        ) -> Any:
            service_name = operation_model.service_model.service_name
            if service_name in SERVICES:
                self._attach(client)
            _CURRENT_OPERATION.set((service_name, operation_model.name))
            return original(
                client,
                api_params=api_params,
                operation_model=operation_model,
                context=context,
            )

        return emit_api_params

    def _around_make_api_call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def make_api_call(client: Any, *args: Any, **kwargs: Any) -> Any:
            before = _CURRENT_OPERATION.get()
            try:
                return original(client, *args, **kwargs)
            except NoCredentialsError:
                # Signing comes before the guard, and without credentials ends there.
                self._guard(client.meta.endpoint_url)
                raise
            finally:
                # A call may be made within a call, as for credentials from STS.
                _CURRENT_OPERATION.set(before)

        return make_api_call

    def _around_make_api_call_async(
        self, original: Callable[..., Any]
    ) -> Callable[..., Any]:
        async def make_api_call(client: Any, *args: Any, **kwargs: Any) -> Any:
            before = _CURRENT_OPERATION.get()
            try:
                return await original(client, *args, **kwargs)
            except NoCredentialsError:
                self._guard(client.meta.endpoint_url)
                raise
            finally:
                _CURRENT_OPERATION.set(before)

        return make_api_call

    def _around_send(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def send(endpoint: Any, request: Any) -> Any:
            self._guard(request.url)
            return original(endpoint, request)

        return send

    def _around_send_async(self, original: Callable[..., Any]) -> Callable[..., Any]:
        async def send(endpoint: Any, request: Any) -> Any:
            self._guard(request.url)
            return await original(endpoint, request)

        return send

    def _around_load_credentials(
        self, original: Callable[..., Any]
    ) -> Callable[..., Any]:
        def load_credentials(resolver: Any) -> Any:
            if not self._methods or self._passthrough:
                return original(resolver)
            return written_down(resolver)

        return load_credentials

    def _around_load_credentials_async(
        self, original: Callable[..., Any]
    ) -> Callable[..., Any]:
        async def load_credentials(resolver: Any) -> Any:
            if not self._methods or self._passthrough:
                return await original(resolver)
            return await written_down_async(resolver)

        return load_credentials

    def _guard(self, url: str) -> None:
        if not self._methods:
            return
        service_name, operation_name = _CURRENT_OPERATION.get()
        if is_aws(url) and service_name not in self._passthrough:
            refuse_unmocked(service_name, operation_name, url)

    @property
    def _passthrough(self) -> tuple[str, ...]:
        return self._current_state().options.passthrough

    def _attach(self, client: Any) -> None:
        if client in self._clients or not self._methods:
            return
        with self._lock:
            if client not in self._clients and self._methods:
                # The client is not kept alive by its own handler.
                meta, is_async = client.meta, aiobotocore.is_client(client)
                answer = partial(
                    self._answer,
                    weakref.proxy(client),
                    Origin(
                        meta.service_model.service_name,
                        meta.region_name,
                        meta.partition,
                    ),
                    is_async,
                )
                meta.events.register_last("before-call", answer, _UNIQUE_ID)
                if not is_async:
                    ease_calls_of(client)
                self._clients.add(client)

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
        state = self._current_state()
        incoming = IncomingCall(
            model,
            params["body"],
            params["url"],
            account_id_of(request_signer) or state.options.account_id,
            origin,
            params["headers"].get("X-Amzn-Trace-Id"),
        )
        if state.faults.is_pending(model.name) and is_ours(incoming):
            return answer_by_way_of_retries(client, params, state, incoming)
        if is_async and state.may_wait:
            # What answers may live in the event loop of the caller.
            return aiobotocore.in_a_thread(partial(self._dispatch, state, incoming))
        return self._dispatch(state, incoming)

    def _dispatch(self, state: MockState, incoming: IncomingCall) -> Answer | None:
        answer = dispatch(state, incoming)
        if moto.is_active():
            self._show_secrets(state, incoming)
        if answer is None and incoming.origin.service_name == "events":
            self._refuse_unless_elsewhere(incoming.operation_model.name, incoming.url)
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

    def _refuse_unless_elsewhere(self, operation_name: str, url: str) -> None:
        if "events" not in self._passthrough and not is_loopback(url):
            refuse_unimplemented(operation_name, EVENTS_OPERATIONS)
