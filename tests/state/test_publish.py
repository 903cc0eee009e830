"""mock.publish: events as AWS services put them on a bus."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.errors import NotActiveError
from tests.aws.operations.times import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

# The shape of a sample in AWS's documentation.
SAMPLE = {
    "version": "0",
    "id": "3b1f1f4e-0000-4000-8000-000000000001",
    "detail-type": "Object Created",
    "source": "aws.s3",
    "account": "111122223333",
    "time": "2021-11-12T00:00:00Z",
    "region": "ca-central-1",
    "resources": ["arn:aws:s3:::orders"],
    "detail": {"bucket": {"name": "orders"}, "object": {"key": "1.json"}},
}


@pytest.fixture
def uploads(events: Any) -> str:
    """A rule for events of S3."""
    events.put_rule(Name="uploads", EventPattern='{"source": ["aws.s3"]}')
    return "uploads"


def test_what_is_missing_is_filled_in(
    mock: EventBridgeMock, clock: FrozenDateTimeFactory
) -> None:
    del clock
    event = mock.publish(source="aws.s3", detail_type="Object Created")

    assert list(event.envelope.items()) == [
        ("version", "0"),
        ("id", event.id),
        ("detail-type", "Object Created"),
        ("source", "aws.s3"),
        ("account", "123456789012"),
        ("time", "2026-03-04T05:06:07Z"),
        ("region", "eu-west-1"),
        ("resources", []),
        ("detail", {}),
    ]
    assert len(event.id) == 36


def test_a_sample_is_published_as_it_is(mock: EventBridgeMock) -> None:
    event = mock.publish(SAMPLE)

    assert event.envelope == SAMPLE
    assert (event.account_id, event.region_name) == ("123456789012", "eu-west-1")


def test_keywords_replace_members_of_a_sample(mock: EventBridgeMock) -> None:
    event = mock.publish(
        SAMPLE,
        source="aws.partner/shop.example/orders",
        detail_type="Order",
        detail={"n": 1},
        resources=["arn:aws:s3:::other"],
        time=NOW,
        account_id="444455556666",
        region_name="us-east-1",
    )

    assert event.envelope == {
        "version": "0",
        "id": SAMPLE["id"],
        "detail-type": "Order",
        "source": "aws.partner/shop.example/orders",
        "account": "444455556666",
        "time": "2026-03-04T05:06:07Z",
        "region": "us-east-1",
        "resources": ["arn:aws:s3:::other"],
        "detail": {"n": 1},
    }
    assert (event.account_id, event.region_name) == ("444455556666", "us-east-1")


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 6), "2026-01-02T03:04:05Z"),  # noqa: DTZ001 - UTC
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=1))),
            "2026-01-02T02:04:05Z",
        ),
    ],
)
def test_the_time_is_in_utc(mock: EventBridgeMock, time: Any, text: str) -> None:
    event = mock.publish(source="shop", detail_type="Order", time=time)

    assert event.envelope["time"] == text


def test_rules_see_it_and_it_is_on_record(mock: EventBridgeMock, uploads: str) -> None:
    event = mock.publish(SAMPLE)

    assert event.matched_rules == (uploads,)
    assert event.origin == "publish"
    assert mock.events[-1] is event


def test_it_goes_to_the_bus_that_is_named(mock: EventBridgeMock, events: Any) -> None:
    events.create_event_bus(Name="shop")
    events.put_rule(
        Name="all", EventBusName="shop", EventPattern='{"source": ["aws.s3"]}'
    )

    event = mock.publish(SAMPLE, event_bus_name="shop")

    assert (event.event_bus_name, event.matched_rules) == ("shop", ("all",))


def test_it_goes_to_the_region_that_is_named(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    make_client(region_name="us-east-1").put_rule(
        Name="there", EventPattern='{"source": ["aws.s3"]}'
    )

    assert mock.publish(SAMPLE).matched_rules == ()
    assert mock.publish(SAMPLE, region_name="us-east-1").matched_rules == ("there",)


def test_a_later_change_of_the_sample_does_not_reach_the_event(
    mock: EventBridgeMock,
) -> None:
    detail: dict[str, Any] = {"items": []}
    event = mock.publish(source="shop", detail_type="Order", detail=detail)

    detail["items"].append(1)

    assert event.envelope["detail"] == {"items": []}


@pytest.mark.parametrize(
    ("event", "keywords", "error", "message"),
    [
        (
            "aws.s3",
            {},
            TypeError,
            "publish() takes the envelope of an event, a mapping such as the samples in"
            " AWS's documentation, not 'aws.s3'",
        ),
        (
            {"Source": "shop"},
            {},
            ValueError,
            "events have no member 'Source'. Their members are version, id,"
            " detail-type, source, account, time, region, replay-name, resources,"
            " detail; keyword arguments of publish() give them too.",
        ),
        (
            {"detail-type": "Order"},
            {},
            ValueError,
            "an event needs a source, a string: publish(source=...) gives one; it is"
            " None here.",
        ),
        (
            None,
            {"source": "shop", "detail_type": ""},
            ValueError,
            "an event needs a detail-type, a string: publish(detail_type=...) gives"
            " one; it is '' here.",
        ),
        (
            None,
            {"source": "shop", "detail_type": "Order", "time": "yesterday"},
            ValueError,
            "the time of an event is such as 2026-03-04T05:06:07Z, not 'yesterday'",
        ),
        (
            None,
            {"source": "shop", "detail_type": "Order", "detail": {"n": float("nan")}},
            ValueError,
            "the detail of an event consists of what JSON can hold: ",
        ),
        (
            None,
            {"source": "shop", "detail_type": "Order", "detail": {"n": {1}}},
            ValueError,
            "the detail of an event consists of what JSON can hold: ",
        ),
        (
            None,
            {"source": "shop", "detail_type": "Order", "event_bus_name": "defualt"},
            KeyError,
            "no event bus 'defualt' in account 123456789012, Region eu-west-1. Did you"
            " mean 'default'?",
        ),
    ],
)
def test_what_is_no_event_is_refused(
    mock: EventBridgeMock,
    event: Any,
    keywords: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error) as caught:
        mock.publish(event, **keywords)

    assert str(caught.value).startswith(message)
    assert len(mock.events) == 0


def test_a_mock_that_was_stopped_publishes_nothing(mock: EventBridgeMock) -> None:
    mock.stop()

    with pytest.raises(NotActiveError):
        mock.publish(SAMPLE)

    mock.start()
