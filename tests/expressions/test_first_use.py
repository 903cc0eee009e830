"""Most tests never put a rule; what reads one is imported with the first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eventbridge_mock import expressions

PROGRAM = """
import sys
import botocore.session
from eventbridge_mock import mock_api_destinations

with mock_api_destinations(region_name="eu-west-1"):
    events = botocore.session.get_session().create_client("events")
    entry = {{"Source": "shop", "DetailType": "OrderPlaced", "Detail": "{{}}"}}
    events.put_events(Entries=[entry])
    {last}

print(*[name.rpartition(".")[2] for name in sys.modules if ".expressions." in name])
"""


def imported_for(last: str) -> set[str]:
    """Return the modules of `expressions` that a new interpreter has after *last*."""
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM.format(last=last)], text=True
    )
    return set(output.split())


def test_an_event_without_rules_needs_none_of_it() -> None:
    assert imported_for("events.list_rules()") == {"json_path"}


def test_a_schedule_needs_no_event_patterns() -> None:
    imported = imported_for(
        'events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")'
    )

    assert imported == {"schedule_expression", "cron_expression", "json_path"}


def test_an_event_pattern_needs_no_templates_and_no_schedules() -> None:
    imported = imported_for(
        """events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')"""
    )

    assert "event_pattern" in imported
    assert not {"input_template", "schedule_expression"} & imported


@pytest.mark.parametrize("name", expressions.__all__)
def test_each_name_is_found_where_it_is_at_home(name: str) -> None:
    value = getattr(expressions, name)

    assert value.__name__ == name


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = expressions.compile_pattern

    assert str(caught.value) == (
        "module 'eventbridge_mock.expressions' has no attribute 'compile_pattern'"
    )
