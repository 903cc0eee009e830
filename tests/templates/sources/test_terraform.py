from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources import terraform
from eventbridge_mock.templates.sources.terraform_values import slug

from .terraform_documents import (
    BUS,
    CONNECTION,
    DESTINATION,
    RULE,
    TARGET,
    block,
    plan,
    resource,
    state,
    to,
)

PROJECT = Path(__file__).parents[3] / "docs" / "examples" / "terraform_project"
HOME = "arn:aws:events:eu-west-1:111122223333"
ORDERS_ARN = f"{HOME}:api-destination/orders/4f1b7c52-0c9b-4a57-8d2f-3a6d7f0c1e21"
REGION, ACCOUNT = {"Ref": "AWS::Region"}, {"Ref": "AWS::AccountId"}
PARTNER_ARN = f"{HOME}:connection/partner/6a2f1c1e-8f43-4f0e-9d8c-9b1f0f6f9a10"


def resources_of(document, values=None):
    return terraform.to_template(document, values).body["Resources"]


def properties_of(document, address, values=None):
    return resources_of(document, values)[address]["Properties"]


def get_att(address, attribute="Arn"):
    return {"Fn::GetAtt": [address, attribute]}


def example(name):
    return json.loads((PROJECT / f"{name}.json").read_text("utf-8"))


class TestExample:
    def test_state_and_plan_give_the_same_template(self):
        of_state = terraform.to_template(example("state"))
        of_plan = terraform.to_template(example("plan"))

        assert of_state == of_plan

    def test_nothing_of_it_is_made_up(self):
        template = terraform.to_template(example("plan"))

        assert (template.made_up, template.is_literal) == ({}, True)

    def test_what_has_no_part_in_eventbridge_is_left_out(self):
        assert terraform.to_template(example("state")).left_out == {
            "aws_iam_role_policy.invoke_partner": (
                "aws_iam_role_policy is not made here: only resources of EventBridge "
                "are."
            )
        }

    def test_outputs_refer_to_resources(self):
        outputs = terraform.to_template(example("plan")).body["Outputs"]
        orders = 'module.partner.aws_cloudwatch_event_api_destination.this["orders"]'

        assert outputs == {
            "bus_name": {"Value": "shop"},
            "orders_arn": {"Value": get_att(orders)},
        }


API_KEY = {"api_key": [{"key": "X-Key", "value": "not-a-secret"}], "basic": []}
HEADERS = {
    "invocation_http_parameters": [
        {
            "body": [],
            "header": [{"key": "X-A", "value": "", "is_value_secret": False}],
            "query_string": [{"key": "q", "value": "1", "is_value_secret": True}],
        }
    ]
}
OAUTH = {
    "oauth": [
        {
            "authorization_endpoint": "https://id.example/token",
            "http_method": "POST",
            "client_parameters": [{"client_id": "me", "client_secret": "not-one"}],
            "oauth_http_parameters": [
                {"body": [{"key": "scope", "value": "x", "is_value_secret": False}]}
            ],
        }
    ]
}


class TestProperties:
    @pytest.mark.parametrize(
        ("parameters", "expected"),
        [
            pytest.param(
                API_KEY,
                {
                    "ApiKeyAuthParameters": {
                        "ApiKeyName": "X-Key",
                        "ApiKeyValue": "not-a-secret",
                    }
                },
                id="API key",
            ),
            pytest.param(
                {"basic": [{"username": "me", "password": "not-one"}]},
                {"BasicAuthParameters": {"Username": "me", "Password": "not-one"}},
                id="basic",
            ),
            pytest.param(
                OAUTH,
                {
                    "OAuthParameters": {
                        "AuthorizationEndpoint": "https://id.example/token",
                        "HttpMethod": "POST",
                        "ClientParameters": {
                            "ClientID": "me",
                            "ClientSecret": "not-one",
                        },
                        "OAuthHttpParameters": {
                            "BodyParameters": [
                                {"Key": "scope", "Value": "x", "IsValueSecret": False}
                            ]
                        },
                    }
                },
                id="OAuth",
            ),
            pytest.param(
                HEADERS,
                {
                    "InvocationHttpParameters": {
                        "HeaderParameters": [
                            {"Key": "X-A", "Value": "", "IsValueSecret": False}
                        ],
                        "QueryStringParameters": [
                            {"Key": "q", "Value": "1", "IsValueSecret": True}
                        ],
                    }
                },
                id="parameters of all requests",
            ),
        ],
    )
    def test_parameters_of_a_connection(self, parameters, expected):
        values = {"name": "partner", "auth_parameters": [parameters]}

        assert properties_of(
            state(resource(f"{CONNECTION}.c", values)), f"{CONNECTION}.c"
        ) == {"Name": "partner", "AuthParameters": expected}

    @pytest.mark.parametrize(
        ("kind", "values", "expected"),
        [
            pytest.param(
                BUS,
                {
                    "name": "shop",
                    "description": "",
                    "dead_letter_config": [{"arn": "arn:aws:sqs:us-east-1:1:dead"}],
                    "log_config": [{"include_detail": "FULL", "level": "TRACE"}],
                    "tags": {"team": "a"},
                    "tags_all": {"team": "a", "env": "test"},
                },
                {
                    "Name": "shop",
                    "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:1:dead"},
                    "LogConfig": {"IncludeDetail": "FULL", "Level": "TRACE"},
                    "Tags": [
                        {"Key": "team", "Value": "a"},
                        {"Key": "env", "Value": "test"},
                    ],
                },
                id="event bus",
            ),
            pytest.param(
                BUS,
                {"name": "shop", "tags": {"team": "a"}},
                {"Name": "shop", "Tags": [{"Key": "team", "Value": "a"}]},
                id="tags of its own",
            ),
            pytest.param(
                "aws_cloudwatch_event_archive",
                {
                    "name": "all",
                    "event_source_arn": f"{HOME}:event-bus/x",
                    "event_pattern": '{"source": ["a"]}',
                    "retention_days": 0,
                },
                {
                    "ArchiveName": "all",
                    "SourceArn": f"{HOME}:event-bus/x",
                    "EventPattern": '{"source": ["a"]}',
                    "RetentionDays": 0,
                },
                id="archive",
            ),
            pytest.param(
                "aws_cloudwatch_event_endpoint",
                {
                    "name": "global",
                    "role_arn": "arn:aws:iam::1:role/r",
                    "event_bus": [{"event_bus_arn": "a"}, {"event_bus_arn": "b"}],
                    "replication_config": [{"state": "DISABLED"}],
                    "routing_config": [
                        {
                            "failover_config": [
                                {
                                    "primary": [{"health_check": "h"}],
                                    "secondary": [{"route": "us-west-2"}],
                                }
                            ]
                        }
                    ],
                },
                {
                    "Name": "global",
                    "RoleArn": "arn:aws:iam::1:role/r",
                    "EventBuses": [{"EventBusArn": "a"}, {"EventBusArn": "b"}],
                    "ReplicationConfig": {"State": "DISABLED"},
                    "RoutingConfig": {
                        "FailoverConfig": {
                            "Primary": {"HealthCheck": "h"},
                            "Secondary": {"Route": "us-west-2"},
                        }
                    },
                },
                id="endpoint",
            ),
            pytest.param(
                "aws_cloudwatch_event_permission",
                {
                    "principal": "*",
                    "statement_id": "organization",
                    "action": "events:PutEvents",
                    "condition": [
                        {"key": "aws:PrincipalOrgID", "type": "S", "value": "o-1"}
                    ],
                },
                {
                    "Principal": "*",
                    "StatementId": "organization",
                    "Action": "events:PutEvents",
                    "Condition": {
                        "Key": "aws:PrincipalOrgID",
                        "Type": "S",
                        "Value": "o-1",
                    },
                },
                id="permission",
            ),
        ],
    )
    def test_other_resources_become_their_kinds(self, kind, values, expected):
        document = state(resource(f"{kind}.it", values))

        assert properties_of(document, f"{kind}.it") == expected

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            pytest.param({"state": "ENABLED", "is_enabled": True}, "ENABLED", id="on"),
            pytest.param(
                {"state": "DISABLED", "is_enabled": True}, "DISABLED", id="off"
            ),
            pytest.param(
                {"state": None, "is_enabled": False}, "DISABLED", id="off, in old words"
            ),
            pytest.param(
                {
                    "state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
                    "is_enabled": False,
                },
                "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
                id="the third state",
            ),
        ],
    )
    def test_state_of_a_rule(self, values, expected):
        document = state(resource(f"{RULE}.r", {"name": "r", **values}))

        assert properties_of(document, f"{RULE}.r")["State"] == expected


