"""A test that makes no delivery imports nothing that replies to one."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import botocore.session
from eventbridge_mock import mock_api_destinations

KEY = {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}

with mock_api_destinations() as mock:
    events = botocore.session.get_session().create_client("events")
    arn = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": KEY},
    )["ConnectionArn"]
    events.create_api_destination(
        Name="orders",
        ConnectionArn=arn,
        InvocationEndpoint="https://api.partner.example",
        HttpMethod="POST",
    )
    events.describe_api_destination(Name="orders")

HEAVY = {"requests", "responses", "httpx", "werkzeug", "asyncio"}
print(sorted(
    name for name in sys.modules
    if name in HEAVY or name.startswith("eventbridge_mock.replies")
))
"""


def test_nothing_is_imported_that_replies() -> None:
    script = [sys.executable, "-c", SCRIPT]
    printed = subprocess.run(script, check=True, capture_output=True, text=True)  # noqa: S603 - ours

    assert printed.stdout == "[]\n"
