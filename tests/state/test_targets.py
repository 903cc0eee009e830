"""From a published event to the targets of the rules that match it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


def test_an_event_reaches_the_target_of_a_rule(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events)))

    put_event(events, {"order": 7})

    (invocation,) = mock.assert_invoked("crm", method="POST", status=200)
    assert invocation.json() == mock.events.last.envelope
    assert invocation.event == mock.events.last.envelope
    assert (invocation.rule_arn, invocation.target_id) == (
        mock.rules["orders"].arn,
        "to",
    )


def test_an_event_that_no_rule_matches_reaches_nothing(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events)))

    put_event(events, Source="bakery")

    mock.assert_not_invoked("crm")
    assert mock.events.last.matched_rules == ()


def test_every_target_of_every_rule_is_reached(
    mock: EventBridgeMock, events: Any
) -> None:
    crm, billing = destination(events), destination(events, "billing")
    put_rule(events, "orders", None, target(crm, "a"), target(billing, "b"))
    put_rule(events, "all", {"account": ["123456789012"]}, target(billing))

    put_event(events)

    (event,) = mock.events
    assert event.matched_rules == ("orders", "all")
    assert [one.api_destination for one in event.invocations] == [
        "crm",
        "billing",
        "billing",
    ]


def test_a_matched_rule_knows_where_it_is(mock: EventBridgeMock, events: Any) -> None:
    events.create_event_bus(Name="partners")
    put_rule(events, "orders", bus="partners")

    put_event(events, EventBusName="partners")

    (rule,) = mock.events.last.matched_rules
    assert (rule, rule.event_bus_name) == ("orders", "partners")
    assert rule.arn == "arn:aws:events:eu-west-1:123456789012:rule/partners/orders"


@pytest.mark.parametrize("state", ["DISABLED", "ENABLED"])
def test_a_disabled_rule_matches_nothing(
    mock: EventBridgeMock, events: Any, state: str
) -> None:
    put_rule(events, "orders", None, target(destination(events)), State=state)

    put_event(events)

    assert len(mock.invocations) == (state == "ENABLED")


def test_rules_can_change_between_two_events(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    for change in (events.disable_rule, events.enable_rule):
        put_event(events)
        change(Name="orders")
    put_event(events)
    events.remove_targets(Rule="orders", Ids=["to"])
    events.delete_rule(Name="orders")
    put_event(events)

    matched = [one.matched_rules for one in mock.events]
    assert matched == [("orders",), (), ("orders",), ()]


def test_rules_of_other_places_see_nothing(
    mock: EventBridgeMock, events: Any, make_client: Any
) -> None:
    events.create_event_bus(Name="partners")
    put_rule(events, "other-bus", bus="partners")
    put_rule(make_client(region_name="us-east-1"), "other-region")
    put_rule(make_client(aws_access_key_id="111122223333"), "other-account")

    put_event(events)

    assert mock.events.last.matched_rules == ()


def test_an_event_can_be_put_on_a_bus_elsewhere(
    mock: EventBridgeMock, events: Any, make_client: Any
) -> None:
    there = make_client(region_name="us-east-1", aws_access_key_id="111122223333")
    arn = there.create_event_bus(Name="central")["EventBusArn"]
    put_rule(there, "orders", None, target(destination(there)), bus="central")

    put_event(events, EventBusName=arn)

    (invocation,) = mock.events.last.invocations
    assert invocation.outcome == "delivered"
    assert (invocation.account_id, invocation.region_name) == (
        "111122223333",
        "us-east-1",
    )


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"Input": '{"fixed":  1}'}, '{"fixed":  1}'),
        ({"InputPath": "$.detail"}, '{"status":"paid"}'),
        ({"InputPath": "$.detail.status"}, '"paid"'),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"status": "$.detail.status"},
                    "InputTemplate": '{"is": <status>, "by": "<aws.events.rule-name>"}',
                }
            },
            '{"is": "paid", "by": "orders"}',
        ),
    ],
    ids=["Input", "InputPath", "InputPath of a text", "InputTransformer"],
)
def test_a_target_is_sent_its_input(
    mock: EventBridgeMock, events: Any, given: dict[str, Any], body: str
) -> None:
    put_rule(events, "orders", None, target(destination(events), **given))

    put_event(events)

    assert mock.invocations.last.body.decode() == body
    assert mock.invocations.last.event == mock.events.last.envelope


BROKEN = {
    "InputTransformer": {
        "InputPathsMap": {"status": "$.detail.status"},
        "InputTemplate": "[<status>]",
    }
}


def test_an_input_that_is_no_json_becomes_a_dead_letter(
    mock: EventBridgeMock, events: Any
) -> None:
    """PutEvents itself succeeds; the body was recorded in us-east-1, 2026-09-13."""
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "orders", None, target(destination(events), **BROKEN, **queue))

    put_event(events)

    (letter,) = mock.assert_dead_lettered("crm", body="[paid]")
    assert letter.attributes == {
        "RULE_ARN": mock.rules["orders"].arn,
        "TARGET_ARN": mock.api_destinations["crm"].api_destination_arn,
        "ERROR_CODE": "INVALID_JSON",
        "ERROR_MESSAGE": "Invalid input for target.",
    }
    assert mock.events.last.invocations.last.attempts == ()


def test_without_a_queue_it_has_failed(mock: EventBridgeMock, events: Any) -> None:
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, **BROKEN))

    put_event(events)

    assert mock.invocations.last.outcome == "failed"
    assert list(mock.dead_letters) == []


def test_a_target_has_its_retry_policy_and_queue(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.responses.post("https://crm.example/orders", status=503)
    config = {"Arn": QUEUE_ARN}
    policy = {"MaximumRetryAttempts": 2}
    arn = destination(events)
    put_rule(
        events,
        "orders",
        None,
        target(arn, RetryPolicy=policy, DeadLetterConfig=config, Input='{"a": 1}'),
    )

    put_event(events)

    (letter,) = mock.assert_dead_lettered("crm", body='{"a": 1}')
    assert letter.attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert letter.attributes["RETRY_ATTEMPTS"] == "2"
    assert len(mock.invocations.last.attempts) == 3


def test_a_target_has_its_http_parameters(mock: EventBridgeMock, events: Any) -> None:
    arn = destination(events)
    http = {"HeaderParameters": {"X-Status": "$.detail.status"}}
    put_rule(events, "orders", None, target(arn, HttpParameters=http))

    put_event(events)

    assert mock.invocations.last.headers["X-Status"] == "paid"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("eu-west-1:123456789012", "API destination 'gone' does not exist."),
        (
            "us-east-1:123456789012",
            "API destination 'gone' is in us-east-1, and the rule in eu-west-1: a rule"
            " reaches only the API destinations of its own account and Region.",
        ),
        (
            "eu-west-1:111122223333",
            "API destination 'gone' is in account 111122223333, and the rule in account"
            " 123456789012: a rule reaches only the API destinations of its own account"
            " and Region.",
        ),
    ],
    ids=["deleted", "other Region", "other account"],
)
def test_an_api_destination_that_is_not_there_gets_nothing(
    mock: EventBridgeMock, events: Any, place: str, message: str
) -> None:
    arn = f"arn:aws:events:{place}:api-destination/gone/0f5b5d2e"
    put_rule(events, "orders", None, target(arn, DeadLetterConfig={"Arn": QUEUE_ARN}))

    put_event(events)

    (letter,) = mock.dead_letters
    assert letter.json() == mock.events.last.envelope
    assert letter.attributes["ERROR_CODE"] == "NO_RESOURCE"
    assert letter.attributes["ERROR_MESSAGE"] == message


def test_an_inactive_api_destination_gets_nothing(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    events.deauthorize_connection(Name="crm")

    put_event(events)

    assert mock.invocations.last.outcome == "failed"
    assert mock.invocations.last.error_code == "NO_RESOURCE"


WORKFLOW = "arn:aws:glue:eu-west-1:123456789012:workflow/orders"


def test_another_target_that_fails_becomes_a_dead_letter(
    mock: EventBridgeMock, events: Any
) -> None:
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "orders", None, target(WORKFLOW, **queue))

    put_event(events)

    (letter,) = mock.dead_letters
    assert json.loads(letter.body) == mock.events.last.envelope
    assert letter.invocation is None
    assert letter.attributes == {
        "RULE_ARN": mock.rules["orders"].arn,
        "TARGET_ARN": WORKFLOW,
        "ERROR_CODE": "SDK_CLIENT_ERROR",
        "ERROR_MESSAGE": (
            "eventbridge_mock does not model targets of 'glue': nothing was sent to"
            f" {WORKFLOW}."
        ),
    }


def test_without_a_queue_another_target_leaves_no_dead_letter(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(WORKFLOW))

    put_event(events)

    assert list(mock.dead_letters) == []


def test_a_target_of_another_service_is_no_invocation(
    mock: EventBridgeMock, events: Any
) -> None:
    queue = "arn:aws:sqs:eu-west-1:123456789012:orders"
    put_rule(events, "orders", None, target(queue, "to"))

    put_event(events)

    assert list(mock.events.last.invocations) == []
    assert "  to  sqs 'orders'" in str(mock.explain(mock.events.last))


def test_reset_forgets_what_was_published(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    put_event(events)

    mock.reset()
    put_event(events)

    assert len(mock.events) == 1
    assert mock.events.last.matched_rules == ()


def test_an_event_prints_what_matched(mock: EventBridgeMock, events: Any) -> None:
    put_event(events)
    put_rule(events, "orders")
    put_event(events)

    assert list(map(repr, mock.events)) == [
        "<PublishedEvent 'Order Placed' from 'shop' on 'default', matched no rule>",
        "<PublishedEvent 'Order Placed' from 'shop' on 'default', matched 'orders'>",
    ]
