"""A run that deploys nothing imports nothing of the templates."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import botocore.session
from eventbridge_mock import mock_api_destinations

with mock_api_destinations(region_name="eu-west-1") as mock:
    events = botocore.session.get_session().create_client("events")
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    event = mock.publish(source="shop", detail_type="Order")
    str(mock.explain(event))
    mock.reset()

names = ("eventbridge_mock.templates", "eventbridge_mock.model.stack", "samtranslator")
print(*[name for name in sys.modules if name.startswith(names)])
"""


def test_nothing_is_imported_without_a_template() -> None:
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], text=True
    )

    assert output == "\n"
