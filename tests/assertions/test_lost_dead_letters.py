"""`assert_dead_lettered` counts what reached a queue, and asks for what did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

pytest.importorskip("moto")

from tests.integrations.beside_moto import both, client
from tests.state.setting import QUEUE_ARN, destination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

URL = "https://crm.example/orders"
DEAD = {"dead_letter_config": {"Arn": QUEUE_ARN}}


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    """A mock inside of moto, in which `crm` refuses what it is sent."""
    with both("moto outside") as active:
        destination(client("events"))
        active.responses.post(URL, status=403)
        yield active


@pytest.fixture
def lost(mock: EventBridgeMock) -> EventBridgeMock:
    """The same, with a dead letter for a queue that does not exist."""
    mock.invoke("crm", {"order": 7}, **DEAD)
    return mock


def failure_of(act: Callable[..., Any], *arguments: Any, **expected: Any) -> list[str]:
    with pytest.raises(AssertionError) as caught:
        act(*arguments, **expected)
    return str(caught.value).splitlines()


def test_a_dead_letter_that_reached_no_queue_does_not_count(
    lost: EventBridgeMock,
) -> None:
    (letter,) = lost.dead_letters

    assert failure_of(lost.assert_dead_lettered, "crm") == [
        "Expected one dead letter for 'crm'; found none. Recorded dead letters:",
        f"  1. {letter!r}",
        f"       queue_failure: {letter.queue_failure!r}, expected None",
        "  A dead letter with a queue_failure reached no queue and is lost. Create the"
        " queue, or assert the failure with queue_failure=...",
    ]


def test_it_counts_where_its_failure_is_asked_for(lost: EventBridgeMock) -> None:
    (letter,) = lost.dead_letters

    for expected in (ANY, letter.queue_failure):
        assert lost.assert_dead_lettered("crm", queue_failure=expected) == (letter,)


def test_another_failure_is_a_difference(lost: EventBridgeMock) -> None:
    lines = failure_of(lost.assert_dead_lettered, "crm", queue_failure="no queue")

    assert lines[0] == (
        "Expected one dead letter for 'crm' with queue_failure='no queue'; found none."
        " Recorded dead letters:"
    )
    assert lines[2].endswith(", expected 'no queue'")
    assert len(lines) == 3


def test_it_is_one_too_many_where_none_is_expected(lost: EventBridgeMock) -> None:
    (letter,) = lost.dead_letters

    assert failure_of(lost.assert_dead_lettered, "crm", times=0) == [
        "Expected no dead letter for 'crm'; found one. Recorded dead letters:",
        f"  1. {letter!r}",
    ]
    assert lost.assert_dead_lettered("crm", times=0, queue_failure=None) == ()


def test_one_in_a_queue_has_no_failure(mock: EventBridgeMock) -> None:
    client("sqs").create_queue(QueueName="undelivered")
    mock.invoke("crm", {"order": 7}, **DEAD)
    (letter,) = mock.dead_letters

    assert mock.assert_dead_lettered("crm") == (letter,)
    assert mock.assert_dead_lettered("crm", queue_failure=None) == (letter,)
    assert failure_of(mock.assert_dead_lettered, "crm", queue_failure="lost") == [
        "Expected one dead letter for 'crm' with queue_failure='lost'; found none."
        " Recorded dead letters:",
        f"  1. {letter!r}",
        "       queue_failure: None, expected 'lost'",
    ]
