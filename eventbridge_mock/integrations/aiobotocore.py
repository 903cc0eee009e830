"""The asynchronous clients of aiobotocore, if the test has them.

It is never imported from here: a test that does not use it does not pay for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")


class Classes(NamedTuple):
    """The classes of aiobotocore that the mock takes hold of."""

    client: Any
    endpoint: Any
    credential_resolver: Any


def loaded_classes() -> Classes | None:
    """Return the classes of aiobotocore; None while nobody imported them."""
    # It imports what the others are in.
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
    """Tell whether *endpoint* is an asynchronous client's."""
    classes = loaded_classes()
    return classes is not None and isinstance(endpoint, classes.endpoint)


def is_client(client: object) -> bool:
    """Tell whether *client* is an asynchronous one."""
    classes = loaded_classes()
    return classes is not None and isinstance(client, classes.client)


async def in_a_thread(call: Callable[[], R]) -> R:
    """Return what *call* does, while asyncio's event loop goes on."""
    import asyncio  # noqa: PLC0415 - aiobotocore has it, others need not

    try:
        asyncio.get_running_loop()
    except RuntimeError:  # somebody else's, such as trio's
        return call()
    return await asyncio.to_thread(call)
