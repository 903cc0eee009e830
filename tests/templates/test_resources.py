"""One resource is made, changed and deleted by the operations that clients call."""

import json

import botocore
import pytest
from botocore.exceptions import ClientError

from eventbridge_mock.templates.properties import PropertyError, converted_members
from eventbridge_mock.templates.resource_kind import calls_of
from eventbridge_mock.templates.resources import (
    RESOURCE_TYPES,
    resource_kind,
)
from tests.aws.operations.newer_members import needs_update_event_bus

KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}}
CONNECTION = {"Name": "crm", "AuthorizationType": "API_KEY", "AuthParameters": KEY}
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "events:PutEvents",
    "Resource": "arn:aws:events:us-east-1:123456789012:event-bus/orders",
}


class Maker:
    """A template's way to EventBridge: a client, and one kind of resource at a time."""

    def __init__(self, client):
        self.call = calls_of(client)

    def create(self, resource_type, properties):
        kind = resource_kind(f"AWS::Events::{resource_type}")
        return kind.create(self.call, kind.converted(properties))

    def update(self, resource_type, made, before, after):
        kind = resource_kind(f"AWS::Events::{resource_type}")
        before, after = kind.converted(before), kind.converted(after)
        assert not kind.must_replace(before, after)
        return kind.update(self.call, made, before, after)

    def delete(self, resource_type, made, properties):
        kind = resource_kind(f"AWS::Events::{resource_type}")
        kind.delete(self.call, made, kind.converted(properties))


@pytest.fixture
def maker(eventbridge_client):
    return Maker(eventbridge_client)


def test_other_types_are_unknown():
    assert resource_kind("AWS::SQS::Queue") is None
    assert "AWS::Events::Rule" in RESOURCE_TYPES


def test_a_connection_has_the_attributes_of_cloudformation(maker, eventbridge_mock):
    made = maker.create("Connection", CONNECTION)

    connection = eventbridge_mock.connections["crm"]
    assert (made.ref, made.name, made.arn) == ("crm", "crm", connection.connection_arn)
    assert made.attributes == {
        "ArnForPolicy": "arn:aws:events:us-east-1:123456789012:connection/crm",
        "SecretArn": connection.secret_arn,
    }


@pytest.mark.parametrize(
    ("given", "is_secret"),
    [
        pytest.param({}, True, id="secret-unless-given"),
        pytest.param({"IsValueSecret": "false"}, False, id="a-string"),
        pytest.param({"IsValueSecret": False}, False, id="a-boolean"),
    ],
)
def test_parameters_of_a_connection_are_secret_unless_the_template_says_otherwise(
    maker, eventbridge_mock, given, is_secret
):
    parameter = {"Key": "tenant", "Value": "north", **given}
    parameters = {**KEY, "InvocationHttpParameters": {"HeaderParameters": [parameter]}}

    maker.create("Connection", {**CONNECTION, "AuthParameters": parameters})

    shown = eventbridge_mock.connections["crm"].auth_parameters
    assert shown.invocation_http_parameters.header_parameters[0].is_value_secret is (
        is_secret
    )


@pytest.mark.parametrize("missing", ["Key", "Value"])
def test_a_parameter_of_a_connection_needs_key_and_value(maker, missing):
    parameter = {"Key": "tenant", "Value": "north"}
    del parameter[missing]
    parameters = {**KEY, "InvocationHttpParameters": {"BodyParameters": [parameter]}}

    with pytest.raises(PropertyError) as caught:
        maker.create("Connection", {**CONNECTION, "AuthParameters": parameters})

    assert str(caught.value) == (
        "#/AuthParameters/InvocationHttpParameters/BodyParameters/0:"
        f" required key [{missing}] not found"
    )


