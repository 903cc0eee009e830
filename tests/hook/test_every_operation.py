"""No operation of any service reaches the network while a mock is active.

A run calls some operations of some services, chosen by the version of botocore.
EVENTBRIDGE_MOCK_OPERATIONS is another seed, or `all` for every operation there is,
which takes a minute or two.
"""

from __future__ import annotations

import os
import random
import socket
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import botocore
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, MissingDependencyException

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations

from .requests_of_models import parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOICE = os.environ.get("EVENTBRIDGE_MOCK_OPERATIONS", botocore.__version__)
SESSION = botocore.session.Session()
# As of somebody who has signed in with SSO.
TOKEN = SimpleNamespace(get_frozen_token=lambda: SimpleNamespace(token="not-a-secret"))
SESSION.register_component(
    "token_provider", SimpleNamespace(load_token=lambda **_: TOKEN)
)
SERVICES = SESSION.get_available_services()
OPERATIONS_OF_A_SERVICE = 6
SERVICES_OF_A_RUN = 20

# Services that the mock answers itself, and those whose hosts are unlike all others.
ANSWERED = ("events", "secretsmanager")
SPECIAL = (
    *ANSWERED,
    "codecatalyst",
    "iot-data",
    "neptune-graph",
    "s3",
    "s3control",
    "signin",
)

# A Region of each partition that has signin hosts of its own.
REGIONS = (
    "us-east-1",
    "cn-north-1",
    "us-gov-west-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
)

# The last is of signatures that only awscrt can make.
REFUSALS = (UnmockedAwsCallError, MissingDependencyException)


def chosen_services() -> list[str]:
    """Return the services of this run."""
    count = len(SERVICES) if CHOICE == "all" else SERVICES_OF_A_RUN
    special = [name for name in SPECIAL if name in SERVICES]
    sample = random.Random(CHOICE).sample(SERVICES, count)  # noqa: S311 - no secret
    return sorted({*special, *sample})


def chosen_operations(names: list[str]) -> list[str]:
    """Return the operations of this run among the *names* of one service."""
    count = len(names) if CHOICE == "all" else OPERATIONS_OF_A_SERVICE
    shuffled = random.Random(CHOICE).sample(names, len(names))  # noqa: S311 - no secret
    return sorted(shuffled[:count])


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The hosts that something in this process tries to reach; none can be."""
    hosts: list[Any] = []

    def refuse(*args: Any, **_: Any) -> None:  # pragma: no cover - nothing gets here
        hosts.append(args)
        raise OSError("blocked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return hosts


def make(service_name: str, region_name: str = "us-east-1", **settings: Any) -> Any:
    return SESSION.create_client(
        service_name,
        region_name=region_name,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(
            parameter_validation=False, retries={"total_max_attempts": 1}, **settings
        ),
    )


def outcomes(client: Any) -> Iterator[tuple[str, BaseException | None]]:
    """Call the chosen operations of *client*; yield what each raised."""
    model = client.meta.service_model
    methods = client.meta.method_to_api_mapping
    # A client lacks the methods that would take HTTP/2.
    by_operation = {
        operation: method
        for method, operation in methods.items()
        if hasattr(type(client), method)
    }
    for name in chosen_operations(list(by_operation)):
        error = None
        try:
            shape = model.operation_model(name).input_shape
            getattr(client, by_operation[name])(**parameters(shape))
        except (BotoCoreError, ClientError, UnmockedAwsCallError) as raised:
            error = raised
        yield f"{model.service_name}.{name}", error


@pytest.mark.parametrize("service_name", chosen_services())
def test_no_operation_reaches_the_network(
    service_name: str, reached: list[Any]
) -> None:
    client = make(service_name)

    with mock_api_destinations():
        raised = dict(outcomes(client))

    assert reached == []
    assert {
        name: error
        for name, error in raised.items()
        if service_name not in ANSWERED and not isinstance(error, REFUSALS)
    } == {}


@pytest.mark.skipif("signin" not in SERVICES, reason="botocore knows no signin yet")
def test_no_signin_host_of_any_partition_is_reached(reached: list[Any]) -> None:
    """The rules of this service name the hosts of each partition one by one."""
    with mock_api_destinations():
        for region_name in REGIONS:
            client = make("signin", region_name)
            raised = dict(outcomes(client))

            assert {type(error) for error in raised.values()} == {UnmockedAwsCallError}

    assert reached == []


def test_an_operation_without_an_input_has_no_parameters() -> None:
    assert parameters(None) == {}
