"""What a template makes is what the same calls by hand make."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.targets.clients import events_client
from tests.properties.how_many import examples

TEXTS = st.text("abcdefghij -", min_size=1, max_size=12)
ROLE = "arn:aws:iam::123456789012:role/invoke"

AUTHORIZATIONS = st.sampled_from(
    [
        (
            "API_KEY",
            {"ApiKeyAuthParameters": {"ApiKeyName": "K", "ApiKeyValue": "not-secret"}},
        ),
        (
            "BASIC",
            {"BasicAuthParameters": {"Username": "u", "Password": "not-secret"}},
        ),
    ]
)
PARAMETERS = st.lists(
    st.fixed_dictionaries(
        {"Key": st.sampled_from(["a", "b"]), "Value": TEXTS},
        optional={"IsValueSecret": st.booleans()},
    ),
    min_size=1,
    max_size=2,
)
CONNECTIONS = st.fixed_dictionaries(
    {"authorization": AUTHORIZATIONS},
    optional={"description": TEXTS, "headers": PARAMETERS},
)
DESTINATIONS = st.fixed_dictionaries(
    {"HttpMethod": st.sampled_from(["POST", "PUT", "GET"])},
    optional={
        "Description": TEXTS,
        "InvocationRateLimitPerSecond": st.integers(1, 300),
    },
)
TARGETS = st.fixed_dictionaries(
    {"Id": st.just("partner"), "RoleArn": st.just(ROLE)},
    optional={
        "InputPath": st.sampled_from(["$.detail", "$.detail.id"]),
        "RetryPolicy": st.fixed_dictionaries(
            {"MaximumRetryAttempts": st.integers(0, 185)}
        ),
        "HttpParameters": st.fixed_dictionaries(
            {"HeaderParameters": st.dictionaries(st.just("X-Id"), TEXTS, min_size=1)}
        ),
    },
)
PATTERNS = st.dictionaries(
    st.sampled_from(["source", "detail-type", "account"]),
    st.lists(TEXTS | st.builds(lambda text: {"prefix": text}, TEXTS), min_size=1),
    min_size=1,
)
RULES = st.fixed_dictionaries(
    {"pattern": PATTERNS, "target": TARGETS},
    optional={
        "Description": TEXTS,
        "State": st.sampled_from(["ENABLED", "DISABLED"]),
        "Tags": st.just([{"Key": "team", "Value": "shop"}]),
    },
)


def connection_properties(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a connection, as both ways take them."""
    kind, parameters = drawn["authorization"]
    properties = {
        "Name": "partner",
        "AuthorizationType": kind,
        "AuthParameters": dict(parameters),
    }
    if "description" in drawn:
        properties["Description"] = drawn["description"]
    if "headers" in drawn:
        headers = {"HeaderParameters": drawn["headers"]}
        properties["AuthParameters"]["InvocationHttpParameters"] = headers
    return properties


def as_strings(value: Any) -> Any:
    """Return *value* as many templates have it, with strings for other scalars."""
    if isinstance(value, dict):
        return {name: as_strings(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_strings(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def deployed(
    connection: dict[str, Any], destination: dict[str, Any], rule: dict[str, Any]
) -> dict[str, Any]:
    """Return what exists after a template was deployed."""
    target = {**as_strings(rule["target"]), "Arn": {"Fn::GetAtt": ["Orders", "Arn"]}}
    others = {name: rule[name] for name in rule if name not in {"pattern", "target"}}
    resources = {
        "Rule": {"EventPattern": rule["pattern"], "Targets": [target], **others},
        "Orders": {
            "ConnectionArn": {"Fn::GetAtt": ["Partner", "Arn"]},
            "InvocationEndpoint": "https://partner.example/",
            **as_strings(destination),
        },
        "Partner": as_strings(connection_properties(connection)),
    }
    types = {"Rule": "Rule", "Orders": "ApiDestination", "Partner": "Connection"}
    template = {
        "Resources": {
            name: {
                "Type": f"AWS::Events::{types[name]}",
                "Properties": {"Name": name.lower(), **properties},
            }
            for name, properties in resources.items()
        }
    }
    with mock_api_destinations() as mock:
        mock.deploy(template)
        return described(events_client(mock.account_id, mock.region_name))


def made_by_hand(
    connection: dict[str, Any], destination: dict[str, Any], rule: dict[str, Any]
) -> dict[str, Any]:
    """Return what exists after the calls."""
    properties = connection_properties(connection)
    http = properties["AuthParameters"].get("InvocationHttpParameters", {})
    http["HeaderParameters"] = [
        {"IsValueSecret": True, **parameter}
        for parameter in http.get("HeaderParameters", [])
    ]
    with mock_api_destinations() as mock:
        client = events_client(mock.account_id, mock.region_name)
        created = client.create_connection(**properties)
        created = client.create_api_destination(
            Name="orders",
            ConnectionArn=created["ConnectionArn"],
            InvocationEndpoint="https://partner.example/",
            **destination,
        )
        others = {
            name: rule[name] for name in rule if name not in {"pattern", "target"}
        }
        pattern = json.dumps(rule["pattern"])
        client.put_rule(Name="rule", EventPattern=pattern, **others)
        target = {**rule["target"], "Arn": created["ApiDestinationArn"]}
        client.put_targets(Rule="rule", Targets=[target])
        return described(client)


def described(client: Any) -> dict[str, Any]:
    """Return what a client sees, without what is random and without times."""
    rule = client.describe_rule(Name="rule")
    targets = client.list_targets_by_rule(Rule="rule")["Targets"]
    described = {
        "connection": client.describe_connection(Name="partner"),
        "destination": client.describe_api_destination(Name="orders"),
        "rule": rule,
        "targets": targets,
        "tags": client.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"],
    }
    text = json.dumps(described, default=str)
    arns = {
        described["connection"]["ConnectionArn"]: "connection",
        described["connection"]["SecretArn"]: "secret",
        described["destination"]["ApiDestinationArn"]: "destination",
    }
    for arn, name in arns.items():
        text = text.replace(arn, name)
    return without_times(json.loads(text))


def without_times(value: Any) -> Any:
    """Return *value* without times and metadata."""
    if isinstance(value, list):
        return [without_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: without_times(member)
        for name, member in value.items()
        if name != "ResponseMetadata" and not name.endswith("Time")
    }


@settings(deadline=None, max_examples=examples(15))
@given(connection=CONNECTIONS, destination=DESTINATIONS, rule=RULES)
def test_a_template_makes_what_the_calls_make(
    connection: dict[str, Any], destination: dict[str, Any], rule: dict[str, Any]
) -> None:
    assert deployed(connection, destination, rule) == made_by_hand(
        connection, destination, rule
    )