def test_what_a_template_no_longer_has_leaves_the_connection(maker, eventbridge_mock):
    header = {"Key": "tenant", "Value": "north"}
    http = {"InvocationHttpParameters": {"HeaderParameters": [header]}}
    before = {**CONNECTION, "Description": "d", "AuthParameters": {**KEY, **http}}
    made = maker.create("Connection", before)

    maker.update("Connection", made, before, CONNECTION)

    connection = eventbridge_mock.connections["crm"]
    assert connection.description is None
    parameters = connection.auth_parameters.invocation_http_parameters
    assert not parameters.header_parameters


OAUTH = {
    "Name": "crm",
    "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
    "AuthParameters": {
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "id", "ClientSecret": "not-a-secret"},
            "AuthorizationEndpoint": "https://auth.example/token",
            "HttpMethod": "POST",
            "OAuthHttpParameters": {
                "BodyParameters": [{"Key": "scope", "Value": "orders"}]
            },
        }
    },
}


def test_a_parameter_of_token_requests_can_be_removed(maker, eventbridge_mock):
    made = maker.create("Connection", OAUTH)
    oauth = dict(OAUTH["AuthParameters"]["OAuthParameters"])
    del oauth["OAuthHttpParameters"]

    maker.update(
        "Connection",
        made,
        OAUTH,
        {**OAUTH, "AuthParameters": {"OAuthParameters": oauth}},
    )

    shown = eventbridge_mock.connections["crm"].auth_parameters.oauth_parameters
    assert not shown.oauth_http_parameters.body_parameters


def test_a_deauthorized_connection_has_no_secret(maker, eventbridge_client):
    made = maker.create("Connection", CONNECTION)
    eventbridge_client.deauthorize_connection(Name="crm")

    again = maker.update(
        "Connection", made, CONNECTION, {**CONNECTION, "Description": "d"}
    )

    assert "SecretArn" not in again.attributes


def test_another_authorization_replaces_the_parameters(maker, eventbridge_mock):
    made = maker.create("Connection", CONNECTION)

    maker.update("Connection", made, CONNECTION, OAUTH)

    connection = eventbridge_mock.connections["crm"]
    assert connection.authorization_type.value == "OAUTH_CLIENT_CREDENTIALS"
    assert connection.auth_parameters.api_key_auth_parameters is None


def test_an_unchanged_connection_is_left_alone(maker, eventbridge_mock):
    made = maker.create("Connection", CONNECTION)
    before = eventbridge_mock.connections["crm"]
    eventbridge_mock.advance(60)

    again = maker.update("Connection", made, CONNECTION, CONNECTION)

    assert again == made
    assert eventbridge_mock.connections["crm"] == before


def test_an_api_destination_is_made_changed_and_deleted(maker, eventbridge_mock):
    connection = maker.create("Connection", CONNECTION)
    before = {
        "Name": "orders",
        "ConnectionArn": connection.arn,
        "InvocationEndpoint": "https://partner.example/orders",
        "HttpMethod": "POST",
        "InvocationRateLimitPerSecond": "20",
        "Description": "d",
    }
    made = maker.create("ApiDestination", before)

    assert eventbridge_mock.api_destinations[made.name].api_destination_arn == made.arn
    assert made.attributes == {
        "ArnForPolicy": "arn:aws:events:us-east-1:123456789012:api-destination/orders"
    }
    assert (
        eventbridge_mock.api_destinations["orders"].invocation_rate_limit_per_second
        == 20
    )

    after = {**before, "HttpMethod": "PUT"}
    del after["Description"], after["InvocationRateLimitPerSecond"]
    maker.update("ApiDestination", made, before, after)

    changed = eventbridge_mock.api_destinations["orders"]
    assert (changed.http_method, changed.description) == ("PUT", None)
    assert changed.invocation_rate_limit_per_second == 300
    maker.delete("ApiDestination", made, after)
    maker.delete("ApiDestination", made, after)
    maker.delete("Connection", connection, CONNECTION)
    assert not eventbridge_mock.api_destinations
    assert not eventbridge_mock.connections