def rule_and_target(**values):
    return state(
        resource(f"{RULE}.r", {"name": "r"}),
        resource(f"{TARGET}.t", {"rule": "r", "target_id": "t", "arn": "x", **values}),
    )


class TestTargets:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            pytest.param(
                {"input": "", "input_path": "$.a"}, {"InputPath": "$.a"}, id="path"
            ),
            pytest.param(
                {
                    "retry_policy": [
                        {"maximum_event_age_in_seconds": 0, "maximum_retry_attempts": 0}
                    ]
                },
                {"RetryPolicy": {"MaximumRetryAttempts": 0}},
                id="no retries",
            ),
            pytest.param(
                {"dead_letter_config": [{"arn": ""}]}, {}, id="an empty block"
            ),
            pytest.param({"http_target": [None]}, {}, id="a block that is null"),
            pytest.param(
                {"run_command_targets": [{"key": "tag:a", "values": ["b"]}]},
                {
                    "RunCommandParameters": {
                        "RunCommandTargets": [{"Key": "tag:a", "Values": ["b"]}]
                    }
                },
                id="run command",
            ),
            pytest.param(
                {
                    "batch_target": [
                        {
                            "job_definition": "d",
                            "job_name": "n",
                            "array_size": 0,
                            "job_attempts": 3,
                        }
                    ]
                },
                {
                    "BatchParameters": {
                        "JobDefinition": "d",
                        "JobName": "n",
                        "RetryStrategy": {"Attempts": 3},
                    }
                },
                id="batch",
            ),
            pytest.param(
                {
                    "ecs_target": [
                        {
                            "task_definition_arn": "d",
                            "task_count": 1,
                            "tags": {"a": "b", "c": None},
                            "network_configuration": [
                                {"subnets": ["s"], "assign_public_ip": False}
                            ],
                        }
                    ]
                },
                {
                    "EcsParameters": {
                        "TaskDefinitionArn": "d",
                        "TaskCount": 1,
                        "TagList": [{"Key": "a", "Value": "b"}],
                        "NetworkConfiguration": {
                            "AwsVpcConfiguration": {
                                "Subnets": ["s"],
                                "AssignPublicIp": "DISABLED",
                            }
                        },
                    }
                },
                id="ECS",
            ),
            pytest.param(
                {
                    "ecs_target": [
                        {
                            "launch_type": "FARGATE",
                            "platform_version": "LATEST",
                            "group": "g",
                            "propagate_tags": "TASK_DEFINITION",
                            "enable_ecs_managed_tags": True,
                            "enable_execute_command": False,
                            "capacity_provider_strategy": [
                                {"capacity_provider": "p", "weight": 1, "base": 0}
                            ],
                            "ordered_placement_strategy": [
                                {"type": "spread", "field": "host"}
                            ],
                            "placement_constraint": [
                                {"type": "memberOf", "expression": "e"}
                            ],
                            "network_configuration": [
                                {"security_groups": ["s"], "assign_public_ip": True}
                            ],
                        }
                    ]
                },
                {
                    "EcsParameters": {
                        "LaunchType": "FARGATE",
                        "PlatformVersion": "LATEST",
                        "Group": "g",
                        "PropagateTags": "TASK_DEFINITION",
                        "EnableECSManagedTags": True,
                        "EnableExecuteCommand": False,
                        "CapacityProviderStrategy": [
                            {"CapacityProvider": "p", "Weight": 1, "Base": 0}
                        ],
                        "PlacementStrategies": [{"Type": "spread", "Field": "host"}],
                        "PlacementConstraints": [
                            {"Type": "memberOf", "Expression": "e"}
                        ],
                        "NetworkConfiguration": {
                            "AwsVpcConfiguration": {
                                "SecurityGroups": ["s"],
                                "AssignPublicIp": "ENABLED",
                            }
                        },
                    }
                },
                id="all of ECS",
            ),
            pytest.param(
                {
                    "http_target": [
                        {
                            "path_parameter_values": ["1"],
                            "header_parameters": {"X-A": "a"},
                            "query_string_parameters": {"q": "b"},
                        }
                    ],
                    "input_transformer": [
                        {"input_paths": {"n": "$.n"}, "input_template": "<n>"}
                    ],
                    "retry_policy": [{"maximum_event_age_in_seconds": 60}],
                    "dead_letter_config": [{"arn": "q"}],
                    "role_arn": "r",
                },
                {
                    "HttpParameters": {
                        "PathParameterValues": ["1"],
                        "HeaderParameters": {"X-A": "a"},
                        "QueryStringParameters": {"q": "b"},
                    },
                    "InputTransformer": {
                        "InputPathsMap": {"n": "$.n"},
                        "InputTemplate": "<n>",
                    },
                    "RetryPolicy": {"MaximumEventAgeInSeconds": 60},
                    "DeadLetterConfig": {"Arn": "q"},
                    "RoleArn": "r",
                },
                id="HTTP",
            ),
            pytest.param(
                {
                    "input": "{}",
                    "kinesis_target": [{"partition_key_path": "$.id"}],
                    "sqs_target": [{"message_group_id": "g"}],
                    "appsync_target": [{"graphql_operation": "o"}],
                    "batch_target": [{"array_size": 2}],
                    "sagemaker_pipeline_target": [
                        {"pipeline_parameter_list": [{"name": "n", "value": "v"}]}
                    ],
                    "redshift_target": [
                        {
                            "database": "d",
                            "db_user": "u",
                            "secrets_manager_arn": "s",
                            "sql": "SELECT 1",
                            "statement_name": "n",
                            "with_event": True,
                        }
                    ],
                },
                {
                    "Input": "{}",
                    "KinesisParameters": {"PartitionKeyPath": "$.id"},
                    "SqsParameters": {"MessageGroupId": "g"},
                    "AppSyncParameters": {"GraphQLOperation": "o"},
                    "BatchParameters": {"ArrayProperties": {"Size": 2}},
                    "SageMakerPipelineParameters": {
                        "PipelineParameterList": [{"Name": "n", "Value": "v"}]
                    },
                    "RedshiftDataParameters": {
                        "Database": "d",
                        "DbUser": "u",
                        "SecretManagerArn": "s",
                        "Sql": "SELECT 1",
                        "StatementName": "n",
                        "WithEvent": True,
                    },
                },
                id="other services",
            ),
        ],
    )
    def test_what_a_target_has(self, values, expected):
        rule = properties_of(rule_and_target(**values), f"{RULE}.r")

        assert rule["Targets"] == [{"Id": "t", "Arn": "x", **expected}]

    def test_a_target_finds_its_rule_by_name_and_event_bus(self):
        document = state(
            resource(f"{BUS}.b", {"name": "shop"}),
            resource(f"{RULE}.one", {"name": "r", "event_bus_name": "default"}),
            resource(
                f"{RULE}.two", {"name": "r", "event_bus_name": f"{HOME}:event-bus/shop"}
            ),
            resource(
                f"{TARGET}.t",
                {"rule": "r", "event_bus_name": "shop", "target_id": "t", "arn": "x"},
            ),
        )

        resources = resources_of(document)

        assert "Targets" not in resources[f"{RULE}.one"]["Properties"]
        assert resources[f"{RULE}.two"]["Properties"] == {
            "Name": "r",
            "EventBusName": {"Ref": f"{BUS}.b"},
            "Targets": [{"Id": "t", "Arn": "x"}],
        }

    def test_a_target_passes_over_rules_whose_names_are_not_strings(self):
        document = state(
            resource(f"{RULE}.odd", {"name": 5}),
            resource(f"{RULE}.r", {"name": "r"}),
            resource(f"{TARGET}.t", {"rule": "r", "target_id": "t", "arn": "x"}),
        )

        resources = resources_of(document)

        assert "Targets" not in resources[f"{RULE}.odd"]["Properties"]
        assert resources[f"{RULE}.r"]["Properties"]["Targets"] == [
            {"Id": "t", "Arn": "x"}
        ]

    def test_a_target_of_a_rule_that_is_elsewhere_is_left_out(self):
        document = state(resource(f"{TARGET}.t", {"rule": "theirs", "arn": "x"}))

        assert terraform.to_template(document).left_out == {
            f"{TARGET}.t": "its rule 'theirs' on 'default' is not in the document"
        }

    def test_escapes_in_an_input_template_are_warned_of(self):
        """EventBridge takes them literally (reported, hashicorp/terraform#38733)."""
        transformer = {
            "input_paths": {"n": "$.id"},
            "input_template": r'{"n":\u003cn\u003e}',
        }
        warning = (
            rf"{TARGET}.t: EventBridge takes \u003cn\u003e in the input template "
            "literally. Terraform's jsonencode writes < and > so: wrap it, "
            r'replace(replace(jsonencode(...), "\\u003c", "<"), "\\u003e", ">").'
        )

        with pytest.warns(UserWarning, match="literally") as warned:
            rule = properties_of(
                rule_and_target(input_transformer=[transformer]), f"{RULE}.r"
            )

        assert [str(one.message) for one in warned] == [warning]
        assert (
            rule["Targets"][0]["InputTransformer"]["InputTemplate"]
            == r'{"n":\u003cn\u003e}'
        )


