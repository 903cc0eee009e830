"""Keys and dead-letter queues of event buses, as far as their form goes.

Recorded in us-east-1, 2026-09-13 and 2026-09-22, unless a test says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import Matching, members, not_an_arn, refusal
from tests.aws.operations.newer_members import needs_log_config, needs_update_event_bus
from tests.requests_to_aws import QUEUE_ARN

pytestmark = [needs_log_config, needs_update_event_bus]

PLACE = "arn:aws:kms:eu-west-1:123456789012"
KEY_ID = "0f5b5d2e-6f6b-4b57-a0a8-2f6c1d7c9e11"
KEY_ARN = f"{PLACE}:key/{KEY_ID}"
BUS_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/shop"
ELSEWHERE = QUEUE_ARN.replace("eu-west-1", "us-west-2")

KEYS = {
    "alias": ("alias/orders", f"{PLACE}:alias/orders"),
    "ARN of an alias": (f"{PLACE}:alias/orders", f"{PLACE}:alias/orders"),
    "ARN": (KEY_ARN, KEY_ARN),
    "id": (KEY_ID, KEY_ID),
    "id for many Regions": (f"mrk-{'0a' * 16}", f"mrk-{'0a' * 16}"),
}


@pytest.mark.parametrize(("given", "shown"), KEYS.values(), ids=KEYS)
def test_an_alias_is_answered_as_its_arn(events: Any, given: str, shown: str) -> None:
    """An id is kept as it is: our choice (docs/fidelity.md)."""
    answer = members(events.create_event_bus(Name="shop", KmsKeyIdentifier=given))

    assert answer == {"EventBusArn": BUS_ARN, "KmsKeyIdentifier": shown}
    assert events.describe_event_bus(Name="shop")["KmsKeyIdentifier"] == shown
    updated = members(events.update_event_bus(Name="shop", KmsKeyIdentifier=given))
    assert updated == {"Arn": BUS_ARN, "Name": "shop", "KmsKeyIdentifier": shown}


MANAGED = f"{PLACE}:alias/aws/events"
MANAGED_REFUSED = not_an_arn(MANAGED)[1]
INVALID_ID = (
    r"Parameter Invalid keyId not-a-key \(Service: Kms, Status Code: 400, Request ID:"
    r" [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\) \(SDK Attempt Count: 1\) is not"
    r" valid\."
)

NO_KEYS: dict[str, tuple[str, object]] = {
    "managed alias": ("alias/aws/events", MANAGED_REFUSED),
    "ARN of a managed alias": (MANAGED, MANAGED_REFUSED),
    "no id": ("not-a-key", Matching(INVALID_ID)),
    "another service": (
        KEY_ARN.replace(":kms:", ":sqs:"),
        not_an_arn(KEY_ARN.replace(":kms:", ":sqs:"))[1],
    ),
}


@pytest.mark.parametrize(("given", "message"), NO_KEYS.values(), ids=NO_KEYS)
@pytest.mark.parametrize("operation", ["create_event_bus", "update_event_bus"])
def test_a_key_has_a_form(
    events: Any, given: str, message: object, operation: str
) -> None:
    if operation == "update_event_bus":
        events.create_event_bus(Name="shop", KmsKeyIdentifier=KEY_ARN)
    before = members(events.list_event_buses())

    refused = refusal(getattr(events, operation), Name="shop", KmsKeyIdentifier=given)

    assert refused == ("ValidationException", message)
    assert members(events.list_event_buses()) == before


def test_an_update_keeps_what_it_is_not_given(events: Any) -> None:
    """An empty key is taken away."""
    given = {"KmsKeyIdentifier": KEY_ARN, "DeadLetterConfig": {"Arn": QUEUE_ARN}}
    made = members(events.create_event_bus(Name="shop", **given))
    assert made == {"EventBusArn": BUS_ARN, **given}

    updated = members(events.update_event_bus(Name="shop", KmsKeyIdentifier=""))

    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    assert updated == {"Arn": BUS_ARN, "Name": "shop", **queue}


@pytest.mark.parametrize("operation", ["create_event_bus", "update_event_bus"])
def test_a_dead_letter_queue_is_in_the_same_region(events: Any, operation: str) -> None:
    if operation == "update_event_bus":
        events.create_event_bus(Name="shop")

    refused = refusal(
        getattr(events, operation), Name="shop", DeadLetterConfig={"Arn": ELSEWHERE}
    )

    assert refused == (
        "AccessDeniedException",
        f"Access to the resource {ELSEWHERE} is denied. Reason: You must specify a"
        " dead letter queue in the same region.",
    )


def test_a_dead_letter_config_names_a_queue(events: Any) -> None:
    events.create_event_bus(Name="shop", DeadLetterConfig={"Arn": QUEUE_ARN})

    refused = refusal(events.update_event_bus, Name="shop", DeadLetterConfig={})

    assert refused == (
        "ValidationException",
        "Parameter DeadLetterConfig.Arn is not valid. Reason: Provide a valid SQS queue"
        " ARN, or an empty string to remove the dead-letter queue configuration.",
    )
    described = events.describe_event_bus(Name="shop")
    assert described["DeadLetterConfig"] == {"Arn": QUEUE_ARN}


def test_an_empty_queue_is_taken_away(events: Any, unchecked_events: Any) -> None:
    """AWS's own text says so; botocore refuses an empty ARN by itself."""
    events.create_event_bus(Name="shop", DeadLetterConfig={"Arn": QUEUE_ARN})

    unchecked_events.update_event_bus(Name="shop", DeadLetterConfig={"Arn": ""})

    assert "DeadLetterConfig" not in events.describe_event_bus(Name="shop")