TARGET = {"Id": "queue", "Arn": "arn:aws:sqs:us-east-1:123456789012:orders"}
RULE = {
    "Name": "large",
    "EventPattern": {"source": ["shop"]},
    "Targets": [{**TARGET, "RetryPolicy": {"MaximumRetryAttempts": "3"}}],
    "Tags": [{"Key": "team", "Value": "orders"}, {"Key": "old", "Value": "1"}],
}


def test_a_rule_is_made_with_its_targets(maker, eventbridge_mock):
    made = maker.create("Rule", RULE)

    rule = eventbridge_mock.rules["large"]
    assert (made.ref, made.arn) == ("large", rule.arn)
    assert made.attributes == {"RuleName": "large"}
    assert rule.event_pattern == '{"source": ["shop"]}'
    assert rule.targets[0].retry_policy.maximum_retry_attempts == 3


def test_a_rule_changes_its_targets_and_tags(maker, eventbridge_mock):
    made = maker.create("Rule", RULE)
    other = {"Id": "other", "Arn": TARGET["Arn"]}
    after = {
        "Name": "large",
        "EventPattern": '{"source": ["desk"]}',
        "Targets": [other],
        "Tags": [{"Key": "team", "Value": "desk"}],
    }

    maker.update("Rule", made, RULE, after)

    rule = eventbridge_mock.rules["large"]
    assert rule.event_pattern == '{"source": ["desk"]}'
    assert [target.id for target in rule.targets] == ["other"]
    assert rule.tags == {"team": "desk"}
    bare = {"Name": "large", "ScheduleExpression": "rate(1 day)"}
    maker.update("Rule", made, after, bare)
    rule = eventbridge_mock.rules["large"]
    assert (rule.targets, rule.tags, rule.event_pattern) == ((), {}, None)


def test_the_ref_of_a_rule_on_a_custom_bus_names_the_bus(maker, eventbridge_mock):
    maker.create("EventBus", {"Name": "orders"})

    made = maker.create("Rule", {**RULE, "EventBusName": "orders"})

    assert (made.ref, made.name) == ("orders|large", "large")
    maker.delete("Rule", made, {**RULE, "EventBusName": "orders"})
    assert not eventbridge_mock.rules


def test_a_rule_of_somebody_else_is_not_taken_over(maker, eventbridge_client):
    eventbridge_client.put_rule(Name="large", ScheduleExpression="rate(1 day)")

    with pytest.raises(ClientError) as caught:
        maker.create("Rule", RULE)

    assert caught.value.response["Error"]["Message"] == (
        "Resource of type 'AWS::Events::Rule' with identifier 'large' already exists."
    )


def test_a_rule_with_a_bad_target_leaves_nothing(maker, eventbridge_mock):
    bad = {**TARGET, "InputPath": "no-path"}

    with pytest.raises(ClientError) as caught:
        maker.create("Rule", {**RULE, "Targets": [bad]})

    assert caught.value.response["Error"]["Message"] == (
        "InputPath for target queue is invalid."
    )
    assert not eventbridge_mock.rules


def test_a_rule_that_is_gone_is_deleted(maker, eventbridge_mock):
    made = maker.create("Rule", {**RULE, "Targets": []})
    maker.delete("Rule", made, RULE)

    maker.delete("Rule", made, RULE)

    assert not eventbridge_mock.rules


def test_a_failed_deletion_is_not_passed_over(maker, eventbridge_mock):
    made = maker.create("Rule", RULE)
    eventbridge_mock.fail("ListTargetsByRule", "InternalException", status=400)

    with pytest.raises(ClientError, match="InternalException"):
        maker.delete("Rule", made, RULE)


BUS = {
    "Name": "orders",
    "Description": "d",
    "Policy": {
        "Version": "2012-10-17",
        "Statement": [{**STATEMENT, "Sid": "partner"}],
    },
    "Tags": [{"Key": "team", "Value": "orders"}],
}


