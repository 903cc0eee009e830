"""Rules whose target is another event bus.

Recorded on AWS 2026-09-15 in us-east-1 and us-west-2 with three accounts, where
nothing else is said.
"""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import freezegun
import pytest

from tests.state.setting import (
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock

HOME = "123456789012"
NEIGHBOUR = "111122223333"
THIRD = "222233334444"

PUBLISHED = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
ENTRY_TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


class Bus(NamedTuple):
    """An event bus of a test."""

    name: str
    region_name: str = "eu-west-1"
    account_id: str = HOME

    @property
    def arn(self) -> str:
        """The ARN."""
        place = f"{self.region_name}:{self.account_id}"
        return f"arn:aws:events:{place}:event-bus/{self.name}"

    @property
    def queue(self) -> dict[str, Any]:
        """A dead-letter queue in the Region of the bus, as a target has it."""
        queue_arn = f"arn:aws:sqs:{self.region_name}:{self.account_id}:undelivered"
        return {"DeadLetterConfig": {"Arn": queue_arn}}

    def rule_arn(self, name: str) -> str:
        """Return the ARN of a rule on this event bus."""
        place = f"{self.region_name}:{self.account_id}"
        return f"arn:aws:events:{place}:rule/{self.name}/{name}"


A = Bus("a")
B = Bus("b")
C = Bus("c")
D = Bus("d")
THEIR_B = Bus("b", account_id=NEIGHBOUR)
FAR_B = Bus("b", "us-east-1")
FAR_C = Bus("c", "us-east-1")
THEIR_FAR_B = Bus("b", "us-east-1", NEIGHBOUR)
THEIR_FAR_C = Bus("c", "us-east-1", NEIGHBOUR)
FARTHER_C = Bus("c", "ap-southeast-2")
THIRD_C = Bus("c", account_id=THIRD)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is 05:06:07."""
    with freezegun.freeze_time(PUBLISHED):
        yield


@pytest.fixture
def client_at(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> Callable[[Bus], Any]:
    """Return the client of the account and Region of a bus."""

    def client_at(bus: Bus) -> Any:
        return make_client(
            region_name=bus.region_name, aws_access_key_id=bus.account_id
        )

    return client_at


@pytest.fixture
def chain(client_at: Callable[[Bus], Any]) -> Callable[..., None]:
    """Forward from bus to bus; the last one has a rule with an API destination.

    The rule that leaves a bus is called as the bus that it leads to.
    """

    def chain(*buses: Bus) -> None:
        for bus in dict.fromkeys(buses):
            client_at(bus).create_event_bus(Name=bus.name)
        for bus, following in pairwise(buses):
            forward = target(following.arn, **bus.queue)
            put_rule(client_at(bus), following.name, None, forward, bus=bus.name)
        last = client_at(buses[-1])
        put_rule(last, "seen", None, target(destination(last)), bus=buses[-1].name)

    return chain


def publish(client_at: Callable[[Bus], Any], bus: Bus = A) -> None:
    """Put an event of January on *bus*."""
    detail = {"weight": 3.25, "customer": "Zoë"}
    put_event(
        client_at(bus),
        detail,
        EventBusName=bus.name,
        Time=ENTRY_TIME,
        Resources=["ship/7"],
    )


@pytest.mark.parametrize("following", [B, THEIR_B], ids=["account", "other account"])
def test_within_a_region_an_event_stays_as_it_is(
    mock: EventBridgeMock,
    client_at: Callable[[Bus], Any],
    chain: Callable[..., None],
    following: Bus,
) -> None:
    chain(A, following)

    publish(client_at)

    (event,) = mock.events
    (invocation,) = mock.invocations
    assert invocation.account_id == following.account_id
    assert invocation.body.decode() == (
        f'{{"version":"0","id":"{event.id}","detail-type":"Order Placed",'
        '"source":"shop","account":"123456789012","time":"2026-01-02T03:04:05Z",'
        '"region":"eu-west-1","resources":["ship/7"],'
        '"detail":{"weight":3.25,"customer":"Zoë"}}'
    )


@pytest.mark.parametrize("following", [FAR_B, THEIR_FAR_B], ids=["own", "other"])
def test_in_another_region_an_event_has_a_new_id_and_a_new_time(
    mock: EventBridgeMock,
    client_at: Callable[[Bus], Any],
    chain: Callable[..., None],
    following: Bus,
) -> None:
    chain(A, following)

    publish(client_at)

    (event,) = mock.events
    (invocation,) = mock.invocations
    assert invocation.region_name == "us-east-1"
    seen = invocation.json()
    assert seen["id"] != event.id
    assert seen == {
        **event.envelope,
        "id": seen["id"],
        "time": "2026-03-04T05:06:07Z",
    }
    assert list(seen) == list(event.envelope)
    assert (seen["account"], seen["region"]) == (HOME, "eu-west-1")


def test_rules_of_both_buses_see_an_event(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    chain(A, B)
    put_rule(client_at(A), "beside", None, bus="a")

    publish(client_at)

    (event,) = mock.events
    assert event.matched_rules == ("b", "beside", "seen")
    assert [rule.event_bus_name for rule in event.matched_rules] == ["a", "a", "b"]
    assert event.invocations == mock.invocations


@pytest.mark.parametrize(
    "buses",
    [
        (A, B, FAR_C),
        (A, THEIR_B, FAR_C),
        (A, FAR_B, FAR_C),
        (A, FAR_B, THEIR_FAR_C),
    ],
    ids=[
        "a Region after a bus",
        "a Region after an account",
        "a bus after a Region",
        "an account after a Region",
    ],
)
def test_one_hop_of_each_kind_is_delivered(
    mock: EventBridgeMock,
    client_at: Callable[[Bus], Any],
    chain: Callable[..., None],
    buses: tuple[Bus, ...],
) -> None:
    chain(*buses)

    publish(client_at)

    assert mock.events.last.matched_rules == ("b", "c", "seen")
    assert list(mock.dead_letters) == []
    mock.assert_invoked("crm")


@pytest.mark.parametrize(
    ("buses", "matched"),
    [
        ((A, B, C), ("b", "c")),
        ((A, B, A), ("b", "seen", "a")),
        ((A, THEIR_B, THIRD_C), ("b", "c")),
        ((A, THEIR_B, C), ("b", "c")),
    ],
    ids=["one account", "a loop", "three accounts", "back to the first account"],
)
def test_a_second_hop_in_a_region_is_a_dead_letter(
    mock: EventBridgeMock,
    client_at: Callable[[Bus], Any],
    chain: Callable[..., None],
    buses: tuple[Bus, ...],
    matched: tuple[str, ...],
) -> None:
    chain(*buses)

    publish(client_at)

    event = mock.events.last
    assert sorted(event.matched_rules) == sorted(matched)
    _, second, third = buses
    (letter,) = mock.dead_letters
    assert letter.attributes == {
        "RULE_ARN": second.rule_arn(third.name),
        "TARGET_ARN": third.arn,
        "ERROR_CODE": "THIRD_ACCOUNT_HOP_DETECTED",
        "ERROR_MESSAGE": (
            f"Event ingestion rejected for event {event.id} because an event can be"
            " sent to an event bus target only once. This event was previously"
            " delivered to an event bus target."
        ),
    }
    assert letter.json() == event.envelope


@pytest.mark.parametrize(
    "buses",
    [(A, FAR_B, FARTHER_C), (A, FAR_B, C), (A, THEIR_FAR_B, C)],
    ids=["a third Region", "back to the first Region", "back to the first account"],
)
def test_a_second_hop_between_regions_is_a_dead_letter(
    mock: EventBridgeMock,
    client_at: Callable[[Bus], Any],
    chain: Callable[..., None],
    buses: tuple[Bus, ...],
) -> None:
    """Its body is the event with the id and the time of the second Region."""
    chain(*buses)

    publish(client_at)

    event = mock.events.last
    assert event.matched_rules == ("b", "c")
    _, second, third = buses
    (letter,) = mock.dead_letters
    assert letter.attributes == {
        "RULE_ARN": second.rule_arn(third.name),
        "TARGET_ARN": third.arn,
        "ERROR_CODE": "THIRD_REGION_HOP_DETECTED",
        "ERROR_MESSAGE": "Unknown exception.",
    }
    assert letter.json()["time"] == "2026-03-04T05:06:07Z"
    assert letter.json()["id"] != event.id


def test_a_region_does_not_begin_the_count_anew(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    """Our choice: nobody recorded three hops."""
    chain(A, B, FAR_C, Bus("d", "us-east-1"))

    publish(client_at)

    (letter,) = mock.dead_letters
    assert letter.attributes["ERROR_CODE"] == "THIRD_ACCOUNT_HOP_DETECTED"
    assert letter.json()["id"] in letter.attributes["ERROR_MESSAGE"]
    assert mock.events.last.matched_rules == ("b", "c", "d")


def test_an_event_put_on_the_bus_in_the_middle_goes_on(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    chain(A, B, C)

    publish(client_at, B)

    assert mock.events.last.matched_rules == ("c", "seen")
    assert list(mock.dead_letters) == []


NOWHERE = Bus("nowhere")


@pytest.mark.parametrize(
    "missing",
    [NOWHERE, Bus("nowhere", "us-east-1"), Bus("nowhere", account_id=NEIGHBOUR)],
    ids=["own Region", "other Region", "other account"],
)
def test_a_bus_that_is_missing_is_silence(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], missing: Bus
) -> None:
    """Recorded for an account's own buses; the other account is our choice."""
    client_at(A).create_event_bus(Name="a")
    put_rule(client_at(A), "lost", None, target(missing.arn, **A.queue), bus="a")

    publish(client_at)

    assert list(mock.dead_letters) == []
    assert mock.events.last.matched_rules == ("lost",)
    text = str(mock.explain(mock.events.last))
    assert "This event bus does not exist: AWS accepts the event and drops it." in text
    assert "event bus 'nowhere', which does not exist, see below" in text


def test_a_bus_that_was_deleted_is_silence(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    chain(A, B)
    client_at(B).remove_targets(Rule="seen", EventBusName="b", Ids=["to"])
    client_at(B).delete_rule(Name="seen", EventBusName="b")
    client_at(B).delete_event_bus(Name="b")

    publish(client_at)

    assert list(mock.dead_letters) == []
    assert list(mock.invocations) == []


def test_a_forwarded_event_is_one_event(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    chain(A, FAR_B)

    publish(client_at)

    assert len(mock.events) == 1


def test_an_envelope_that_is_tried_takes_the_same_hops(
    mock: EventBridgeMock, client_at: Callable[[Bus], Any], chain: Callable[..., None]
) -> None:
    chain(Bus("b"), Bus("c"))
    put_rule(client_at(B), "b", None, target(B.arn, **B.queue))

    text = str(mock.explain({"source": "shop"}))

    assert "THIRD_ACCOUNT_HOP_DETECTED" in text
    assert list(mock.events) == []
    assert list(mock.dead_letters) == []
