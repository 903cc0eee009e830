"""Templates that yield no JSON: the event ends as a dead letter with the broken text.

Recorded on AWS 2026-09-13 for queues; API destinations get the same input.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws
from tests.delivery.partner import QUEUE, QUEUE_ARN

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

DETAIL = {
    "word": "brig",
    "hull": {"wood": "oak", "masts": 3},
    "quoted": 'cry "ahoy"',
    "escaped": "row\nback\\slash\tend",
}

BROKEN = {
    "quotes in a line": (
        '"pre <value> post"',
        "$.detail.quoted",
        '"pre cry "ahoy" post"',
    ),
    "nothing in a list": ("[1,<value>,2]", "$.detail.nowhere", "[1,,2]"),
    "an object alone": ("<value>", "$.detail.hull", "{wood:oak,masts:3}"),
    "a word alone": ("<value>", "$.detail.word", "brig"),
    "an object in a list": ("[<value>]", "$.detail.hull", "[{wood:oak,masts:3}]"),
    "an object in a string": (
        '{"value":"pre <value> post"}',
        "$.detail.hull",
        '{"value":"pre {"wood":"oak","masts":3} post"}',
    ),
}


def publish(events: Any, arn: str, template: str, path: str) -> None:
    """Publish an event to a target with an input template, and a dead-letter queue."""
    transformer = {"InputPathsMap": {"value": path}, "InputTemplate": template}
    events.put_rule(**requests_to_aws.rule())
    target = requests_to_aws.target(
        Arn=arn, InputTransformer=transformer, DeadLetterConfig=QUEUE
    )
    events.put_targets(Rule="orders", Targets=[target])
    entry = {"Source": "shop", "DetailType": "Ship", "Detail": json.dumps(DETAIL)}
    answer = events.put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 0


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_the_dead_letter_has_the_broken_text(
    mock: EventBridgeMock,
    events: Any,
    orders: str,
    broken: tuple[str, str, str],
) -> None:
    template, path, body = broken
    arn = mock.api_destinations[orders].api_destination_arn
    publish(events, arn, template, path)
    (letter,) = mock.assert_dead_lettered("orders", error_code="INVALID_JSON")
    (invocation,) = mock.invocations

    assert (letter.queue_arn, letter.body) == (QUEUE_ARN, body)
    assert letter.attributes == {
        "RULE_ARN": mock.rules["orders"].arn,
        "TARGET_ARN": arn,
        "ERROR_CODE": "INVALID_JSON",
        "ERROR_MESSAGE": "Invalid input for target.",
    }
    assert (invocation.attempts, invocation.outcome) == ((), "dead_lettered")
    assert (invocation.error_code, invocation.failure) == (
        "INVALID_JSON",
        "Invalid input for target.",
    )


def test_a_template_that_yields_nothing_leaves_no_dead_letter(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    """Nothing arrived, and no dead letter, within 90 seconds."""
    arn = mock.api_destinations[orders].api_destination_arn
    publish(events, arn, "<value>", "$.detail.nowhere")

    assert list(mock.dead_letters) == []
    assert mock.invocations.last.outcome == "failed"
    assert mock.invocations.last.attempts == ()
