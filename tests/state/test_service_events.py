"""Events that EventBridge itself publishes: states of connections and destinations."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import PublishingLoopError
from tests import requests_to_aws
from tests.aws.operations.newer_members import (
    connectivity,
    needs_connectivity_parameters,
)
from tests.conftest import REGION_NAME
from tests.state.setting import destination, put_event, put_rule, put_schedule, target

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

TOKEN_ENDPOINT = "https://auth.partner.example/token"
DEAUTHORIZED = {"source": ["aws.events"], "detail-type": ["Connection Deauthorized"]}
BY_OPERATION = (
    "The authorization parameters were removed from this connection by a"
    " DeauthorizeConnection operation."
)


def detail_types(mock: EventBridgeMock) -> list[str]:
    """Return the detail types of the service events, the oldest first."""
    return [event.envelope["detail-type"] for event in mock.service_events]


def connect(events: Any, *args: Any, **changes: Any) -> str:
    """Make a connection; return its ARN."""
    created = events.create_connection(**requests_to_aws.connection(*args, **changes))
    arn: str = created["ConnectionArn"]
    return arn


@pytest.fixture
def alerts(events: Any) -> None:
    """A rule that sends each deauthorization to the API destination `alerts`."""
    to = target(destination(events, "alerts"))
    put_rule(events, "deauthorized", DEAUTHORIZED, to)


def test_an_event_of_a_connection(
    mock: EventBridgeMock, clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Its members are those of the AWS guide, "events detail reference"."""
    del clock
    arn = connect(events)
    event = mock.service_events.last

    assert list(event.envelope.items()) == [
        ("version", "0"),
        ("id", event.id),
        ("detail-type", "Connection Authorized"),
        ("source", "aws.events"),
        ("account", "123456789012"),
        ("time", "2026-03-04T05:06:07Z"),
        ("region", "eu-west-1"),
        ("resources", [arn]),
        (
            "detail",
            {
                "ConnectionName": "partner",
                "Timestamp": "2026-03-04 05:06:07 +0000 UTC",
            },
        ),
    ]
    assert event.origin == "service"
    assert event.event_bus_name == "default"
    assert event.matched_rules == ()


def test_an_event_of_a_connection_with_a_reason(
    mock: EventBridgeMock, clock: FrozenDateTimeFactory, events: Any
) -> None:
    del clock
    connect(events)
    events.deauthorize_connection(Name="partner")

    detail = mock.service_events.last.envelope["detail"]
    assert list(detail.items()) == [
        ("ConnectionName", "partner"),
        ("StateReason", BY_OPERATION),
        ("Timestamp", "2026-03-04 05:06:07 +0000 UTC"),
    ]


def test_an_event_of_an_api_destination(
    mock: EventBridgeMock, clock: FrozenDateTimeFactory, events: Any
) -> None:
    del clock
    arn = destination(events, "crm")

    envelope = mock.service_events.last.envelope
    assert envelope["detail-type"] == "API Destination Activated"
    assert envelope["resources"] == [arn]
    assert list(envelope["detail"].items()) == [
        ("ApiDestinationName", "crm"),
        ("Timestamp", "2026-03-04 05:06:07 +0000 UTC"),
    ]


# Which states an operation publishes is our choice (docs/fidelity.md).


@pytest.mark.parametrize(
    ("authorization_type", "expected"),
    [
        ("BASIC", ["Connection Authorized"]),
        ("API_KEY", ["Connection Authorized"]),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            ["Connection Authorization Started", "Connection Authorized"],
        ),
    ],
)
def test_create_and_update_publish_the_same(
    mock: EventBridgeMock, events: Any, authorization_type: str, expected: list[str]
) -> None:
    connect(events, authorization_type)
    assert detail_types(mock) == expected

    events.update_connection(**requests_to_aws.connection(authorization_type))
    assert detail_types(mock) == expected * 2


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("authorization_type", "created", "updated"),
    [
        ("BASIC", "Connection Creation Started", "Connection Update Started"),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            "Connection Authorization Started",
            "Connection Authorization Started",
        ),
    ],
)
def test_private_connections_are_activated(
    mock: EventBridgeMock,
    events: Any,
    authorization_type: str,
    created: str,
    updated: str,
) -> None:
    connect(events, authorization_type, InvocationConnectivityParameters=connectivity())
    events.update_connection(**requests_to_aws.connection(authorization_type))

    activated = "Connection Activated"
    assert detail_types(mock) == [created, activated, updated, activated]


