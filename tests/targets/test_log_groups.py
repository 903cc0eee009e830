"""What a log group answers, and what an event becomes then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.state.setting import QUEUE_ARN, put_event, put_rule

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.targets.server import AwsServer

GROUP = {
    "Id": "to",
    "Arn": "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/orders",
    "DeadLetterConfig": {"Arn": QUEUE_ARN},
}


def test_a_group_without_permission_has_a_message_of_its_own(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2026-09-13, after the resource policy was removed."""
    put_rule(events, "orders", None, GROUP)
    aws.refuse(400, "AccessDeniedException")

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.json() == mock.events.last.envelope
    assert letter.attributes == {
        "RULE_ARN": mock.rules["orders"].arn,
        "TARGET_ARN": GROUP["Arn"],
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": "Could not complete putLogEvents call for /shop/orders.",
    }


def test_any_other_error_is_that_of_the_service(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, GROUP)
    aws.refuse(400, "ResourceNotFoundException")

    put_event(events)

    attributes = mock.dead_letters.last.attributes
    assert attributes["ERROR_CODE"] == "NO_RESOURCE"
    assert attributes["ERROR_MESSAGE"].startswith("So it is. (Service: AWSLogs;")
