"""PutEvents: which entries are taken, what events they become, what is refused."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import UnmockedAwsCallError
from tests.aws.operations.answers import invalid, members, refusal
from tests.aws.operations.times import NOW

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

UTC = datetime.timezone.utc


def entry(**changes: Any) -> dict[str, Any]:
    """Return an entry that is taken."""
    return {
        "Source": "shop",
        "DetailType": "Order Placed",
        "Detail": '{"order": 7}',
        **changes,
    }


def error_of(events: Any, **changes: Any) -> tuple[str, str]:
    """Return the code and message for an entry that is refused, all by itself."""
    answer = members(events.put_events(Entries=[entry(**changes)]))
    (result,) = answer["Entries"]
    assert answer["FailedEntryCount"] == 1
    assert sorted(result) == ["ErrorCode", "ErrorMessage"]
    return result["ErrorCode"], result["ErrorMessage"]


def detail_of(mock: EventBridgeMock, events: Any, text: str) -> Any:
    """Return the detail of the event that an entry with it becomes."""
    answer = events.put_events(Entries=[entry(Detail=text)])
    assert answer["FailedEntryCount"] == 0
    return mock.events.last.envelope["detail"]


def required(name: str) -> tuple[str, str]:
    return (
        "InvalidArgument",
        f"Parameter {name} is not valid. Reason: {name} is a required argument.",
    )


MALFORMED = "MalformedDetail", "Detail is malformed."


@pytest.mark.usefixtures("clock")
def test_an_entry_becomes_an_event(mock: EventBridgeMock, events: Any) -> None:
    """Members and their order were recorded on AWS 2025-01-08."""
    answer = members(events.put_events(Entries=[entry()]))

    (event,) = mock.events
    assert answer == {"FailedEntryCount": 0, "Entries": [{"EventId": event.id}]}
    assert list(event.envelope.items()) == [
        ("version", "0"),
        ("id", event.id),
        ("detail-type", "Order Placed"),
        ("source", "shop"),
        ("account", "123456789012"),
        ("time", NOW.strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("region", "eu-west-1"),
        ("resources", []),
        ("detail", {"order": 7}),
    ]


def test_resources_are_kept(mock: EventBridgeMock, events: Any) -> None:
    events.put_events(Entries=[entry(Resources=["one", "two"])])

    assert mock.events.last.envelope["resources"] == ["one", "two"]


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (datetime.datetime(2026, 1, 2, 3, 4, 5, 999999, UTC), "2026-01-02T03:04:05Z"),
        (datetime.datetime(1969, 12, 31, 23, 59, 59, 0, UTC), "1969-12-31T23:59:59Z"),
        (datetime.datetime(9999, 12, 31, tzinfo=UTC), "9999-12-31T00:00:00Z"),
        (datetime.datetime(33, 4, 3, tzinfo=UTC), "0033-04-03T00:00:00Z"),
    ],
    ids=["fraction", "before 1970", "late", "early"],
)
def test_a_time_is_told_in_whole_seconds(
    mock: EventBridgeMock, events: Any, time: datetime.datetime, text: str
) -> None:
    """Recorded on AWS 2025-01-08."""
    events.put_events(Entries=[entry(Time=time)])

    assert mock.events.last.envelope["time"] == text


def test_events_are_published_in_the_order_of_their_entries(
    mock: EventBridgeMock, events: Any
) -> None:
    answer = events.put_events(Entries=[entry(Source=f"shop-{n}") for n in range(10)])

    assert [one.id for one in mock.events] == [
        one["EventId"] for one in answer["Entries"]
    ]
    assert [one.envelope["source"] for one in mock.events] == [
        f"shop-{n}" for n in range(10)
    ]


@pytest.mark.parametrize("name", ["Source", "DetailType", "Detail"])
def test_what_is_required_may_not_be_empty(events: Any, name: str) -> None:
    """Recorded on AWS 2025-01-08, with HTTP status 200."""
    assert error_of(events, **{name: ""}) == required(name)


@pytest.mark.parametrize("name", ["Source", "DetailType", "Detail"])
def test_what_is_required_may_not_be_left_out(events: Any, name: str) -> None:
    one = entry()
    del one[name]

    (result,) = events.put_events(Entries=[one])["Entries"]

    assert (result["ErrorCode"], result["ErrorMessage"]) == required(name)


def test_an_entry_without_anything_lacks_its_source(events: Any) -> None:
    (result,) = events.put_events(Entries=[{}])["Entries"]

    assert (result["ErrorCode"], result["ErrorMessage"]) == required("Source")


def test_entries_are_refused_one_by_one(mock: EventBridgeMock, events: Any) -> None:
    answer = events.put_events(Entries=[entry(), entry(Detail=""), entry()])

    assert answer["FailedEntryCount"] == 1
    assert [sorted(one) for one in answer["Entries"]] == [
        ["EventId"],
        ["ErrorCode", "ErrorMessage"],
        ["EventId"],
    ]
    assert len(mock.events) == 2


def test_good_and_bad_entries_in_one_request(
    mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2026-09-13."""
    answer = events.put_events(
        Entries=[
            entry(),
            entry(Detail="broken"),
            entry(EventBusName="nowhere"),
            entry(Source="aws.iam"),
        ]
    )

    assert answer["FailedEntryCount"] == 2
    first, second = mock.events
    assert answer["Entries"] == [
        {"EventId": first.id},
        {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."},
        {"EventId": second.id},
        {
            "ErrorCode": "NotAuthorizedForSourceException",
            "ErrorMessage": "Not authorized for the source.",
        },
    ]


@pytest.mark.parametrize(
    "text",
    [
        "text",
        '"text"',
        "[]",
        "7",
        "null",
        " ",
        "{",
        '{"a": 1,}',
        "{'a': 1}",
        '"{\\"a\\": 1}"',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": 1e400}',
        '{"a": 9223372036854775808}',
        '{"a": -9223372036854775809}',
        f'{{"a": {"9" * 5000}}}',
        '{"a": "\n"}',
        '\ufeff{"a": 1}',
    ],
)
def test_a_detail_has_to_be_a_json_object(events: Any, text: str) -> None:
    """Recorded on AWS 2025-01-08 for texts, lists, and broken and doubled JSON."""
    assert error_of(events, Detail=text) == MALFORMED


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (' {"a": 1} \n', {"a": 1}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"zoë": "☃𝄞", "": null}', {"zoë": "☃𝄞", "": None}),
        ('{"a": "\\ud800"}', {"a": "\ud800"}),
        ('{"a": 9223372036854775807}', {"a": 2**63 - 1}),
        ('{"a": -9223372036854775808}', {"a": -(2**63)}),
        ('{"a": 1.5e300}', {"a": 1.5e300}),
    ],
    ids=["blanks", "a key twice", "unicode", "half a pair", "large", "low", "float"],
)
def test_a_detail_is_read(
    mock: EventBridgeMock, events: Any, text: str, detail: Any
) -> None:
    assert detail_of(mock, events, text) == detail


