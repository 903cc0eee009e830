"""An event, and what a target is sent of it."""

from __future__ import annotations

import datetime
from typing import Any

from eventbridge_mock.expressions.input_transformer import (
    TransformerContext,
    rendered_input,
)

RULE_ARN = "arn:aws:events:eu-west-1:123456789012:rule/orders"

CONTEXT = TransformerContext(
    rule_arn=RULE_ARN,
    rule_name="orders",
    ingestion_time=datetime.datetime(
        2026, 1, 2, 3, 4, 5, 678_000, tzinfo=datetime.timezone.utc
    ),
)

EVENT: dict[str, Any] = {
    "version": "0",
    "id": "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "order placed",
    "source": "shop",
    "account": "123456789012",
    "time": "2026-01-02T03:04:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": {
        "name": "Zoë",
        "number": 7,
        "price": 2.5,
        "paid": True,
        "gift": None,
        "one": ["HIGH"],
        "two": ["ACTIVE", "INACTIVE"],
        "payload": {"acc_id": "0a787ecb-4015", "sf_id": "baz"},
        "quote": 'say "no"\n\\ then',
        "numbers": [1, 2],
        "quotes": {"k": ['say "no"']},
    },
}

PATHS = {
    "type": "$.detail-type",
    "missing": "$.detail.missing",
    **{name: f"$.detail.{name}" for name in EVENT["detail"]},
}


def sent(event: Any = EVENT, **settings: Any) -> str:
    """Return what a target with *settings* is sent of *event*."""
    nothing = {
        "input": None,
        "input_path": None,
        "input_paths_map": None,
        "input_template": None,
    }
    return rendered_input(event, CONTEXT, **{**nothing, **settings}).decode()


def filled(template: str) -> str:
    """Return what *template* makes of the event, with a variable for each field."""
    return sent(input_paths_map=PATHS, input_template=template)
