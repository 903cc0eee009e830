"""Cache what botocore computes for each call, and is the same for all of a client.

That is the user agent and the endpoint, which only real requests need, the URL of a
request, and the service in the names of events. Together they take a third of the time
of a call that is answered at `before-call`. While the mock answers a client, all calls
have the user agent of the first call, and all calls of an operation the endpoint of its
first.

The private names in use are a client's `_user_agent_creator` and `_ruleset_resolver`,
and `_urljoin` of `botocore.awsrequest`. tests/hook/test_client_caches.py fails when
botocore drops one. The mock works without them: a client that lacks one computes the
value for each call. So does a client of aiobotocore, which resolves endpoints
asynchronously.

PutEvents with an EndpointId needs a signature of awscrt when it is sent. The mock
answers it, so a client without awscrt is not stopped.
"""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

from botocore import awsrequest
from botocore.exceptions import MissingDependencyException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import OperationModel

    from .replaced_methods import Wrapping

_USER_AGENT = "_user_agent_creator", "to_string"
_ENDPOINT = "_ruleset_resolver", "construct_endpoint"
_SIGNATURE = "_ruleset_resolver", "auth_schemes_to_signing_ctx"


def cache_client_lookups(client: Any) -> None:
    """Keep the user agent that *client* has now, and the endpoints it resolves."""
    _replace(client, *_USER_AGENT, _constant)
    _replace(client, *_ENDPOINT, _cached_by_operation)


def cache_service_name(client: Any) -> None:
    """Keep how *client* writes its service in events; none of the names is private."""
    service_id = client.meta.service_model.service_id
    service_id.hyphenize = _constant(service_id.hyphenize)


def cached_functions() -> Iterator[Wrapping]:
    """Yield the functions of botocore whose results are cached, for all clients."""
    if type(getattr(awsrequest, "_urljoin", None)) is FunctionType:
        yield awsrequest, "_urljoin", lru_cache(maxsize=256)


def allow_unsigned(client: Any) -> None:
    """Let *client* go on where it lacks only the library that would sign."""
    _replace(client, *_SIGNATURE, _with_or_without_awscrt)


def restore_client_lookups(client: Any) -> None:
    """Let *client* compute everything for each call again, as it did before."""
    for name, method_name in (_USER_AGENT, _ENDPOINT, _SIGNATURE):
        owner = getattr(client, name, None)
        if owner is not None:
            vars(owner).pop(method_name, None)
    vars(client.meta.service_model.service_id).pop("hyphenize", None)


def _replace(
    client: Any,
    name: str,
    method_name: str,
    cached: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> None:
    """Replace a method of the attribute *name* of *client*, if it has both."""
    owner = getattr(client, name, None)
    method = getattr(owner, method_name, None)
    if method is not None:
        setattr(owner, method_name, cached(method))


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
