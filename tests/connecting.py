"""Something to do inside a mock, for these tests and for those they run inside."""

from __future__ import annotations

from pathlib import Path

import botocore.session

from eventbridge_mock import current_mock
from tests import requests_to_aws

# A conftest.py for other processes. At the end of the path the checkout never stands
# in for an installed wheel.
FINDS_THESE_TESTS = f"""
import sys
sys.path.append({str(Path(__file__).parents[1])!r})
"""

# Kept for the whole run, because it keeps the service model it has read.
_SESSION = botocore.session.Session()


def connect(name: str = "partner") -> list[str]:
    """Create a connection and return the names of all there are."""
    client = _SESSION.create_client("events")
    client.create_connection(**requests_to_aws.connection(Name=name))
    return list(current_mock().connections)


def orders_at(endpoint: str) -> None:
    """Create the API destination `orders` at *endpoint*, on a connection."""
    client = _SESSION.create_client("events")
    arn = client.create_connection(**requests_to_aws.connection())["ConnectionArn"]
    client.create_api_destination(
        **requests_to_aws.api_destination(arn, InvocationEndpoint=endpoint)
    )
