"""What a 401 or 407 does to a connection with a user name or a key."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.delivery.partner import ONCE, QUEUE, URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

NOW = datetime(2026, 9, 24, 12, tzinfo=timezone.utc)
PASSWORD = {"BasicAuthParameters": {"Password": "not-a-secret-either"}}


@pytest.mark.parametrize("authorization_type", ["BASIC", "API_KEY"])
@pytest.mark.parametrize("status", [401, 407])
def test_a_rejection_deauthorizes_the_connection(
    mock: EventBridgeMock,
    events: Any,
    make_orders: Callable[..., None],
    authorization_type: str,
    status: int,
) -> None:
    """AWS guide "De-authorizing connections"; the reason is our choice."""
    make_orders(authorization_type)
    mock.responses.post(URL, status=status)
    mock.invoke("orders", retry_policy=ONCE)
    connection = events.describe_connection(Name="partner")
    destination = events.describe_api_destination(Name="orders")

    assert (connection["ConnectionState"], destination["ApiDestinationState"]) == (
        "DEAUTHORIZED",
        "INACTIVE",
    )
    assert connection["StateReason"] == f"The endpoint answered HTTP status {status}."


@pytest.mark.parametrize("status", [400, 402, 403, 404, 409, 429, 500])
def test_other_answers_do_not(mock: EventBridgeMock, orders: str, status: int) -> None:
    mock.responses.post(URL, status=status)
    mock.invoke(orders, retry_policy=ONCE)

    assert mock.connections["partner"].connection_state == "AUTHORIZED"


def test_the_credentials_stay(mock: EventBridgeMock, events: Any, orders: str) -> None:
    """Our choice, unlike after DeauthorizeConnection."""
    before = events.describe_connection(Name="partner")
    mock.responses.post(URL, status=401)
    mock.invoke(orders, retry_policy=ONCE)
    after = events.describe_connection(Name="partner")

    assert after["AuthParameters"] == before["AuthParameters"]
    assert after["SecretArn"] == before["SecretArn"]
    assert [*mock.secrets] == [before["SecretArn"]]


def test_the_event_itself_is_tried_again(mock: EventBridgeMock, orders: str) -> None:
    """Our choice: AWS names 401 among the retried too."""
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    invocation = mock.invoke(orders)

    assert [one.status for one in invocation.attempts] == [401, 200]
    assert invocation.outcome == "delivered"
    assert mock.connections["partner"].connection_state == "DEAUTHORIZED"


def test_the_next_event_is_not_sent(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=401)
    mock.invoke(orders, retry_policy=ONCE)
    invocation = mock.invoke(orders, dead_letter_config=QUEUE)

    assert (invocation.attempts, invocation.error_code) == ((), "NO_RESOURCE")
    assert invocation.failure == (
        "API destination 'orders' is INACTIVE: its connection 'partner' is DEAUTHORIZED"
        " (The endpoint answered HTTP status 401.)."
    )


def test_new_credentials_authorize_it_again(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    mock.invoke(orders, retry_policy=ONCE)
    events.update_connection(
        Name="partner", AuthorizationType="BASIC", AuthParameters=PASSWORD
    )
    invocation = mock.invoke(orders)

    assert invocation.outcome == "delivered"
    assert "StateReason" not in events.describe_connection(Name="partner")


@freezegun.freeze_time(NOW)
def test_it_is_deauthorized_when_the_answer_comes(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    mock.invoke(orders)

    assert mock.connections["partner"].last_modified_time == NOW + timedelta(seconds=5)


def test_credentials_that_changed_meanwhile_are_not_blamed(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    """The answer was about the credentials before."""

    def answer(_: Any) -> tuple[int, dict[str, str], str]:
        events.update_connection(
            Name="partner", AuthorizationType="BASIC", AuthParameters=PASSWORD
        )
        return 401, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    mock.invoke(orders, retry_policy=ONCE)

    assert mock.connections["partner"].connection_state == "AUTHORIZED"


def test_a_connection_that_is_gone_meanwhile_stays_gone(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    def answer(_: Any) -> tuple[int, dict[str, str], str]:
        events.delete_connection(Name="partner")
        return 401, {}, ""

    mock.responses.add_callback("POST", URL, answer)
    invocation = mock.invoke(orders)

    assert [*mock.connections] == []
    assert (invocation.error_code, len(invocation.attempts)) == ("NO_RESOURCE", 1)


@pytest.mark.parametrize("operation", ["deauthorize_connection", "delete_connection"])
def test_without_credentials_no_retry_is_sent(
    mock: EventBridgeMock, events: Any, orders: str, operation: str
) -> None:
    mock.responses.post(URL, status=401)
    with type(mock)({"delivery": "on_time"}):
        mock.invoke(orders)
        getattr(events, operation)(Name="partner")
        mock.advance(hours=24)
    invocation = mock.invocations.last

    assert (len(invocation.attempts), invocation.error_code) == (1, "NO_RESOURCE")


def test_it_is_not_tried_with_another_connection_that_is_deauthorized(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        events = make_client()
        first = events.create_connection(**requests_to_aws.connection())
        other = events.create_connection(**requests_to_aws.connection(Name="other"))
        events.create_api_destination(
            **requests_to_aws.api_destination(first["ConnectionArn"])
        )
        mock.responses.post(URL, status=401)
        mock.invoke("orders")
        events.update_api_destination(
            Name="orders", ConnectionArn=other["ConnectionArn"]
        )
        mock.set_connection_state("other", "DEAUTHORIZED")
        mock.advance(minutes=1)

        assert mock.invocations.last.error_code == "NO_RESOURCE"
        assert len(mock.invocations.last.attempts) == 1
