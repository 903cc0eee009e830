"""A client for those who have no boto3: what the fixture `eventbridge_client` is."""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session


@cache
def session() -> botocore.session.Session:
    """Return the one session of the run: it keeps the service model it has read."""
    return botocore.session.Session()


def events_client(account_id: str, region_name: str) -> Any:
    """Return a client for `events` in an account and a Region."""
    return session().create_client(
        "events",
        region_name=region_name,
        aws_access_key_id=account_id,
        aws_secret_access_key="testing",
    )
