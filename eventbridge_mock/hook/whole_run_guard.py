"""Refuse calls to EventBridge for a whole pytest run, whenever no mock is active.

This is the ini option `eventbridge_mock_guard`. It imports neither botocore nor
aiobotocore: the guard is put up when the run has imported them.

A call is refused where it would leave: in `Endpoint._send`, which moto, a Stubber and
the handlers of a test come before, or in `BaseClient._make_api_call` when there are no
credentials to sign the request with. A call to another host than AWS's is let through.

The private names in use are these two and an endpoint's `_endpoint_prefix`;
tests/pytest_plugin/test_guard_for_the_run.py fails when botocore drops one.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..integrations import aiobotocore
from .guard import is_aws, refuse_without_a_mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Method = Callable[..., Any]
    # A class, the name of its method, and what wraps the method.
    Wrapping = tuple[Any, str, Callable[[Method], Method]]

_SERVICE_NAME = "events"


class WholeRunGuard:
    """Refuses calls to EventBridge while *is_mocked* returns False."""

    def __init__(self, is_mocked: Callable[[], bool]) -> None:
        self._is_mocked = is_mocked
        self._is_up = False
        self._watches: list[_ImportWatch] = []
        self._replaced: list[tuple[Any, str, Method, Method]] = []

    def put_up(self) -> None:
        """Begin to refuse calls, of libraries that are imported later too."""
        self._is_up = True
        self._when_imported("botocore.client", self._wrappings)
        self._when_imported("aiobotocore.session", self._async_wrappings)

    def take_down(self) -> None:
        """Leave botocore and aiobotocore as they were."""
        self._is_up = False
        for watch in self._watches:
            with suppress(ValueError):  # after the import it is not there any more
                sys.meta_path.remove(watch)
        for owner, name, original, ours in self._replaced:
            # Putting the original back would undo a patch made over ours.
            if vars(owner)[name] is ours:
                setattr(owner, name, original)

    def _when_imported(
        self, module_name: str, wrappings: Callable[[], Iterator[Wrapping]]
    ) -> None:
        """Replace the methods of *wrappings*, now or once the module is imported."""

        def replace() -> None:
            for owner, name, wrap in wrappings():
                original = getattr(owner, name)
                ours = wrap(original)
                self._replaced.append((owner, name, original, ours))
                setattr(owner, name, ours)

        if module_name in sys.modules:
            replace()
            return
        watch = _ImportWatch(module_name, replace)
        self._watches.append(watch)
        sys.meta_path.insert(0, watch)

    def _wrappings(self) -> Iterator[Wrapping]:
        modules = sys.modules
        yield modules["botocore.endpoint"].Endpoint, "_send", self._around_send
        client = modules["botocore.client"].BaseClient
        yield client, "_make_api_call", self._around_make_api_call

    def _async_wrappings(self) -> Iterator[Wrapping]:
        classes: Any = aiobotocore.loaded_classes()
        # A refusal before its request is awaited needs nothing of asyncio.
        yield classes.endpoint, "_send", self._around_send
        yield classes.client, "_make_api_call", self._around_make_api_call_async

    def _around_send(self, original: Method) -> Method:
        def send(endpoint: Any, request: Any) -> Any:
            if endpoint._endpoint_prefix == _SERVICE_NAME:  # noqa: SLF001 - no public way
                # The bytes `AWSEvents.<operation>`.
                target = str(request.headers.get("X-Amz-Target")).strip("'")
                self._refuse(target.rpartition(".")[2], request.url)
            return original(endpoint, request)

        return send

    def _around_make_api_call(self, original: Method) -> Method:
        def make_api_call(client: Any, operation_name: str, *args: Any) -> Any:
            try:
                return original(client, operation_name, *args)
            except _nothing_to_sign_with():
                self._refuse_unsigned(client, operation_name)
                raise

        return make_api_call

    def _around_make_api_call_async(self, original: Method) -> Method:
        async def make_api_call(client: Any, operation_name: str, *args: Any) -> Any:
            try:
                return await original(client, operation_name, *args)
            except _nothing_to_sign_with():
                self._refuse_unsigned(client, operation_name)
                raise

        return make_api_call

    def _refuse_unsigned(self, client: Any, operation_name: str) -> None:
        if client.meta.service_model.service_name == _SERVICE_NAME:
            self._refuse(operation_name, client.meta.endpoint_url)

    def _refuse(self, operation_name: str, url: str) -> None:
        """Raise UnmockedAwsCallError if the call would go to AWS at *url*."""
        if self._is_up and is_aws(url) and not self._is_mocked():
            refuse_without_a_mock(_SERVICE_NAME, operation_name, url)


def _nothing_to_sign_with() -> tuple[type[Exception], ...]:
    """Return what signing raises for a client without credentials."""
    errors = sys.modules["botocore.exceptions"]
    return errors.NoCredentialsError, errors.NoAuthTokenError


class _ImportWatch(MetaPathFinder):
    """Calls *then* once, after the module *name* has been imported."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(
        self,
        fullname: str,
        path: object = None,  # noqa: ARG002 - part of the protocol
        target: object = None,  # noqa: ARG002 - the same
    ) -> ModuleSpec | None:
        """Return the spec of the module, found by the finders after this one."""
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)  # or the next line would ask it again
        spec = find_spec(fullname)
        loader: Any = spec.loader if spec else None
        execute = loader.exec_module

        def execute_and_tell(module: ModuleType) -> None:
            execute(module)
            self._then()

        loader.exec_module = execute_and_tell
        return spec
