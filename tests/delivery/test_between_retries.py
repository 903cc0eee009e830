"""Retries use what there is then; a delivery changes nothing that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws
from tests.delivery.partner import QUEUE, URL, added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock, Invocation


@pytest.fixture(autouse=True)
def on_time(mock: EventBridgeMock) -> Iterator[None]:
    with type(mock)({"delivery": "on_time"}):
        yield


@pytest.fixture
def waiting(mock: EventBridgeMock, orders: str) -> Iterator[str]:
    """The name of an API destination with an event that waits for its retry."""
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    mock.invoke(orders, {"order": 7}, dead_letter_config=QUEUE)
    yield orders
    # Not every event gets as far as the second reply.
    mock.responses.reset()


def carried_on(mock: EventBridgeMock) -> Invocation:
    mock.advance(hours=24)
    return mock.invocations.last


def test_an_event_waits_as_pending(mock: EventBridgeMock, waiting: str) -> None:
    invocation = mock.invocations.last
    (attempt,) = invocation.attempts

    assert (invocation.outcome, invocation.error_code) == (
        "pending",
        "SDK_CLIENT_ERROR",
    )
    assert invocation.failure == (
        "ApiDestination returned HTTP status 503 with payload: "
    )
    assert invocation.next_attempt_time is not None
    assert (invocation.next_attempt_time - attempt.time).total_seconds() == 5


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({"InvocationEndpoint": "https://new.partner.example/"}, "POST https://new."),
        ({"HttpMethod": "PUT"}, "PUT https://api."),
    ],
    ids=["endpoint", "method"],
)
def test_an_updated_destination_is_used(
    mock: EventBridgeMock,
    events: Any,
    waiting: str,
    changes: dict[str, str],
    sent: str,
) -> None:
    events.update_api_destination(Name=waiting, **changes)
    invocation = carried_on(mock)

    assert invocation.outcome == "delivered"
    assert str(invocation.attempts[0].request) == f"POST {URL}"
    assert str(invocation.attempts[1].request).startswith(sent)


def test_updated_credentials_are_used(
    mock: EventBridgeMock, events: Any, waiting: str
) -> None:
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-key"}}
    events.deauthorize_connection(Name="partner")
    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=key
    )
    first, second = carried_on(mock).attempts

    assert first.request.headers["Authorization"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="
    assert second.request.headers["X-Key"] == "not-a-key"
    assert "Authorization" not in second.request.headers


def test_updated_parameters_are_used(
    mock: EventBridgeMock, events: Any, waiting: str
) -> None:
    events.update_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters=added("BodyParameters", ("shop", "north")),
    )
    first, second = carried_on(mock).attempts

    assert (first.request.body, second.request.body) == (
        b'{"order":7}',
        b'{"order":7,"shop":"north"}',
    )


GONE = "API destination 'orders' does not exist."
INACTIVE = "API destination 'orders' is INACTIVE: its connection"
DEAUTHORIZED = (
    f"{INACTIVE} 'partner' is DEAUTHORIZED (The authorization parameters were removed"
    " from this connection by a DeauthorizeConnection operation.)."
)


@pytest.mark.parametrize(
    ("operation", "name", "message"),
    [
        ("delete_api_destination", "orders", GONE),
        (
            "delete_connection",
            "partner",
            f"{INACTIVE} was deleted, and only UpdateApiDestination gives it another.",
        ),
        ("deauthorize_connection", "partner", DEAUTHORIZED),
    ],
)
@pytest.mark.usefixtures("waiting")
def test_what_is_gone_ends_it(
    mock: EventBridgeMock,
    events: Any,
    operation: str,
    name: str,
    message: str,
) -> None:
    """No retry, straight to the queue: AWS guide; the texts are our choice."""
    getattr(events, operation)(Name=name)
    invocation = carried_on(mock)
    attributes = mock.dead_letters.last.attributes

    assert (invocation.outcome, len(invocation.attempts)) == ("dead_lettered", 1)
    assert (attributes["ERROR_CODE"], attributes["ERROR_MESSAGE"]) == (
        "NO_RESOURCE",
        message,
    )
    assert "RETRY_ATTEMPTS" not in attributes


def test_a_destination_made_anew_is_another(
    mock: EventBridgeMock, events: Any, waiting: str
) -> None:
    arn = mock.connections["partner"].connection_arn
    events.delete_api_destination(Name=waiting)
    events.create_api_destination(**requests_to_aws.api_destination(arn))
    invocation = carried_on(mock)

    assert invocation.failure is not None
    assert invocation.failure.startswith(
        "API destination 'orders' has another ARN: the target names"
    )
    assert (invocation.error_code, len(invocation.attempts)) == ("NO_RESOURCE", 1)


def test_a_reset_forgets_what_is_pending(mock: EventBridgeMock, waiting: str) -> None:
    mock.reset()
    mock.advance(hours=24)

    assert (mock.invocations, mock.dead_letters) == ([], [])


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_delivery_changes_nothing_that_is_stored(
    mock: EventBridgeMock, make_orders: Callable[..., None], status: int
) -> None:
    make_orders(
        auth=added("BodyParameters", ("shop", "north")), InvocationEndpoint=f"{URL}/*"
    )
    mock.responses.post(f"{URL}/7", status=status)
    before = {**mock.connections}, {**mock.api_destinations}, {**mock.secrets}
    parameters = {
        "PathParameterValues": ["$.order"],
        "HeaderParameters": {"X-Order": "$.order"},
    }
    mock.invoke("orders", {"order": 7}, http_parameters=parameters)
    mock.advance(hours=24)

    assert ({**mock.connections}, {**mock.api_destinations}, {**mock.secrets}) == before
    assert parameters["HeaderParameters"] == {"X-Order": "$.order"}
