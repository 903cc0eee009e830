"""What users can reach from a mock: the documented attributes, and no others."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import eventbridge_mock
from eventbridge_mock import EventBridgeMock, mock_api_destinations, types
from tests.state.setting import QUEUE_ARN, destination, put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

API_PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
EXCHANGE = "body headers json method query request sensitive_texts status to_curl url"
MAPPING = "get items keys values"
LOG = "count index last"

# The attributes of each class, beside the fields of dataclasses.
ATTRIBUTES = {
    "EventBridgeMock": """
        account_id advance api_destinations archives assert_dead_lettered assert_invoked
        assert_not_invoked assert_not_published assert_published backend connections
        dead_letters deploy deployments endpoints event_buses events explain fail
        fail_back fail_over http_tasks invocations invoke publish region_name
        register_oauth_client replays reset responses route rules secrets serve
        service_events set_connection_state settle start stop token_requests
    """,
    "Deployment": f"{MAPPING} exports left_out made_up name outputs stacks",
    "BackendView": """
        api_destinations archives connections endpoints event_buses replays rules
        secrets
    """,
    "ResourceView": MAPPING,
    "Headers": f"{MAPPING} sensitive_texts",
    "Masked": MAPPING,
    "Log": LOG,
    "InvocationLog": f"{LOG} matching to with_outcome",
    "DeadLetterLog": f"{LOG} in_queue to",
    "TokenRequestLog": f"{LOG} of",
    "PublishedEvent": """
        account_id envelope event_bus_name forwarded_from had_bus id ingestion_time
        invocations
        matched_rules matches only_rules origin region_name rules_on_bus scheduled_by
        trace_header
    """,
    "GlobalEndpoint": """
        event_bus_name is_replicating primary_region regions_in_use secondary_region
    """,
    "MatchedRule": "arn event_bus_name name of",
    "Invocation": EXCHANGE,
    "TokenRequest": EXCHANGE,
    "Attempt": "answer is_success sensitive_texts",
    "HttpRequest": "query",
    "DeadLetter": "json sensitive_texts",
    "TargetOutcome": "invocation queue_failure",
    "Explanation": "lines matched",
    "Connection": "after in_state kind",
    "AuthParameters": "authorization secret_document",
    "BasicAuthParameters": "is_complete",
    "Rule": "is_enabled with_targets without_targets",
    "Secret": "auth_parameters secret_string version_id versions",
    "SecretVersion": "secret_string",
}


def attributes_of(thing: Any) -> set[str]:
    """Return the public attributes, less those of a string and of fields."""
    base = str if isinstance(thing, str) else object
    names = {name for name in dir(thing) if not name.startswith("_")}
    return names - set(dir(base)) - set(getattr(thing, "__dataclass_fields__", ()))


def reachable(thing: Any, seen: dict[str, Any]) -> None:
    """Collect one instance of each class of ours that a test can get to."""
    if isinstance(thing, (list, tuple, dict)):
        for member in thing.values() if isinstance(thing, dict) else thing:
            reachable(member, seen)
    if not type(thing).__module__.startswith("eventbridge_mock"):
        return
    if hasattr(thing, "__iter__") and not isinstance(thing, str):
        reachable(list(thing.values() if hasattr(thing, "values") else thing), seen)
    is_mock = isinstance(thing, EventBridgeMock)
    name = "EventBridgeMock" if is_mock else type(thing).__name__
    if name in seen:
        return
    seen[name] = thing
    for attribute in sorted(attributes_of(thing) - NOT_WALKED):
        value = getattr(thing, attribute)
        if not callable(value):
            reachable(value, seen)
    for field in getattr(thing, "__dataclass_fields__", ()):
        if not field.startswith("_") and field not in NOT_WALKED:
            reachable(getattr(thing, field), seen)


# Asking for these fails where there is nothing, or leads to other libraries and to the
# compiled pattern of a rule.
NOT_WALKED = {"last", "responses", "pattern", "sensitive_texts"}


@pytest.fixture
def seen(
    mock: EventBridgeMock, events: Any, make_client: Callable[..., Any]
) -> dict[str, Any]:
    """One instance of each class of ours that is reachable from a busy mock."""
    mock.responses.post("https://crm.example/orders", status=400)
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "orders", None, target(destination(events), **queue))
    put_rule(events, "others", {"source": ["bakery"]})
    oauth = {
        "ClientParameters": {"ClientID": "shop", "ClientSecret": "not-a-secret"},
        "AuthorizationEndpoint": "https://auth.example/token",
        "HttpMethod": "POST",
    }
    events.create_connection(
        Name="oauth",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": oauth},
    )
    put_event(events)
    clients = events, make_client(region_name="us-west-2")
    buses = [client.create_event_bus(Name="shop") for client in clients]
    health_check = "arn:aws:route53:::healthcheck/0f5b5d2e"
    failover = {
        "Primary": {"HealthCheck": health_check},
        "Secondary": {"Route": "us-west-2"},
    }
    events.create_endpoint(
        Name="shop",
        RoutingConfig={"FailoverConfig": failover},
        ReplicationConfig={"State": "DISABLED"},
        EventBuses=[{"EventBusArn": bus["EventBusArn"]} for bus in buses],
    )
    schedule = {"ScheduleExpression": "rate(1 day)"}
    rule = {"Type": "AWS::Events::Rule", "Properties": schedule}
    deployment = mock.deploy({"Resources": {"Nightly": rule}})
    found: dict[str, Any] = {}
    for thing in (mock, mock.backend(), mock.explain(mock.events[0]), deployment):
        reachable(thing, found)
    return found


def test_every_attribute_that_can_be_reached_is_listed(seen: dict[str, Any]) -> None:
    shown = {
        name: attributes_of(thing)
        for name, thing in seen.items()
        if not isinstance(thing, Enum)
    }
    listed = {name: {*ATTRIBUTES.get(name, "").split()} for name in shown}

    assert shown == listed
    assert ATTRIBUTES.keys() <= shown.keys() | {"BasicAuthParameters"}


def test_everything_that_can_be_reached_is_a_documented_type(
    seen: dict[str, Any],
) -> None:
    """But for the mappings, which are annotated as such."""
    unnamed = {"EventBridgeMock", "ResourceView", "Masked", "ConnectionKind"}

    assert seen.keys() - unnamed <= {*types.__all__}


@pytest.mark.parametrize("name", types.__all__)
def test_each_type_is_documented(name: str) -> None:
    documented = re.findall(r"^\.\. autoclass:: (\w+)", API_PAGE, re.MULTILINE)

    assert getattr(types, name).__name__ == name
    assert name in documented
    assert name in dir(types)


def test_the_page_documents_public_paths_only() -> None:
    modules = set(re.findall(r"currentmodule:: (\S+)", API_PAGE))

    assert modules == {
        "eventbridge_mock",
        "eventbridge_mock.errors",
        "eventbridge_mock.types",
    }


def test_another_type_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = types.Order

    assert str(caught.value) == (
        "module 'eventbridge_mock.types' has no attribute 'Order'"
    )


def test_public_names_are_also_types() -> None:
    for name in ("Attempt", "DeadLetter", "Invocation"):
        assert getattr(types, name) is getattr(eventbridge_mock, name)


def test_a_mock_prints_what_is_in_it(mock: EventBridgeMock, events: Any) -> None:
    assert repr(mock) == "<EventBridgeMock: empty>"

    put_rule(events, "orders", None, target(destination(events)))
    put_rule(events, "others")
    assert repr(mock) == (
        "<EventBridgeMock: 1 connection, 1 API destination, 2 rules, 2 service events>"
    )

    put_event(events)
    assert repr(mock) == (
        "<EventBridgeMock: 1 connection, 1 API destination, 2 rules, 1 event,"
        " 1 invocation, 2 service events>"
    )


def test_a_mock_prints_the_rarer_things_that_are_in_it(
    mock: EventBridgeMock, events: Any
) -> None:
    template = {
        "Resources": {
            "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "a"}}
        }
    }
    bus = mock.deploy(template)["Bus"]
    events.create_event_bus(Name="b")
    archive = events.create_archive(ArchiveName="kept", EventSourceArn=bus.arn)
    events.start_replay(
        ReplayName="again",
        EventSourceArn=archive["ArchiveArn"],
        EventStartTime=0,
        EventEndTime=1,
        Destination={"Arn": bus.arn},
    )

    # An archive has a rule of its own.
    assert repr(mock) == (
        "<EventBridgeMock: 2 event buses, 1 rule, 1 archive, 1 replay, 1 stack>"
    )


def test_a_mock_that_was_never_started_prints_so() -> None:
    assert repr(mock_api_destinations()) == "<EventBridgeMock, not started>"