class TestPolicies:
    def test_each_statement_is_a_resource(self):
        statements = [
            {"Sid": "team", "Effect": "Allow", "Resource": f"{HOME}:event-bus/shop"},
            {"Effect": "Allow", "Resource": "*"},
        ]
        address = "aws_cloudwatch_event_bus_policy.p"
        document = state(
            resource(f"{BUS}.b", {"name": "shop", "arn": f"{HOME}:event-bus/shop"}),
            resource(
                address,
                {
                    "event_bus_name": "shop",
                    "policy": json.dumps({"Statement": statements}),
                },
            ),
        )

        resources = resources_of(document)

        assert resources[address] == {
            "Type": "AWS::Events::EventBusPolicy",
            "Properties": {
                "EventBusName": {"Ref": f"{BUS}.b"},
                "StatementId": "team",
                "Statement": {**statements[0], "Resource": get_att(f"{BUS}.b")},
            },
        }
        assert (
            resources[f"{address}/Statement1"]["Properties"]["Statement"]
            == statements[1]
        )

    def test_a_single_statement_needs_no_list_and_no_event_bus(self):
        policy = json.dumps({"Statement": {"Sid": "one", "Effect": "Allow"}})
        address = "aws_cloudwatch_event_bus_policy.p"

        assert properties_of(state(resource(address, {"policy": policy})), address) == {
            "StatementId": "one",
            "Statement": {"Sid": "one", "Effect": "Allow"},
        }

    def test_a_policy_that_is_not_known_is_left_out(self):
        address = "aws_cloudwatch_event_bus_policy.p"
        document = plan(resource(address, {}), unknown={address: {"policy": True}})

        assert terraform.to_template(document).left_out == {
            address: "its policy is known only after `terraform apply`"
        }


