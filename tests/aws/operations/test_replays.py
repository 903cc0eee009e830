"""The operations on replays, as they were recorded in us-east-1, 2026-09-16."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests import requests_to_aws
from tests.aws.operations.answers import TOO_MANY, members, refusal
from tests.aws.operations.times import NOW
from tests.conftest import REGION_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

PREFIX = f"arn:aws:events:{REGION_NAME}:123456789012:"
DEFAULT_BUS = f"{PREFIX}event-bus/default"
ARCHIVE = f"{PREFIX}archive/orders"
MINUTE = timedelta(minutes=1)


def replay(**changes: Any) -> dict[str, Any]:
    """Return the parameters of a StartReplay for the hour before NOW, and NOW."""
    return {
        "ReplayName": "again",
        "EventSourceArn": ARCHIVE,
        "EventStartTime": NOW - 60 * MINUTE,
        "EventEndTime": NOW + MINUTE,
        "Destination": {"Arn": DEFAULT_BUS},
        **changes,
    }


def put(events: Any, **changes: Any) -> None:
    entry = {"Source": "shop", "DetailType": "Order", "Detail": '{"n": null}'}
    events.put_events(Entries=[{**entry, **changes}])


def replayed(mock: EventBridgeMock) -> list[dict[str, Any]]:
    """Return the envelopes of the events that replays published."""
    return [event.envelope for event in mock.events if event.origin == "replay"]


@pytest.fixture
def archived(clock: FrozenDateTimeFactory, events: Any) -> FrozenDateTimeFactory:
    """The archive `orders` of the default bus, with one event; returns the clock."""
    events.create_archive(ArchiveName="orders", EventSourceArn=DEFAULT_BUS)
    put(events)
    return clock


@pytest.fixture
def on_time(
    clock: FrozenDateTimeFactory,
) -> Iterator[EventBridgeMock]:
    """A mock in which a replay ends when the clock gets there."""
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as active:
        yield active


@pytest.fixture
def events_on_time(on_time: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client of `on_time`, where the archive `orders` has one event."""
    del on_time
    events = make_client()
    events.create_archive(ArchiveName="orders", EventSourceArn=DEFAULT_BUS)
    put(events)
    return events


@pytest.mark.usefixtures("archived")
def test_the_answer_to_a_start(events: Any) -> None:
    assert members(events.start_replay(**replay())) == {
        "ReplayArn": f"{PREFIX}replay/again",
        "State": "STARTING",
        "ReplayStartTime": NOW,
    }


@pytest.mark.usefixtures("archived")
def test_a_replay_that_has_ended_is_described(events: Any) -> None:
    events.start_replay(**replay(EventStartTime=NOW - MINUTE + timedelta(seconds=0.7)))

    assert members(events.describe_replay(ReplayName="again")) == {
        "ReplayName": "again",
        "ReplayArn": f"{PREFIX}replay/again",
        "State": "COMPLETED",
        "EventSourceArn": ARCHIVE,
        "Destination": {"Arn": DEFAULT_BUS},
        "EventStartTime": NOW - MINUTE,
        "EventEndTime": NOW + MINUTE,
        "EventLastReplayedTime": NOW.replace(second=0),
        "ReplayStartTime": NOW,
        "ReplayEndTime": NOW + MINUTE,
    }


@pytest.mark.usefixtures("archived")
def test_description_and_filters_are_shown_if_given(events: Any) -> None:
    filters = [f"{PREFIX}rule/orders"]
    destination = {"Arn": DEFAULT_BUS, "FilterArns": filters}
    events.start_replay(**replay(Description="Again", Destination=destination))

    described = events.describe_replay(ReplayName="again")

    assert (described["Description"], described["Destination"]) == (
        "Again",
        destination,
    )


@pytest.mark.usefixtures("archived")
def test_no_filters_are_all_rules_and_not_shown(
    mock: EventBridgeMock, events: Any
) -> None:
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    events.start_replay(**replay(Destination={"Arn": DEFAULT_BUS, "FilterArns": []}))

    described = events.describe_replay(ReplayName="again")

    assert described["Destination"] == {"Arn": DEFAULT_BUS}
    assert mock.events[-1].matched_rules == ("orders",)


@pytest.mark.usefixtures("archived")
def test_a_replayed_event_is_the_event_with_another_id_and_the_name_of_the_replay(
    mock: EventBridgeMock, events: Any
) -> None:
    events.start_replay(**replay())

    (again,) = replayed(mock)
    first = mock.events[0].envelope
    assert list(again) == [
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "replay-name",
        "resources",
        "detail",
    ]
    assert again.pop("replay-name") == "again"
    assert again["id"] != first["id"]
    assert {**again, "id": first["id"]} == first


