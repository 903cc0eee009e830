"""The header Retry-After: the longer of it and the policy's delay counts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import freezegun
import pytest

from eventbridge_mock.delivery.retry_policy import read_retry_after
from tests.delivery.partner import QUEUE, URL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

NOW = datetime(2026, 9, 24, 12, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with freezegun.freeze_time(NOW):
        yield


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("-0", 0),
        ("+7", 7),
        (" 7 ", 7),
        ("007", 7),
        ("120", 120),
        ("-1", -1),
        ("Thu, 24 Sep 2026 12:01:00 GMT", 60),
        ("Thu, 24 Sep 2026 14:01:00 +0200", 60),
        ("Thursday, 24-Sep-26 12:01:00 GMT", 60),
        ("Thu Sep 24 12:01:00 2026", 60),
        ("Thu, 24 Sep 2026 11:00:00 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("1.5", None),
        ("5, 10", None),
        ("1_0", None),
        ("٣", None),
        ("soon", None),
        ("inf", None),
        ("- 1", None),
        ("Thu, 24 Sep 2026 99:99:99 GMT", None),
    ],
)
def test_it_is_a_number_of_seconds_or_a_date(
    value: str | None, seconds: int | None
) -> None:
    """RFC 9110, 10.2.3; the negative number is from the AWS guide."""
    wait = None if seconds is None else timedelta(seconds=seconds)

    assert read_retry_after(value, NOW) == wait


@pytest.mark.parametrize("digits", ["9999999999", "9" * 40, "9" * 5000])
def test_a_huge_number_is_a_century(digits: str) -> None:
    assert read_retry_after(digits, NOW) == timedelta(days=36500)
    assert read_retry_after(f"-{digits}", NOW) == -timedelta(days=36500)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1", 5),
        ("5", 5),
        ("6", 6),
        ("3600", 3600),
        ("Thu, 24 Sep 2026 12:01:00 GMT", 60),
        ("Wed, 23 Sep 2026 12:00:00 GMT", 5),
        ("soon", 5),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_longer_delay_counts(
    mock: EventBridgeMock, orders: str, status: int, value: str, seconds: int
) -> None:
    """AWS guide "API destinations as targets"."""
    mock.responses.post(URL, status=status, headers={"retry-after": value})
    mock.responses.post(URL, status=200)
    first, second = mock.invoke(orders).attempts

    assert second.time - first.time == timedelta(seconds=seconds)


def test_a_negative_one_ends_it(mock: EventBridgeMock, orders: str) -> None:
    """AWS guide "API destinations as targets"; the retries are not used up."""
    mock.responses.post(URL, status=503, headers={"Retry-After": "-1"})
    invocation = mock.invoke(orders, dead_letter_config=QUEUE)

    assert (invocation.outcome, len(invocation.attempts)) == ("dead_lettered", 1)
    assert "EXHAUSTED_RETRY_CONDITION" not in mock.dead_letters.last.attributes


@pytest.mark.parametrize(
    "value", ["86400", "9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT"], ids=len
)
def test_one_beyond_the_maximum_age_ends_it_then(
    mock: EventBridgeMock, orders: str, value: str
) -> None:
    mock.responses.post(URL, status=503, headers={"Retry-After": value})
    invocation = mock.invoke(orders, dead_letter_config=QUEUE)
    attributes = mock.dead_letters.last.attributes

    assert len(invocation.attempts) == 1
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert attributes["RETRY_ATTEMPTS"] == "0"


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "delivered"), (404, "failed"), (302, "failed")]
)
@pytest.mark.parametrize("value", ["-1", "60"])
def test_what_is_not_retried_is_not_delayed(
    mock: EventBridgeMock, orders: str, status: int, outcome: str, value: str
) -> None:
    mock.responses.post(URL, status=status, headers={"Retry-After": value})
    invocation = mock.invoke(orders)

    assert (invocation.outcome, len(invocation.attempts)) == (outcome, 1)