@needs_update_event_bus
def test_an_event_bus_is_made_changed_and_deleted(maker, eventbridge_mock):
    made = maker.create("EventBus", BUS)

    bus = eventbridge_mock.event_buses["orders"]
    assert (made.ref, made.arn, made.attributes) == (
        "orders",
        bus.arn,
        {"Name": "orders"},
    )
    assert json.loads(bus.policy)["Statement"][0]["Sid"] == "partner"

    other = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Sid": "other"}]}
    changed = {"Name": "orders", "Description": "d", "Policy": json.dumps(other)}
    maker.update("EventBus", made, BUS, changed)
    bus = eventbridge_mock.event_buses["orders"]
    assert json.loads(bus.policy)["Statement"][0]["Sid"] == "other"
    assert (bus.description, bus.tags) == ("d", {})

    maker.update("EventBus", made, changed, {**changed, "Description": "other"})
    assert eventbridge_mock.event_buses["orders"].policy == bus.policy
    maker.update("EventBus", made, changed, {"Name": "orders"})
    bus = eventbridge_mock.event_buses["orders"]
    assert (bus.description, bus.policy) == (None, None)
    maker.delete("EventBus", made, {"Name": "orders"})
    assert list(eventbridge_mock.event_buses) == ["default"]


def test_an_event_bus_with_a_bad_policy_leaves_nothing(maker, eventbridge_mock):
    with pytest.raises(ClientError):
        maker.create("EventBus", {"Name": "orders", "Policy": "no policy"})

    assert list(eventbridge_mock.event_buses) == ["default"]


def test_statements_of_policies_lie_beside_each_other(maker, eventbridge_mock):
    maker.create("EventBus", {"Name": "orders"})
    plain = {
        "EventBusName": "orders",
        "StatementId": "plain",
        "Action": "events:PutEvents",
        "Principal": "111122223333",
    }
    whole = {"EventBusName": "orders", "StatementId": "whole", "Statement": STATEMENT}

    first = maker.create("EventBusPolicy", plain)
    second = maker.create("EventBusPolicy", whole)

    assert (first.ref, second.ref) == ("orders|plain", "orders|whole")
    assert _statement_ids(eventbridge_mock) == ["plain", "whole"]
    again = {**whole, "Statement": json.dumps(STATEMENT)}
    maker.update("EventBusPolicy", second, whole, again)
    assert _statement_ids(eventbridge_mock) == ["plain", "whole"]
    maker.delete("EventBusPolicy", first, plain)
    maker.delete("EventBusPolicy", first, plain)
    assert _statement_ids(eventbridge_mock) == ["whole"]


def test_a_first_statement_begins_a_policy(maker, eventbridge_mock):
    maker.create("EventBus", {"Name": "orders"})
    whole = {"EventBusName": "orders", "StatementId": "whole", "Statement": STATEMENT}

    maker.create("EventBusPolicy", whole)

    assert _statement_ids(eventbridge_mock) == ["whole"]


def _statement_ids(mock):
    policy = json.loads(mock.event_buses["orders"].policy)
    return [statement["Sid"] for statement in policy["Statement"]]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        pytest.param(
            {"Statement": "no JSON"}, "#/Statement: is not valid JSON", id="no-json"
        ),
        pytest.param(
            {"Statement": "[]"}, "#/Statement: is not a JSON object", id="no-object"
        ),
        pytest.param(
            {"Statement": 1},
            "#/Statement: expected type: JSONObject, found: Integer",
            id="a-number",
        ),
        pytest.param(
            {"Statement": STATEMENT, "Principal": "*"},
            "#/Statement: Statement takes the place of Action, Principal and Condition",
            id="two-forms",
        ),
        pytest.param(
            {"Policy": {}},
            "#: extraneous key [Policy] is not permitted",
            id="a-member-of-the-operation",
        ),
    ],
)
def test_a_statement_is_one_json_object(maker, given, complaint):
    with pytest.raises(PropertyError) as caught:
        maker.create("EventBusPolicy", {"StatementId": "partner", **given})

    assert str(caught.value).startswith(complaint)


