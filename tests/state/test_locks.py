"""What threads must not do at the same time, each waits for.

No schedule of threads shows each missing lock from outside, and most show it only by
luck. So a lock is replaced by one that shows who waits for it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import EventBridgeMock, mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.clock import Clock
from eventbridge_mock.delivery.agenda import Agenda
from eventbridge_mock.delivery.rate_limit import RateLimiter
from eventbridge_mock.model.backend import Backend, Backends
from eventbridge_mock.model.event_source import EventSources
from eventbridge_mock.model.stack import Stack, Stacks
from eventbridge_mock.state.mock_state import MockState
from eventbridge_mock.state.scripted_errors import Fault, Faults
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.delivery.partner import URL
from tests.exclusion import functions_that_wait
from tests.state.setting import destination, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
OPERATION = "events", "PutEvents"
BUS = f"arn:aws:events:{REGION_NAME}:123456789012:event-bus/default"
PARTNER_SOURCE = "aws.partner/shop.example/orders/1"


def nothing(_: datetime) -> None:
    """Do nothing: an action that is planned."""


def fault() -> Fault:
    return Fault(operation=OPERATION, code="Busy", message="")


def stack() -> Stack:
    return Stack(
        name="orders",
        account_id="123456789012",
        region_name=REGION_NAME,
        stack_id="id",
        source=None,
        resources={},
        outputs={},
        exports={},
        imports=frozenset(),
        left_out={},
        made_up={},
        absent={},
    )


@pytest.mark.parametrize(
    ("make", "act", "functions"),
    [
        (lambda: Agenda(Clock()), lambda one: one.plan(NOW, nothing), ["plan"]),
        (lambda: Agenda(Clock()), lambda one: one.run(NOW), ["_run"]),
        (lambda: Agenda(Clock()), lambda one: one.next_time, ["next_time"]),
        (lambda: Agenda(Clock()), lambda one: one.clear(), ["clear"]),
        (
            lambda: Agenda(Clock()),
            lambda one: one.advance_to(NOW),
            ["jump", "next_time", "jump"],
        ),
        (
            RateLimiter,
            lambda one: one.reserve("arn", 1, NOW, NOW + timedelta(1)),
            ["reserve"],
        ),
        (Backends, lambda one: one.of("1", "r"), ["of"]),
        (Backends, list, ["__iter__"]),
        (Stacks, list, ["__iter__"]),
        (Stacks, lambda one: one.put(stack()), ["put"]),
        (Stacks, lambda one: one.remove(stack()), ["remove"]),
        (Stacks, lambda one: one.clear(), ["clear"]),
        (Faults, lambda one: one.script(fault(), 1), ["script"]),
        (Faults, lambda one: one.pop(OPERATION), ["pop"]),
        (Faults, lambda one: one.pop_for_entries(OPERATION, 1), ["pop_for_entries"]),
        (Faults, lambda one: one.clear(), ["clear"]),
    ],
)
def test_a_part_is_used_by_one_thread_at_a_time(
    make: Callable[[], Any],
    act: Callable[[Any], object],
    functions: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = make()

    waits = functions_that_wait(part, "_lock", lambda: act(part), monkeypatch)

    assert waits == functions


@pytest.mark.parametrize("make", [lambda: Backend("1", "r"), EventSources])
@pytest.mark.parametrize(
    ("act", "function"),
    [
        (lambda one: one.clear(), "clear"),
        (lambda one: one.copy(), "copy"),
    ],
)
def test_resources_are_copied_and_forgotten_by_one_thread_at_a_time(
    make: Callable[[], Any],
    act: Callable[[Any], object],
    function: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = make()

    waits = functions_that_wait(part, "lock", lambda: act(part), monkeypatch)

    assert waits == [function]


def test_event_sources_are_looked_at_by_one_thread_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sources = EventSources()

    waits = functions_that_wait(sources, "lock", sources.snapshot, monkeypatch)

    assert waits == ["snapshot"]


@pytest.mark.parametrize(
    "name",
    [
        "capture",
        "authorization_server",
        "outbound",
        "schedules",
        "stacks",
        "http_tasks",
    ],
)
def test_a_part_of_the_state_is_made_by_one_thread(
    mock: EventBridgeMock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = MockState(ACTIVATIONS.current_state().options)

    waits = functions_that_wait(
        state, "_lock", lambda: getattr(state, name), monkeypatch
    )

    assert waits[-1] == name


@pytest.mark.usefixtures("mock")
def test_a_state_ends_while_no_part_of_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a thread could begin with a part of a state that has ended."""
    state = MockState(ACTIVATIONS.current_state().options)

    assert functions_that_wait(state, "_lock", state.stop, monkeypatch) == ["stop"]


def act_on(
    act: Callable[[], object], monkeypatch: pytest.MonkeyPatch, lock: str = "backend"
) -> list[str]:
    """Return the functions that wait for a lock of the active mock during *act*."""
    state = ACTIVATIONS.current_state()
    owners = {
        "backend": (state.backend, "lock"),
        "event sources": (state.backends.event_sources, "lock"),
        "service events": (state.service_events, "_lock"),
        "deliveries": (state.deliveries, "_lock"),
        "outbound": (state.outbound, "_lock"),
        "replies": (state.capture.responses, "_finding"),
        "activations": (ACTIVATIONS, "_lock"),
    }
    return functions_that_wait(*owners[lock], act, monkeypatch)


