"""Events on a virtual clock: retries as time passes, and what an event shows then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from tests.aws.operations.times import NOW
from tests.conftest import REGION_NAME
from tests.state.setting import destination, put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock


@pytest.fixture
def clock() -> Iterator[Any]:
    with freezegun.freeze_time(NOW) as frozen:
        yield frozen


@pytest.fixture
def waiting(clock: Any) -> Iterator[EventBridgeMock]:
    """A mock in which what is not due is pending."""
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        yield mock


@pytest.fixture
def client(waiting: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client that sees the rule `orders`; the first try is answered with 503."""
    client = make_client()
    put_rule(client, "orders", None, target(destination(client)))
    waiting.responses.post("https://crm.example/orders", status=503)
    waiting.responses.post("https://crm.example/orders", status=200)
    return client


def test_an_event_knows_how_its_invocations_stand(
    waiting: EventBridgeMock, client: Any, clock: Any
) -> None:
    put_event(client)
    event = waiting.events.last
    before = event.invocations.last.outcome

    clock.tick(5)

    assert (before, event.invocations.last.outcome) == ("pending", "delivered")


def test_an_explanation_knows_it_too(
    waiting: EventBridgeMock, client: Any, clock: Any
) -> None:
    put_event(client)
    event = waiting.events.last

    clock.tick(5)

    assert str(waiting.explain(event)).splitlines()[-1].endswith("-> 503, 200")


def test_an_explanation_knows_what_is_to_come(
    waiting: EventBridgeMock, client: Any, clock: Any
) -> None:
    put_event(client)

    before = str(waiting.explain(waiting.events.last))
    clock.tick(5)

    until = "pending until 2026-03-04T05:06:12Z\n"
    assert f"API destination 'crm', {until}" in before
    assert until not in str(waiting.explain(waiting.events.last))


def test_eager_deliveries_are_over_at_once(
    mock: EventBridgeMock, events: Any, clock: Any
) -> None:
    mock.responses.post("https://crm.example/orders", status=503)
    mock.responses.post("https://crm.example/orders", status=200)
    put_rule(events, "orders", None, target(destination(events)))

    put_event(events)

    first, second = mock.events.last.invocations.last.attempts
    assert (second.time - first.time).total_seconds() == 5
