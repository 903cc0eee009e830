"""The operations on global endpoints, and PutEvents with an EndpointId.

Nobody recorded them: texts are our choice (docs/fidelity.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import botocore.auth
import botocore.regions
import pytest

from tests.aws.operations.answers import TOO_MANY, Matching, members, refusal
from tests.aws.operations.times import LATER, NOW
from tests.copies import within_a_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/replicate"
HEALTH_CHECK = "arn:aws:route53:::healthcheck/0f5b5d2e"
ROUTING = {
    "FailoverConfig": {
        "Primary": {"HealthCheck": HEALTH_CHECK},
        "Secondary": {"Route": "us-west-2"},
    }
}
ALONE = {"ReplicationConfig": {"State": "DISABLED"}}
ARN = f"arn:aws:events:eu-west-1:{ACCOUNT}:endpoint/shop"
ENTRY = {"Source": "shop", "DetailType": "Order", "Detail": "{}", "EventBusName": "bus"}
MISSING = ("ResourceNotFoundException", "Endpoint shop does not exist.")


def bus_arn(region_name: str, name: str = "bus", account_id: str = ACCOUNT) -> str:
    return f"arn:aws:events:{region_name}:{account_id}:event-bus/{name}"


def event_buses(*arns: str) -> list[dict[str, str]]:
    return [{"EventBusArn": arn} for arn in arns]


BUSES = event_buses(bus_arn("eu-west-1"), bus_arn("us-west-2"))


def endpoint(**changes: Any) -> dict[str, Any]:
    """Return the parameters of a CreateEndpoint."""
    return {
        "Name": "shop",
        "RoutingConfig": ROUTING,
        "EventBuses": BUSES,
        "RoleArn": ROLE,
        **changes,
    }


@pytest.fixture
def secondary(mock: EventBridgeMock, make_client: Callable[..., Any]) -> Any:
    """A client of the secondary Region, which has the event bus `bus`."""
    client = make_client(region_name="us-west-2")
    client.create_event_bus(Name="bus")
    return client


@pytest.fixture
def primary(events: Any, secondary: Any) -> Any:
    """A client of the primary Region; both Regions have the event bus `bus`."""
    events.create_event_bus(Name="bus")
    return events


def put(client: Any, **changes: Any) -> dict[str, Any]:
    """Put an event through the global endpoint `shop`; return the answer's entry."""
    endpoint_id = client.describe_endpoint(Name="shop", HomeRegion="eu-west-1")[
        "EndpointId"
    ]
    answer = client.put_events(EndpointId=endpoint_id, Entries=[{**ENTRY, **changes}])
    entry: dict[str, Any] = answer["Entries"][0]
    return entry


def regions(mock: EventBridgeMock) -> list[tuple[str, str, bool]]:
    """Return the Region and the origin of each event, and whether it had a bus."""
    return [(event.region_name, event.origin, event.had_bus) for event in mock.events]


def test_a_created_endpoint_is_described(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, primary: Any
) -> None:
    given = endpoint(Description="Orders")
    shown = {**given, "Arn": ARN, "ReplicationConfig": {"State": "ENABLED"}}
    created = members(primary.create_endpoint(**given))
    described = members(primary.describe_endpoint(Name="shop"))

    assert created == {
        name: value for name, value in shown.items() if name != "Description"
    } | {"State": "ACTIVE"}
    endpoint_id = mock.endpoints["shop"].endpoint_id
    assert endpoint_id == Matching("[a-z0-9]{10}[.]veo")
    assert described == shown | {
        "EndpointId": endpoint_id,
        "EndpointUrl": f"https://{endpoint_id}.endpoint.events.amazonaws.com",
        "State": "ACTIVE",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
    }
    assert members(primary.list_endpoints()) == {"Endpoints": [described]}


def test_an_update_keeps_what_it_is_not_given(
    clock: FrozenDateTimeFactory, primary: Any
) -> None:
    primary.create_endpoint(**endpoint(Description="Orders"))
    before = members(primary.describe_endpoint(Name="shop"))
    clock.move_to(LATER)

    updated = members(primary.update_endpoint(Name="shop", Description="", **ALONE))

    after = members(primary.describe_endpoint(Name="shop"))
    del before["Description"]
    assert after == before | ALONE | {"LastModifiedTime": LATER}
    assert updated == {
        name: value for name, value in after.items() if not name.endswith("Time")
    }


def test_a_deleted_endpoint_is_gone(primary: Any) -> None:
    primary.create_endpoint(**endpoint())

    assert members(primary.delete_endpoint(Name="shop")) == {}

    assert members(primary.list_endpoints()) == {"Endpoints": []}