def nested(levels: int) -> str:
    return '{"[":' * levels + "1" + "}" * levels


def test_a_deep_detail_is_taken(mock: EventBridgeMock, events: Any) -> None:
    assert detail_of(mock, events, nested(500)) == json.loads(nested(500))


def test_braces_in_texts_do_not_nest(mock: EventBridgeMock, events: Any) -> None:
    text = json.dumps({"a": '"[{' * 2000})

    assert detail_of(mock, events, text) == json.loads(text)


def test_many_siblings_do_not_nest(mock: EventBridgeMock, events: Any) -> None:
    text = json.dumps({"a": [{}] * 2000})

    assert detail_of(mock, events, text) == json.loads(text)


def test_a_string_with_many_brackets_is_no_object(events: Any) -> None:
    assert error_of(events, Detail=json.dumps("[" * 501)) == MALFORMED


def test_a_detail_deeper_than_aws_takes_is_malformed(events: Any) -> None:
    """More than 1,000 levels (service model)."""
    assert error_of(events, Detail=nested(1001)) == MALFORMED


def test_a_detail_deeper_than_python_takes_says_so(
    mock: EventBridgeMock, events: Any
) -> None:
    with pytest.raises(UnmockedAwsCallError) as caught:
        events.put_events(Entries=[entry(), entry(Detail=nested(501))])

    assert str(caught.value) == (
        "events.PutEvents with a Detail of 501 levels: eventbridge_mock takes 500,"
        " AWS 1000."
    )
    assert list(mock.events) == []


def test_a_detail_type_has_128_characters(events: Any) -> None:
    """Service model, in prose."""
    answer = events.put_events(Entries=[entry(DetailType="ë" * 128)])

    assert answer["FailedEntryCount"] == 0
    assert error_of(events, DetailType="ë" * 129) == (
        "InvalidArgument",
        "Parameter DetailType is not valid. Reason: more than 128 characters.",
    )


def test_sources_of_aws_are_not_for_everybody(events: Any) -> None:
    """Recorded on AWS 2026-09-13."""
    assert error_of(events, Source="aws.ec2") == (
        "NotAuthorizedForSourceException",
        "Not authorized for the source.",
    )


