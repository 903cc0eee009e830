"""A target whose API destination was deleted and created again is told as such.

The two have one name and different ARNs, so that the rule does not reach the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws
from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def create_again(events: Any, connection_arn: str) -> str:
    """Delete the API destination `crm` and create it again; return its new ARN."""
    events.delete_api_destination(Name="crm")
    created = events.create_api_destination(
        **requests_to_aws.api_destination(connection_arn, Name="crm")
    )
    arn: str = created["ApiDestinationArn"]
    return arn


@pytest.fixture
def message(events: Any) -> str:
    """The failure of events for `crm`: the rule `orders` has its former ARN."""
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    stale_arn = destination(events)
    put_rule(events, "orders", None, target(stale_arn, **queue))
    (connection,) = events.list_connections()["Connections"]
    live_arn = create_again(events, connection["ConnectionArn"])
    return (
        "API destination 'crm' has another ARN: the target names"
        f" {stale_arn}, which does not exist, and its ARN is {live_arn}."
        " Each creation makes a new ARN."
    )


def test_an_invocation_names_the_live_arn(
    mock: EventBridgeMock, events: Any, message: str
) -> None:
    put_event(events)

    assert mock.invocations.last.failure == message
    assert mock.invocations.last.error_code == "NO_RESOURCE"
    assert mock.dead_letters.last.attributes["ERROR_MESSAGE"] == message


def test_an_explanation_names_the_live_arn(
    mock: EventBridgeMock, events: Any, message: str
) -> None:
    put_event(events)

    assert message in str(mock.explain(mock.events.last))


def test_a_failed_assertion_names_the_live_arn(
    mock: EventBridgeMock, events: Any, message: str
) -> None:
    put_event(events)

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm")

    assert f"       not sent: {message}" in str(caught.value).splitlines()


def test_one_that_was_not_created_again_does_not_exist(
    mock: EventBridgeMock, events: Any, message: str
) -> None:
    events.delete_api_destination(Name="crm")
    put_event(events)

    assert mock.invocations.last.failure == "API destination 'crm' does not exist."