@pytest.mark.usefixtures("archived")
def test_replayed_events_are_not_archived_again(events: Any) -> None:
    events.start_replay(**replay())

    assert events.describe_archive(ArchiveName="orders")["EventCount"] == 1


@pytest.mark.usefixtures("archived")
def test_each_replay_gives_an_event_an_id_of_its_own(
    mock: EventBridgeMock, events: Any
) -> None:
    for name in ("first", "second"):
        events.start_replay(**replay(ReplayName=name))

    assert len({event["id"] for event in replayed(mock)}) == 2


@pytest.mark.usefixtures("archived")
def test_the_window_has_its_start_and_not_its_end(
    mock: EventBridgeMock, events: Any
) -> None:
    start, end = NOW - 3 * MINUTE, NOW - 2 * MINUTE
    seconds = {"before": -1, "start": 0, "last": 59, "end": 60}
    for name, offset in seconds.items():
        put(events, DetailType=name, Time=start + timedelta(seconds=offset))

    events.start_replay(**replay(EventStartTime=start, EventEndTime=end))

    assert [event["detail-type"] for event in replayed(mock)] == ["start", "last"]


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (NOW - 3 * MINUTE - timedelta(seconds=8), None),
        (
            NOW - 3 * MINUTE - timedelta(seconds=7),
            NOW - timedelta(minutes=3, seconds=7),
        ),
        (NOW - 2 * MINUTE, NOW - timedelta(minutes=2, seconds=7)),
        (NOW - MINUTE, None),
    ],
    ids=["the minute before", "the first minute", "the last minute", "the next minute"],
)
def test_the_last_replayed_time_counts_whole_minutes(
    events: Any, clock: FrozenDateTimeFactory, time: Any, shown: Any
) -> None:
    """NOW is seven seconds after a minute, and so are both ends of the window."""
    del clock
    events.create_archive(ArchiveName="orders", EventSourceArn=DEFAULT_BUS)
    put(events, Time=time)

    events.start_replay(
        **replay(EventStartTime=NOW - 3 * MINUTE, EventEndTime=NOW - 2 * MINUTE)
    )

    described = events.describe_replay(ReplayName="again")
    assert described.get("EventLastReplayedTime") == shown


@pytest.mark.usefixtures("archived")
def test_the_rules_of_now_decide_and_filters_choose_among_them(
    mock: EventBridgeMock, events: Any
) -> None:
    arns = {
        name: events.put_rule(Name=name, EventPattern='{"source": ["shop"]}')["RuleArn"]
        for name in ("chosen", "disabled", "other")
    }
    events.disable_rule(Name="disabled")
    filters = [arns["chosen"], arns["disabled"]]

    events.start_replay(
        **replay(Destination={"Arn": DEFAULT_BUS, "FilterArns": filters})
    )

    assert mock.events[0].matched_rules == ("Events-Archive-orders",)
    assert mock.events[1].matched_rules == ("chosen",)


# Refusals


NO_ARCHIVE = (
    "Parameter EventSourceArn is not valid. Reason: Archive none does not exist."
)


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        (
            {"EventSourceArn": f"{PREFIX}archive/none"},
            "ValidationException",
            NO_ARCHIVE,
        ),
        (
            {"Destination": {"Arn": f"{PREFIX}event-bus/shop"}},
            "ValidationException",
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is"
            " not permitted.",
        ),
        (
            {"Destination": {"Arn": f"{PREFIX}event-bus/none"}},
            "ResourceNotFoundException",
            "Event bus none does not exist.",
        ),
        (
            {"Destination": {"Arn": "shop"}, "EventSourceArn": f"{PREFIX}archive/none"},
            "ValidationException",
            "Parameter Destination.Arn is not valid. Reason: Must contain an event bus"
            " ARN.",
        ),
        (
            {"EventEndTime": NOW - 60 * MINUTE},
            "ValidationException",
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before"
            " EventEndTime.",
        ),
    ],
    ids=["archive", "other bus", "missing bus", "no bus", "empty window"],
)
@pytest.mark.usefixtures("archived")
def test_a_start_is_refused(
    events: Any, changes: dict[str, Any], code: str, message: str
) -> None:
    events.create_event_bus(Name="shop")

    assert refusal(events.start_replay, **replay(**changes)) == (code, message)
    assert events.list_replays()["Replays"] == []


@pytest.mark.usefixtures("archived")
def test_a_name_can_be_used_once(events: Any) -> None:
    events.start_replay(**replay())

    assert refusal(events.start_replay, **replay()) == (
        "ResourceAlreadyExistsException",
        "Replay again already exists.",
    )


@pytest.mark.parametrize("operation", ["describe_replay", "cancel_replay"])
def test_a_missing_replay_is_not_found(events: Any, operation: str) -> None:
    assert refusal(getattr(events, operation), ReplayName="none") == (
        "ResourceNotFoundException",
        "Replay none does not exist.",
    )