def test_an_archive_is_made_changed_and_deleted(maker, eventbridge_mock):
    bus_arn = eventbridge_mock.event_buses["default"].arn
    before = {
        "ArchiveName": "orders",
        "SourceArn": bus_arn,
        "EventPattern": {"source": ["shop"]},
        "RetentionDays": 3.0,
        "Description": "d",
    }
    made = maker.create("Archive", before)

    archive = eventbridge_mock.archives["orders"]
    assert (made.ref, made.arn) == ("orders", archive.archive_arn)
    assert (archive.event_pattern, archive.retention_days) == (
        '{"source": ["shop"]}',
        3,
    )
    after = {"ArchiveName": "orders", "SourceArn": bus_arn}
    maker.update("Archive", made, before, after)
    archive = eventbridge_mock.archives["orders"]
    assert (archive.event_pattern, archive.description) == (None, None)
    maker.delete("Archive", made, after)
    assert not eventbridge_mock.archives


def test_an_endpoint_is_made_changed_and_deleted(
    maker, eventbridge_mock, eventbridge_client
):
    buses = [
        {"EventBusArn": f"arn:aws:events:{region}:123456789012:event-bus/default"}
        for region in ("us-east-1", "eu-west-1")
    ]
    before = {
        "Name": "orders",
        "Description": "d",
        "EventBuses": buses,
        "ReplicationConfig": {"State": "DISABLED"},
        "RoutingConfig": {
            "FailoverConfig": {
                "Primary": {"HealthCheck": "arn:aws:route53:::healthcheck/a"},
                "Secondary": {"Route": "eu-west-1"},
            }
        },
    }
    made = maker.create("Endpoint", before)

    endpoint = eventbridge_mock.endpoints["orders"]
    assert (made.ref, made.arn) == ("orders", endpoint.arn)
    assert made.attributes == {
        "EndpointId": endpoint.endpoint_id,
        "EndpointUrl": endpoint.endpoint_url,
        "State": "ACTIVE",
    }
    after = {name: value for name, value in before.items() if name != "Description"}
    maker.update("Endpoint", made, before, after)
    assert eventbridge_mock.endpoints["orders"].description is None
    maker.delete("Endpoint", made, after)
    assert not eventbridge_mock.endpoints


def test_other_names_of_cloudformation_reach_the_target(maker, eventbridge_client):
    arn = "arn:aws:ecs:us-east-1:123456789012"
    parameters = {
        "TaskDefinitionArn": f"{arn}:task-definition/orders",
        "LaunchType": "FARGATE",
        "TaskCount": "2",
        "EnableECSManagedTags": "true",
        "NetworkConfiguration": {"AwsVpcConfiguration": {"Subnets": ["subnet-1"]}},
        "CapacityProviderStrategy": [{"CapacityProvider": "spot", "Weight": 1}],
        "TagList": [{"Key": "team", "Value": "orders"}],
    }
    target = {
        "Id": "task",
        "Arn": f"{arn}:cluster/orders",
        "RoleArn": "arn:aws:iam::123456789012:role/run",
        "EcsParameters": parameters,
    }

    maker.create("Rule", {**RULE, "Targets": [target]})

    (shown,) = eventbridge_client.list_targets_by_rule(Rule="large")["Targets"]
    assert shown["EcsParameters"] == {
        "TaskDefinitionArn": f"{arn}:task-definition/orders",
        "LaunchType": "FARGATE",
        "TaskCount": 2,
        "EnableECSManagedTags": True,
        "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-1"]}},
        "CapacityProviderStrategy": [{"capacityProvider": "spot", "weight": 1}],
        "Tags": [{"Key": "team", "Value": "orders"}],
    }


