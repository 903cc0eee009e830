"""The quotas that operations enforce, as the option `quotas` sets them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.aws.operations.answers import TOO_MANY, refusal
from tests.aws.operations.times import NOW
from tests.requests_to_aws import api_destination, connection, queue_target, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

ACCOUNT = "123456789012"
BUS_ARN = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"
ARCHIVE_ARN = f"arn:aws:events:eu-west-1:{ACCOUNT}:archive/orders"


# The method of a client, and its parameters.
Adding = tuple[Any, dict[str, Any]]


@pytest.fixture
def mock(clock: FrozenDateTimeFactory) -> Iterator[EventBridgeMock]:
    """An active mock whose replays go on until the clock is moved."""
    del clock
    with mock_api_destinations(region_name="eu-west-1", delivery="on_time") as active:
        yield active


@pytest.fixture
def events(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client; there are a connection, an archive with its rule, and another rule."""
    del mock
    client = make_client()
    client.create_connection(**connection())
    client.create_archive(ArchiveName="orders", EventSourceArn=BUS_ARN, RetentionDays=1)
    client.put_rule(**rule())
    return client


def number_of_others(quota: str) -> int:
    """Return how many there are before the test adds any."""
    return {"connections": 1, "rules": 2}.get(quota, 0)


def add_connection(events: Any, name: str) -> Adding:
    return events.create_connection, connection(Name=name)


def add_api_destination(events: Any, name: str) -> Adding:
    arn = events.describe_connection(Name="partner")["ConnectionArn"]
    return events.create_api_destination, api_destination(arn, Name=name)


def add_event_bus(events: Any, name: str) -> Adding:
    return events.create_event_bus, {"Name": name}


def add_rule(events: Any, name: str) -> Adding:
    return events.put_rule, rule(Name=name)


def add_target(events: Any, name: str) -> Adding:
    return events.put_targets, {"Rule": "orders", "Targets": [queue_target(name)]}


def add_tag(events: Any, name: str) -> Adding:
    arn = events.describe_rule(Name="orders")["Arn"]
    return events.tag_resource, {
        "ResourceARN": arn,
        "Tags": [{"Key": name, "Value": "a"}],
    }


def add_replay(events: Any, name: str) -> Adding:
    return events.start_replay, {
        "ReplayName": name,
        "EventSourceArn": ARCHIVE_ARN,
        "EventStartTime": NOW - timedelta(hours=1),
        "EventEndTime": NOW,
        "Destination": {"Arn": BUS_ARN},
    }


def add_endpoint(events: Any, name: str) -> Adding:
    health_check = "arn:aws:route53:::healthcheck/0f5b5d2e"
    other_bus_arn = BUS_ARN.replace("eu-west-1", "us-west-2")
    return events.create_endpoint, {
        "Name": name,
        "RoutingConfig": {
            "FailoverConfig": {
                "Primary": {"HealthCheck": health_check},
                "Secondary": {"Route": "us-west-2"},
            }
        },
        "EventBuses": [{"EventBusArn": BUS_ARN}, {"EventBusArn": other_bus_arn}],
        "ReplicationConfig": {"State": "DISABLED"},
    }


# The call that adds something of a name, by the quota that it counts towards.
ADDING: dict[str, Callable[[Any, str], Adding]] = {
    "connections": add_connection,
    "api_destinations": add_api_destination,
    "event_buses": add_event_bus,
    "rules": add_rule,
    "targets": add_target,
    "tags": add_tag,
    "replays": add_replay,
    "endpoints": add_endpoint,
}


def add(events: Any, quota: str, name: str) -> None:
    method, params = ADDING[quota](events, name)
    method(**params)


def is_full(events: Any, quota: str) -> bool:
    """Return whether nothing more can be added.

    The text was recorded on AWS 2025-01-08 for targets; for others it is our choice.
    """
    method, params = ADDING[quota](events, "one-more")
    return refusal(method, **params) == TOO_MANY


@pytest.mark.parametrize("quota", ADDING)
def test_a_quota_is_the_number_that_there_may_be(events: Any, quota: str) -> None:
    with mock_api_destinations(quotas={quota: number_of_others(quota) + 2}):
        add(events, quota, "a")
        add(events, quota, "b")

        assert is_full(events, quota)

    add(events, quota, "one-more")


@pytest.mark.parametrize("quota", ADDING)
def test_a_quota_of_0_refuses_all(events: Any, quota: str) -> None:
    with mock_api_destinations(quotas={quota: 0}):
        assert is_full(events, quota)


REMOVALS: dict[str, Callable[[Any], Any]] = {
    "connections": lambda events: events.delete_connection(Name="a"),
    "api_destinations": lambda events: events.delete_api_destination(Name="a"),
    "event_buses": lambda events: events.delete_event_bus(Name="a"),
    "rules": lambda events: events.delete_rule(Name="a"),
    "targets": lambda events: events.remove_targets(Rule="orders", Ids=["a"]),
    "tags": lambda events: events.untag_resource(
        ResourceARN=events.describe_rule(Name="orders")["Arn"], TagKeys=["a"]
    ),
    "replays": lambda _: current_mock().advance(minutes=1),
    "endpoints": lambda events: events.delete_endpoint(Name="a"),
}


