"""The failures of deliveries, with the codes and messages of dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..model.resources import relative_place
from ..records.failure import Failure

if TYPE_CHECKING:
    from ..model.api_destination import ApiDestination
    from ..model.connection import Connection
    from ..model.resources import Place
    from ..replies.reply import Reply

ExhaustedCondition = Literal["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]

# AWS guide "API destinations as targets". Until about 2023 it named only 429 and 5xx.
_RETRIED = frozenset([401, 407, 409, 429])
# The endpoint wants other credentials: AWS guide "De-authorizing connections".
REJECTED = frozenset([401, 407])
_SERVER_ERRORS = range(500, 600)
_SUCCESSES = range(200, 300)


def failure_of(reply: Reply) -> Failure | None:
    """Return the failure that *reply* means for the delivery; None for a success.

    The messages were reported from real dead letters, 2023 to 2026.
    """
    if reply.timed_out:
        return _TIMED_OUT
    if reply.status is None:
        return _UNREACHABLE
    if reply.status in _SUCCESSES:
        return None
    payload = reply.body.decode("utf-8", "replace")
    return Failure(
        "SDK_CLIENT_ERROR",
        f"ApiDestination returned HTTP status {reply.status} with payload: {payload}",
        is_retryable=reply.status in _RETRIED or reply.status in _SERVER_ERRORS,
        reported=payload,
    )


_TIMED_OUT = Failure(
    "UNKNOWN",
    "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API"
    " Destination: socket closed.",
    is_retryable=True,
)
_UNREACHABLE = Failure(
    "SDK_CLIENT_ERROR",
    "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be"
    " reached.",
)

# The codes are documented; their messages are not recorded
# (docs/fidelity.md, row "messages of dead letters").
QUEUED_TOO_LONG = Failure(
    "THROTTLING",
    "The event waited too long for the invocation rate limit of the API destination.",
)

# In a thread that outlives the mock: its requests would reach AWS, or the next mock.
STOPPED = Failure(
    "INTERNAL_ERROR", "Nothing was sent, because the mock has stopped meanwhile."
)


def out_of_reach(name: str, place: Place, rule_place: Place) -> Failure:
    """Return the failure for an API destination in another *place* than the rule.

    A rule reaches API destinations of its own account and Region (docs/fidelity.md, row
    "an API destination of another account or Region").
    """
    return Failure(
        "NO_RESOURCE",
        f"API destination {name!r} is in {relative_place(rule_place, place)}, and the"
        f" rule in {relative_place(place, rule_place)}: a rule reaches only the API"
        " destinations of its own account and Region.",
    )


def missing_destination(name: str, arn: str, live_arn: str | None) -> Failure:
    """Return the failure for an API destination that does not exist.

    *live_arn* is the ARN of another one that has its name now.
    """
    if live_arn is None:
        return Failure("NO_RESOURCE", f"API destination {name!r} does not exist.")
    return Failure(
        "NO_RESOURCE",
        f"API destination {name!r} has another ARN: the target names {arn}, which does"
        f" not exist, and its ARN is {live_arn}. Each creation makes a new ARN.",
    )


def inactive(destination: ApiDestination, connection: Connection | None) -> Failure:
    """Return the failure for an INACTIVE API destination, with the reason."""
    state = f"API destination {destination.name!r} is INACTIVE"
    if connection is None:
        # A new connection of the same name changes nothing (recorded on AWS
        # 2026-09-26).
        return Failure(
            "NO_RESOURCE",
            f"{state}: its connection was deleted, and only UpdateApiDestination"
            " gives it another.",
        )
    reason = f" ({connection.state_reason})" if connection.state_reason else ""
    return Failure(
        "NO_RESOURCE",
        f"{state}: its connection {connection.name!r} is"
        f" {connection.connection_state.value}{reason}.",
    )


def no_token(connection: Connection, reason: str, *, is_retryable: bool) -> Failure:
    """Return the failure for an access token that was not granted."""
    return Failure(
        "CONNECTION_FAILURE",
        f"No access token for connection {connection.name!r}: {reason}",
        is_retryable=is_retryable,
    )
