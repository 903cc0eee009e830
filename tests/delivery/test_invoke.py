"""`mock.invoke`: an event delivered straight to an API destination."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"


def test_an_invocation_is_delivered(mock: EventBridgeMock, orders: str) -> None:
    invocation = mock.invoke(orders, {"order": 7})

    assert (invocation.outcome, invocation.failure) == ("delivered", None)
    assert (invocation.method, invocation.url) == ("POST", URL)
    assert (invocation.json(), invocation.status) == ({"order": 7}, 200)


def test_an_invocation_is_recorded(mock: EventBridgeMock, orders: str) -> None:
    first, second = mock.invoke(orders, 1), mock.invoke(orders, 2)

    assert mock.invocations == [first, second]
    assert mock.invocations.last is second


def test_an_invocation_tells_where_it_belongs(
    mock: EventBridgeMock, orders: str
) -> None:
    invocation = mock.invoke(orders, {"order": 7})
    destination = mock.api_destinations[orders]

    assert invocation.api_destination == "orders"
    assert invocation.api_destination_arn == destination.api_destination_arn
    assert invocation.connection_arn == destination.connection_arn
    assert (invocation.account_id, invocation.region_name) == (
        "123456789012",
        "eu-west-1",
    )
    assert (invocation.rule_arn, invocation.target_id) == (None, None)
    assert invocation.event == {"order": 7}


@pytest.mark.parametrize(
    ("event", "body"),
    [
        (None, b"{}"),
        ({}, b"{}"),
        ([1, 2], b"[1,2]"),
        ("text", b'"text"'),
        (0, b"0"),
        (False, b"false"),
    ],
)
def test_an_event_is_any_json(
    mock: EventBridgeMock, orders: str, event: object, body: bytes
) -> None:
    invocation = mock.invoke(orders, event)

    assert (invocation.body, invocation.event) == (body, event)


@pytest.mark.parametrize("body", ["zoë", "zoë".encode()], ids=["text", "bytes"])
def test_a_body_is_sent_as_it_is(
    mock: EventBridgeMock, orders: str, body: str | bytes
) -> None:
    invocation = mock.invoke(orders, {"order": 7}, body=body)

    assert invocation.body == "zoë".encode()
    assert invocation.event == {"order": 7}


def test_an_empty_body_is_a_body(mock: EventBridgeMock, orders: str) -> None:
    assert mock.invoke(orders, {"order": 7}, body="").body == b""


def test_a_body_that_is_not_json_says_so(mock: EventBridgeMock, orders: str) -> None:
    invocation = mock.invoke(orders, body="<order/>")

    with pytest.raises(json.JSONDecodeError):
        invocation.json()


@freezegun.freeze_time("2026-10-25 12:00:00.5")
def test_an_attempt_has_the_time_it_was_made(
    mock: EventBridgeMock, orders: str
) -> None:
    (attempt,) = mock.invoke(orders).attempts

    assert attempt.number == 1
    assert attempt.time == datetime.datetime(
        2026, 10, 25, 12, 0, 0, 500000, tzinfo=datetime.timezone.utc
    )


def test_an_unknown_destination_is_a_key_error(
    mock: EventBridgeMock,
) -> None:
    with pytest.raises(KeyError) as caught:
        mock.invoke("orders")

    assert str(caught.value) == (
        "no API destination 'orders' in account 123456789012, Region eu-west-1."
        " None exists there; mock.backend(account_id, region_name) shows other"
        " places."
    )


def test_an_unknown_destination_is_answered_with_a_likely_one(
    mock: EventBridgeMock, orders: str
) -> None:
    with pytest.raises(KeyError) as caught:
        mock.invoke("order")

    assert str(caught.value) == (
        "no API destination 'order' in account 123456789012, Region eu-west-1."
        " Did you mean 'orders'?"
    )


def test_an_unknown_destination_is_answered_with_all_others(
    mock: EventBridgeMock, orders: str
) -> None:
    with pytest.raises(KeyError) as caught:
        mock.invoke("crm")

    assert str(caught.value) == (
        "no API destination 'crm' in account 123456789012, Region eu-west-1."
        " There are: 'orders'."
    )


def test_a_destination_of_another_region_is_unknown(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    there = make_client(region_name="us-west-2")
    connection = there.create_connection(**requests_to_aws.connection())
    there.create_api_destination(
        **requests_to_aws.api_destination(connection["ConnectionArn"])
    )

    with pytest.raises(KeyError, match="Region eu-west-1"):
        mock.invoke("orders")


def test_nothing_goes_to_an_inactive_destination(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    events.deauthorize_connection(Name="partner")
    invocation = mock.invoke(orders, {"order": 7})

    assert (invocation.outcome, invocation.attempts) == ("failed", ())
    assert invocation.failure == (
        "API destination 'orders' is INACTIVE: its connection 'partner' is"
        " DEAUTHORIZED (The authorization parameters were removed from this"
        " connection by a DeauthorizeConnection operation.)."
    )


def test_a_state_without_a_reason_is_named_alone(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.set_connection_state("partner", "FAILED_CONNECTIVITY")

    assert mock.invoke(orders).failure == (
        "API destination 'orders' is INACTIVE: its connection 'partner' is"
        " FAILED_CONNECTIVITY."
    )


def test_nothing_goes_out_without_a_connection(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    events.delete_connection(Name="partner")
    invocation = mock.invoke(orders, {"order": 7})

    assert (invocation.outcome, invocation.attempts) == ("failed", ())
    assert invocation.failure == (
        "API destination 'orders' is INACTIVE: its connection was deleted, and only"
        " UpdateApiDestination gives it another."
    )


def test_a_connection_made_anew_leaves_its_destinations_inactive(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    """Recorded on AWS 2026-09-26; how the failure is worded is our choice."""
    events.delete_connection(Name="partner")
    created = events.create_connection(**requests_to_aws.connection())
    before = mock.invoke(orders)
    events.update_api_destination(Name="orders", ConnectionArn=created["ConnectionArn"])

    assert (before.outcome, before.failure) == (
        "failed",
        "API destination 'orders' is INACTIVE: its connection was deleted, and only"
        " UpdateApiDestination gives it another.",
    )
    assert mock.invoke(orders).outcome == "delivered"


def test_what_was_not_sent_has_no_request(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    events.delete_connection(Name="partner")
    invocation = mock.invoke(orders, {"order": 7})

    assert (invocation.request, invocation.method, invocation.url) == (None, None, None)
    assert (dict(invocation.headers), invocation.query) == ({}, {})
    assert (invocation.body, invocation.status) == (b"", None)


def test_an_invocation_prints_its_answer(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=403)

    assert (
        repr(mock.invoke(orders)) == f"<Invocation 'orders' POST {URL} -> 403, failed>"
    )


def test_an_invocation_prints_how_often_it_was_tried(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)

    assert repr(mock.invoke(orders)) == (
        f"<Invocation 'orders' POST {URL} -> 200, delivered after 2 attempts>"
    )


def test_an_invocation_prints_why_no_answer_came(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, body=ConnectionError("reset by peer"))

    assert repr(mock.invoke(orders)) == (
        f"<Invocation 'orders' POST {URL} -> ConnectionError: reset by peer, failed>"
    )


def test_an_invocation_prints_why_nothing_was_sent(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    events.delete_connection(Name="partner")

    assert repr(mock.invoke(orders)) == (
        "<Invocation 'orders' not sent, failed (API destination 'orders' is INACTIVE:"
        " its connection was deleted, and only UpdateApiDestination gives it"
        " another.)>"
    )


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({"status": 503}, "503>"),
        ({"body": ConnectionError("reset by peer")}, "ConnectionError: reset by peer>"),
    ],
    ids=["answered", "unanswered"],
)
def test_an_attempt_prints_what_came_of_it(
    mock: EventBridgeMock, orders: str, reply: dict[str, Any], text: str
) -> None:
    mock.responses.post(URL, **reply)

    assert repr(mock.invoke(orders).attempts[0]) == f"<Attempt 1: POST {URL} -> {text}"


def test_a_request_prints_its_line(mock: EventBridgeMock, orders: str) -> None:
    request = mock.invoke(orders).request

    assert (str(request), repr(request)) == (f"POST {URL}", f"<HttpRequest POST {URL}>")


def test_an_event_is_kept_as_it_was(mock: EventBridgeMock, orders: str) -> None:
    event = {"order": {"id": 7}}
    invocation = mock.invoke(orders, event)
    event["order"]["id"] = 8

    assert invocation.event == {"order": {"id": 7}}


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("event", "kind", "problem"),
    [
        # JSON has no such numbers (RFC 8259, section 6).
        pytest.param(float("nan"), ValueError, "Out of range float", id="nan"),
        pytest.param(float("inf"), ValueError, "Out of range float", id="infinity"),
        pytest.param({1, 2}, TypeError, "Object of type set is", id="set"),
        pytest.param({("a",): 1}, TypeError, "keys must be str", id="key"),
        pytest.param(
            nested(900), ValueError, "It is nested too deeply, or contains", id="deep"
        ),
        pytest.param(
            nested(50_000), ValueError, "It is nested too deeply, or contains", id="pit"
        ),
    ],
)
def test_an_event_is_json(
    mock: EventBridgeMock,
    orders: str,
    event: object,
    kind: type[Exception],
    problem: str,
) -> None:
    beginning = (
        "event consists of what JSON can hold: dicts with strings as keys, lists,"
        f" strings, finite numbers, True, False and None. {problem}"
    )
    with pytest.raises(kind, match=f"^{re.escape(beginning)}"):
        mock.invoke(orders, event)

    assert mock.invocations == []


@pytest.mark.parametrize("buffer", [bytearray, memoryview])
def test_a_body_is_copied(mock: EventBridgeMock, orders: str, buffer: Any) -> None:
    given = bytearray(b"7")

    invocation = mock.invoke(orders, body=buffer(given))
    given[0] = 0

    assert invocation.body == b"7"


def test_a_body_of_another_type_is_refused(mock: EventBridgeMock, orders: str) -> None:
    with pytest.raises(TypeError) as caught:
        mock.invoke(orders, body=5)

    assert str(caught.value) == (
        "body must be a string or bytes, not a value of type int. To send JSON,"
        " pass the event: mock.invoke(name, event)"
    )
    assert mock.invocations == []
