"""The operations on archives, as they were recorded in us-east-1, 2026-09-16."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.model.archive import ArchiveState, ReplayState
from tests.aws.operations.answers import members, refusal
from tests.aws.operations.newer_members import (
    needs_keys_of_archives,
    needs_pattern_of_event_source,
)
from tests.aws.operations.times import LATER, NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

PREFIX = "arn:aws:events:eu-west-1:123456789012:"
DEFAULT_BUS = f"{PREFIX}event-bus/default"
RULE_NAME = "Events-Archive-orders"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def archive(**changes: Any) -> dict[str, Any]:
    """Return the parameters of a CreateArchive."""
    return {"ArchiveName": "orders", "EventSourceArn": DEFAULT_BUS, **changes}


@pytest.fixture
def orders(clock: FrozenDateTimeFactory, events: Any) -> FrozenDateTimeFactory:
    """The archive `orders` of the default event bus; returns the clock."""
    events.create_archive(**archive())
    return clock


@pytest.mark.usefixtures("clock")
def test_the_answer_to_a_create(events: Any) -> None:
    created = members(events.create_archive(**archive()))

    assert created == {
        "ArchiveArn": f"{PREFIX}archive/orders",
        "State": "ENABLED",
        "CreationTime": NOW,
    }


@pytest.mark.usefixtures("orders")
def test_a_describe_shows_only_what_was_given(events: Any) -> None:
    described = members(events.describe_archive(ArchiveName="orders"))

    assert described == {
        "ArchiveArn": f"{PREFIX}archive/orders",
        "ArchiveName": "orders",
        "EventSourceArn": DEFAULT_BUS,
        "State": "ENABLED",
        "RetentionDays": 0,
        "SizeBytes": 0,
        "EventCount": 0,
        "CreationTime": NOW,
    }


def test_a_describe_shows_the_pattern_as_it_was_written(events: Any) -> None:
    pattern = '{ "source" : ["shop"] }'
    given = {"Description": "All", "EventPattern": pattern, "RetentionDays": 7}
    events.create_archive(**archive(**given))

    described = events.describe_archive(ArchiveName="orders")

    assert {name: described[name] for name in given} == given


def test_empty_values_are_as_if_left_out(events: Any) -> None:
    empty = {"Description": "", "EventPattern": "", "RetentionDays": 0}
    events.create_archive(**archive(**empty))

    described = events.describe_archive(ArchiveName="orders")

    assert {"Description", "EventPattern"} & set(described) == set()


def test_a_longer_retention_than_a_number_holds_is_cut(events: Any) -> None:
    events.create_archive(**archive(RetentionDays=2**31))

    described = events.describe_archive(ArchiveName="orders")

    assert described["RetentionDays"] == 2**31 - 1


def test_an_update_merges_and_answers_the_time_of_the_creation(
    orders: FrozenDateTimeFactory, events: Any
) -> None:
    events.update_archive(ArchiveName="orders", RetentionDays=3)
    orders.move_to(LATER)

    updated = members(events.update_archive(ArchiveName="orders", Description="All"))

    described = events.describe_archive(ArchiveName="orders")
    assert updated["CreationTime"] == described["CreationTime"] == NOW
    assert (described["Description"], described["RetentionDays"]) == ("All", 3)


@pytest.mark.parametrize(
    ("given", "cleared"),
    [
        ({"Description": "All"}, {"Description": ""}),
        ({"EventPattern": '{"source": ["shop"]}'}, {"EventPattern": ""}),
        ({"RetentionDays": 3}, {"RetentionDays": 0}),
    ],
    ids=lambda given: next(iter(given)),
)
def test_an_update_with_an_empty_value_clears_it(
    events: Any, given: dict[str, Any], cleared: dict[str, Any]
) -> None:
    events.create_archive(**archive(**given))
    (member,) = cleared

    events.update_archive(ArchiveName="orders", **cleared)

    described = events.describe_archive(ArchiveName="orders")
    assert described.get(member) in {None, 0}


@needs_keys_of_archives
@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ({}, "alias/shop", "UPDATING"),
        ({"KmsKeyIdentifier": "alias/shop"}, "alias/other", "UPDATING"),
        ({"KmsKeyIdentifier": "alias/shop"}, "", "UPDATING"),
        ({"KmsKeyIdentifier": "alias/shop"}, "alias/shop", "ENABLED"),
        ({}, "", "ENABLED"),
    ],
    ids=["given", "changed", "cleared", "unchanged", "still none"],
)
def test_a_change_of_the_key_is_answered_with_updating_and_is_over_at_once(
    events: Any, before: dict[str, str], after: str, state: str
) -> None:
    events.create_archive(**archive(**before))

    updated = events.update_archive(ArchiveName="orders", KmsKeyIdentifier=after)

    described = events.describe_archive(ArchiveName="orders")
    assert updated["State"] == state
    assert described["State"] == "ENABLED"
    assert described.get("KmsKeyIdentifier", "") == after


@pytest.mark.usefixtures("orders")
def test_an_invalid_pattern_saves_nothing_of_the_update(events: Any) -> None:
    refused = refusal(
        events.update_archive, ArchiveName="orders", Description="x", EventPattern="[]"
    )

    assert refused[0] == "InvalidEventPatternException"
    assert "Description" not in events.describe_archive(ArchiveName="orders")


@pytest.mark.usefixtures("orders")
def test_a_deleted_archive_is_gone_with_its_rule_and_its_name_is_free(
    events: Any,
) -> None:
    assert members(events.delete_archive(ArchiveName="orders")) == {}

    assert members(events.list_rules())["Rules"] == []
    assert events.create_archive(**archive())["State"] == "ENABLED"


@pytest.mark.parametrize(
    "operation", ["describe_archive", "delete_archive", "update_archive"]
)
def test_a_missing_archive_is_not_found(events: Any, operation: str) -> None:
    changes = {"Description": "x"} if operation == "update_archive" else {}
    refused = refusal(getattr(events, operation), ArchiveName="none", **changes)

    assert refused == (
        "ResourceNotFoundException",
        "Archive none does not exist.",
    )


def test_an_update_with_nothing_is_refused_before_the_archive_is_looked_for(
    events: Any,
) -> None:
    refused = refusal(events.update_archive, ArchiveName="none")

    assert refused == (
        "ValidationException",
        "At least one of EventPattern, RetentionDays or Description must be provided.",
    )


@pytest.mark.usefixtures("orders")
def test_a_name_can_be_taken_once_on_whatever_bus(events: Any) -> None:
    events.create_event_bus(Name="shop")

    refused = refusal(
        events.create_archive, **archive(EventSourceArn=f"{PREFIX}event-bus/shop")
    )

    assert refused == (
        "ResourceAlreadyExistsException",
        "Archive orders already exists.",
    )


def test_an_ordinary_rule_of_the_managed_name_is_in_the_way(events: Any) -> None:
    events.put_rule(Name=RULE_NAME, EventPattern='{"source": ["shop"]}')

    refused = refusal(events.create_archive, **archive())

    assert refused == (
        "ResourceAlreadyExistsException",
        "A rule with the pattern 'Events-Archive-orders' already exists. Please choose"
        " a different archive name or delete your rule, then, try again.",
    )
    assert events.list_archives()["Archives"] == []


NOT_A_BUS = "Must contain an event bus ARN."


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"{PREFIX}rule/orders", NOT_A_BUS),
        ("arn:aws:events:eu-west-1::event-bus/default", NOT_A_BUS),
        (
            "arn:aws:events:us-east-1:123456789012:event-bus/default",
            "Creating cross-region archive is not permitted.",
        ),
        (
            "arn:aws:events:eu-west-1:111122223333:event-bus/default",
            "Creating cross-account archive is not permitted.",
        ),
        (
            "arn:aws-cn:events:eu-west-1:123456789012:event-bus/default",
            "Creating cross-partition archive is not permitted.",
        ),
    ],
)
def test_only_a_bus_of_the_same_place_can_be_archived(
    events: Any, source: str, reason: str
) -> None:
    refused = refusal(events.create_archive, **archive(EventSourceArn=source))

    assert refused == (
        "ValidationException",
        f"Parameter EventSourceArn is not valid. Reason: {reason}",
    )


@needs_pattern_of_event_source
def test_an_invalid_source_breaks_the_length_before_the_pattern(
    unchecked_events: Any,
) -> None:
    refused = refusal(unchecked_events.create_archive, **archive(EventSourceArn=""))

    assert refused == (
        "ValidationException",
        "2 validation errors detected: Value '' at 'eventSourceArn' failed to satisfy"
        " constraint: Member must have length greater than or equal to 1; Value '' at"
        " 'eventSourceArn' failed to satisfy constraint: Member must satisfy regular"
        r" expression pattern: ^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?"
        r":.+\/.+$",
    )


@pytest.mark.parametrize(
    ("operation", "member", "others"),
    [
        ("create_archive", "ArchiveName", {"EventSourceArn": DEFAULT_BUS}),
        ("describe_archive", "ArchiveName", {}),
        ("update_archive", "ArchiveName", {"Description": "All"}),
        ("delete_archive", "ArchiveName", {}),
        ("list_archives", "NamePrefix", {}),
    ],
)
def test_an_invalid_name_breaks_the_length_before_the_pattern(
    events: Any, operation: str, member: str, others: dict[str, str]
) -> None:
    name = "our orders" * 5

    refused = refusal(getattr(events, operation), **{member: name}, **others)

    where = f"Value '{name}' at '{member[0].lower()}{member[1:]}'"
    assert refused == (
        "ValidationException",
        f"2 validation errors detected: {where} failed to satisfy constraint: Member"
        f" must have length less than or equal to 48; {where} failed to satisfy"
        r" constraint: Member must satisfy regular expression pattern:"
        r" [\.\-_A-Za-z0-9]+",
    )


def test_a_missing_bus_is_not_found(events: Any) -> None:
    refused = refusal(
        events.create_archive, **archive(EventSourceArn=f"{PREFIX}event-bus/none")
    )

    assert refused == (
        "ResourceNotFoundException",
        "Event bus none does not exist.",
    )


# The managed rule


@pytest.mark.usefixtures("orders")
def test_the_managed_rule_is_described(events: Any) -> None:
    assert members(events.describe_rule(Name=RULE_NAME)) == {
        "Name": RULE_NAME,
        "Arn": f"{PREFIX}rule/{RULE_NAME}",
        "EventPattern": '{"replay-name":[{"exists":false}]}',
        "State": "ENABLED",
        "ManagedBy": "prod.vhs.events.aws.internal",
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        (
            '{ "source": ["x"] }',
            '{"replay-name":[{"exists":false}],"source":["x"]}',
        ),
        (
            '{"source": ["x"], "replay-name": ["mine"]}',
            '{"replay-name":[{"exists":false}],"source":["x"]}',
        ),
    ],
)
def test_the_managed_rule_has_the_pattern_of_the_archive(
    events: Any, given: str, merged: str
) -> None:
    events.create_archive(**archive(EventPattern=given))

    assert events.describe_rule(Name=RULE_NAME)["EventPattern"] == merged
    assert events.describe_archive(ArchiveName="orders")["EventPattern"] == given


@pytest.mark.usefixtures("orders")
def test_the_managed_rule_has_one_target(events: Any) -> None:
    (target,) = events.list_targets_by_rule(Rule=RULE_NAME)["Targets"]

    transformer = target["InputTransformer"]
    start = f'{{"archive-arn": "{PREFIX}archive/orders:'
    template = transformer["InputTemplate"]
    assert (target["Id"], target["Arn"]) == (RULE_NAME, "arn:aws:events:eu-west-1:::")
    assert transformer["InputPathsMap"] == {}
    assert template.startswith(start)
    assert template[len(start) + 36 :] == (
        '","event": <aws.events.event.json>,'
        '"ingestion-time": <aws.events.event.ingestion-time>}'
    )


MANAGED = f"{RULE_NAME} is a managed rule."
BY_FORCE = f"{MANAGED} Set 'force' parameter to true to override."
NO_TAGS = f"Tag related operations on the managed rule {RULE_NAME} is not allowed."
RULE_ARN = f"{PREFIX}rule/{RULE_NAME}"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize(
    ("operation", "params", "message"),
    [
        ("disable_rule", {"Name": RULE_NAME}, MANAGED),
        ("enable_rule", {"Name": RULE_NAME}, MANAGED),
        (
            "put_rule",
            {"Name": RULE_NAME, "EventPattern": '{"source": ["shop"]}'},
            MANAGED,
        ),
        (
            "put_targets",
            {"Rule": RULE_NAME, "Targets": [{"Id": "1", "Arn": QUEUE}]},
            MANAGED,
        ),
        ("delete_rule", {"Name": RULE_NAME}, BY_FORCE),
        ("remove_targets", {"Rule": RULE_NAME, "Ids": [RULE_NAME]}, BY_FORCE),
        (
            "tag_resource",
            {"ResourceARN": RULE_ARN, "Tags": [{"Key": "k", "Value": "v"}]},
            NO_TAGS,
        ),
        ("untag_resource", {"ResourceARN": RULE_ARN, "TagKeys": ["k"]}, NO_TAGS),
    ],
)
def test_the_managed_rule_is_protected(
    events: Any, operation: str, params: dict[str, Any], message: str
) -> None:
    before = members(events.describe_rule(Name=RULE_NAME))

    refused = refusal(getattr(events, operation), **params)

    assert refused == ("ManagedRuleException", message)
    assert members(events.describe_rule(Name=RULE_NAME)) == before


@pytest.mark.usefixtures("orders")
def test_the_managed_rule_has_no_tags(events: Any) -> None:
    assert events.list_tags_for_resource(ResourceARN=RULE_ARN)["Tags"] == []


@pytest.mark.usefixtures("orders")
def test_removing_another_target_by_force_changes_nothing(events: Any) -> None:
    events.remove_targets(Rule=RULE_NAME, Ids=["other"], Force=True)

    assert events.describe_archive(ArchiveName="orders")["State"] == "ENABLED"


@pytest.mark.usefixtures("orders")
def test_removing_the_target_by_force_disables_the_archive(events: Any) -> None:
    events.remove_targets(Rule=RULE_NAME, Ids=[RULE_NAME], Force=True)

    described = events.describe_archive(ArchiveName="orders")
    assert (described["State"], described["StateReason"]) == (
        "DISABLED",
        "Managed rule for the archive was forcefully deleted.",
    )
    assert events.describe_rule(Name=RULE_NAME)["State"] == "ENABLED"
    assert events.list_targets_by_rule(Rule=RULE_NAME)["Targets"] == []


@pytest.mark.usefixtures("orders")
def test_the_rule_cannot_be_deleted_while_it_has_its_target(events: Any) -> None:
    refused = refusal(events.delete_rule, Name=RULE_NAME, Force=True)

    assert refused == (
        "ValidationException",
        "Rule can't be deleted since it has targets.",
    )


@pytest.mark.usefixtures("orders")
def test_any_update_makes_the_managed_rule_again(events: Any) -> None:
    (before,) = events.list_targets_by_rule(Rule=RULE_NAME)["Targets"]
    events.remove_targets(Rule=RULE_NAME, Ids=[RULE_NAME], Force=True)
    assert members(events.delete_rule(Name=RULE_NAME, Force=True)) == {}

    events.update_archive(ArchiveName="orders", Description="All")

    described = events.describe_archive(ArchiveName="orders")
    assert (described["State"], "StateReason" in described) == ("ENABLED", False)
    assert events.list_targets_by_rule(Rule=RULE_NAME)["Targets"] == [before]


@pytest.fixture
def shop(events: Any) -> str:
    """The ARN of the event bus `shop`, whose events the archive `orders` keeps."""
    arn: str = events.create_event_bus(Name="shop")["EventBusArn"]
    events.create_archive(**archive(EventSourceArn=arn))
    return arn


@pytest.mark.usefixtures("shop")
def test_an_archived_bus_cannot_be_deleted(events: Any) -> None:
    refused = refusal(events.delete_event_bus, Name="shop")

    assert refused == (
        "ValidationException",
        "EventBus can't be deleted since it has rules.",
    )


def delete_bus_by_force(events: Any) -> None:
    where = {"EventBusName": "shop", "Force": True}
    events.remove_targets(Rule=RULE_NAME, Ids=[RULE_NAME], **where)
    events.delete_rule(Name=RULE_NAME, **where)
    events.delete_event_bus(Name="shop")


def test_an_archive_outlives_its_bus_disabled(events: Any, shop: str) -> None:
    delete_bus_by_force(events)

    (listed,) = events.list_archives(NamePrefix="ord")["Archives"]
    assert (listed["State"], listed["EventSourceArn"]) == ("DISABLED", shop)
    by_bus = refusal(events.list_archives, EventSourceArn=shop)
    assert by_bus == (
        "ResourceNotFoundException",
        "Event bus shop does not exist.",
    )
    update = refusal(events.update_archive, ArchiveName="orders", Description="x")
    assert update == (
        "ResourceNotFoundException",
        "Archive orders managed rule does not exist.",
    )


@pytest.mark.usefixtures("shop")
def test_an_archive_without_a_bus_can_be_deleted(events: Any) -> None:
    delete_bus_by_force(events)

    events.delete_archive(ArchiveName="orders")

    assert events.list_archives()["Archives"] == []


# Lists


@pytest.mark.usefixtures("orders")
def test_an_item_of_a_list_has_fewer_members(events: Any) -> None:
    (item,) = events.list_archives()["Archives"]

    assert item == {
        "ArchiveName": "orders",
        "EventSourceArn": DEFAULT_BUS,
        "State": "ENABLED",
        "RetentionDays": 0,
        "SizeBytes": 0,
        "EventCount": 0,
        "CreationTime": NOW,
    }


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ({}, ["b", "orders", "ordinary"]),
        ({"NamePrefix": "ord"}, ["orders", "ordinary"]),
        ({"EventSourceArn": f"{PREFIX}event-bus/shop"}, ["orders"]),
        ({"State": "DISABLED"}, ["ordinary"]),
    ],
)
@pytest.mark.usefixtures("shop")
def test_one_filter_chooses(
    events: Any, only: dict[str, str], names: list[str]
) -> None:
    for name in ("ordinary", "b"):
        events.create_archive(**archive(ArchiveName=name))
    rule_name = "Events-Archive-ordinary"
    events.remove_targets(Rule=rule_name, Ids=[rule_name], Force=True)

    listed = events.list_archives(**only)["Archives"]

    assert [item["ArchiveName"] for item in listed] == names


@pytest.mark.parametrize(
    "state",
    ["CREATE_FAILED", "ENABLED", "UPDATING", "UPDATE_FAILED", "CREATING", "DISABLED"],
)
def test_each_state_of_the_model_can_be_asked_for(events: Any, state: str) -> None:
    events.create_archive(**archive())

    assert len(events.list_archives(State=state)["Archives"]) == (state == "ENABLED")


@pytest.mark.parametrize("states", [ArchiveState, ReplayState])
def test_the_states_are_those_of_the_model(events: Any, states: Any) -> None:
    shape = events.meta.service_model.shape_for(states.__name__)

    assert {*states} == {*shape.enum}


def test_two_filters_are_refused(events: Any) -> None:
    refused = refusal(events.list_archives, NamePrefix="a", State="ENABLED")

    assert refused == (
        "ValidationException",
        "At most one filter is allowed for ListArchives. Use either : State,"
        " EventSourceArn, or NamePrefix.",
    )


def test_an_unknown_state_is_refused_with_the_states_as_aws_orders_them(
    events: Any,
) -> None:
    refused = refusal(events.list_archives, State="LOST")

    assert refused == (
        "ValidationException",
        "1 validation error detected: Value 'LOST' at 'state' failed to satisfy"
        " constraint: Member must satisfy enum value set: [CREATE_FAILED, ENABLED,"
        " UPDATING, UPDATE_FAILED, CREATING, DISABLED]",
    )


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"NextToken": "bogus"}, "Malformed request."),
        ({"NamePrefix": "b"}, "Token invalid."),
        ({"State": "ENABLED"}, "Token invalid."),
    ],
)
def test_a_token_is_good_for_its_filter_only(
    events: Any, params: dict[str, str], reason: str
) -> None:
    for name in ("a", "b"):
        events.create_archive(**archive(ArchiveName=name))
    token = events.list_archives(Limit=1)["NextToken"]

    refused = refusal(events.list_archives, **{"NextToken": token, **params})

    assert refused == (
        "ValidationException",
        f"Parameter NextToken is not valid. Reason: {reason}",
    )


def test_a_token_can_be_used_again_with_another_limit(events: Any) -> None:
    for name in ("a", "b", "c"):
        events.create_archive(**archive(ArchiveName=name))
    token = events.list_archives(Limit=1)["NextToken"]

    for limit, names in ((1, ["b"]), (2, ["b", "c"])):
        page = events.list_archives(Limit=limit, NextToken=token)
        assert [item["ArchiveName"] for item in page["Archives"]] == names


# What is kept


def put(events: Any, **changes: Any) -> None:
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}", **changes}
    events.put_events(Entries=[entry])


def test_an_archive_keeps_what_matches_from_its_creation_on(
    mock: EventBridgeMock, events: Any
) -> None:
    put(events, DetailType="before")
    events.create_archive(**archive(EventPattern='{"source": ["shop"]}'))
    put(events, DetailType="matches")
    put(events, Source="other")

    kept = mock.archives["orders"]

    assert [event.envelope["detail-type"] for event in kept.events] == ["matches"]
    described = events.describe_archive(ArchiveName="orders")
    size = len(json.dumps(mock.events[1].envelope, separators=(",", ":")))
    assert (described["EventCount"], described["SizeBytes"]) == (1, size)
    assert (kept.event_count, kept.size_bytes) == (1, size)


@pytest.mark.usefixtures("orders")
def test_retention_counts_from_the_ingestion(
    orders: FrozenDateTimeFactory, events: Any
) -> None:
    events.update_archive(ArchiveName="orders", RetentionDays=1)
    put(events, Time=NOW.replace(month=1))

    counts = []
    for hours in (0, 23, 1):
        orders.tick(hours * 3600)
        (listed,) = events.list_archives()["Archives"]
        counts.append(listed["EventCount"])

    assert counts == [1, 1, 0]


@pytest.mark.usefixtures("orders")
def test_a_disabled_archive_keeps_nothing(events: Any) -> None:
    events.remove_targets(Rule=RULE_NAME, Ids=[RULE_NAME], Force=True)
    put(events)

    assert events.describe_archive(ArchiveName="orders")["EventCount"] == 0


@pytest.mark.usefixtures("orders")
def test_an_explanation_archives_nothing(mock: EventBridgeMock, events: Any) -> None:
    mock.explain({"source": "shop", "detail-type": "Order", "detail": {}})

    assert events.describe_archive(ArchiveName="orders")["EventCount"] == 0


@pytest.mark.usefixtures("orders")
def test_the_archives_of_a_mock_show_their_pattern_and_forget_with_it(
    mock: EventBridgeMock,
) -> None:
    assert list(mock.archives) == ["orders"]
    assert mock.archives["orders"].archive_arn == f"{PREFIX}archive/orders"

    mock.reset()

    assert len(mock.archives) == 0


def test_archives_are_of_their_account_and_region(
    mock: EventBridgeMock, events: Any, make_client: Callable[..., Any]
) -> None:
    events.create_archive(**archive())

    there = make_client(region_name="us-east-1").list_archives()["Archives"]

    assert (there, len(mock.archives)) == ([], 1)