@pytest.mark.parametrize(
    ("properties", "complaint"),
    [
        pytest.param(
            {"Targts": []},
            "#: extraneous key [Targts] is not permitted. Did you mean Targets?",
            id="misspelt",
        ),
        pytest.param(
            {"Targets": [{**TARGET, "Zzz": 1}]},
            "#/Targets/0: extraneous key [Zzz] is not permitted",
            id="unlike-any",
        ),
        pytest.param(
            {"Targets": {}},
            "#/Targets: expected type: JSONArray, found: JSONObject",
            id="no-list",
        ),
        pytest.param(
            {"Targets": [TARGET["Arn"]]},
            "#/Targets/0: expected type: JSONObject, found: String",
            id="no-object",
        ),
        pytest.param(
            {"Targets": [{"Id": "queue"}]},
            "#/Targets/0: required key [Arn] not found",
            id="missing",
        ),
        pytest.param(
            {"Targets": [{**TARGET, "RetryPolicy": {"MaximumRetryAttempts": "ten"}}]},
            "#/Targets/0/RetryPolicy/MaximumRetryAttempts:"
            " expected type: Integer, found: String",
            id="no-number",
        ),
        pytest.param(
            {"Targets": [{**TARGET, "HttpParameters": {"HeaderParameters": []}}]},
            "#/Targets/0/HttpParameters/HeaderParameters:"
            " expected type: JSONObject, found: JSONArray",
            id="no-map",
        ),
        pytest.param(
            {"Description": None},
            "#/Description: expected type: String, found: Null",
            id="null",
        ),
    ],
)
def test_a_bad_property_is_told_by_its_path(maker, properties, complaint):
    with pytest.raises(PropertyError) as caught:
        maker.create("Rule", {**RULE, **properties})

    assert str(caught.value) == complaint


def test_a_map_of_a_target_is_taken(maker, eventbridge_mock):
    transformer = {"InputPathsMap": {"id": "$.id"}, "InputTemplate": '"<id>"'}

    maker.create(
        "Rule", {**RULE, "Targets": [{**TARGET, "InputTransformer": transformer}]}
    )

    shown = eventbridge_mock.rules["large"].targets[0].input_transformer
    assert shown.input_paths_map == {"id": "$.id"}


def test_a_property_that_this_botocore_is_too_old_for_is_told():
    known = {"EventSourceName": ("EventSourceName", None)}

    with pytest.raises(PropertyError) as caught:
        converted_members(known, {"LogConfig": {}}, required=())

    assert str(caught.value) == (
        "#: extraneous key [LogConfig] is not permitted. botocore"
        f" {botocore.__version__} does not know it, a newer one does."
    )


def test_numbers_and_booleans_are_strings_where_the_model_has_strings(
    maker, eventbridge_mock
):
    maker.create(
        "Rule", {**RULE, "Targets": [{**TARGET, "Id": 1}], "Description": True}
    )

    rule = eventbridge_mock.rules["large"]
    assert (rule.targets[0].id, rule.description) == ("1", "true")


@pytest.mark.parametrize(
    ("resource_type", "before", "after", "is_replaced"),
    [
        pytest.param(
            "Connection", CONNECTION, {**CONNECTION, "Name": "x"}, True, id="name"
        ),
        pytest.param(
            "Connection",
            CONNECTION,
            {**CONNECTION, "Description": "x"},
            False,
            id="same",
        ),
        pytest.param("Rule", RULE, {**RULE, "EventBusName": "x"}, True, id="event-bus"),
    ],
)
def test_a_change_of_the_name_means_another_resource(
    resource_type, before, after, is_replaced
):
    kind = resource_kind(f"AWS::Events::{resource_type}")

    replaced = kind.must_replace(kind.converted(before), kind.converted(after))

    assert replaced is is_replaced
