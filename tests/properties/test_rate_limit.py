"""The rate limit over random instants, eager retries among them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from eventbridge_mock.delivery.rate_limit import RateLimiter
from tests.delivery.times import after

if TYPE_CHECKING:
    from datetime import datetime

NEVER = after(10**9)
SECOND = timedelta(seconds=1)
INSTANTS = st.integers(0, 3000).map(lambda n: after(n / 1000))


@settings(deadline=None)
@given(limit=st.integers(1, 4), instants=st.lists(INSTANTS, max_size=40))
def test_no_second_contains_more_than_the_limit(
    limit: int, instants: list[datetime]
) -> None:
    limiter = RateLimiter()
    reserved = []
    for instant in instants:
        place = limiter.reserve("arn", limit, instant, NEVER)
        assert place is not None
        assert place >= instant
        reserved.append(place)
    reserved.sort()

    for first, next_but in zip(reserved, reserved[limit:], strict=False):
        assert next_but - first >= SECOND


@settings(deadline=None)
@given(limit=st.integers(1, 3), instants=st.lists(INSTANTS, max_size=12))
def test_the_first_instant_that_the_limit_allows_is_reserved(
    limit: int, instants: list[datetime]
) -> None:
    limiter = RateLimiter()
    reserved: list[datetime] = []
    for instant in instants:
        # Nothing else can be the first: a reservation ends after a second.
        possible = [instant, *(one + SECOND for one in reserved)]
        place = min(
            one
            for one in possible
            if one >= instant and is_allowed([*reserved, one], limit)
        )
        assert limiter.reserve("arn", limit, instant, NEVER) == place
        reserved.append(place)


def is_allowed(instants: list[datetime], limit: int) -> bool:
    ordered = sorted(instants)
    return all(
        later - earlier >= SECOND
        for earlier, later in zip(ordered, ordered[limit:], strict=False)
    )