QUEUE_ARN = "arn:aws:sqs:eu-west-1:111122223333:dead"
PASSWORD = "random_password.p"
CONNECTION_VALUES = {"name": "c", "auth_parameters": [{"api_key": [{"key": "X-Key"}]}]}
KEY_UNKNOWN = {"auth_parameters": [{"api_key": [{"value": True}]}]}


def api_key_of(document, values=None):
    parameters = properties_of(document, f"{CONNECTION}.c", values)["AuthParameters"]
    return parameters["ApiKeyAuthParameters"]["ApiKeyValue"]


def with_unknown_key(*references, **more):
    key = {"key": {"constant_value": "X-Key"}, "value": to(*references)}
    return plan(
        resource(f"{CONNECTION}.c", CONNECTION_VALUES),
        resource(PASSWORD, {"length": 16}),
        resource("random_password.q", {"length": 16}),
        unknown={f"{CONNECTION}.c": KEY_UNKNOWN, PASSWORD: {"result": True}},
        resources=[
            block(f"{CONNECTION}.c", {"auth_parameters": [{"api_key": [key]}]}),
            block(PASSWORD, {"length": {"constant_value": 16}}),
        ],
        **more,
    )


class TestReferencesOfAState:
    def test_an_arn_of_another_resource_becomes_a_reference(self):
        document = state(
            resource(f"{CONNECTION}.c", {"name": "partner", "arn": PARTNER_ARN}),
            resource(f"{DESTINATION}.d", {"name": "d", "connection_arn": PARTNER_ARN}),
        )

        destination = properties_of(document, f"{DESTINATION}.d")

        assert destination["ConnectionArn"] == get_att(f"{CONNECTION}.c")

    def test_an_arn_within_a_text_does_too(self):
        pattern = f'{{"resources": ["{QUEUE_ARN}", "{QUEUE_ARN}-letters"]}}'
        document = state(
            resource("aws_sqs_queue.q", {"name": "dead", "arn": QUEUE_ARN}),
            resource(f"{RULE}.r", {"name": "r", "event_pattern": pattern}),
        )

        assert properties_of(document, f"{RULE}.r")["EventPattern"] == {
            "Fn::Join": [
                "",
                [
                    '{"resources": ["',
                    get_att("aws_sqs_queue.q"),
                    '", "',
                    *["arn:aws:sqs:", REGION, ":", ACCOUNT, ":"],
                    'dead-letters"]}',
                ],
            ]
        }

    def test_the_secret_of_a_connection_is_one(self):
        secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"
        values = {"name": "c", "arn": PARTNER_ARN, "secret_arn": secret}
        outputs = {"secret": {"value": [secret]}}
        document = state(resource(f"{CONNECTION}.c", values), outputs=outputs)

        assert terraform.to_template(document).body["Outputs"] == {
            "secret": {"Value": [get_att(f"{CONNECTION}.c", "SecretArn")]}
        }

    @pytest.mark.parametrize(
        ("arn", "expected"),
        [
            pytest.param(
                "arn:aws:iam::111122223333:role/r",
                ["arn:aws:iam:", ":", {"Ref": "AWS::AccountId"}, ":", "role/r"],
                id="without a Region",
            ),
            pytest.param(
                "arn:aws:iam::999999999999:role/r", None, id="another account"
            ),
            pytest.param(
                "arn:aws:sqs:us-east-1:111122223333:q", None, id="another Region"
            ),
        ],
    )
    def test_account_and_region_become_those_of_the_mock(self, arn, expected):
        document = state(
            resource(f"{BUS}.b", {"name": "b", "arn": f"{HOME}:event-bus/b"}),
            resource(f"{RULE}.r", {"name": "r", "role_arn": arn}),
        )

        role = properties_of(document, f"{RULE}.r")["RoleArn"]

        assert role == ({"Fn::Join": ["", expected]} if expected else arn)


