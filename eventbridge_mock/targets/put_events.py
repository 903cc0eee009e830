"""PutEvents, called by another service of AWS in place of the code under test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..records.failure import Failure
from ..records.published_events import recorded_as
from .clients import target_client
from .errors import failure_of_call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.published_events import Origin

# The codes of entries with which the service model describes failures of its own.
_RETRYABLE = frozenset({"InternalException", "InternalFailure", "ThrottlingException"})


def put_events(
    account_id: str, region_name: str, params: Mapping[str, Any], origin: Origin
) -> Failure | None:
    """Call PutEvents; return why a call, or the first refused entry, failed.

    The events are recorded with *origin*.
    """
    client = target_client("events", account_id, region_name)
    try:
        with recorded_as(origin):
            response = client.put_events(**params)
    except (BotoCoreError, ClientError) as error:
        return failure_of_call("events", error)
    for entry in response["Entries"]:
        if "ErrorCode" in entry:
            code = entry["ErrorCode"]
            return Failure(code, entry["ErrorMessage"], is_retryable=code in _RETRYABLE)
    return None