@needs_connectivity_parameters
def test_a_private_endpoint_that_is_out_of_reach(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.responses.post(TOKEN_ENDPOINT, body=ConnectionError())
    connect(
        events,
        "OAUTH_CLIENT_CREDENTIALS",
        InvocationConnectivityParameters=connectivity(),
    )

    assert detail_types(mock) == [
        "Connection Authorization Started",
        "Connection Failed Connectivity",
    ]


def test_a_token_that_is_refused(mock: EventBridgeMock, events: Any) -> None:
    mock.responses.post(TOKEN_ENDPOINT, status=401)
    connect(events, "OAUTH_CLIENT_CREDENTIALS")

    assert detail_types(mock) == [
        "Connection Authorization Started",
        "Connection Deauthorized",
    ]


def test_an_authorization_endpoint_that_does_not_answer(
    mock: EventBridgeMock, events: Any
) -> None:
    """The connection stays in its state, so nothing more is published."""
    mock.responses.post(TOKEN_ENDPOINT, body=ConnectionError())
    connect(events, "OAUTH_CLIENT_CREDENTIALS")

    assert detail_types(mock) == ["Connection Authorization Started"]


OPERATIONS_ON_A_CONNECTION = [
    ("deauthorize", ["Connection Deauthorization Started", "Connection Deauthorized"]),
    ("delete", ["Connection Deletion Started"]),
]


@pytest.mark.parametrize(
    ("verb", "expected"),
    OPERATIONS_ON_A_CONNECTION,
    ids=[verb for verb, _ in OPERATIONS_ON_A_CONNECTION],
)
def test_api_destinations_are_deactivated_after_their_connection(
    mock: EventBridgeMock, events: Any, verb: str, expected: list[str]
) -> None:
    destination(events, "crm")
    getattr(events, f"{verb}_connection")(Name="crm")

    assert detail_types(mock)[2:] == [*expected, "API Destination Deactivated"]


def test_a_connection_that_is_authorized_again(
    mock: EventBridgeMock, events: Any
) -> None:
    destination(events, "crm")
    events.deauthorize_connection(Name="crm")
    events.update_connection(**requests_to_aws.connection(Name="crm"))

    assert detail_types(mock)[-2:] == [
        "Connection Authorized",
        "API Destination Activated",
    ]


def test_an_api_destination_on_a_deauthorized_connection(
    mock: EventBridgeMock, events: Any
) -> None:
    arn = connect(events)
    events.deauthorize_connection(Name="partner")
    events.create_api_destination(**requests_to_aws.api_destination(arn))

    assert detail_types(mock)[-1] == "API Destination Deactivated"


def test_an_api_destination_that_changes_its_connection(
    mock: EventBridgeMock, events: Any
) -> None:
    destination(events, "crm")
    live = connect(events, Name="live")
    mock.set_connection_state("crm", "DEAUTHORIZED")
    before = len(mock.service_events)
    events.update_api_destination(Name="crm", ConnectionArn=live)

    assert detail_types(mock)[before:] == ["API Destination Activated"]


QUIET = {
    "a new description": lambda events: events.update_connection(
        Name="crm", Description="new"
    ),
    "a new rate": lambda events: events.update_api_destination(
        Name="crm", InvocationRateLimitPerSecond=1
    ),
    "an API destination deleted": lambda events: events.delete_api_destination(
        Name="crm"
    ),
    "a description": lambda events: events.describe_connection(Name="crm"),
}


@pytest.mark.parametrize("call", QUIET.values(), ids=QUIET)
def test_what_reaches_no_state_publishes_nothing(
    mock: EventBridgeMock, events: Any, call: Callable[[Any], Any]
) -> None:
    destination(events, "crm")
    before = detail_types(mock)
    call(events)

    assert detail_types(mock) == before


def test_a_refused_call_publishes_nothing(mock: EventBridgeMock, events: Any) -> None:
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.deauthorize_connection(Name="partner")

    assert detail_types(mock) == []


@pytest.mark.parametrize("status", [401, 407])
def test_an_endpoint_that_refuses_the_credentials(
    mock: EventBridgeMock, events: Any, status: int
) -> None:
    put_rule(events, "orders", None, target(destination(events, "crm")))
    mock.responses.post("https://crm.example/orders", status=status)
    put_event(events)

    assert detail_types(mock)[2:] == [
        "Connection Deauthorized",
        "API Destination Deactivated",
    ]
    assert mock.service_events[2].envelope["detail"]["StateReason"] == (
        f"The endpoint answered HTTP status {status}."
    )


def test_a_secret_that_is_deleted(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    destination(events, "crm")
    secretsmanager.delete_secret(SecretId=mock.connections["crm"].secret_arn)

    assert detail_types(mock)[2:] == [
        "Connection Deauthorized",
        "API Destination Deactivated",
    ]


def test_a_secret_that_is_deleted_after_a_deauthorization(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    """The connection is DEAUTHORIZED already."""
    destination(events, "crm")
    mock.set_connection_state("crm", "DEAUTHORIZED")
    before = detail_types(mock)
    secretsmanager.delete_secret(SecretId=mock.connections["crm"].secret_arn)

    assert detail_types(mock) == before


STATES = [
    ("CREATING", "Connection Creation Started"),
    ("UPDATING", "Connection Update Started"),
    ("DELETING", "Connection Deletion Started"),
    ("AUTHORIZING", "Connection Authorization Started"),
    ("DEAUTHORIZED", "Connection Deauthorized"),
    ("DEAUTHORIZING", "Connection Deauthorization Started"),
    ("ACTIVE", "Connection Activated"),
    ("FAILED_CONNECTIVITY", "Connection Failed Connectivity"),
]


@pytest.mark.parametrize(
    ("state", "expected"), STATES, ids=[state for state, _ in STATES]
)
def test_a_forced_state_is_published(
    mock: EventBridgeMock, events: Any, state: str, expected: str
) -> None:
    connect(events)
    mock.set_connection_state("partner", state, "A drill.")
    mock.set_connection_state("partner", state, "Another.")  # no other state

    assert detail_types(mock) == ["Connection Authorized", expected]
    assert mock.service_events.last.envelope["detail"]["StateReason"] == "A drill."


def test_passing_states_are_published_when_they_settle(
    manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    connect(manual_events)
    manual_events.deauthorize_connection(Name="partner")
    before = detail_types(manual_mock)
    manual_mock.settle()

    assert before == ["Connection Authorized", "Connection Deauthorization Started"]
    assert detail_types(manual_mock) == [*before, "Connection Deauthorized"]


@pytest.mark.usefixtures("alerts")
def test_a_rule_matches_them(mock: EventBridgeMock, events: Any) -> None:
    connect(events)
    events.deauthorize_connection(Name="partner")

    (invocation,) = mock.assert_invoked("alerts")
    event = mock.service_events.last
    assert event.matched_rules == ("deauthorized",)
    assert event.invocations == [invocation]
    assert invocation.json() == event.envelope
    assert list(mock.events) == []
    assert "partner" in str(mock.explain(event.id))
    assert [one.rule.name for one in mock.explain(event).matched] == ["deauthorized"]


@pytest.mark.usefixtures("alerts")
def test_they_are_not_what_the_test_published(
    mock: EventBridgeMock, events: Any
) -> None:
    events.deauthorize_connection(Name="alerts")

    mock.assert_not_published(source="aws.events")


def test_rules_of_other_buses_accounts_and_regions_do_not_match(
    mock: EventBridgeMock, events: Any, make_client: Callable[..., Any]
) -> None:
    events.create_event_bus(Name="orders")
    put_rule(events, "here", {"source": ["aws.events"]}, bus="orders")
    there = make_client(region_name="us-east-1")
    put_rule(there, "there", {"source": ["aws.events"]})
    connect(events)

    assert mock.service_events.last.matched_rules == ()


def test_they_are_published_where_the_connection_is(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    there = make_client(region_name="us-east-1")
    put_rule(there, "there", {"source": ["aws.events"]})
    connect(there)

    event = mock.service_events.last
    assert event.matched_rules == ("there",)
    assert event.envelope["region"] == event.region_name == "us-east-1"


RULES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "without a source": ({"resources": [{"prefix": "arn:aws:events"}]}, ("all",)),
    "another source": ({"source": ["shop"]}, ()),
    "a prefix": ({"source": [{"prefix": "aws."}]}, ("all",)),
    "no source": ({"source": [{"exists": False}]}, ()),
    "one branch": (
        {"$or": [{"source": ["shop"]}, {"detail-type": [{"prefix": "Conn"}]}]},
        ("all",),
    ),
}


@pytest.mark.parametrize(("pattern", "matched"), RULES.values(), ids=RULES)
def test_any_pattern_may_match_them(
    mock: EventBridgeMock, events: Any, pattern: Any, matched: tuple[str, ...]
) -> None:
    put_rule(events, "all", pattern)
    connect(events)

    assert mock.service_events.last.matched_rules == matched


def test_rules_are_as_they_are_when_a_state_is_reached(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "on", {"source": ["aws.events"]}, State="DISABLED")
    put_schedule(events, "rate(1 day)")
    connect(events)
    events.enable_rule(Name="on")
    events.deauthorize_connection(Name="partner")
    events.delete_rule(Name="on")
    events.delete_connection(Name="partner")

    assert [event.matched_rules for event in mock.service_events] == [
        (),
        ("on",),
        ("on",),
        (),
    ]
    assert [
        [rule.name for rule in event.rules_on_bus] for event in mock.service_events
    ] == [["on", "tick"], ["on", "tick"], ["on", "tick"], ["tick"]]


def test_an_unseen_event_is_explained_with_the_rules_of_its_time(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders")
    connect(events)
    events.delete_rule(Name="orders")

    assert str(mock.explain(mock.service_events.last)).splitlines()[2:] == [
        "  0 of 1 rule matched.",
        "  missed     orders",
        '               source  wanted "shop", got "aws.events"',
    ]


@pytest.mark.usefixtures("alerts")
def test_the_time_is_that_of_the_attempt(
    mock: EventBridgeMock, clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Eager retries run on the virtual clock, and the alert begins when they are."""
    put_rule(events, "orders", None, target(destination(events, "crm")))
    mock.responses.post("https://crm.example/orders", status=503)
    mock.responses.post("https://crm.example/orders", status=401)
    put_event(events)

    first, second = mock.events.last.invocations.last.attempts[:2]
    (alert,) = mock.assert_invoked("alerts")
    reached = second.time.replace(microsecond=0)
    assert first.time < reached
    assert mock.service_events.last.envelope["time"] == f"{reached:%Y-%m-%dT%H:%M:%SZ}"
    assert alert.attempts[0].time == reached
    del clock


def test_alerts_on_time(make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name=REGION_NAME, delivery="on_time") as mock:
        events = make_client()
        put_rule(events, "alerts", DEAUTHORIZED, target(destination(events, "alerts")))
        put_rule(events, "orders", None, target(destination(events, "crm")))
        mock.responses.post("https://crm.example/orders", status=503)
        mock.responses.post("https://crm.example/orders", status=401)
        put_event(events)
        mock.assert_not_invoked("alerts")
        mock.advance(hours=1)

        (alert,) = mock.assert_invoked("alerts")
        refused = mock.invocations.to("crm").last.attempts[1]
        assert timedelta() <= alert.attempts[0].time - refused.time < timedelta(1)


def test_a_loop_is_ended(mock: EventBridgeMock, events: Any) -> None:
    """The receiver authorizes and deauthorizes again whenever it is told."""
    to = target(destination(events, "alerts"))
    put_rule(events, "authorized", {"detail-type": ["Connection Authorized"]}, to)
    connect(events)

    def reply(_: Any) -> Any:
        mock.set_connection_state("partner", "DEAUTHORIZED")
        mock.set_connection_state("partner", "AUTHORIZED")

    mock.responses.add_callback("POST", "https://alerts.example/orders", reply)
    with pytest.raises(PublishingLoopError) as caught:
        events.update_connection(**requests_to_aws.connection())

    assert str(caught.value).startswith(
        "<PublishedEvent 'Connection Deauthorized' from 'aws.events' on 'default',"
        " matched no rule> was published by the reply to an event,"
    )
    # The first of them is for the connection that the test made.
    assert len(mock.invocations.to("alerts")) == 1 + 10


def test_many_destinations_on_one_connection_are_no_loop(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "all", {"source": ["aws.events"]})
    events.put_targets(Rule="all", Targets=[target(destination(events, "alerts"))])
    arn = connect(events)
    for number in range(15):
        events.create_api_destination(
            **requests_to_aws.api_destination(arn, Name=f"to-{number}")
        )
    before = len(mock.service_events)
    events.deauthorize_connection(Name="partner")

    assert len(mock.service_events) == before + 2 + 15
    assert mock.invocations.last.json() == mock.service_events.last.envelope


def test_what_is_left_after_an_error_is_published_later(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "all", {"source": ["aws.events"]})
    to = target(destination(events, "alerts"))
    destination(events, "crm")
    events.put_targets(Rule="all", Targets=[to])

    def fail(_: Any) -> Any:
        events.remove_targets(Rule="all", Ids=["to"])
        raise LookupError

    mock.responses.add_callback("POST", "https://alerts.example/orders", fail)
    with pytest.raises(LookupError):
        events.deauthorize_connection(Name="crm")
    events.list_rules()

    assert detail_types(mock)[-3:] == [
        "Connection Deauthorization Started",
        "Connection Deauthorized",
        "API Destination Deactivated",
    ]


def test_code_that_raises_while_a_connection_settles(
    mock: EventBridgeMock, events: Any
) -> None:
    def fail(_: Any) -> Any:
        raise LookupError

    mock.responses.add_callback("POST", TOKEN_ENDPOINT, fail)
    with pytest.raises(LookupError):
        connect(events, "OAUTH_CLIENT_CREDENTIALS")

    assert detail_types(mock) == ["Connection Authorization Started"]


def test_another_thread_could_take_the_lock(mock: EventBridgeMock, events: Any) -> None:
    """Replies to alerts may call back from anywhere: no lock is held meanwhile."""
    put_rule(events, "alerts", DEAUTHORIZED, target(destination(events, "alerts")))
    connect(events)
    seen: list[Any] = []

    def reply(_: Any) -> tuple[int, dict[str, str], str]:
        with ThreadPoolExecutor(1) as threads:
            future = threads.submit(events.delete_connection, Name="partner")
            seen.append(future.result(10)["ConnectionState"])
        return 200, {}, ""

    mock.responses.add_callback("POST", "https://alerts.example/orders", reply)
    mock.set_connection_state("partner", "DEAUTHORIZED")

    assert seen == ["DELETING"]


def test_a_log_that_a_test_holds_grows(mock: EventBridgeMock, events: Any) -> None:
    log = mock.service_events
    assert list(log) == []
    connect(events)
    first = log[0]
    events.delete_connection(Name="partner")

    assert [log[0], len(log)] == [first, 2]
    mock.reset()
    assert list(log) == []


def test_reset_forgets_them(mock: EventBridgeMock, events: Any) -> None:
    connect(events)
    mock.reset()
    connect(events)

    assert detail_types(mock) == ["Connection Authorized"]


def test_they_stay_readable_after_the_end(make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        connect(make_client())

    assert detail_types(mock) == ["Connection Authorized"]


def test_no_secret_is_in_them(mock: EventBridgeMock, events: Any) -> None:
    for authorization_type in requests_to_aws.AUTH_PARAMETERS:
        connect(events, authorization_type, Name=authorization_type)
        events.deauthorize_connection(Name=authorization_type)

    envelopes = json.dumps([event.envelope for event in mock.service_events])
    assert requests_to_aws.PASSWORD not in envelopes


@pytest.mark.usefixtures("alerts")
def test_a_failed_assertion_explains_them(mock: EventBridgeMock, events: Any) -> None:
    """Only those that a rule might have matched."""
    connect(events)
    mock.set_connection_state("partner", "FAILED_CONNECTIVITY")

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("alerts")

    assert "Event 'Connection Failed Connectivity' from 'aws.events'" in str(
        caught.value
    )
    assert 'detail-type  wanted "Connection Deauthorized"' in str(caught.value)


PROGRAM = """
import sys
import botocore.session
from eventbridge_mock import mock_api_destinations

KEY = {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}

with mock_api_destinations(region_name="eu-west-1") as mock:
    events = botocore.session.get_session().create_client("events")
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": KEY},
    )
    events.deauthorize_connection(Name="partner")
    print("eventbridge_mock.state.outbound" in sys.modules)
    print(len(mock.service_events))
    print("eventbridge_mock.state.outbound" in sys.modules)
"""


def test_while_no_rule_could_match_nothing_that_publishes_is_imported() -> None:
    output = subprocess.check_output([sys.executable, "-c", PROGRAM], text=True)  # noqa: S603 - ours

    assert output.split() == ["False", "3", "False"]
