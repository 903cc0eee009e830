"""TagResource, UntagResource and ListTagsForResource."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.operations.answers import (
    TOO_MANY,
    at_least,
    at_most,
    invalid,
    members,
    no_event_bus,
    no_rule,
    not_an_arn,
    refusal,
    violation,
)
from tests.requests_to_aws import RULE_EVENT_PATTERN, connection, rule

PLACE = "arn:aws:events:eu-west-1:123456789012"

ALL = pytest.mark.parametrize(
    ("method", "others"),
    [
        ("tag_resource", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("untag_resource", {"TagKeys": ["a"]}),
        ("list_tags_for_resource", {}),
    ],
)


@pytest.fixture(
    params=["event-bus/default", "event-bus/shop", "rule/orders", "rule/shop/orders"]
)
def arn(request: pytest.FixtureRequest, events: Any) -> str:
    """The ARN of something that can have tags; all the others exist too."""
    events.create_event_bus(Name="shop")
    events.put_rule(**rule())
    events.put_rule(**rule(EventBusName="shop"))
    return f"{PLACE}:{request.param}"


def tagged(**tags: str) -> list[dict[str, str]]:
    """Return *tags* as the wire has them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(events: Any, arn: str) -> list[dict[str, str]]:
    """Return the tags of a resource."""
    found: list[dict[str, str]] = events.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return found


def test_there_may_be_none(events: Any, arn: str) -> None:
    """An empty list (docs/fidelity.md)."""
    assert members(events.list_tags_for_resource(ResourceARN=arn)) == {"Tags": []}


def test_tags_are_added(events: Any, arn: str) -> None:
    """In the order in which they came (docs/fidelity.md); the answer is empty."""
    events.tag_resource(ResourceARN=arn, Tags=tagged(team="shop"))

    answer = members(events.tag_resource(ResourceARN=arn, Tags=tagged(stage="test")))

    assert answer == {}
    assert tags_of(events, arn) == tagged(team="shop", stage="test")


def test_a_known_key_gets_the_new_value(events: Any, arn: str) -> None:
    """Service model, the description of TagResource."""
    events.tag_resource(ResourceARN=arn, Tags=tagged(team="shop", stage="test"))

    events.tag_resource(ResourceARN=arn, Tags=tagged(team="store"))

    assert tags_of(events, arn) == tagged(team="store", stage="test")


def test_tags_are_removed(events: Any, arn: str) -> None:
    """Keys that it has not are no error (docs/fidelity.md)."""
    events.tag_resource(ResourceARN=arn, Tags=tagged(team="shop", stage="test"))

    answer = members(events.untag_resource(ResourceARN=arn, TagKeys=["team", "other"]))

    assert answer == {}
    assert tags_of(events, arn) == tagged(stage="test")


def test_each_resource_has_its_own(events: Any, arn: str) -> None:
    """No other of the four sees them."""
    events.tag_resource(ResourceARN=arn, Tags=tagged(team="shop"))

    others = [
        f"{PLACE}:{path}"
        for path in (
            "event-bus/default",
            "event-bus/shop",
            "rule/orders",
            "rule/shop/orders",
        )
    ]
    assert [tags_of(events, other) for other in others].count([]) == 3


@ALL
@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("event-bus/shop", no_event_bus("shop")),
        ("rule/orders", no_rule("orders")),
        ("rule/shop/orders", no_rule("orders", "shop")),
    ],
)
def test_one_that_does_not_exist(
    events: Any,
    method: str,
    others: dict[str, Any],
    path: str,
    refused: tuple[str, str],
) -> None:
    """The texts recorded on AWS 2025-01-08 for Describe; our choice here."""
    arn = f"{PLACE}:{path}"

    assert refusal(getattr(events, method), ResourceARN=arn, **others) == refused


@pytest.mark.parametrize(
    "place",
    ["arn:aws:events:us-west-2:123456789012", "arn:aws:events:eu-west-1:210987654321"],
    ids=["Region", "account"],
)
def test_one_of_another_place_does_not_exist(events: Any, place: str) -> None:
    """Our choice (docs/fidelity.md)."""
    events.put_rule(**rule())
    bus, other_rule = f"{place}:event-bus/default", f"{place}:rule/orders"
    list_tags = events.list_tags_for_resource

    assert refusal(list_tags, ResourceARN=bus) == no_event_bus(bus)
    assert refusal(list_tags, ResourceARN=other_rule) == no_rule("orders")


@ALL
@pytest.mark.parametrize(
    "arn",
    ["orders", "arn:aws:sqs:eu-west-1:123456789012:rule/orders", f"{PLACE}:archive/a"],
    ids=["no ARN", "service", "archive"],
)
def test_others_have_no_tags(
    events: Any, method: str, others: dict[str, Any], arn: str
) -> None:
    """Rules and event buses can be tagged (service model); our choice of text."""
    refused = refusal(getattr(events, method), ResourceARN=arn, **others)

    assert refused == not_an_arn(arn)


def test_a_connection_has_no_tags(events: Any) -> None:
    """Rules and event buses can be tagged (service model); our choice of text."""
    arn = events.create_connection(**connection())["ConnectionArn"]

    refused = refusal(events.list_tags_for_resource, ResourceARN=arn)

    assert refused == not_an_arn(arn)


def test_50_tags_are_allowed(events: Any, arn: str) -> None:
    """Service model; our choice of text (docs/fidelity.md)."""
    fifty = tagged(**{f"tag{number}": "a" for number in range(50)})
    events.tag_resource(ResourceARN=arn, Tags=fifty)

    refused = refusal(events.tag_resource, ResourceARN=arn, Tags=tagged(more="a"))

    assert refused == TOO_MANY
    assert tags_of(events, arn) == fifty


def test_keys_of_aws_are_refused(events: Any, arn: str) -> None:
    """Our choice of text (docs/fidelity.md)."""
    tags = [{"Key": "AWS:team", "Value": "shop"}]

    assert refusal(events.tag_resource, ResourceARN=arn, Tags=tags) == (
        "ValidationException",
        "aws: prefixed tag key names are not allowed for external use.",
    )


@pytest.mark.parametrize("method", ["put_rule", "create_event_bus"])
def test_tags_are_checked_wherever_they_are_given(events: Any, method: str) -> None:
    """As by TagResource."""
    given = {"Name": "a", "Tags": [{"Key": "aws:a", "Value": ""}]}
    if method == "put_rule":
        given["EventPattern"] = RULE_EVENT_PATTERN

    assert refusal(getattr(events, method), **given)[0] == "ValidationException"


def test_keys_and_values_have_lengths(unchecked_events: Any) -> None:
    """Service model, which lets a value be empty."""
    tags = [
        {"Key": "", "Value": ""},
        {"Key": "k" * 129, "Value": "v" * 257},
    ]

    refused = refusal(
        unchecked_events.tag_resource,
        ResourceARN=f"{PLACE}:event-bus/default",
        Tags=tags,
    )

    assert refused == invalid(
        violation("tags.1.member.key", "", at_least(1)),
        violation("tags.2.member.key", "k" * 129, at_most(128)),
        violation("tags.2.member.value", "v" * 257, at_most(256)),
    )
