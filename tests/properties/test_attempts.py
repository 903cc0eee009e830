"""Whatever endpoints answer, attempts keep to the policy and end in one outcome."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING, Any

import freezegun
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from tests.conftest import REGION_NAME
from tests.properties.how_many import examples
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import Attempt, DeadLetter, EventBridgeMock, Invocation

START = datetime(2026, 10, 25, 12, 0, 0, 250_000, tzinfo=timezone.utc)
DAY = 86_400
URL = "https://api.partner.example/orders"
TOKEN_URL = "https://auth.partner.example/token"
QUEUE = {"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"}

# AWS guide "API destinations as targets".
RETRIED = {401, 407, 409, 429, *range(500, 600)}

Reply = tuple[int, dict[str, str], str]


class Silence(TimeoutError):  # noqa: N818 - it is what happens
    """No answer in time."""


class NobodyThere(ConnectionError):  # noqa: N818 - it is what happens
    """No connection."""


dates = st.integers(-DAY, 2 * DAY).map(
    lambda seconds: (START + timedelta(seconds=seconds)).strftime(
        "%a, %d %b %Y %H:%M:%S GMT"
    )
)
waits = st.integers(-2, 2 * DAY).map(str) | dates | st.sampled_from(["soon", "9" * 99])
statuses = st.sampled_from([503, 503, 429, 409, 500, 599, 401, 407, 200, 404, 302, 400])
answers = st.tuples(statuses, st.none() | waits).map(
    lambda one: (one[0], {} if one[1] is None else {"Retry-After": one[1]}, "")
)
replies = answers | st.sampled_from([Silence("no answer"), NobodyThere("gone")])
grants = st.sampled_from([59, 60, 600, 3600, None]).map(
    lambda life: (200, {}, json.dumps({"access_token": "t", "expires_in": life}))
)
token_replies = grants | st.sampled_from(
    [(401, {}, ""), (200, {}, "none"), Silence("no answer")]
)
policies = st.fixed_dictionaries(
    {},
    optional={
        "MaximumRetryAttempts": st.integers(0, 9) | st.integers(0, 185),
        "MaximumEventAgeInSeconds": st.integers(60, 600) | st.integers(60, DAY),
    },
)


@dataclass(frozen=True)
class Case:
    """What is answered, and what is asked for."""

    authorization_type: str
    replies: list[Reply | OSError]
    token_replies: list[Reply | OSError]
    policy: dict[str, int]
    has_queue: bool
    seed: int | None
    steps: list[float]


cases = st.builds(
    Case,
    authorization_type=st.sampled_from(["BASIC", "OAUTH_CLIENT_CREDENTIALS"]),
    # The last one is repeated.
    replies=st.lists(replies, min_size=1, max_size=8),
    token_replies=st.lists(token_replies, max_size=4),
    policy=policies,
    has_queue=st.booleans(),
    seed=st.none() | st.integers(),
    steps=st.lists(st.floats(0, 600) | st.floats(0, DAY), max_size=8),
)


@dataclass(frozen=True)
class Ending:
    """What has become of an invocation."""

    invocation: Invocation
    dead_letters: list[DeadLetter]
    token_times: list[datetime]


def scripted(answers: Iterator[Reply | OSError]) -> Callable[[Any], Reply]:
    def answer(request: Any) -> Reply:
        one = next(answers)
        if isinstance(one, OSError):
            raise one
        return one

    return answer


class Stage:
    """Plays a case, each time from the same instant on."""

    def __init__(self, events: Any, clock: Any) -> None:
        self.events = events
        self.clock = clock

    def play(self, case: Case, delivery: Any) -> Ending:
        self.clock.move_to(START)
        options: Any = {} if case.seed is None else {"retry_jitter_seed": case.seed}
        with mock_api_destinations(
            region_name=REGION_NAME,
            delivery=delivery,
            assert_all_responses_were_used=False,
            **options,
        ) as mock:
            self.script(mock, case)
            mock.invoke(
                "orders",
                retry_policy=case.policy or None,
                dead_letter_config=QUEUE if case.has_queue else None,
            )
            for step in [*case.steps, 2 * DAY]:
                mock.advance(step)
            times = [one.attempts[0].time for one in mock.token_requests]
            (invocation,) = mock.invocations
            return Ending(invocation, list(mock.dead_letters), times)

    def script(self, mock: EventBridgeMock, case: Case) -> None:
        mock.responses.add_callback(
            "POST", URL, scripted(chain(case.replies, repeat(case.replies[-1])))
        )
        granted = (200, {}, '{"access_token": "t", "expires_in": 600}')
        mock.responses.add_callback(
            "POST", TOKEN_URL, scripted(chain(case.token_replies, repeat(granted)))
        )
        arn = self.events.create_connection(**connection(case.authorization_type))
        self.events.create_api_destination(**api_destination(arn["ConnectionArn"]))


@pytest.fixture
def stage(make_client: Callable[..., Any]) -> Iterator[Stage]:
    with freezegun.freeze_time(START) as clock:
        yield Stage(make_client(), clock)


def told(ending: Ending) -> list[Any]:
    """Return all that two plays of a case have in common."""
    one = ending.invocation
    return [
        [(a.number, a.time, a.status, a.error) for a in one.attempts],
        (one.outcome, one.error_code, one.failure, one.next_attempt_time),
        # The ARN of the target is new in each play.
        [{**one.attributes, "TARGET_ARN": ""} for one in ending.dead_letters],
        ending.token_times,
    ]


def asked(attempt: Attempt) -> float:
    """Return for how many seconds an answer in plain seconds asks to wait."""
    value = attempt.response_headers.get("Retry-After", "")
    return float(value) if value.lstrip("-").isdigit() else 0.0


def test_attempts_keep_to_the_policy(stage: Stage) -> None:
    """AWS guide "How EventBridge retries delivering events"."""

    @settings(deadline=None, max_examples=examples(20))
    @given(cases)
    def check(case: Case) -> None:
        attempts = stage.play(case, "eager").invocation.attempts

        numbers = [one.number for one in attempts]
        assert numbers == list(range(1, len(attempts) + 1))
        assert len(attempts) <= 1 + case.policy.get("MaximumRetryAttempts", 185)
        age = timedelta(seconds=case.policy.get("MaximumEventAgeInSeconds", DAY))
        assert all(START <= one.time < START + age for one in attempts)

    check()


def test_attempts_follow_each_other_after_a_delay(stage: Stage) -> None:
    """AWS guide "API destinations as targets": the longer of delay and Retry-After."""

    @settings(deadline=None, max_examples=examples(20))
    @given(cases)
    def check(case: Case) -> None:
        attempts = stage.play(case, "eager").invocation.attempts

        shortest = 5.0 if case.seed is None else 2.5
        for one, another in pairwise(attempts):
            gap = (another.time - one.time).total_seconds()
            silence = 5.0 if one.status is None else 0.0
            assert gap >= max(shortest + silence, asked(one))
            assert one.status is None or one.status in RETRIED
            assert asked(one) >= 0

    check()


def test_there_is_one_outcome(stage: Stage) -> None:
    @settings(deadline=None, max_examples=examples(20))
    @given(cases)
    def check(case: Case) -> None:
        ending = stage.play(case, "eager")

        invocation = ending.invocation
        is_delivered = any(one.is_success for one in invocation.attempts)
        undelivered = "dead_lettered" if case.has_queue else "failed"
        assert invocation.outcome == ("delivered" if is_delivered else undelivered)
        assert (invocation.failure is None) == is_delivered
        assert not any(one.is_success for one in invocation.attempts[:-1])
        letters = [] if is_delivered or not case.has_queue else [invocation]
        assert [one.invocation for one in ending.dead_letters] == letters

    check()


def test_a_dead_letter_tells_what_was_used_up(stage: Stage) -> None:
    """AWS guide "Using dead-letter queues"."""

    @settings(deadline=None, max_examples=examples(20))
    @given(cases.filter(lambda case: case.has_queue))
    def check(case: Case) -> None:
        ending = stage.play(case, "eager")

        allowed = case.policy.get("MaximumRetryAttempts", 185)
        for letter in ending.dead_letters:
            condition = letter.attributes.get("EXHAUSTED_RETRY_CONDITION")
            assert condition in {
                None,
                "MaximumRetryAttempts",
                "MaximumEventAgeInSeconds",
            }
            assert (condition is None) == ("RETRY_ATTEMPTS" not in letter.attributes)
            retries = int(letter.attributes.get("RETRY_ATTEMPTS", 0))
            assert retries <= allowed
            assert retries == allowed or condition != "MaximumRetryAttempts"

    check()


def test_on_time_it_is_as_it_is_eager(stage: Stage) -> None:
    @settings(deadline=None, max_examples=examples(20))
    @given(cases)
    def check(case: Case) -> None:
        assert told(stage.play(case, "on_time")) == told(stage.play(case, "eager"))

    check()
