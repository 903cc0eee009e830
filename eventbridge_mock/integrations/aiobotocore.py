"""The asynchronous clients of aiobotocore, if the test has them.

It is never imported from here: a test that does not use it does not pay for it.
"""

from __future__ import annotations

import sys
from typing import Any


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