def test_ten_replays_run_at_once(events_on_time: Any, on_time: EventBridgeMock) -> None:
    for number in range(10):
        events_on_time.start_replay(**replay(ReplayName=f"{number}"))

    assert refusal(events_on_time.start_replay, **replay()) == TOO_MANY

    on_time.advance(minutes=1)
    assert events_on_time.start_replay(**replay())["State"] == "STARTING"


# States


def test_a_replay_on_time_ends_when_the_clock_gets_there(
    events_on_time: Any, on_time: EventBridgeMock
) -> None:
    events_on_time.start_replay(**replay())
    on_time.advance(seconds=59)
    before = events_on_time.describe_replay(ReplayName="again")
    assert (before["State"], replayed(on_time)) == ("STARTING", [])

    on_time.advance(seconds=1)

    after = events_on_time.describe_replay(ReplayName="again")
    assert (after["State"], after["ReplayEndTime"]) == ("COMPLETED", NOW + MINUTE)
    assert len(replayed(on_time)) == 1


def test_a_cancelled_replay_delivers_nothing(
    events_on_time: Any, on_time: EventBridgeMock
) -> None:
    events_on_time.start_replay(**replay())

    cancelled = members(events_on_time.cancel_replay(ReplayName="again"))

    assert cancelled == {"ReplayArn": f"{PREFIX}replay/again", "State": "CANCELLING"}
    on_time.advance(minutes=1)
    described = events_on_time.describe_replay(ReplayName="again")
    assert (described["State"], described["ReplayEndTime"]) == (
        "CANCELLED",
        NOW + MINUTE,
    )
    assert "EventLastReplayedTime" not in described
    assert replayed(on_time) == []


NOT_VALID = (
    "IllegalStatusException",
    "Replay again is not in a valid state for this operation.",
)


@pytest.mark.usefixtures("archived")
def test_a_completed_replay_cannot_be_cancelled(events: Any) -> None:
    events.start_replay(**replay())

    assert refusal(events.cancel_replay, ReplayName="again") == NOT_VALID


def test_a_cancelled_replay_cannot_be_cancelled_again(
    events_on_time: Any, on_time: EventBridgeMock
) -> None:
    events_on_time.start_replay(**replay())
    events_on_time.cancel_replay(ReplayName="again")
    on_time.advance(minutes=1)

    assert refusal(events_on_time.cancel_replay, ReplayName="again") == NOT_VALID


def test_a_replay_whose_archive_is_deleted_fails(
    events_on_time: Any, on_time: EventBridgeMock
) -> None:
    events_on_time.start_replay(**replay())
    events_on_time.delete_archive(ArchiveName="orders")
    on_time.advance(minutes=1)

    described = events_on_time.describe_replay(ReplayName="again")

    assert (described["State"], described["StateReason"]) == (
        "FAILED",
        "Archive resource not found.",
    )
    assert described["ReplayEndTime"] == NOW + MINUTE
    assert "EventLastReplayedTime" not in described


@pytest.fixture
def receive(
    events: Any, mock: EventBridgeMock, clock: FrozenDateTimeFactory
) -> Callable[[Callable[[], Any]], None]:
    """Archive two events, and do something when the first of a replay is received."""
    del clock
    connection = events.create_connection(**requests_to_aws.connection())
    orders = events.create_api_destination(
        **requests_to_aws.api_destination(connection["ConnectionArn"])
    )
    pattern = '{"source": ["shop"], "detail-type": ["Order"]}'
    events.put_rule(Name="orders", EventPattern=pattern)
    target = {
        "Id": "1",
        "Arn": orders["ApiDestinationArn"],
        "RoleArn": requests_to_aws.ROLE_ARN,
    }
    events.create_archive(
        ArchiveName="orders",
        EventSourceArn=DEFAULT_BUS,
        EventPattern='{"source": ["shop"]}',
    )
    for _ in range(2):
        put(events)
    events.put_targets(Rule="orders", Targets=[target])

    def when_received(act: Callable[[], Any]) -> None:
        def reply(request: Any) -> tuple[int, dict[str, str], str]:
            del request
            act()
            return 200, {}, ""

        mock.responses.add_callback("POST", "https://api.partner.example/orders", reply)

    return when_received


def test_a_receiver_may_cancel_the_replay_that_reaches_it(
    receive: Callable[..., None], events: Any, mock: EventBridgeMock
) -> None:
    """The events that follow stay where they are."""
    states = []

    def cancel() -> None:
        states.append(events.describe_replay(ReplayName="again")["State"])
        events.cancel_replay(ReplayName="again")

    receive(cancel)
    events.start_replay(**replay())

    assert states == ["RUNNING"]
    assert events.describe_replay(ReplayName="again")["State"] == "CANCELLED"
    assert len(replayed(mock)) == 1


