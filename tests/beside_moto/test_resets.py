"""moto's reset removes what moto made here, and its seed makes ids repeatable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.integrations.beside_moto import ORDERS, both, client, moto
from tests.requests_to_aws import connection
from tests.state.setting import put_event

if TYPE_CHECKING:
    from collections.abc import Callable

MOTO_API = "http://motoapi.amazonaws.com/moto-api"


def reset_by_request() -> None:
    requests.post(f"{MOTO_API}/reset", timeout=5)


def reset_by_call() -> None:
    from moto.core.base_backend import BackendDict  # noqa: PLC0415 - needs moto

    BackendDict.reset()


def seed_by_request() -> None:
    requests.post(f"{MOTO_API}/seed?a=42", timeout=5)


def seed_by_call() -> None:
    from moto.moto_api._internal import mock_random  # noqa: PLC0415 - needs moto

    mock_random.seed(42)


@pytest.mark.parametrize("reset", [reset_by_request, reset_by_call])
@pytest.mark.parametrize("order", ORDERS)
def test_a_reset_removes_what_moto_made_the_newest_first(
    order: str, reset: Callable[[], None]
) -> None:
    removed: list[str] = []
    with both(order) as mock:
        client("events").create_connection(**connection())
        state = mock._state  # noqa: SLF001 - moto's services hold it too
        state.removals_at_motos_reset += [
            lambda: removed.append("first"),
            lambda: removed.append("second"),
        ]

        reset()
        assert removed == ["second", "first"]
        reset()
        assert removed == ["second", "first"]
        assert list(mock.connections) == ["partner"]


def test_the_end_of_moto_is_a_reset() -> None:
    removed: list[str] = []
    with both("moto inside") as mock:
        with moto.mock_aws():
            mock._state.removals_at_motos_reset.append(  # noqa: SLF001 - as above
                lambda: removed.append("one")
            )
        assert removed == []
    assert removed == ["one"]


def test_a_reset_of_the_mock_forgets_them() -> None:
    removed: list[str] = []
    with both("moto outside") as mock:
        mock._state.removals_at_motos_reset.append(  # noqa: SLF001 - as above
            lambda: removed.append("one")
        )
        mock.reset()
        reset_by_call()

    assert removed == []


def ids() -> tuple[Any, ...]:
    """Return ids of each kind, made by the same calls."""
    events = client("events")
    created = events.create_connection(**connection())
    destination = events.create_api_destination(
        Name="orders",
        ConnectionArn=created["ConnectionArn"],
        InvocationEndpoint="https://api.partner.example/orders",
        HttpMethod="POST",
    )
    described = events.describe_connection(Name="partner")
    return (
        created["ConnectionArn"],
        described["SecretArn"],
        destination["ApiDestinationArn"],
        put_event(events),
    )


@pytest.mark.parametrize("seed", [seed_by_request, seed_by_call])
@pytest.mark.parametrize("order", ORDERS)
def test_a_seed_makes_ids_repeatable(order: str, seed: Callable[[], None]) -> None:
    made = []
    for _ in range(2):
        with both(order):
            client("s3").list_buckets()
            seed()
            made.append(ids())
    with both(order):
        made.append(ids())

    assert made[0] == made[1]
    assert not set(made[1]) & set(made[2])
