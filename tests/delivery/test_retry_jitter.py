"""`retry_jitter_seed`: delays that differ, and are the same in each run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.delivery.retry_policy import back_off
from tests.conftest import REGION_NAME
from tests.requests_to_aws import api_destination, connection

from .times import FIRST_ATTEMPTS, START, URL, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = {"MaximumRetryAttempts": 9}

# What the seed 7 has always given.
SEED_7 = [
    0,
    4.367658,
    11.244884,
    36.018927,
    80.152541,
    180.688358,
    385.706509,
    689.303134,
    1149.308026,
    1445.575106,
]


@pytest.fixture
def attempts(make_client: Callable[..., Any]) -> Callable[..., list[list[float]]]:
    """Invoke twice with some options; tell when the attempts were made."""

    def made(**options: Any) -> list[list[float]]:
        with (
            freezegun.freeze_time(START),
            mock_api_destinations(region_name=REGION_NAME, **options) as mock,
        ):
            events = make_client()
            arn = events.create_connection(**connection())["ConnectionArn"]
            events.create_api_destination(**api_destination(arn))
            mock.responses.post(URL, status=503)
            for _ in range(2):
                mock.invoke("orders", retry_policy=POLICY)
            mock.advance(3600)
            return [seconds_of(one) for one in mock.invocations]

    return made


def test_without_a_seed_there_is_no_jitter(attempts: Any) -> None:
    assert attempts() == [FIRST_ATTEMPTS] * 2


def test_a_seed_gives_the_same_in_every_run(attempts: Any) -> None:
    first, second = attempts(retry_jitter_seed=7)

    assert first == SEED_7
    assert second != first
    assert attempts(retry_jitter_seed=7) == [first, second]


def test_another_seed_gives_something_else(attempts: Any) -> None:
    assert attempts(retry_jitter_seed=8) != attempts(retry_jitter_seed=7)


@pytest.mark.parametrize("seed", [0, -1, 10**30])
def test_any_number_is_a_seed(attempts: Any, seed: int) -> None:
    first, _ = attempts(retry_jitter_seed=seed)

    assert first != FIRST_ATTEMPTS


def test_eager_and_on_time_draw_the_same(attempts: Any) -> None:
    eager = attempts(retry_jitter_seed=7, delivery="eager")

    assert attempts(retry_jitter_seed=7, delivery="on_time") == eager


def test_an_inner_activation_can_have_another_seed(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        arn = make_client().create_connection(**connection())["ConnectionArn"]
        make_client().create_api_destination(**api_destination(arn))
        mock.responses.post(URL, status=503)
        with freezegun.freeze_time(START), mock_api_destinations(retry_jitter_seed=7):
            inner = mock.invoke("orders", retry_policy=POLICY)
        with freezegun.freeze_time(START):
            outer = mock.invoke("orders", retry_policy=POLICY)

    assert (seconds_of(inner), seconds_of(outer)) == (SEED_7, FIRST_ATTEMPTS)


@pytest.mark.parametrize(
    ("retry", "seconds"), [(1, 5), (2, 10), (7, 320), (8, 480), (9, 480), (185, 480)]
)
def test_a_delay_is_half_to_one_and_a_half_of_the_usual(
    retry: int, seconds: float
) -> None:
    usual = timedelta(seconds=seconds)
    drawn = [back_off(retry, seed=seed) for seed in range(200)]

    assert back_off(retry) == usual
    assert 0.5 * usual <= min(drawn) < 0.6 * usual
    assert 1.4 * usual < max(drawn) <= 1.5 * usual


TEST_FILE = """
import freezegun
import pytest

URL = "https://api.partner.example/orders"

@pytest.fixture
def attempts(eventbridge_mock, eventbridge_client):
    basic = {"Username": "shop", "Password": "not-a-secret"}
    arn = eventbridge_client.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": basic},
    )["ConnectionArn"]
    eventbridge_client.create_api_destination(
        Name="orders", ConnectionArn=arn, InvocationEndpoint=URL, HttpMethod="POST"
    )
    eventbridge_mock.responses.post(URL, status=503)
    policy = {"MaximumRetryAttempts": 1}
    first, second = eventbridge_mock.invoke("orders", retry_policy=policy).attempts
    return (second.time - first.time).total_seconds()

def test_of_the_suite(attempts):
    assert attempts == SUITE

@pytest.mark.eventbridge_mock(retry_jitter_seed=7)
def test_of_the_marker(attempts):
    assert attempts == MARKER
"""


def test_the_seed_comes_from_the_marker_or_the_suite(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\neventbridge_mock_retry_jitter_seed = 8\n")
    suite, marker = (back_off(1, seed=seed).total_seconds() for seed in (8, 7))
    pytester.makepyfile(f"SUITE, MARKER = {suite}, {marker}\n{TEST_FILE}")
    result = pytester.runpytest_inprocess("-p", "no:randomly")

    result.assert_outcomes(passed=2)
