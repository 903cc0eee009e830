"""What begins and what fails at once is recorded, also where nothing is tried."""

from __future__ import annotations

from typing import Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.delivery.delivery import Circumstances, Delivery
from eventbridge_mock.delivery.failure import gone
from eventbridge_mock.model.target import DeadLetterConfig, TargetConditions

from .times import START

ARN = "arn:aws:events:us-east-1:123456789012:api-destination/orders/0"
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:undelivered"


@pytest.fixture
def delivery() -> Delivery:
    return Delivery(
        api_destination="orders",
        target_arn=ARN,
        connection_arn="",
        account_id="123456789012",
        region_name="us-east-1",
        event={"order": 7},
        body=b'{"order":7}',
        look_up=lambda: Circumstances(None, None, None),
        deauthorize=lambda *_: None,
        conditions=TargetConditions(dead_letter_config=DeadLetterConfig(arn=QUEUE_ARN)),
    )


@pytest.mark.parametrize("mode", ["eager", "on_time"])
def test_what_fails_before_it_is_tried_is_recorded(
    delivery: Delivery, mode: Any
) -> None:
    with freezegun.freeze_time(START), mock_api_destinations(delivery=mode) as mock:
        deliveries = ACTIVATIONS.innermost.state.deliveries
        standing = deliveries.fail(delivery, gone("orders"))
        seen = list(mock.invocations), list(mock.dead_letters)

    assert (standing.invocation.outcome, standing.invocation.error_code) == (
        "dead_lettered",
        "NO_RESOURCE",
    )
    assert [one.invocation for one in seen[1]] == seen[0] == [standing.invocation]


def test_it_is_known_how_a_delivery_stands(delivery: Delivery) -> None:
    with mock_api_destinations() as mock:
        deliveries = ACTIVATIONS.innermost.state.deliveries
        standing = deliveries.begin(delivery)
        last = mock.invocations.last

    assert (standing.invocation, standing.place) == (last, 0)
    assert last.error_code == "NO_RESOURCE"