def test_a_call_is_answered_settled_and_published_by_one_thread_at_a_time(
    events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create() -> None:
        events.create_connection(**requests_to_aws.connection())

    assert act_on(create, monkeypatch) == [
        "_answered",
        "publish_changes",
        "_rules_of",
    ]


def test_a_connection_settles_by_one_thread_at_a_time(
    manual_mock: EventBridgeMock, manual_events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual_events.create_connection(
        **requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS")
    )

    assert act_on(manual_mock.settle, monkeypatch) == ["_settle_one", "publish_changes"]


def test_what_a_reply_leaves_unsettled_is_kept_by_one_thread_at_a_time(
    manual_mock: EventBridgeMock, manual_events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual_events.create_connection(
        **requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS")
    )
    manual_mock.responses.post(
        "https://auth.partner.example/token", body=LookupError("no such cup")
    )

    def settle() -> None:
        with suppress(LookupError):
            manual_mock.settle()

    assert act_on(settle, monkeypatch) == ["settle"]


def test_a_state_is_forced_by_one_thread_at_a_time(
    mock: EventBridgeMock, events: Any, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def force() -> None:
        mock.set_connection_state("partner", "DEAUTHORIZED")

    assert act_on(force, monkeypatch) == ["force", "publish_changes"]


def test_an_event_is_matched_and_archived_by_one_thread_at_a_time(
    mock: EventBridgeMock, events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    events.create_archive(ArchiveName="all", EventSourceArn=BUS)

    def publish() -> None:
        mock.publish(source="shop", detail_type="Order", detail={})

    assert act_on(publish, monkeypatch) == ["for_bus", "_archive"]


def test_a_replay_begins_and_ends_by_one_thread_at_a_time(
    mock: EventBridgeMock, events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    events.create_archive(ArchiveName="all", EventSourceArn=BUS)

    def replay() -> None:
        events.start_replay(
            ReplayName="again",
            EventSourceArn=mock.archives["all"].archive_arn,
            EventStartTime=NOW,
            EventEndTime=NOW + timedelta(1),
            Destination={"Arn": BUS},
        )

    assert act_on(replay, monkeypatch) == ["_answered", "_run", "_run"]


def test_a_refusal_deauthorizes_by_one_thread_at_a_time(
    mock: EventBridgeMock, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mock.responses.post(URL, status=401)

    waits = act_on(lambda: mock.invoke(orders), monkeypatch)

    assert {*waits} == {"deauthorize", "publish_changes"}


def test_changes_left_by_a_reply_that_raises_are_kept_by_one_thread_at_a_time(
    mock: EventBridgeMock, events: Any, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    destination(events, "crm")
    arn = mock.api_destinations[orders].api_destination_arn
    put_rule(events, "states", {"source": ["aws.events"]}, target(arn))
    mock.responses.post(URL, body=LookupError("no such cup"))

    def delete() -> None:
        with pytest.raises(LookupError):
            events.delete_connection(Name="crm")

    waits = act_on(delete, monkeypatch)

    assert waits.count("publish_changes") == 2, waits


def test_a_global_endpoint_is_switched_by_one_thread_at_a_time(
    mock: EventBridgeMock, events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def switch() -> None:
        with suppress(KeyError):
            mock.fail_over("missing")

    assert act_on(switch, monkeypatch) == ["switch_endpoint"]


def test_service_events_are_made_and_forgotten_by_one_thread_at_a_time(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look() -> None:
        assert list(mock.service_events) == []
        mock.reset()

    waits = act_on(look, monkeypatch, "service events")

    assert {*waits} == {"_bring_up_to_date", "clear"}


def test_deliveries_are_counted_and_forgotten_by_one_thread_at_a_time(
    mock: EventBridgeMock, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deliver() -> None:
        mock.invoke(orders)
        mock.reset()

    assert act_on(deliver, monkeypatch, "deliveries") == [
        "open_record",
        "_make_attempts",
        "_make_attempts",
        "clear",
    ]


def test_a_scripted_reply_is_found_by_one_thread_at_a_time(
    mock: EventBridgeMock, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mock.responses.post(URL)

    waits = act_on(lambda: mock.invoke(orders), monkeypatch, "replies")

    assert waits == ["_find"]


def test_the_schedules_of_rules_are_made_by_one_thread(
    mock: EventBridgeMock, events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put() -> None:
        events.put_rule(Name="tick", ScheduleExpression="rate(1 hour)")

    assert act_on(put, monkeypatch, "outbound") == ["rule_schedules"]


def test_activations_begin_and_end_one_at_a_time(
    mock: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def activate() -> None:
        with mock_api_destinations():
            ACTIVATIONS.reread_environment()

    waits = act_on(activate, monkeypatch, "activations")

    assert waits == ["start", "reread_environment", "_end"]


@pytest.mark.usefixtures("mock")
def test_a_start_that_failed_is_undone_by_one_thread_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def undo() -> None:
        ACTIVATIONS.recover([], ValueError("no such option"))

    assert act_on(undo, monkeypatch, "activations") == ["_discard"]


def test_partner_event_sources_change_by_one_thread_at_a_time(
    mock: EventBridgeMock,
    events: Any,
    make_client: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    partner = make_client(aws_access_key_id="111122223333")
    name = PARTNER_SOURCE

    def use() -> None:
        partner.create_partner_event_source(Name=name, Account="123456789012")
        events.create_event_bus(Name=name, EventSourceName=name)
        entry = {"Source": name, "DetailType": "Order", "Detail": "{}"}
        partner.put_partner_events(Entries=[entry])
        events.delete_event_bus(Name=name)

    assert act_on(use, monkeypatch, "event sources") == [
        "locked",
        "matching_event_source",
        "begin_matching",
        "source_of_partner",
        "end_matching",
    ]
