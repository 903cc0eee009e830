"""assert_published and assert_not_published, and the texts of their failures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def put(events: Any, source: str = "shop", **detail: Any) -> None:
    entry = {"Source": source, "DetailType": "Order", "Detail": json.dumps(detail)}
    events.put_events(Entries=[entry])


@pytest.fixture
def orders(events: Any) -> Any:
    """Two orders were published; returns the client."""
    put(events, n=1)
    put(events, n=2)
    return events


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize(
    "expected",
    [
        {"source": "shop", "times": 2},
        {"detail": {"n": 1}},
        {"detail": {"n": ANY}, "times": 2},
        {"detail_type": "Order", "resources": [], "times": 2},
        {"event_bus_name": "default", "detail": {"n": 2}},
        {"source": "other", "times": 0},
    ],
)
def test_events_that_match_are_returned(
    mock: EventBridgeMock, expected: dict[str, Any]
) -> None:
    published = mock.assert_published(**expected)

    assert len(published) == expected.get("times", 1)
    assert all(event.origin == "put_events" for event in published)


@pytest.mark.usefixtures("orders")
def test_a_failure_lists_the_nearest_event_first(mock: EventBridgeMock) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_published(source="shop", detail={"n": 2, "urgent": True}, times=1)

    assert str(caught.value).splitlines() == [
        "Expected one event published with source='shop', detail={'n': 2, 'urgent':"
        " True}; found none. Recorded events:",
        "  1. <PublishedEvent 'Order' from 'shop' on 'default', matched no rule>",
        "       detail.urgent: missing, expected true",
        "  2. <PublishedEvent 'Order' from 'shop' on 'default', matched no rule>",
        "       detail.n: 1, expected 2",
        "       detail.urgent: missing, expected true",
    ]


@pytest.mark.usefixtures("orders")
def test_too_many_events_fail(mock: EventBridgeMock) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_published(detail_type="Order")

    assert str(caught.value).startswith(
        "Expected one event published with detail_type='Order'; found 2."
    )


def test_without_events_the_failure_says_so(mock: EventBridgeMock) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_published(event_bus_name="shop")

    assert str(caught.value).splitlines() == [
        "Expected one event published with event_bus_name='shop'; found none.",
        "  PutEvents accepted no event.",
    ]


@pytest.mark.usefixtures("orders")
def test_each_property_that_differs_is_told(mock: EventBridgeMock) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_published(
            source="x", detail_type="y", resources=["z"], event_bus_name="b"
        )

    assert str(caught.value).splitlines()[2:6] == [
        "       source: 'shop', expected 'x'",
        "       detail_type: 'Order', expected 'y'",
        "       resources: 0 elements, expected 1",
        "       event_bus_name: 'default', expected 'b'",
    ]


def test_what_the_test_itself_published_does_not_count(mock: EventBridgeMock) -> None:
    mock.publish(source="shop", detail_type="Order")

    assert mock.assert_published(times=0) == ()
    assert mock.assert_not_published() == ()


@pytest.mark.parametrize(
    ("count", "line"),
    [
        pytest.param(1, "1 such event is of another origin (publish)", id="one"),
        pytest.param(2, "2 such events are of another origin (publish)", id="two"),
    ],
)
def test_a_failure_tells_of_events_that_do_not_count(
    mock: EventBridgeMock, count: int, line: str
) -> None:
    for _ in range(count):
        mock.publish(source="aws.s3", detail_type="Object Created")

    with pytest.raises(AssertionError) as caught:
        mock.assert_published(source="aws.s3")

    assert str(caught.value).splitlines()[-1] == (
        f"  {line}: only events of PutEvents and PutPartnerEvents count."
    )


@pytest.mark.usefixtures("orders")
def test_the_events_that_were_published_instead_are_returned(
    mock: EventBridgeMock,
) -> None:
    others = mock.assert_not_published(source="other")

    assert [event.envelope["detail"]["n"] for event in others] == [1, 2]


@pytest.mark.usefixtures("orders")
def test_an_event_that_must_not_be_published_fails(mock: EventBridgeMock) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_not_published(detail={"n": 2})

    assert str(caught.value).splitlines() == [
        "Expected no event published with detail={'n': 2}; found one. Recorded events:",
        "  1. <PublishedEvent 'Order' from 'shop' on 'default', matched no rule>",
    ]


def test_secrets_are_masked(mock: EventBridgeMock, events: Any) -> None:
    secret = "correct-horse-battery-staple"
    events.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": {"Username": "u", "Password": secret}},
    )
    put(events, secret, token=secret)

    with pytest.raises(AssertionError) as caught:
        mock.assert_published(source="other", detail={"token": f"{secret}!"})

    assert secret not in str(caught.value)