@pytest.mark.parametrize(
    "operation", ["describe_endpoint", "update_endpoint", "delete_endpoint"]
)
def test_a_missing_endpoint_is_not_found(primary: Any, operation: str) -> None:
    assert refusal(getattr(primary, operation), Name="shop") == MISSING


def test_an_endpoint_is_found_in_its_home_region(primary: Any, secondary: Any) -> None:
    primary.create_endpoint(**endpoint())

    assert refusal(secondary.describe_endpoint, Name="shop") == MISSING
    assert secondary.describe_endpoint(Name="shop", HomeRegion="eu-west-1")
    assert members(secondary.list_endpoints()) == {"Endpoints": []}
    assert len(secondary.list_endpoints(HomeRegion="eu-west-1")["Endpoints"]) == 1


def test_a_list_has_pages(primary: Any) -> None:
    for name in ("a", "b", "c"):
        primary.create_endpoint(**endpoint(Name=name))

    first = primary.list_endpoints(MaxResults=2)
    second = primary.list_endpoints(NextToken=first["NextToken"])

    pages = [first["Endpoints"], second["Endpoints"]]
    names = [[shown["Name"] for shown in page] for page in pages]
    assert names == [["a", "b"], ["c"]]


def test_a_name_that_exists(primary: Any) -> None:
    primary.create_endpoint(**endpoint())

    assert refusal(primary.create_endpoint, **endpoint()) == (
        "ResourceAlreadyExistsException",
        "Endpoint shop already exists.",
    )


def test_100_endpoints_are_allowed(primary: Any) -> None:
    for number in range(100):
        primary.create_endpoint(**endpoint(Name=f"shop-{number}"))

    assert refusal(primary.create_endpoint, **endpoint()) == TOO_MANY


def not_valid(parameter: str, reason: str) -> tuple[str, str]:
    return (
        "ValidationException",
        f"Parameter {parameter} is not valid. Reason: {reason}",
    )


OTHER_REGION = not_valid(
    "EventBuses",
    "Must contain an event bus of the primary and of the secondary Region.",
)


@pytest.mark.parametrize(
    ("buses", "refused"),
    [
        ([bus_arn("eu-west-1"), bus_arn("us-east-1")], OTHER_REGION),
        ([bus_arn("eu-west-1"), bus_arn("eu-west-1")], OTHER_REGION),
        (
            [
                bus_arn("eu-west-1", account_id="111122223333"),
                bus_arn("us-west-2", account_id="111122223333"),
            ],
            not_valid("EventBuses", "Must contain event buses of this account."),
        ),
        (
            [bus_arn("eu-west-1"), bus_arn("us-west-2", "other")],
            not_valid(
                "EventBuses",
                "The names of the event buses must be identical in each Region.",
            ),
        ),
        (
            [bus_arn("eu-west-1", "none"), bus_arn("us-west-2", "none")],
            (
                "ResourceNotFoundException",
                f"Event bus {bus_arn('eu-west-1', 'none')} does not exist.",
            ),
        ),
    ],
    ids=["third Region", "one Region", "other account", "names", "missing"],
)
def test_event_buses_that_do_not_fit(
    primary: Any, buses: list[str], refused: tuple[str, str]
) -> None:
    changes = {"EventBuses": event_buses(*buses)}

    assert refusal(primary.create_endpoint, **endpoint(**changes)) == refused
    assert refusal(primary.describe_endpoint, Name="shop") == MISSING
    primary.create_endpoint(**endpoint())
    assert refusal(primary.update_endpoint, Name="shop", **changes) == refused


def test_the_secondary_region_is_another(primary: Any) -> None:
    failover = {**ROUTING["FailoverConfig"], "Secondary": {"Route": "eu-west-1"}}
    routing = {"FailoverConfig": failover}

    refused = refusal(primary.create_endpoint, **endpoint(RoutingConfig=routing))

    assert refused == OTHER_REGION


def test_replication_needs_a_role(primary: Any) -> None:
    without = endpoint()
    del without["RoleArn"]

    assert refusal(primary.create_endpoint, **without) == not_valid(
        "RoleArn", "RoleArn is required while event replication is enabled."
    )
    assert primary.create_endpoint(**without, **ALONE)
    assert primary.update_endpoint(Name="shop", RoleArn=ROLE)


def test_events_reach_the_region_that_the_endpoint_uses(
    mock: EventBridgeMock, primary: Any
) -> None:
    primary.create_endpoint(**endpoint(**ALONE))

    put(primary)
    mock.fail_over("shop")
    entry = put(primary)
    mock.fail_back("shop")
    put(primary)

    there = mock.events[1]
    assert regions(mock) == [
        ("eu-west-1", "put_events", True),
        ("us-west-2", "put_events", True),
        ("eu-west-1", "put_events", True),
    ]
    assert entry == {"EventId": there.id}
    assert there.envelope["region"] == "us-west-2"