def test_a_receiver_may_reset_the_mock_during_a_replay(
    receive: Callable[..., None], events: Any, mock: EventBridgeMock
) -> None:
    receive(mock.reset)

    events.start_replay(**replay())

    assert (len(mock.replays), len(mock.archives)) == (0, 0)


def test_a_receiver_may_delete_the_archive_that_would_keep_its_event(
    receive: Callable[..., None], events: Any
) -> None:
    """The rule of the partner is older than the archive's, and comes first."""
    receive(lambda: events.delete_archive(ArchiveName="orders"))

    put(events)

    assert events.list_archives()["Archives"] == []


# Lists


@pytest.mark.usefixtures("archived")
def test_an_item_of_a_list_has_fewer_members(events: Any) -> None:
    events.start_replay(**replay(Description="Again"))

    (item,) = events.list_replays()["Replays"]

    assert item == {
        "ReplayName": "again",
        "EventSourceArn": ARCHIVE,
        "State": "COMPLETED",
        "EventStartTime": NOW - 60 * MINUTE,
        "EventEndTime": NOW + MINUTE,
        "EventLastReplayedTime": NOW.replace(second=0),
        "ReplayStartTime": NOW,
        "ReplayEndTime": NOW + MINUTE,
    }


@pytest.mark.parametrize(
    "filters",
    [
        {"NamePrefix": "a", "State": "FAILED"},
        {"NamePrefix": "a", "EventSourceArn": ARCHIVE},
    ],
)
def test_two_filters_are_refused(events: Any, filters: dict[str, str]) -> None:
    """By analogy with ListArchives."""
    assert refusal(events.list_replays, **filters) == (
        "ValidationException",
        "At most one filter is allowed for ListReplays. Use either : State,"
        " EventSourceArn, or NamePrefix.",
    )


def test_an_unknown_state_is_refused(unchecked_events: Any) -> None:
    assert refusal(unchecked_events.list_replays, State="OVER") == (
        "ValidationException",
        "1 validation error detected: Value 'OVER' at 'state' failed to satisfy"
        " constraint: Member must satisfy enum value set: [CANCELLED, CANCELLING,"
        " COMPLETED, FAILED, RUNNING, STARTING]",
    )


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ({}, ["a", "again", "b"]),
        ({"NamePrefix": "a"}, ["a", "again"]),
        ({"EventSourceArn": f"{PREFIX}archive/other"}, ["b"]),
        ({"State": "COMPLETED"}, ["a", "again", "b"]),
        ({"State": "FAILED"}, []),
    ],
)
@pytest.mark.usefixtures("archived")
def test_filters_choose(events: Any, only: dict[str, str], names: list[str]) -> None:
    events.create_archive(ArchiveName="other", EventSourceArn=DEFAULT_BUS)
    for name in ("again", "a"):
        events.start_replay(**replay(ReplayName=name))
    other = f"{PREFIX}archive/other"
    events.start_replay(**replay(ReplayName="b", EventSourceArn=other))

    listed = events.list_replays(**only)["Replays"]

    assert [item["ReplayName"] for item in listed] == names


@pytest.mark.usefixtures("archived")
def test_replays_outlive_archive_and_rule(mock: EventBridgeMock, events: Any) -> None:
    events.start_replay(**replay())
    events.delete_archive(ArchiveName="orders")

    assert events.describe_replay(ReplayName="again")["State"] == "COMPLETED"
    assert mock.replays["again"].event_source_arn == ARCHIVE


def test_a_copied_state_goes_on_with_the_replays(
    make_client: Callable[..., Any], clock: FrozenDateTimeFactory
) -> None:
    """Each test of a class begins with the replays that its set-up has started."""
    del clock
    events = make_client()

    @mock_api_destinations(region_name=REGION_NAME, delivery="on_time")
    class TestOrders:
        def setup_class(self) -> None:
            events.create_archive(ArchiveName="orders", EventSourceArn=DEFAULT_BUS)
            put(events)
            for name in ("ended", "again"):
                events.start_replay(**replay(ReplayName=name))
                current_mock().advance(minutes=1 if name == "ended" else 0)

        def setup_method(self) -> None:
            """Begin the test's own mock."""

        def test_it(self) -> None:
            before = events.describe_replay(ReplayName="again")["State"]
            current_mock().advance(minutes=1)
            after = events.describe_replay(ReplayName="again")["State"]
            assert (before, after) == ("STARTING", "COMPLETED")

    tests: Any = TestOrders
    tests.setup_class()
    test = tests()
    test.setup_method(None)
    test.test_it()
    test.teardown_method(None)
    tests.teardown_class()