class TestUnknownValues:
    @pytest.mark.parametrize(
        ("references", "expected"),
        [
            pytest.param(
                [f"{PASSWORD}.result", PASSWORD],
                get_att(PASSWORD, "result"),
                id="an attribute",
            ),
            pytest.param(
                ["local.key"],
                "connection-c-auth-parameters-api-key-value-ba7fb0b6",
                id="a local value",
            ),
            pytest.param(
                [f"{PASSWORD}.result", "random_password.q.result"],
                "connection-c-auth-parameters-api-key-value-ba7fb0b6",
                id="two resources",
            ),
        ],
    )
    def test_a_value_comes_from_what_it_refers_to(self, references, expected):
        assert api_key_of(with_unknown_key(*references)) == expected

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            pytest.param({}, get_att(f"{CONNECTION}.c"), id="what it refers to"),
            pytest.param(
                {"connection_arn": PARTNER_ARN}, PARTNER_ARN, id="the planned value"
            ),
        ],
    )
    def test_a_plan_without_its_changes_is_read_by_its_references(
        self, values, expected
    ):
        address = f"{DESTINATION}.d"
        expressions = {
            "connection_arn": to(f"{CONNECTION}.c.arn", f"{CONNECTION}.c"),
            "http_method": {"constant_value": "POST"},
        }
        document = plan(
            resource(f"{CONNECTION}.c", API_KEY),
            resource(address, values),
            resources=[block(f"{CONNECTION}.c"), block(address, expressions)],
        )
        del document["resource_changes"]

        properties = properties_of(document, address)

        assert properties["ConnectionArn"] == expected
        assert "HttpMethod" not in properties

    def test_what_is_referred_to_is_there(self):
        template = terraform.to_template(with_unknown_key(f"{PASSWORD}.result"))

        assert template.body["Resources"][PASSWORD] == {
            "Type": "Terraform::random_password",
            "Properties": {},
        }
        assert PASSWORD not in template.left_out

    def test_what_is_made_up_is_told(self):
        template = terraform.to_template(with_unknown_key("local.key"))

        assert template.made_up == {
            f"{CONNECTION}.c": (
                "auth_parameters.api_key.value is known only after `terraform apply`"
            )
        }

    def test_a_value_can_be_given(self):
        values = {f"{CONNECTION}.c.auth_parameters.api_key.value": "mine"}
        document = with_unknown_key("local.key")

        assert api_key_of(document, values) == "mine"
        assert terraform.to_template(document, values).made_up == {}

    @pytest.mark.parametrize(
        ("reference", "values", "expected"),
        [
            pytest.param(
                "aws_sqs_queue.q.arn", {}, get_att("aws_sqs_queue.q"), id="ARN"
            ),
            pytest.param(
                "aws_sqs_queue.q.url", {}, {"Ref": "aws_sqs_queue.q"}, id="URL"
            ),
            pytest.param(
                "aws_sqs_queue.q.id", {}, {"Ref": "aws_sqs_queue.q"}, id="its id"
            ),
            pytest.param("aws_sqs_queue.q.name", {"name": "q"}, "q", id="name"),
            pytest.param(
                "aws_sns_topic.t.id", {}, get_att("aws_sns_topic.t"), id="an ARN as id"
            ),
            pytest.param("aws_iam_role.r.id", {"name": "r"}, "r", id="a name as id"),
            pytest.param(
                "aws_s3_bucket.b.region",
                {"region": "eu-west-1"},
                "eu-west-1",
                id="known",
            ),
            pytest.param(
                "aws_s3_bucket.b.hosted_zone_id",
                {},
                "s3-bucket-b-hosted-zone-id-439071cd",
                id="made up",
            ),
            pytest.param(
                f"{CONNECTION}.other.secret_arn",
                {},
                get_att(f"{CONNECTION}.other", "SecretArn"),
                id="the secret of a connection",
            ),
        ],
    )
    def test_attributes_of_other_resources(self, reference, values, expected):
        address = reference.rpartition(".")[0]
        document = with_unknown_key(reference, address)
        root = document["planned_values"]["root_module"]
        root["resources"].append(resource(address, values))

        assert api_key_of(document) == expected

    def test_a_resource_gives_a_known_value_of_its_own(self):
        version = "aws_secretsmanager_secret_version.v"
        document = with_unknown_key(f"{version}.secret_string", version)
        root = document["planned_values"]["root_module"]
        root["resources"].append(resource(version, {"secret_string": "theirs"}))

        assert api_key_of(document) == "theirs"

    @pytest.mark.parametrize(
        ("attribute", "expected"),
        [
            pytest.param(
                "event_pattern",
                {"source": ["rule-r-event-pattern-4fd20893"]},
                id="pattern",
            ),
            pytest.param("description", "rule-r-description-a8cb1754", id="text"),
            pytest.param(
                "role_arn",
                {
                    "Fn::Join": [
                        "",
                        [
                            "arn:aws:iam:",
                            ":",
                            {"Ref": "AWS::AccountId"},
                            ":role/rule-r-role-arn-8c320062",
                        ],
                    ]
                },
                id="role",
            ),
        ],
    )
    def test_made_up_values_of_a_rule(self, attribute, expected):
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            unknown={f"{RULE}.r": {attribute: True, "arn": True, "tags_all": True}},
            resources=[block(f"{RULE}.r", {attribute: to("local.x")})],
        )

        (_, made_up) = properties_of(document, f"{RULE}.r").values()

        assert made_up == expected

    @pytest.mark.parametrize(
        ("attribute", "form"),
        [
            pytest.param("input", '"{}"', id="input"),
            pytest.param(
                "arn",
                {"Fn::Join": ["", ["arn:aws:sqs:", REGION, ":", ACCOUNT, ":{}"]]},
                id="target",
            ),
        ],
    )
    def test_made_up_values_of_a_target(self, attribute, form):
        values = {"rule": "r", "target_id": "t"}
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            resource(f"{TARGET}.t", values),
            unknown={f"{TARGET}.t": {attribute: True}},
            resources=[block(f"{TARGET}.t", {attribute: to("local.x")})],
        )
        text = slug(f"{TARGET}.t.{attribute}")

        (target,) = properties_of(document, f"{RULE}.r")["Targets"]

        assert json.dumps({"Id": "t", attribute.capitalize(): form}) == json.dumps(
            target
        ).replace(text, "{}")

    def test_addresses_on_one_host_that_is_not_known_have_one_host(self):
        document = plan(
            resource(f"{DESTINATION}.a", {"name": "a"}),
            resource(f"{DESTINATION}.b", {"name": "b"}),
            resource("aws_apigatewayv2_api.api"),
            unknown={
                f"{DESTINATION}.{name}": {"invocation_endpoint": True} for name in "ab"
            },
            resources=[
                block(
                    f"{DESTINATION}.{name}",
                    {
                        "invocation_endpoint": to(
                            "aws_apigatewayv2_api.api.api_endpoint"
                        )
                    },
                )
                for name in "ab"
            ],
        )
        template = terraform.to_template(document)
        endpoints = {
            one["Properties"]["InvocationEndpoint"]
            for one in template.body["Resources"].values()
        }

        assert endpoints == {
            f"https://{slug('aws_apigatewayv2_api.api.api_endpoint')}.example/"
        }
        assert template.made_up == {
            "aws_apigatewayv2_api.api": (
                "api_endpoint is known only after `terraform apply`"
            )
        }

    def test_a_resource_without_an_attribute_stands_for_its_id(self):
        """Terraform writes `x.y[each.key].z` as a reference to `x.y`, without `z`."""
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            resource("aws_apigatewayv2_api.api"),
            unknown={f"{RULE}.r": {"event_pattern": True}},
            resources=[
                block(
                    f"{RULE}.r",
                    {"event_pattern": to("aws_apigatewayv2_api.api", "each.key")},
                )
            ],
        )
        name = slug("aws_apigatewayv2_api.api.id")

        template = terraform.to_template(document)

        rule = template.body["Resources"][f"{RULE}.r"]["Properties"]
        assert rule["EventPattern"] == {"source": [name]}
        assert template.made_up == {
            "aws_apigatewayv2_api.api": "id is known only after `terraform apply`"
        }

    def test_a_value_within_a_dynamic_block_is_made_up(self):
        """Terraform writes no expressions for a block that `dynamic` makes."""
        document = plan(
            resource(f"{CONNECTION}.c", CONNECTION_VALUES),
            unknown={f"{CONNECTION}.c": KEY_UNKNOWN},
            resources=[block(f"{CONNECTION}.c", {"name": {"constant_value": "c"}})],
        )

        assert api_key_of(document) == slug(
            f"{CONNECTION}.c.auth_parameters.api_key.value"
        )
        assert terraform.to_template(document).made_up == {
            f"{CONNECTION}.c": (
                "auth_parameters.api_key.value is known only after `terraform apply`"
            )
        }

    def test_reasons_of_one_resource_come_together(self):
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            unknown={f"{RULE}.r": {"description": True, "role_arn": True}},
            resources=[
                block(
                    f"{RULE}.r",
                    {"description": to("local.x"), "role_arn": to("local.y")},
                )
            ],
        )

        assert terraform.to_template(document).made_up == {
            f"{RULE}.r": (
                "description is known only after `terraform apply`; "
                "role_arn is known only after `terraform apply`"
            )
        }

    def test_a_value_without_a_believable_form_has_to_be_given(self):
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            unknown={f"{RULE}.r": {"schedule_expression": True}},
            resources=[block(f"{RULE}.r", {"schedule_expression": to("local.x")})],
        )
        address = f"{RULE}.r.schedule_expression"

        with pytest.raises(DeploymentError) as refused:
            terraform.to_template(document)

        assert str(refused.value) == (
            f"{RULE}.r: schedule_expression is known only after `terraform apply`. "
            f"Give it to `deploy`, with values={{'{address}': ...}}."
        )
        given = properties_of(document, f"{RULE}.r", {address: "rate(1 hour)"})
        assert given["ScheduleExpression"] == "rate(1 hour)"

    def test_a_block_of_which_nothing_is_known_has_to_be_given(self):
        address = f"{TARGET}.t"
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            resource(address, {"rule": "r", "target_id": "t", "arn": "x"}),
            unknown={address: {"retry_policy": True}},
            resources=[block(address, {"retry_policy": [{}]})],
        )

        with pytest.raises(DeploymentError, match="retry_policy is known only after"):
            terraform.to_template(document)

        given = {f"{address}.retry_policy": [{"maximum_retry_attempts": 1}]}
        (target,) = properties_of(document, f"{RULE}.r", given)["Targets"]
        assert target["RetryPolicy"] == {"MaximumRetryAttempts": 1}

    def test_unknown_items_of_a_list_and_a_mapping(self):
        http = {"path_parameter_values": ["a", None], "header_parameters": {"X-A": "a"}}
        target = {"rule": "r", "target_id": "t", "arn": "x", "http_target": [http]}
        unknown = {
            "path_parameter_values": [False, True],
            "header_parameters": {"X-B": True},
        }
        expressions = {
            "path_parameter_values": to(f"{PASSWORD}.id"),
            "header_parameters": to(f"{PASSWORD}.result"),
        }
        document = plan(
            resource(f"{RULE}.r", {"name": "r"}),
            resource(f"{TARGET}.t", target),
            resource(PASSWORD),
            unknown={f"{TARGET}.t": {"http_target": [unknown]}},
            resources=[block(f"{TARGET}.t", {"http_target": [expressions]})],
        )

        (target,) = properties_of(document, f"{RULE}.r")["Targets"]

        assert target["HttpParameters"] == {
            "PathParameterValues": ["a", get_att(PASSWORD, "id")],
            "HeaderParameters": {"X-A": "a", "X-B": get_att(PASSWORD, "result")},
        }

    @pytest.mark.parametrize(
        ("values", "beginning"),
        [
            pytest.param({}, "terraform-", id="without a prefix"),
            pytest.param({"name_prefix": "orders-"}, "orders-", id="with a prefix"),
        ],
    )
    def test_names_that_terraform_generates(self, values, beginning):
        document = plan(
            resource(f"{RULE}.r", values),
            resource(f"{TARGET}.t", {"arn": "x"}),
            unknown={
                f"{RULE}.r": {"name": True, "arn": True},
                f"{TARGET}.t": {"rule": True, "target_id": True, "id": True},
            },
            resources=[
                block(f"{RULE}.r"),
                block(f"{TARGET}.t", {"rule": to(f"{RULE}.r.name", f"{RULE}.r")}),
            ],
        )

        template = terraform.to_template(document)
        rule = template.body["Resources"][f"{RULE}.r"]["Properties"]

        assert re.fullmatch(rf"{beginning}\d{{26}}", rule["Name"])
        assert re.fullmatch(r"terraform-\d{26}", rule["Targets"][0]["Id"])
        assert template.made_up == {
            f"{RULE}.r": "name is generated by Terraform",
            f"{TARGET}.t": "target_id is generated by Terraform",
        }

    def test_outputs_become_outputs_of_the_template(self):
        document = plan(
            resource(f"{BUS}.b", {"name": "shop"}),
            outputs={"arn": {}, "both": {}, "known": {"value": {"a": [1]}}},
            resources=[block(f"{BUS}.b")],
            sources={
                "arn": {"expression": to(f"{BUS}.b.arn", f"{BUS}.b")},
                "both": {"expression": to(f"{BUS}.b.arn", f"{BUS}.b.id")},
            },
        )

        template = terraform.to_template(document)

        assert template.body["Outputs"] == {
            "arn": {"Value": get_att(f"{BUS}.b")},
            "known": {"Value": {"a": [1]}},
        }
        assert template.left_out == {
            "output.both": "its value is known only after `terraform apply`"
        }


