"""moto beside the mock, entered in either order, and clients that both can reach."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

moto = pytest.importorskip("moto")

ORDERS = ["moto outside", "moto inside"]

# Made after moto was imported, as moto asks for; kept for the models it has read.
_SESSION = botocore.session.Session()


def client(service_name: str, **settings: Any) -> Any:
    """Make a client in the Region of the tests."""
    settings.setdefault("region_name", REGION_NAME)
    return _SESSION.create_client(service_name, **settings)


@contextmanager
def both(order: str, **options: Any) -> Iterator[EventBridgeMock]:
    """Turn moto and the mock on in the *order* that is one of ORDERS."""
    options.setdefault("region_name", REGION_NAME)
    mock = mock_api_destinations(**options)
    mocks = [moto.mock_aws(), mock]
    if order == "moto inside":
        mocks.reverse()
    with ExitStack() as stack:
        for one in mocks:
            stack.enter_context(one)
        yield mock
