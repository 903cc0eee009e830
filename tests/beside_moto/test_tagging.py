"""moto's Resource Groups Tagging API has the tags of event buses and rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.beside_moto import tagging as tags
from eventbridge_mock.integrations.moto_names import UNTAG_RESOURCES
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import both, client, moto

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

BUS = f"arn:aws:events:{REGION_NAME}:123456789012:event-bus/orders"
RULE = f"arn:aws:events:{REGION_NAME}:123456789012:rule/orders/paid"
QUEUE = f"arn:aws:sqs:{REGION_NAME}:123456789012:orders"
VERSION = tuple(int(part) for part in moto.__version__.split(".")[:3])


def tag_everything() -> Any:
    """Make a bus, a rule and a queue with tags; return the client of the tagging."""
    events = client("events")
    bus_tags = [{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": "test"}]
    events.create_event_bus(Name="orders", Tags=bus_tags)
    events.create_event_bus(Name="untagged")
    events.put_rule(
        Name="paid",
        EventBusName="orders",
        EventPattern='{"source": ["shop"]}',
        Tags=[{"Key": "team", "Value": "billing"}],
    )
    client("sqs").create_queue(QueueName="orders", tags={"team": "shop", "size": "1"})
    return client("resourcegroupstaggingapi")


def arns(tagging: Any, **filters: Any) -> set[str]:
    listed = tagging.get_resources(**filters)["ResourceTagMappingList"]
    return {resource["ResourceARN"] for resource in listed}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, {BUS, RULE, QUEUE}, id="none"),
        pytest.param({"ResourceTypeFilters": ["events"]}, {BUS, RULE}, id="service"),
        pytest.param({"ResourceTypeFilters": ["events:rule"]}, {RULE}, id="type"),
        pytest.param({"ResourceTypeFilters": ["sqs"]}, {QUEUE}, id="other service"),
        pytest.param({"TagFilters": [{"Key": "stage"}]}, {BUS}, id="key"),
        pytest.param(
            {"TagFilters": [{"Key": "team", "Values": ["shop"]}]},
            {BUS, QUEUE},
            id="value",
        ),
        pytest.param(
            {"TagFilters": [{"Key": "team"}, {"Key": "stage", "Values": ["live"]}]},
            set(),
            id="all of them",
        ),
    ],
)
def test_resources_are_found_by_their_tags(
    mock_beside_moto: EventBridgeMock, filters: Any, found: set[str]
) -> None:
    assert arns(tag_everything(), **filters) == found


@pytest.mark.skipif(VERSION < (5, 2, 2), reason="this moto does not know the filter")
def test_resources_are_found_by_their_arns(mock_beside_moto: EventBridgeMock) -> None:
    assert arns(tag_everything(), ResourceARNList=[RULE, QUEUE]) == {RULE, QUEUE}


def test_tags_are_listed_with_a_resource(mock_beside_moto: EventBridgeMock) -> None:
    listed = tag_everything().get_resources(ResourceTypeFilters=["events:event-bus"])

    (mapping,) = listed["ResourceTagMappingList"]
    assert mapping == {
        "ResourceARN": BUS,
        "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": "test"}],
    }


def test_keys_and_values_are_listed_once(mock_beside_moto: EventBridgeMock) -> None:
    """SQS is not among the services whose keys moto lists in each version."""
    tagging = tag_everything()
    client("s3").create_bucket(
        Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": REGION_NAME}
    )
    tags = {"TagSet": [{"Key": "team", "Value": "shop"}]}
    client("s3").put_bucket_tagging(Bucket="uploads", Tagging=tags)

    keys = tagging.get_tag_keys()["TagKeys"]
    values = tagging.get_tag_values(Key="team")["TagValues"]

    assert {"team", "stage"} <= set(keys)
    assert keys.count("stage") == 1
    assert sorted(set(values)) == ["billing", "shop"]
    assert tagging.get_tag_values(Key="stage")["TagValues"] == ["test"]


def test_resources_are_tagged(mock_beside_moto: EventBridgeMock) -> None:
    tagging = tag_everything()

    failed = tagging.tag_resources(
        ResourceARNList=[BUS, RULE, f"{RULE}-gone"], Tags={"stage": "live"}
    )["FailedResourcesMap"]

    assert failed == {
        f"{RULE}-gone": {
            "StatusCode": 400,
            "ErrorCode": "InvalidParameterException",
            "ErrorMessage": "Rule paid-gone does not exist on EventBus orders.",
        }
    }
    assert mock_beside_moto.event_buses["orders"].tags == {
        "team": "shop",
        "stage": "live",
    }
    assert mock_beside_moto.rules["orders", "paid"].tags["stage"] == "live"


def test_a_service_that_fails_is_no_fault_of_the_caller(
    mock_beside_moto: EventBridgeMock,
) -> None:
    tagging = tag_everything()
    mock_beside_moto.fail("TagResource", "InternalException", "Try again.", status=500)

    failed = tagging.tag_resources(ResourceARNList=[BUS], Tags={"stage": "live"})

    assert failed["FailedResourcesMap"] == {}
    mock_beside_moto.fail(
        "TagResource", "InternalException", "Try again.", status=500, times=9
    )
    failed = tagging.tag_resources(ResourceARNList=[BUS], Tags={"stage": "live"})
    assert failed["FailedResourcesMap"][BUS] == {
        "StatusCode": 500,
        "ErrorCode": "InternalServiceException",
        "ErrorMessage": "Try again.",
    }
    mock_beside_moto.reset()


@pytest.mark.skipif(
    UNTAG_RESOURCES.since > VERSION, reason="this moto has no UntagResources"
)
def test_resources_are_untagged(mock_beside_moto: EventBridgeMock) -> None:
    tagging = tag_everything()

    failed = tagging.untag_resources(ResourceARNList=[BUS, RULE], TagKeys=["team"])[
        "FailedResourcesMap"
    ]

    assert failed == {}
    assert mock_beside_moto.event_buses["orders"].tags == {"stage": "test"}
    assert arns(tagging, ResourceTypeFilters=["events"]) == {BUS}


def test_event_buses_of_moto_itself_are_out_of_sight() -> None:
    with moto.mock_aws():
        tag_everything()
        with mock_api_destinations(region_name=REGION_NAME):
            tagging = client("resourcegroupstaggingapi")
            assert arns(tagging) == {QUEUE}


def test_another_account_has_its_own_tags() -> None:
    with both("moto outside") as mock:
        tagging = tag_everything()
        there = client(
            "events", aws_access_key_id="111122223333", aws_secret_access_key="s"
        )
        there.create_event_bus(Name="there", Tags=[{"Key": "a", "Value": "b"}])

        assert arns(tagging, ResourceTypeFilters=["events"]) == {BUS, RULE}
        assert "there" in mock.backend("111122223333").event_buses


def test_older_versions_of_moto_have_mappings(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto before 5.2.2."""
    monkeypatch.delitem(sys.modules, "moto.core.resource_tagging", raising=False)

    mapping = tags._Tagged(BUS, "events:event-bus", {"team": "shop"}).for_moto()  # noqa: SLF001 - the newest moto does not get here

    assert mapping == {
        "ResourceARN": BUS,
        "Tags": [{"Key": "team", "Value": "shop"}],
    }
    assert tags._arn_of(mapping) == BUS  # noqa: SLF001 - as above