def destinations(expression, *keys, connections=(), **more):
    """Return a plan with a destination for each key, on one of the connections."""
    names = [f'{DESTINATION}.d["{key}"]' for key in keys]
    return plan(
        *(resource(f'{CONNECTION}.c["{key}"]', {"name": key}) for key in connections),
        *(resource(name, {"name": "d"}) for name in names),
        unknown={name: {"connection_arn": True} for name in names},
        resources=[
            block(f"{CONNECTION}.c"),
            block(f"{DESTINATION}.d", {"connection_arn": expression}, **more),
        ],
    )


class TestGivenValues:
    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            pytest.param(
                "aws_sqs_queue.undeliverd.arn",
                " Did you mean aws_sqs_queue.undelivered?",
                id="misspelt",
            ),
            pytest.param("unheard", "", id="unknown"),
        ],
    )
    def test_a_value_of_an_unknown_resource_is_refused(self, name, hint):
        with pytest.raises(DeploymentError) as refused:
            terraform.to_template(example("plan"), {name: "x"})

        assert str(refused.value) == (
            f"values: the document has no resource of {name}.{hint}"
        )


class TestIndexes:
    @pytest.mark.parametrize(
        ("expression", "connections", "expected"),
        [
            pytest.param(
                to(f'{CONNECTION}.c["b.c"].arn'), ["a", "b.c"], "b.c", id="a key"
            ),
            pytest.param(
                to(f"{CONNECTION}.c", "each.key"), ["a", "b"], "a", id="the same key"
            ),
            pytest.param(
                to(f"{CONNECTION}.c", "local.x"), ["b"], "b", id="the only one"
            ),
        ],
    )
    def test_a_reference_finds_its_instance(self, expression, connections, expected):
        document = destinations(expression, "a", connections=connections)

        destination = properties_of(document, f'{DESTINATION}.d["a"]')

        assert destination["ConnectionArn"] == get_att(f'{CONNECTION}.c["{expected}"]')

    def test_a_number_is_an_index_too(self):
        document = plan(
            resource(f"{CONNECTION}.c[0]", {"name": "zero"}),
            resource(f"{CONNECTION}.c[1]", {"name": "one"}),
            resource(f"{DESTINATION}.d", {"name": "d"}),
            unknown={f"{DESTINATION}.d": {"connection_arn": True}},
            resources=[
                block(f"{CONNECTION}.c"),
                block(
                    f"{DESTINATION}.d", {"connection_arn": to(f"{CONNECTION}.c[1].arn")}
                ),
            ],
        )

        destination = properties_of(document, f"{DESTINATION}.d")

        assert destination["ConnectionArn"] == get_att(f"{CONNECTION}.c[1]")

    def test_each_value_is_an_instance_of_what_is_iterated_over(self):
        document = destinations(
            to("each.value.arn", "each.value"),
            "a",
            "b",
            connections=["a", "b"],
            for_each_expression=to(f"{CONNECTION}.c"),
        )

        for key in "ab":
            destination = properties_of(document, f'{DESTINATION}.d["{key}"]')
            assert destination["ConnectionArn"] == get_att(f'{CONNECTION}.c["{key}"]')

    @pytest.mark.parametrize(
        "expression",
        [
            pytest.param(to(f"{CONNECTION}.c", "local.x"), id="one of several"),
            pytest.param(to("each.key"), id="its own key"),
            pytest.param(to("var.unheard"), id="a variable of the root module"),
            pytest.param(to("module.unheard.arn"), id="an unknown module"),
            pytest.param(to("self"), id="itself"),
        ],
    )
    def test_what_leads_nowhere_has_to_be_given(self, expression):
        document = destinations(expression, "z", connections=["a", "b"])

        with pytest.raises(DeploymentError, match="connection_arn is known only after"):
            terraform.to_template(document)


