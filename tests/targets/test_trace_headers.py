"""Trace headers of entries on their way to targets, recorded on AWS 2026-09-22."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.targets.server import AwsServer

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
OTHER_ROOT = "1-68d1a2b3-0123456789abcdef01234567"
PARENT = "53995c3f42cd8ad8"
OTHER_PARENT = "0af7651916cd43dd"

QUEUE = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
ORDERS = "arn:aws:sqs:eu-west-1:123456789012:orders"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
NEW_ROOT = "Root=1-[0-9a-f]{8}-[0-9a-f]{24}"

AS_GIVEN = [
    f"Root={ROOT};Parent={PARENT};Sampled=0",
    f"Root={ROOT};Parent={PARENT};Sampled=1",
    f"Root={ROOT}",
    f"Root={ROOT};Sampled=?",
    f"Root={ROOT};Sampled=1",
]
IGNORED = [
    "garbage",
    f"Parent={PARENT}",
    f"Root=bad;Parent={PARENT}",
    "Root=bad;Sampled=1",
    f"Root={ROOT};Root=bad;Parent={PARENT}",
    f"Root={ROOT};Parent={PARENT.upper()};Sampled=1",
]
CHANGED = [
    (f"Root={ROOT};Parent=oops;Sampled=0", f"Root={ROOT};Sampled=0"),
    (f"Root={ROOT};Parent=;Sampled=0", f"Root={ROOT};Sampled=0"),
    (f"Root={ROOT};Parent={PARENT};Sampled=7", f"Root={ROOT};Parent={PARENT}"),
    (
        f" Root={ROOT} ; Parent={PARENT} ; Sampled=0 ",
        f"Root={ROOT};Parent={PARENT};Sampled=0",
    ),
    (
        f"Sampled=0;Foo=bar;Parent={PARENT};Root={ROOT}",
        f"Root={ROOT};Parent={PARENT};Sampled=0;Foo=bar",
    ),
    (f"Root={ROOT};Foo=;Bar=two=three;bare", f"Root={ROOT};Bar=two=three;Foo="),
    (
        f"Root={ROOT};Root={OTHER_ROOT};Parent={PARENT};Sampled=0",
        f"Root={OTHER_ROOT};Parent={PARENT};Sampled=0",
    ),
    (f"Root={ROOT};Parent={PARENT};Parent=bad", f"Root={ROOT};Parent={PARENT}"),
    (f"Root={ROOT};Sampled=1;Sampled=7", f"Root={ROOT}"),
    (f"Root={ROOT.upper()};Sampled=0", f"Root={ROOT};Sampled=0"),
    (
        f"Root={ROOT};Parent={PARENT.upper()};Sampled=0",
        f"Root={ROOT};Parent={PARENT.upper()};Sampled=0",
    ),
]
GENERATED = [
    (f"Root=oops;Parent={PARENT};Sampled=0", f"{NEW_ROOT};Parent={PARENT};Sampled=0"),
    ("Root=bad;Sampled=0", f"{NEW_ROOT};Sampled=0"),
    ("Sampled=0", f"{NEW_ROOT};Sampled=0"),
]
# Nobody recorded these: our choice, after the recorded rules.
CHOSEN = [
    (f"Root={ROOT};Parent=bad;Parent={PARENT}", f"Root={ROOT};Parent={PARENT}"),
    (f"Root={ROOT};Sampled=0;Sampled=1", f"Root={ROOT};Sampled=1"),
    (f"Root={ROOT};Foo=1;Foo=2", f"Root={ROOT};Foo=2"),
    (f"Root={ROOT};=bare;", f"Root={ROOT}"),
]


@pytest.fixture
def rule(aws: AwsServer, events: Any) -> None:
    """A rule with a queue, and with a function that does not exist."""
    aws.has_functions = False
    put_rule(
        events, "orders", None, target(ORDERS, "a"), target(FUNCTION, "b", **QUEUE)
    )


def headers_in_queues(aws: AwsServer) -> list[str | None]:
    """Return the trace headers of all messages to queues."""
    queued = [request for request in aws.received if request.service == "sqs"]
    return [request.message.trace_header for request in queued]


@pytest.mark.usefixtures("rule")
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        *[(header, header) for header in AS_GIVEN],
        *[(header, None) for header in IGNORED],
        *CHANGED,
        *CHOSEN,
    ],
)
def test_a_trace_header_reaches_the_queue_and_the_dead_letter(
    aws: AwsServer, events: Any, given: str, sent: str | None
) -> None:
    put_event(events, TraceHeader=given)

    assert headers_in_queues(aws) == [sent, sent]


@pytest.mark.usefixtures("rule")
@pytest.mark.parametrize(("given", "sent"), GENERATED)
def test_a_root_is_made_for_what_is_not_sampled(
    aws: AwsServer, events: Any, given: str, sent: str
) -> None:
    """The same at the target and at the dead letter."""
    put_event(events, TraceHeader=given)

    header, of_letter = headers_in_queues(aws)

    assert header is not None
    assert re.fullmatch(sent, header)
    assert of_letter == header


@pytest.mark.usefixtures("rule")
def test_without_a_header_none_is_made(aws: AwsServer, events: Any) -> None:
    put_event(events)

    assert headers_in_queues(aws) == [None, None]


def test_a_function_is_invoked_with_it(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(FUNCTION))

    put_event(events, TraceHeader=f"Root={ROOT}")
    put_event(events)

    headers = [one.headers.get("X-Amzn-Trace-Id") for one in aws.received]
    assert headers == [f"Root={ROOT}", None]


def test_an_api_destination_leaves_it_to_its_dead_letter(
    aws: AwsServer, mock: EventBridgeMock, events: Any
) -> None:
    """No captured request to an endpoint has one."""
    put_rule(events, "orders", None, target(destination(events), **QUEUE))
    mock.responses.post("https://crm.example/orders", status=403)

    put_event(events, TraceHeader=f"Root={ROOT}")

    assert "X-Amzn-Trace-Id" not in mock.invocations.last.headers
    assert headers_in_queues(aws) == [f"Root={ROOT}"]


@pytest.mark.parametrize(
    "region_name", ["eu-west-1", "us-east-1"], ids=["recorded", "our choice"]
)
def test_it_goes_on_over_a_hop(
    aws: AwsServer,
    mock: EventBridgeMock,
    events: Any,
    make_client: Any,
    region_name: str,
) -> None:
    there = make_client(region_name=region_name)
    central = there.create_event_bus(Name="central")["EventBusArn"]
    put_rule(events, "forward", None, target(central))
    put_rule(there, "orders", None, target(ORDERS), bus="central")

    put_event(events, TraceHeader=f"Root={ROOT}")

    assert headers_in_queues(aws) == [f"Root={ROOT}"]


def send_with(events: Any, header: str) -> None:
    """Send the trace header *header* with the next requests, as tracers do."""

    def add_header(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["X-Amzn-Trace-Id"] = header

    events.meta.events.register("before-call", add_header)


@pytest.mark.parametrize(
    ("entry", "sent"),
    [
        ({}, f"Root={OTHER_ROOT}"),
        ({"TraceHeader": f"Root={ROOT}"}, f"Root={ROOT}"),
        ({"TraceHeader": "garbage"}, None),
    ],
    ids=["of the request", "of the entry", "garbage of the entry"],
)
def test_the_header_of_an_entry_comes_before_that_of_the_request(
    aws: AwsServer,
    mock: EventBridgeMock,
    make_client: Any,
    entry: dict[str, str],
    sent: str | None,
) -> None:
    events = make_client()
    put_rule(events, "orders", None, target(ORDERS))
    send_with(events, f"Root={OTHER_ROOT}")

    put_event(events, **entry)

    assert headers_in_queues(aws) == [sent]


def test_it_never_shows_in_the_event(mock: EventBridgeMock, events: Any) -> None:
    put_event(events, TraceHeader=f"Root={ROOT}")

    assert ROOT not in json.dumps(mock.events.last.envelope)


@pytest.mark.parametrize(
    ("header", "constraint"),
    [
        ("", "Member must have length greater than or equal to 1"),
        ("x" * 501, "Member must have length less than or equal to 500"),
    ],
    ids=["empty", "501 characters"],
)
def test_its_length_is_looked_at(
    mock: EventBridgeMock, make_client: Any, header: str, constraint: str
) -> None:
    from botocore.config import Config  # noqa: PLC0415 - for this one

    events = make_client(config=Config(parameter_validation=False))
    with pytest.raises(ClientError) as caught:
        put_event(events, TraceHeader=header)

    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["Error"]["Message"] == (
        f"1 validation error detected: Value '{header}' at"
        " 'entries.1.member.traceHeader' failed to satisfy constraint: "
        f"{constraint}"
    )
    assert list(mock.events) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Detail": "broken"}, "MalformedDetail"),
        ({"Source": "aws.ec2"}, "NotAuthorizedForSourceException"),
    ],
)
def test_other_errors_of_an_entry_come_first(
    mock: EventBridgeMock, events: Any, changes: dict[str, str], code: str
) -> None:
    entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
    answer = events.put_events(Entries=[{**entry, **changes, "TraceHeader": "garbage"}])

    assert [one["ErrorCode"] for one in answer["Entries"]] == [code]
