"""Cache what botocore computes for each call, and is the same for all of a client.

That is the user agent and the endpoint, which only real requests need, the URL of a
request, and the service in the names of events. Together they take a third of the time
of a call that is answered at `before-call`. While the mock answers a client, all calls
have the user agent of the first call, and all calls of an operation the endpoint of its
first.

A client has the parts that compute them under private names. They are found by their
public classes instead, and have public methods. The only private name in use is
`_urljoin` of `botocore.awsrequest`. The mock works without all of this: if a class, a
method or the function is missing, botocore computes the value for each call. So does a
client of aiobotocore, which resolves endpoints asynchronously.
tests/hook/test_client_caches.py fails when botocore drops one of the names.

PutEvents with an EndpointId needs a signature of awscrt when it is sent. The mock
answers it, so a client without awscrt is not stopped.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import awsrequest
from botocore.exceptions import MissingDependencyException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import OperationModel

    from .replaced_methods import Wrapping


class _Lookup(NamedTuple):
    """A method of a part that each client has, and the public class of the part."""

    module_name: str
    class_name: str
    method_name: str

    def part_of(self, client: Any) -> Any:
        """Return the part of *client* that is of this class, if it has one.

        A client that has the part has imported its module.
        """
        module = sys.modules.get(self.module_name)
        part_class = getattr(module, self.class_name, ())
        parts = vars(client).values()
        return next((part for part in parts if isinstance(part, part_class)), None)

    def replace(
        self, client: Any, replacement: Callable[[Callable[..., Any]], Any]
    ) -> None:
        """Give the part of *client* the *replacement* of its method, if it has one."""
        part = self.part_of(client)
        method = getattr(part, self.method_name, None)
        if method is not None:
            setattr(part, self.method_name, replacement(method))

    def restore(self, client: Any) -> None:
        """Let the part of *client* have the method of its class again."""
        part = self.part_of(client)
        if part is not None:
            vars(part).pop(self.method_name, None)


_USER_AGENT = _Lookup("botocore.useragent", "UserAgentString", "to_string")
_RESOLVER = "botocore.regions", "EndpointRulesetResolver"
_ENDPOINT = _Lookup(*_RESOLVER, "construct_endpoint")
_SIGNATURE = _Lookup(*_RESOLVER, "auth_schemes_to_signing_ctx")


def cache_client_lookups(client: Any) -> None:
    """Keep the user agent that *client* has now, and the endpoints it resolves."""
    _USER_AGENT.replace(client, _constant)
    _ENDPOINT.replace(client, _cached_by_operation)


def cache_service_name(client: Any) -> None:
    """Keep how *client* writes its service in the names of events."""
    service_id = client.meta.service_model.service_id
    service_id.hyphenize = _constant(service_id.hyphenize)


def cached_functions() -> Iterator[Wrapping]:
    """Yield the functions of botocore whose results are cached, for all clients."""
    if type(getattr(awsrequest, "_urljoin", None)) is FunctionType:
        yield awsrequest, "_urljoin", lru_cache(maxsize=256)


def allow_unsigned(client: Any) -> None:
    """Let *client* continue where it lacks only the library that would sign."""
    _SIGNATURE.replace(client, _with_or_without_awscrt)


def restore_client_lookups(client: Any) -> None:
    """Let *client* compute everything for each call again, as it did before."""
    for lookup in (_USER_AGENT, _ENDPOINT, _SIGNATURE):
        lookup.restore(client)
    vars(client.meta.service_model.service_id).pop("hyphenize", None)


def _constant(function: Callable[[], str]) -> Callable[[], str]:
    """Return a function that returns what *function* returns now."""
    return function().__str__  # in C, and the string itself


def _with_or_without_awscrt(signing_context: Callable[..., Any]) -> Callable[..., Any]:
    """Return *signing_context* with no signature where that needs awscrt."""

    def lenient(auth_schemes: Any) -> Any:
        try:
            return signing_context(auth_schemes)
        except MissingDependencyException:
            return None, {}

    return lenient


def _cached_by_operation(construct_endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return *construct_endpoint* with the results cached by operation.

    Operations such as PutEvents, whose parameters may name an endpoint, are not cached.
    """
    endpoints: dict[str, Any] = {}

    def construct_cached(
        operation_model: OperationModel, *args: Any, **kwargs: Any
    ) -> Any:
        endpoint = endpoints.get(operation_model.name)
        if endpoint is None:
            endpoint = construct_endpoint(operation_model, *args, **kwargs)
            if not operation_model.context_parameters:
                endpoints[operation_model.name] = endpoint
        return endpoint

    return construct_cached
