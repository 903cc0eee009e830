"""The mock without the private names of botocore that only make it faster."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable

SPEED_UPS = ("_user_agent_creator", "_ruleset_resolver")


def hide(instance: Any, name: str) -> None:
    """Let botocore alone find the attribute *name* of *instance*."""
    value = vars(instance)[name]

    def find(_: Any) -> Any:
        if sys._getframe(1).f_globals["__name__"].startswith("botocore."):  # noqa: SLF001 - no public way
            return value
        raise AttributeError(name)

    cls = type(instance)
    instance.__class__ = type(cls.__name__, (cls,), {name: property(find)})


@pytest.fixture
def names() -> tuple[str, ...]:
    return SPEED_UPS


@pytest.fixture
def client(make_client: Callable[..., Any], names: tuple[str, ...]) -> Any:
    """A client of a botocore that has other names for some of its attributes."""
    made = make_client()
    for name in names:
        hide(made, name)
    return made


@pytest.mark.parametrize(
    "names", [*[(name,) for name in SPEED_UPS], SPEED_UPS], ids="-".join
)
def test_calls_are_answered_without_a_speed_up(
    client: Any, names: tuple[str, ...]
) -> None:
    with mock_api_destinations(region_name="eu-west-1") as mock:
        client.create_connection(**connection())
        client.create_connection(**connection(Name="other"))

        assert list(mock.connections) == ["partner", "other"]
        assert not any(hasattr(client, name) for name in names)


def test_the_client_works_for_itself_after_the_mock(client: Any) -> None:
    with mock_api_destinations():
        client.list_connections()
    seen: list[str] = []
    client.meta.events.register(
        "before-call", lambda params, **_: seen.append(params["url"]) or (None, {})
    )

    with pytest.raises(AttributeError):
        client.list_connections()

    assert seen == ["https://events.eu-west-1.amazonaws.com/"]


def test_scripted_errors_are_answered_without_a_speed_up(client: Any) -> None:
    with mock_api_destinations() as mock:
        mock.fail("ListConnections", "ThrottlingException", times=2)

        answer = client.list_connections()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_the_account_is_the_mocks_if_the_key_cannot_be_seen(
    make_client: Callable[..., Any],
) -> None:
    client = make_client(aws_access_key_id="111122223333")
    hide(client._request_signer, "_credentials")  # noqa: SLF001 - no public way

    with mock_api_destinations():
        arn = client.create_connection(**connection())["ConnectionArn"]

    assert arn.startswith("arn:aws:events:eu-west-1:123456789012:connection/partner/")
