"""The instants at which things happen in these tests."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
LATER = NOW + timedelta(hours=1)
LATER_STILL = LATER + timedelta(hours=1)

# LastAuthorizedTime of a connection that never got a token.
NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)
