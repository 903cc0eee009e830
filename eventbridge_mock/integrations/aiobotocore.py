"""Find the classes of aiobotocore's asynchronous clients, if they are loaded.

aiobotocore is never imported from here: a test without it does not pay for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")


class Classes(NamedTuple):
    """The classes of aiobotocore that the mock intercepts."""

    client: Any
    endpoint: Any
    credential_resolver: Any


def loaded_classes() -> Classes | None:
    """Return the classes of aiobotocore; None while nobody imported them."""
    # It imports the modules of the others.
    session = sys.modules.get("aiobotocore.session")
    if session is None:
        return None
    modules = sys.modules
    return Classes(
        modules["aiobotocore.client"].AioBaseClient,
        modules["aiobotocore.endpoint"].AioEndpoint,
        modules["aiobotocore.credentials"].AioCredentialResolver,
    )


def is_endpoint(endpoint: object) -> bool:
    """Return whether *endpoint* belongs to an asynchronous client."""
    classes = loaded_classes()
    return classes is not None and isinstance(endpoint, classes.endpoint)


def is_client(client: object) -> bool:
    """Return whether *client* is asynchronous."""
    classes = loaded_classes()
    return classes is not None and isinstance(client, classes.client)


async def in_a_thread(call: Callable[[], R]) -> R:
    """Return the result of *call*, while asyncio's event loop runs."""
    import asyncio  # noqa: PLC0415 - aiobotocore has it, others need not

    try:
        asyncio.get_running_loop()
    except RuntimeError:  # the loop of another library, such as trio
        return call()
    return await asyncio.to_thread(call)
