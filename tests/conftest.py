"""What every test stands on: no network, no AWS settings, one time zone."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
import pytest_socket

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

pytest_plugins = ["pytester"]

ACCOUNT_ID = "123456789012"
REGION_NAME = "eu-west-1"

# A zone that is neither UTC nor the developer's, so that nothing passes by luck.
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

# Kept for the whole run, because it keeps the service models it has read.
_SESSION = botocore.session.Session()


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Only this machine can be reached."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    pytest_socket._remove_restrictions()  # noqa: SLF001 - no public way back


@pytest.fixture
def make_client() -> Callable[..., Any]:
    """Make a botocore client; without arguments one for `events`."""

    def make(service_name: str = "events", **settings: Any) -> Any:
        settings.setdefault("region_name", REGION_NAME)
        settings.setdefault("aws_access_key_id", "testing")
        settings.setdefault("aws_secret_access_key", "testing")
        return _SESSION.create_client(service_name, **settings)

    return make


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    """An active mock in the Region of the clients."""
    with mock_api_destinations(region_name=REGION_NAME) as active:
        yield active


@pytest.fixture
def events(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client for `events` while the mock is active."""
    return make_client()


@pytest.fixture
def secretsmanager(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client for `secretsmanager` while the mock is active."""
    return make_client("secretsmanager")