def in_modules(expression, *, outputs=None, of_inner=None):
    """Return a plan with a connection in one module and a destination in another.

    The module `partner` is called once for each key, `use` once.
    """
    partners = [
        {
            "address": f'module.partner["{key}"]',
            "resources": [
                resource(f'module.partner["{key}"].{CONNECTION}.c', {"name": key})
            ],
        }
        for key in "ab"
    ]
    address = f"module.use.{DESTINATION}.d"
    use = {"address": "module.use", "resources": [resource(address, {"name": "d"})]}
    return plan(
        children=[*partners, use],
        unknown={address: {"connection_arn": True}},
        module_calls={
            "partner": {
                "module": {
                    "resources": [block(f"{CONNECTION}.c")],
                    "outputs": {
                        "arn": {"expression": to(f"{CONNECTION}.c.arn")},
                        **(outputs or {}),
                    },
                }
            },
            "use": {
                "expressions": {"connection": expression},
                "module": {
                    "resources": [
                        block(
                            f"{DESTINATION}.d",
                            {"connection_arn": of_inner or to("var.connection")},
                        )
                    ]
                },
            },
        },
    )


class TestModules:
    @pytest.mark.parametrize(
        ("expression", "of_inner"),
        [
            pytest.param(
                to('module.partner["b"].arn', 'module.partner["b"]'),
                None,
                id="an output",
            ),
            pytest.param(
                to('module.partner["b"].connection', 'module.partner["b"]'),
                to("var.connection.arn", "var.connection"),
                id="a part of an output",
            ),
        ],
    )
    def test_a_value_passes_through_variables_and_outputs(self, expression, of_inner):
        outputs = {"connection": {"expression": to(f"{CONNECTION}.c")}}
        document = in_modules(expression, outputs=outputs, of_inner=of_inner)

        destination = properties_of(document, f"module.use.{DESTINATION}.d")

        assert destination["ConnectionArn"] == get_att(
            f'module.partner["b"].{CONNECTION}.c'
        )

    @pytest.mark.parametrize(
        ("expression", "of_inner"),
        [
            pytest.param(to("module.partner"), None, id="which of the modules"),
            pytest.param(
                to('module.partner["z"].arn'), None, id="a module that is not there"
            ),
            pytest.param(None, None, id="a variable that is not given"),
            pytest.param(
                {"constant_value": "x"}, to("var.other"), id="another variable"
            ),
        ],
    )
    def test_what_leads_nowhere_has_to_be_given(self, expression, of_inner):
        document = in_modules(expression, of_inner=of_inner)

        with pytest.raises(
            DeploymentError, match=f"module.use.{DESTINATION}.d: connection_arn"
        ):
            terraform.to_template(document)

    def test_a_module_with_an_index_that_is_worked_out(self):
        document = in_modules(to("module.partner"))
        root = document["planned_values"]["root_module"]
        del root["child_modules"][0]

        destination = properties_of(document, f"module.use.{DESTINATION}.d")

        assert destination["ConnectionArn"] == get_att(
            f'module.partner["b"].{CONNECTION}.c'
        )


