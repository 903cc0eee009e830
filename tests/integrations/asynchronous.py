"""Asynchronous clients of each library that has some."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import REGION_NAME
from tests.requests_to_aws import ROLE_ARN, api_destination, connection, rule

if TYPE_CHECKING:
    from collections.abc import Coroutine

ENDPOINT = "https://api.partner.example/orders"
ENTRY = {"Source": "shop", "DetailType": "OrderPlaced", "Detail": '{"number": 1001}'}

# By library: where its sessions come from, and their method that makes a client.
_LIBRARIES = {
    "aiobotocore": ("aiobotocore.session", "get_session", "create_client"),
    "aioboto3": ("aioboto3", "Session", "client"),
}
LIBRARIES = pytest.mark.parametrize(
    "library",
    [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                find_spec(name) is None, reason=f"{name} is not installed"
            ),
        )
        for name in _LIBRARIES
    ],
)


def client(library: str, **settings: Any) -> Any:
    """Make a client for `events`, to be entered with `async with`."""
    module_name, session, method = _LIBRARIES[library]
    make = getattr(getattr(import_module(module_name), session)(), method)
    return make("events", region_name=REGION_NAME, **settings)


async def route_orders(events: Any) -> None:
    """Have events of the shop go to an API destination."""
    connected = await events.create_connection(**connection())
    destination = await events.create_api_destination(
        **api_destination(connected["ConnectionArn"], InvocationEndpoint=ENDPOINT)
    )
    await events.put_rule(**rule())
    target = {
        "Id": "partner",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": ROLE_ARN,
    }
    await events.put_targets(Rule="orders", Targets=[target])


def run_without_a_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never has to wait, with no event loop of asyncio."""
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    return end.value.value
