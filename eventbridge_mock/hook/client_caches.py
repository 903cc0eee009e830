"""What botocore works out for each call, and only one that is sent needs.

That is who calls, the user agent, and where the call goes, the endpoint. Together they
take a third of the time of a call that is answered at `before-call`. While the mock
answers a client, all of its calls have the user agent of the first one, and all calls
of an operation the endpoint of the first.

The private names in use are a client's `_user_agent_creator` and `_ruleset_resolver`;
tests/aws/test_unsent_calls.py notices when one goes. A client of aiobotocore, which
works its endpoints out asynchronously, is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel


def ease_calls_of(client: Any) -> None:
    """Have *client* say who and where as it would now, with all its calls."""
    creator, resolver = _workers_of(client)
    user_agent = creator.to_string()
    creator.to_string = lambda: user_agent
    if resolver is not None:
        resolver.construct_endpoint = _remembering(resolver.construct_endpoint)


def leave_calls_of(client: Any) -> None:
    """Have *client* work all of that out for each call, as it did before."""
    creator, resolver = _workers_of(client)
    vars(creator).pop("to_string", None)
    if resolver is not None:
        vars(resolver).pop("construct_endpoint", None)


def _workers_of(client: Any) -> tuple[Any, Any]:
    """Return what makes the user agent, and what the endpoints, if there are rules."""
    return client._user_agent_creator, client._ruleset_resolver  # noqa: SLF001 - no public way


def _remembering(construct_endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return what gives the endpoint of an operation's first call for all of them.

    But not of an operation such as PutEvents, whose parameters may name an endpoint.
    """
    known: dict[str, Any] = {}

    def remember_endpoint(
        operation_model: OperationModel, call_args: Any, request_context: Any
    ) -> Any:
        endpoint = known.get(operation_model.name)
        if endpoint is None:
            endpoint = construct_endpoint(
                operation_model=operation_model,
                call_args=call_args,
                request_context=request_context,
            )
            if not operation_model.context_parameters:
                known[operation_model.name] = endpoint
        return endpoint

    return remember_endpoint
