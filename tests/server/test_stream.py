"""The stream of changes, as a browser's EventSource reads it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.server import changes
from tests import requests_to_aws
from tests.server.browsing import SECONDS, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"


class Stream:
    """The events of one reader."""

    def __init__(self, browser: Browser) -> None:
        self._connection = http.client.HTTPConnection(
            browser.host, browser.port, timeout=SECONDS
        )
        self._connection.request("GET", "/_eventbridge_mock/stream")
        self._answer = self._connection.getresponse()
        self._waiting: dict[str, list[Any]] = {}

    def next(self) -> tuple[str, Any]:
        name = data = ""
        while line := self._answer.readline().decode().rstrip("\n"):
            field, _, value = line.partition(": ")
            name, data = (value, data) if field == "event" else (name, value)
        return name, json.loads(data) if name else data

    def named(self, wanted: str) -> Any:
        """Return the data of the next event of a name, before the next comment.

        What happens at once may come in any order.
        """
        while wanted not in self._waiting:
            name, data = self.next()
            assert name, f"{data}: no {wanted}, but {self._waiting}"
            self._waiting.setdefault(name, []).append(data)
        found, *rest = self._waiting.pop(wanted)
        self._waiting |= {wanted: rest} if rest else {}
        return found

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def stream(browser: Browser) -> Iterator[Stream]:
    opened = Stream(browser)
    yield opened
    opened.close()


def test_a_stream_begins_with_the_state(stream: Stream, browser: Browser) -> None:
    name, data = stream.next()

    assert name == "hello"
    assert data["counts"] == browser.get("state").json()["counts"]


def test_what_happens_is_streamed(
    stream: Stream, events: Any, mock: EventBridgeMock
) -> None:
    stream.next()
    events.create_connection(**requests_to_aws.connection())

    assert stream.named("connection")["Name"] == "partner"
    assert stream.named("service_event")["detail_type"] == "Connection Authorized"

    arn = mock.connections["partner"].connection_arn
    events.create_api_destination(**requests_to_aws.api_destination(arn))
    assert stream.named("api_destination")["Name"] == "orders"

    events.put_rule(**requests_to_aws.rule())
    assert stream.named("resources") == {}

    mock.publish(source="shop", detail_type="Order Placed")
    assert stream.named("event")["detail_type"] == "Order Placed"

    mock.responses.post(URL, status=400)
    mock.invoke("orders", dead_letter_config={"Arn": requests_to_aws.QUEUE_ARN})
    outcomes = iter(lambda: stream.named("invocation")["outcome"], "dead_lettered")
    assert set(outcomes) <= {"pending"}
    assert stream.named("dead_letter")["invocation"] == 1

    mock.advance(60)
    assert stream.named("clock")["url"]

    events.delete_api_destination(Name="orders")
    assert stream.named("api_destination") == {"name": "orders", "is_deleted": True}

    mock.reset()
    assert stream.named("reset")["counts"]["events"] == 0


def test_an_event_is_streamed_again_when_its_delivery_goes_on(
    events: Any, orders: str, mock: EventBridgeMock
) -> None:
    with mock_api_destinations(delivery="on_time"), mock.serve() as server:
        stream = Stream(Browser(server.url))
        stream.next()
        events.put_rule(**requests_to_aws.rule())
        arn = mock.api_destinations[orders].api_destination_arn
        queue = {"Id": "queue", "Arn": requests_to_aws.QUEUE_ARN}
        target = {"Id": "a", "Arn": arn, "RoleArn": requests_to_aws.ROLE_ARN}
        events.create_event_bus(Name="other")
        other = mock.event_buses["other"].arn
        bus = {"Id": "bus", "Arn": other, "RoleArn": requests_to_aws.ROLE_ARN}
        events.put_targets(Rule="orders", Targets=[target, queue, bus])
        mock.responses.post(URL, status=503)
        mock.responses.post(URL)
        mock.publish(source="shop", detail_type="Order Placed")

        assert "pending" in outcomes_until("pending", stream)
        mock.advance(3600)

        assert "delivered" in outcomes_until("delivered", stream)
        stream.close()


def outcomes_until(wanted: str, stream: Stream) -> list[str | None]:
    """Return the outcomes of the API destination that are streamed, up to *wanted*."""
    outcomes: list[str | None] = []
    while wanted not in outcomes:
        deliveries = stream.named("event")["deliveries"]
        by_kind = {each["kind"]: each["outcome"] for each in deliveries}
        outcomes.append(by_kind.get("api_destination"))
    return outcomes


def test_a_token_request_is_streamed(stream: Stream, events: Any) -> None:
    events.create_connection(**requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS"))

    assert stream.named("token_request")["connection"] == "partner"


def test_a_stream_goes_on_between_tests() -> None:
    mock = mock_api_destinations()
    with mock.serve() as server:
        stream = Stream(Browser(server.url))
        assert stream.next() == ("hello", {})

        with mock:
            assert stream.named("reset")["counts"]["events"] == 0
        with mock:
            assert stream.named("reset")["counts"]["events"] == 0
        stream.close()


def test_a_silent_stream_has_comments(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LOOKS_BETWEEN_COMMENTS", 2)
    with mock.serve() as server:
        stream = Stream(Browser(server.url))
        stream.next()

        assert stream.next() == ("", "still here")
        stream.close()


def test_a_silent_stream_has_comments_between_tests_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "_LOOKS_BETWEEN_COMMENTS", 4)
    with mock_api_destinations().serve() as server:
        stream = Stream(Browser(server.url))

        assert [stream.next() for _ in range(2)] == [("hello", {}), ("", "still here")]
        stream.close()


def test_a_stream_ends_with_its_server(mock: EventBridgeMock) -> None:
    with mock.serve() as server:
        stream = Stream(Browser(server.url))
        stream.next()

    assert stream.next() == ("", "")
    stream.close()