@pytest.mark.parametrize("source", ["aws", "awsome.shop", "AWS.shop"])
def test_other_sources_are_accepted(events: Any, source: str) -> None:
    assert events.put_events(Entries=[entry(Source=source)])["FailedEntryCount"] == 0


def test_more_than_ten_entries_are_refused(events: Any) -> None:
    """Recorded on AWS 2025-01-08, with members that no botocore has to know."""
    one = entry(EventBusName="orders", Resources=["a", "b"])
    first = (
        "PutEventsRequestEntry(time=null, source=shop, resources=[a, b],"
        ' detailType=Order Placed, detail={"order": 7}, eventBusName=orders,'
        " traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)"
    )
    other = (
        "PutEventsRequestEntry(time=null, source=shop, resources=null,"
        ' detailType=Order Placed, detail={"order": 7}, eventBusName=null,'
        " traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)"
    )

    refused = refusal(events.put_events, Entries=[one, *[entry()] * 10])

    shown = ", ".join([first, *[other] * 10])
    assert refused == invalid(
        f"Value '[{shown}]' at 'entries' failed to satisfy constraint:"
        " Member must have length less than or equal to 10"
    )


def test_a_time_in_a_refused_list_is_shown_as_it_was_sent(events: Any) -> None:
    """How AWS prints one is not recorded."""
    _, message = refusal(events.put_events, Entries=[entry(Time=NOW)] * 11)

    assert message.count(f"(time={int(NOW.timestamp())}, ") == 11


def test_no_entries_are_refused(unchecked_events: Any) -> None:
    assert refusal(unchecked_events.put_events, Entries=[]) == invalid(
        "Value '[]' at 'entries' failed to satisfy constraint:"
        " Member must have length greater than or equal to 1"
    )


MEGABYTE = 1_048_576
TOO_LARGE = (
    "ValidationException",
    "Total size of the entries in the request is over the limit.",
)


def detail_of_size(size: int) -> str:
    return json.dumps({"a": "x" * (size - len(json.dumps({"a": ""})))})


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"Source": "s", "DetailType": "t"}, 2),
        ({"Source": "ë", "DetailType": "☃"}, 5),
        ({"Source": "s", "DetailType": "t", "Resources": ["ab", "c"]}, 5),
        ({"Source": "s", "DetailType": "t", "Time": 0}, 16),
        ({"Source": "s", "DetailType": "t", "EventBusName": "default"}, 2),
    ],
    ids=["texts", "bytes", "resources", "time", "not the bus"],
)
def test_a_request_has_a_megabyte(
    events: Any, changes: dict[str, Any], counted: int
) -> None:
    """Text recorded on AWS 2025-01-08; what counts is from AWS documentation."""
    largest = entry(**changes, Detail=detail_of_size(MEGABYTE - counted))
    larger = entry(**changes, Detail=detail_of_size(MEGABYTE - counted + 1))

    assert events.put_events(Entries=[largest])["FailedEntryCount"] == 0
    assert refusal(events.put_events, Entries=[larger]) == TOO_LARGE


def test_the_size_is_that_of_all_entries(mock: EventBridgeMock, events: Any) -> None:
    half = entry(Detail=detail_of_size(MEGABYTE // 2))

    assert refusal(events.put_events, Entries=[half, half]) == TOO_LARGE
    assert list(mock.events) == []


def test_an_unknown_event_bus_loses_the_event(
    mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2025-01-08: the answer is that of a success."""
    answer = events.put_events(Entries=[entry(EventBusName="nowhere")])

    assert answer["Entries"] == [{"EventId": mock.events.last.id}]
    assert mock.events.last.event_bus_name == "nowhere"
    assert mock.events.last.matched_rules == ()


def test_an_event_bus_can_be_named_by_its_arn(
    mock: EventBridgeMock, events: Any
) -> None:
    arn = "arn:aws:events:us-east-1:111122223333:event-bus/orders"

    events.put_events(Entries=[entry(EventBusName=arn)])

    event = mock.events.last
    assert (event.account_id, event.region_name, event.event_bus_name) == (
        "111122223333",
        "us-east-1",
        "orders",
    )
    assert (event.envelope["account"], event.envelope["region"]) == (
        "123456789012",
        "eu-west-1",
    )


def test_a_trace_header_is_taken(mock: EventBridgeMock, events: Any) -> None:
    events.put_events(Entries=[entry(TraceHeader="Root=1-5759e988-bd862e3fe1be")])

    assert "TraceHeader" not in str(mock.events.last.envelope)


def test_ids_of_events_are_their_own(mock: EventBridgeMock, events: Any) -> None:
    events.put_events(Entries=[entry()] * 10)

    assert len({event.id for event in mock.events}) == 10
