"""The asynchronous clients of aiobotocore, if the test has them.

It is never imported from here: a test that does not use it does not pay for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")


def loaded_classes() -> tuple[Any, Any] | None:
    """Return the client and the endpoint class; None while nobody imported them."""
    client = sys.modules.get("aiobotocore.client")
    endpoint = sys.modules.get("aiobotocore.endpoint")
    if client is None or endpoint is None:
        return None
    return client.AioBaseClient, endpoint.AioEndpoint


def is_endpoint(endpoint: object) -> bool:
    """Tell whether *endpoint* is an asynchronous client's."""
    classes = loaded_classes()
    return classes is not None and isinstance(endpoint, classes[1])


def is_client(client: object) -> bool:
    """Tell whether *client* is an asynchronous one."""
    classes = loaded_classes()
    return classes is not None and isinstance(client, classes[0])


async def in_a_thread(call: Callable[[], R]) -> R:
    """Return what *call* does, while asyncio's event loop goes on."""
    import asyncio  # noqa: PLC0415 - aiobotocore has it, others need not

    try:
        asyncio.get_running_loop()
    except RuntimeError:  # somebody else's, such as trio's
        return call()
    return await asyncio.to_thread(call)