def test_a_client_of_any_region_may_use_an_endpoint(
    mock: EventBridgeMock, primary: Any, secondary: Any
) -> None:
    primary.create_endpoint(**endpoint(**ALONE))

    put(secondary)

    assert regions(mock) == [("eu-west-1", "put_events", True)]


@pytest.mark.parametrize("is_failed_over", [False, True])
def test_replication_puts_a_copy_into_the_other_region(
    mock: EventBridgeMock, primary: Any, *, is_failed_over: bool
) -> None:
    primary.create_endpoint(**endpoint())
    used, other = "eu-west-1", "us-west-2"
    if is_failed_over:
        used, other = other, used
        mock.fail_over("shop")

    put(primary, Detail='{"total": 7}')

    event, copy = mock.events
    assert regions(mock) == [(used, "put_events", True), (other, "replication", True)]
    changed = {"id": copy.id, "time": copy.envelope["time"]}
    assert copy.envelope == event.envelope | changed
    assert copy.id != event.id
    assert copy.event_bus_name == "bus"
    mock.assert_published(detail={"total": 7}, times=1)


def test_an_entry_names_the_event_bus_of_the_endpoint(
    mock: EventBridgeMock, primary: Any
) -> None:
    primary.create_endpoint(**endpoint())

    assert put(primary, EventBusName="default") == {
        "ErrorCode": "InvalidArgument",
        "ErrorMessage": (
            "Parameter EventBusName is not valid. Reason: Endpoint shop has no default."
        ),
    }
    assert put(primary, Source="aws.s3")["ErrorMessage"] == (
        "Not authorized for the source."
    )
    assert list(mock.events) == []
    assert put(primary, EventBusName=bus_arn("us-west-2"))["EventId"]


@pytest.mark.parametrize("account_id", ["111122223333", ACCOUNT])
def test_an_id_that_no_endpoint_of_the_account_has(
    primary: Any, make_client: Callable[..., Any], account_id: str
) -> None:
    primary.create_endpoint(**endpoint())
    client = make_client(aws_access_key_id=account_id)

    refused = refusal(client.put_events, EndpointId="abcde.veo", Entries=[ENTRY])

    assert refused == (
        "ResourceNotFoundException",
        "Endpoint abcde.veo does not exist.",
    )


def test_awscrt_is_not_needed(
    monkeypatch: pytest.MonkeyPatch, mock: EventBridgeMock, primary: Any
) -> None:
    """botocore asks for it before it signs for all Regions."""
    monkeypatch.setattr(botocore.regions, "HAS_CRT", False)
    monkeypatch.delitem(botocore.auth.AUTH_TYPE_MAPS, "v4a", raising=False)
    primary.create_endpoint(**endpoint(**ALONE))

    put(primary)

    assert regions(mock) == [("eu-west-1", "put_events", True)]


@pytest.mark.parametrize("switch", ["fail_over", "fail_back"])
def test_a_misspelt_endpoint_cannot_be_switched(
    mock: EventBridgeMock, primary: Any, switch: str
) -> None:
    primary.create_endpoint(**endpoint())

    with pytest.raises(KeyError) as caught:
        getattr(mock, switch)("shops")

    assert str(caught.value) == (
        "no global endpoint 'shops' in account 123456789012, Region eu-west-1."
        " Did you mean 'shop'?"
    )


def test_a_copy_of_a_mock_has_endpoints_of_its_own(
    mock: EventBridgeMock, primary: Any
) -> None:
    primary.create_endpoint(**endpoint())

    def delete(copy: EventBridgeMock) -> None:
        primary.delete_endpoint(Name="shop")
        assert not copy.endpoints

    within_a_copy(delete)

    assert list(mock.endpoints) == ["shop"]
    mock.reset()
    assert not mock.endpoints


def test_the_url_in_china(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    home, route = "cn-north-1", "cn-northwest-1"
    for region_name in (home, route):
        make_client(region_name=region_name).create_event_bus(Name="bus")
    buses = [bus_arn(name).replace("aws", "aws-cn", 1) for name in (home, route)]
    failover = {**ROUTING["FailoverConfig"], "Secondary": {"Route": route}}
    client = make_client(region_name=home)
    client.create_endpoint(
        **endpoint(
            EventBuses=event_buses(*buses), RoutingConfig={"FailoverConfig": failover}
        )
    )

    url = client.describe_endpoint(Name="shop")["EndpointUrl"]

    assert url.endswith(".endpoint.events.amazonaws.com.cn")