class TestRegions:
    @pytest.mark.parametrize(
        "document",
        [
            pytest.param(
                state(
                    resource(f"{BUS}.a", {"name": "a", "arn": f"{HOME}:event-bus/a"}),
                    resource(f"{BUS}.b", {"name": "b", "arn": f"{HOME}:event-bus/b"}),
                    resource(
                        f"{BUS}.c",
                        {"name": "c", "arn": "arn:aws:events:us-east-1:1:event-bus/c"},
                    ),
                ),
                id="by ARN",
            ),
            pytest.param(
                plan(
                    resource(f"{BUS}.a", {"name": "a", "region": "eu-west-1"}),
                    resource(f"{BUS}.b", {"name": "b", "region": "eu-west-1"}),
                    resource(f"{BUS}.c", {"name": "c", "region": "us-east-1"}),
                ),
                id="by attribute",
            ),
        ],
    )
    def test_resources_of_another_region_are_left_out(self, document):
        template = terraform.to_template(document)

        assert [*template.body["Resources"]] == [f"{BUS}.a", f"{BUS}.b"]
        assert template.left_out == {
            f"{BUS}.c": "it is in us-east-1, and most of the document in eu-west-1"
        }

    def test_the_region_of_a_provider_counts_if_it_is_written_there(self):
        document = plan(
            *(resource(f"{BUS}.{name}", {"name": name}) for name in "abc"),
            resources=[
                block(f"{BUS}.a", provider_config_key="aws"),
                block(f"{BUS}.b", provider_config_key="aws"),
                block(f"{BUS}.c", provider_config_key="aws.west"),
            ],
        )
        document["configuration"]["provider_config"] = {
            "aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}},
            "aws.west": {"expressions": {"region": {"constant_value": "us-west-2"}}},
            "random": {},
        }

        assert [*terraform.to_template(document).left_out] == [f"{BUS}.c"]


class TestDocuments:
    def test_an_empty_state_has_no_resources(self):
        assert resources_of({"format_version": "1.0"}) == {}

    @pytest.mark.parametrize(
        ("document", "message"),
        [
            pytest.param(
                {"version": 4, "lineage": "x", "resources": []},
                "This is the file in which Terraform keeps its state. Deploy the JSON "
                "that `terraform show -json` prints of it.",
                id="the state itself",
            ),
            pytest.param(
                {"format_version": "2.0", "values": {}},
                "The format 2.0 of `terraform show -json` is not known; the formats "
                "1.0 to 1.2 are.",
                id="a later format",
            ),
        ],
    )
    def test_other_documents_are_refused(self, document, message):
        with pytest.raises(DeploymentError) as refused:
            terraform.to_template(document)

        assert str(refused.value) == message

    def test_data_sources_and_deposed_resources_are_passed_over(self):
        document = plan(
            resource(f"{BUS}.b", {"name": "shop"}),
            {
                "address": "data.aws_region.r",
                "mode": "data",
                "type": "aws_region",
                "name": "r",
            },
            unknown={f"{BUS}.b": {}},
        )
        document["resource_changes"].append(
            {
                "address": f"{BUS}.b",
                "deposed": "0a1b",
                "change": {"after_unknown": {"name": True}},
            }
        )

        assert resources_of(document) == {
            f"{BUS}.b": {
                "Type": "AWS::Events::EventBus",
                "Properties": {"Name": "shop"},
            }
        }