@pytest.mark.parametrize("quota", ADDING)
def test_a_removal_makes_room(events: Any, quota: str) -> None:
    with mock_api_destinations(quotas={quota: number_of_others(quota) + 1}):
        add(events, quota, "a")
        REMOVALS[quota](events)

        add(events, quota, "b")
        assert is_full(events, quota)


@pytest.mark.parametrize("quota", ["connections", "event_buses", "rules"])
def test_another_region_has_room_of_its_own(
    events: Any, make_client: Callable[..., Any], quota: str
) -> None:
    add(events, quota, "a")
    with mock_api_destinations(quotas={quota: 1}):
        assert is_full(events, quota)

        add(make_client(region_name="us-west-2"), quota, "a")


def test_each_event_bus_has_room_of_its_own(events: Any) -> None:
    events.create_event_bus(Name="shop")
    with mock_api_destinations(quotas={"rules": 2}):
        assert refusal(events.put_rule, **rule(Name="a")) == TOO_MANY

        events.put_rule(**rule(EventBusName="shop"))
        events.put_rule(**rule(Description="put again"))


def test_a_raised_quota_has_room_for_more(events: Any) -> None:
    six = [queue_target(f"queue-{number}") for number in range(6)]
    assert refusal(events.put_targets, Rule="orders", Targets=six) == TOO_MANY

    with mock_api_destinations(quotas={"targets": 6}):
        events.put_targets(Rule="orders", Targets=six)

    assert len(events.list_targets_by_rule(Rule="orders")["Targets"]) == 6


def test_what_exists_beyond_a_quota_stays(events: Any) -> None:
    add(events, "connections", "a")
    with mock_api_destinations(quotas={"connections": 1}):
        names = [each["Name"] for each in events.list_connections()["Connections"]]
        assert names == ["a", "partner"]

        events.update_connection(Name="a", Description="changed")


@pytest.mark.parametrize("quota", ["rules", "tags", "targets"])
def test_what_exists_beyond_a_quota_may_be_put_again(events: Any, quota: str) -> None:
    add(events, quota, "a")
    add(events, quota, "b")
    with mock_api_destinations(quotas={quota: 1}):
        add(events, quota, "a")

        assert is_full(events, quota)


# The rate of an API destination, and the policy of an event bus


def api_destination_of_rate(events: Any, **rate: int) -> dict[str, Any]:
    arn = events.describe_connection(Name="partner")["ConnectionArn"]
    return api_destination(arn, **rate)


def test_the_rate_of_an_api_destination_has_a_quota(events: Any) -> None:
    """The text was recorded on AWS 2026-09-26, with 300 and 301."""
    params = api_destination_of_rate(events, InvocationRateLimitPerSecond=1001)
    with mock_api_destinations(quotas={"invocation_rate_limit_per_second": 1000}):
        assert refusal(events.create_api_destination, **params) == (
            "LimitExceededException",
            "Failed to create the api-destination(s). Invalid Invocation Rate Limit:"
            " Rate specified '1001' for 'orders' exceeds maximum allowed of '1000'.",
        )
        params["InvocationRateLimitPerSecond"] = 1000
        events.create_api_destination(**params)

    described = events.describe_api_destination(Name="orders")
    assert described["InvocationRateLimitPerSecond"] == 1000


@pytest.mark.parametrize(("quota", "rate"), [(1000, 300), (20, 20), (0, 1)])
def test_the_rate_that_is_not_given_is_300_or_a_smaller_quota(
    events: Any, quota: int, rate: int
) -> None:
    """300 was recorded on AWS 2026-09-26; what a smaller quota does is our choice."""
    with mock_api_destinations(quotas={"invocation_rate_limit_per_second": quota}):
        events.create_api_destination(**api_destination_of_rate(events))

    described = events.describe_api_destination(Name="orders")
    assert described["InvocationRateLimitPerSecond"] == rate


def test_the_policy_of_an_event_bus_has_a_quota(events: Any) -> None:
    permission = {"Action": "events:PutEvents", "Principal": "222222222222"}
    events.put_permission(StatementId="a", **permission)
    size = len(events.describe_event_bus()["Policy"])

    with mock_api_destinations(quotas={"event_bus_policy_size": size - 1}):
        assert refusal(events.put_permission, StatementId="b", **permission) == (
            "PolicyLengthExceededException",
            "The event bus policy is too long.",
        )
        events.remove_permission(RemoveAllPermissions=True)
        assert refusal(events.put_permission, StatementId="a", **permission) == (
            "PolicyLengthExceededException",
            "The event bus policy is too long.",
        )

    with mock_api_destinations(quotas={"event_bus_policy_size": size}):
        events.put_permission(StatementId="a", **permission)
