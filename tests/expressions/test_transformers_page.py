"""The tables of docs/guide/transformers.md tell the truth."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.expressions.guide_tables import quoted_rows

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock, Invocation

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "transformers.md"
DETAIL, PATHS = re.findall(r"```json\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
TEMPLATES = [row[:2] for row in quoted_rows(PAGE, "template", "sent", "known from")]
INPUT_PATHS = [row[:2] for row in quoted_rows(PAGE, "path", "sent", "known from")]


def put_target(events: Any, **target: Any) -> None:
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": {"Username": "a", "Password": "b"}},
    )
    destination = events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint="https://partner.example/orders",
        HttpMethod="POST",
    )
    target |= {"Id": "partner", "Arn": destination["ApiDestinationArn"]}
    target |= {"RoleArn": "arn:aws:iam::123456789012:role/invoke"}
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    events.put_targets(Rule="orders", Targets=[target])


def publish(events: Any) -> None:
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": DETAIL}
    events.put_events(Entries=[entry])


def told(invocation: Invocation) -> str:
    """Return what was sent, as the page spells it."""
    if not invocation.attempts:
        return f"nothing: {invocation.error_code}"
    assert invocation.body is not None
    return invocation.body.decode()


@pytest.mark.parametrize(("template", "sent"), TEMPLATES)
def test_a_row_of_templates(
    mock: EventBridgeMock, events: Any, template: str, sent: str
) -> None:
    put_target(
        events,
        InputTransformer={
            "InputPathsMap": json.loads(PATHS),
            "InputTemplate": template,
        },
    )

    publish(events)

    assert told(mock.invocations[-1]) == sent


@pytest.mark.parametrize(("path", "sent"), INPUT_PATHS)
def test_a_row_of_paths(
    mock: EventBridgeMock, events: Any, path: str, sent: str
) -> None:
    put_target(events, InputPath=path)

    publish(events)

    assert told(mock.invocations[-1]) == sent


def test_the_page_has_all_tables() -> None:
    counts = [len(TEMPLATES), len(INPUT_PATHS)]

    assert counts == [27, 8]
