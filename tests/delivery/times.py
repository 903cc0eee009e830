"""When the tests of time begin, and when attempts were made after that."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventbridge_mock import Invocation

URL = "https://api.partner.example/orders"

START = datetime(2026, 10, 25, 12, tzinfo=timezone.utc)

# What lies between the attempts of an endpoint that answers 503 each time.
FIRST_ATTEMPTS = [0, 5, 15, 35, 75, 155, 315, 635, 1115, 1595]


def after(seconds: float) -> datetime:
    """Return the instant that many seconds after the start."""
    return START + timedelta(seconds=seconds)


def seconds_of(invocation: Invocation) -> list[float]:
    """Return when its attempts were made, in seconds after the start."""
    return [(one.time - START).total_seconds() for one in invocation.attempts]
